"""What readers take with them, read back by parsers that are not ours: data, feeds, calendars."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import feedparser
import icalendar
import jsonschema
import lxml.etree
import lxml.html
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from markdown import markdown as as_html

from linimasa.cli import cli
from linimasa.commands.importing import importer
from linimasa.exporters import EXPORTERS, LEFT_OUT
from linimasa.exporters.csvfile import DANGEROUS, columns, event_row, neutral
from linimasa.exporters.feed import NEWEST
from linimasa.exporters.jsonfile import event_line
from linimasa.exporters.published import WholeEvent
from linimasa.exporters.written import written_event
from linimasa.load import load
from linimasa.model.files import InputFile
from linimasa.model.imported import Wish
from linimasa.model.record import Event
from linimasa.model.settings import ExportFormat
from linimasa.plan.offers import OFFERS, downloads
from test_exporters import HOSTILE, URL, both, event, exported, published, site
from test_plan import Planned, planned

ROOT = Path(__file__).parent.parent
CASES = ROOT / "tests" / "cases"
ALL = f"[{', '.join(ExportFormat)}]"
NO_ADDRESS = "title: Tour\nlanguages: [id, en]\n"
RICH = """\
date: 2022-08-26
time: '19:30'
zone: Asia/Tokyo
title: {id: Judul, en: Title}
summary: Ringkas
body: {id: 'Isi [@k] dan [lain](event:b)', en: 'Text [@k] and [more](event:b)'}
status: rumor
statements:
- {by: Xiaomi, stance: no-comment, text: {en: Nothing}, date: late 2022-08, sources: [k]}
actors: [Xiaomi, 'a;b']
tags: [licensing, roads]
place: {name: Beijing, lat: 39.9, lon: -116.4}
sources: [{key: k, url: 'https://press.example/', quote: So, date: c. 2022}, {title: A book}]
relations: {follows: [b], see-also: b}
corrections: [{date: 2022-09, text: It was Friday}]
importance: 1
publish: 2022-08-27T09:00+07:00
aliases: [old]
ignore: {tag-used-once: It is new}
extra: {deaths: 3, list: [a, [b, c]], empty: [], map: {x: {y: z}}}
"""


def files_of(form: str, given: Planned) -> dict[str, bytes]:
    return {output.path: output.content for output in exported(form, given)}


def rich(**settings: str) -> Planned:
    return site({"a": RICH, "b": event("2021-11-2X")}, False, exports=ALL, **settings)


def loaded(fields: object, path: str = "content/a.yaml") -> Event | None:
    """The event in a file that holds these fields."""
    file = InputFile(path, json.dumps(fields, ensure_ascii=False).encode())
    return load(file, ("id", "en"), "Asia/Jakarta").event


def read_from(text: str) -> Event:
    file = InputFile("content/a.yaml", text.encode())
    event = load(file, ("id", "en"), "Asia/Jakarta").event
    assert event
    return event


# -- all of them ----------------------------------------------------------------------------


def test_every_format_that_a_site_can_ask_for_has_an_exporter() -> None:
    assert set(ExportFormat) <= set(EXPORTERS)
    assert set(OFFERS) | {ExportFormat.TOPIC_FEEDS} == set(ExportFormat)
    assert set(LEFT_OUT) <= set(EXPORTERS)


@pytest.mark.parametrize("form", OFFERS)
def test_files_are_where_pages_say_they_are(form: ExportFormat) -> None:
    given = rich()
    told = {
        one.address
        for plan in given.plans
        for one in downloads(plan.edition)
        if one.name == OFFERS[form].name
    }
    assert set(files_of(form, given)) == told


@pytest.mark.parametrize("form", ExportFormat)
def test_drafts_are_in_no_format(form: ExportFormat) -> None:
    events = {"a": event(), "b": event(title=both("Secret"), more="draft: true\n")}
    given = site(events, drafts=True, exports=ALL)
    assert set(given.site.entries) == {"a", "b"}
    files = files_of(form, given)
    assert files
    assert not [path for path, content in files.items() if b"Secret" in content]


@pytest.mark.parametrize("drafts", [False, True])
@pytest.mark.parametrize("hidden", ["draft: true", "publish: 9000-01-01"])
@pytest.mark.parametrize("form", ["json", "csv"])
def test_data_name_nothing_that_only_hidden_events_have(
    form: str, hidden: str, drafts: bool
) -> None:
    more = f"{hidden}\nstatements: [{{by: hushed, stance: asserts}}]\nrelations: {{denies: a}}\n"
    given = site(
        {
            "a": event(more="relations: {follows: [hush, b], see-also: hush}\n"),
            "b": event("2021"),
            "hush": event(more=more).replace("licensing", "hushing"),
            "_actors": "hushed: {name: Hush}\nSomebody: {name: Some Body}\n",
        },
        drafts=drafts,
        tags="{hushing: Hush, licensing: Licensing}",
        threads="{hush: Hush, a: Thread}",
    )
    (content,) = files_of(form, given).values()
    assert b"hush" not in content.lower()
    if form == "json":
        head = json.loads(content)
        assert head["tags"].keys() == {"licensing"}
        assert (head["threads"], head["actors"].keys()) == ({"a": "Thread"}, {"Somebody"})
        assert [one.get("relations") for one in head["events"]] == [None, {"follows": ["b"]}]


@pytest.mark.parametrize("form", ExportFormat)
def test_pieces_are_the_same_each_time(form: ExportFormat) -> None:
    for output in EXPORTERS[form](published(rich())):
        assert output.held() == output.held()


# -- JSON -----------------------------------------------------------------------------------


def test_json_has_every_field_as_its_file_says_it() -> None:
    (content,) = files_of("json", rich()).values()
    found = json.loads(content)
    assert (found["format"], found["version"]) == ("linimasa", 1)
    assert found["languages"] == ["id", "en"]
    assert [one["id"] for one in found["events"]] == ["b", "a"]
    a = found["events"][1]
    assert a["date"] == "2022-08-26"
    assert a["summary"] == "Ringkas"
    assert a["statements"][0]["date"] == "late 2022-08"
    assert a["relations"] == {"follows": ["b"], "see-also": ["b"]}
    assert a["extra"]["map"] == {"x": {"y": "z"}}
    assert set(a) == {*Event.__dataclass_fields__} - {"draft", "media", "translated"}


def test_json_read_as_files_gives_the_same_events() -> None:
    (content,) = files_of("json", rich()).values()
    (written,) = (one for one in json.loads(content)["events"] if one["id"] == "a")
    assert loaded(written) == read_from(RICH)


def test_written_event_has_its_pictures() -> None:
    media = "media: [{file: p.jpg, alt: A car, caption: {en: So}, credit: Me, license: CC0}]\n"
    event = read_from(RICH + media)
    written = written_event(event, "id")
    assert written["media"][0] == {
        "file": "p.jpg", "alt": "A car", "caption": {"en": "So"}, "credit": "Me", "license": "CC0",
    }  # fmt: skip
    assert loaded(written) == event


def test_json_is_valid_by_the_schema_in_the_docs() -> None:
    schema = json.loads((ROOT / "docs" / "events.schema.json").read_text("utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for one in (rich(), site({}), site({"a": event(title=both(HOSTILE))})):
        (content,) = files_of("json", one).values()
        found = json.loads(content)
        assert list(validator.iter_errors(found)) == []
        assert list(validator.iter_errors({**found, "version": 2}))
        assert list(validator.iter_errors({**found, "events": [{"id": "a", "title": "A"}]}))


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1).filter(
    lambda text: text.strip() == text
)
TEXTS = st.one_of(
    WORDS,
    # In the order of the site: a table has no other.
    st.dictionaries(st.sampled_from(["id", "en"]), WORDS, min_size=1).map(
        lambda texts: dict(sorted(texts.items(), reverse=True))
    ),
)
DATES = st.sampled_from(["2021", "late 2021-11", "44 BCE", "2021-11-2X?", "..", "2021/..", "[1,2]"])
ANYTHING = st.recursive(
    WORDS, lambda inner: st.lists(inner) | st.dictionaries(WORDS, inner), max_leaves=8
)
EVENTS = st.fixed_dictionaries(
    {"date": DATES, "title": TEXTS},
    optional={
        "summary": TEXTS,
        "body": TEXTS,
        "actors": st.lists(WORDS, max_size=3),
        "sources": st.lists(st.fixed_dictionaries({"title": WORDS, "date": DATES}), max_size=2),
        "statements": st.lists(
            st.fixed_dictionaries(
                {"by": WORDS, "stance": st.sampled_from(["no-comment", "rules"]), "text": TEXTS}
            ),
            max_size=2,
        ),
        "place": st.one_of(TEXTS, st.fixed_dictionaries({"name": TEXTS, "lat": st.just(1.5)})),
        "extra": st.dictionaries(WORDS, ANYTHING, max_size=3),
        "importance": st.integers(1, 3),
        "translated": st.just({"en": {"title": "5a2fe1a7", "body": "b0d1e2f3"}}),
    },
)


@given(EVENTS)
def test_written_event_is_read_as_the_same_event(fields: dict[str, Any]) -> None:
    one = loaded(fields)
    if one is not None:
        assert loaded(json.loads(json.dumps(written_event(one, "id")))) == one


# -- CSV ------------------------------------------------------------------------------------


def rows_of(given: Planned) -> list[dict[str, str]]:
    (content,) = files_of("csv", given).values()
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_csv_has_a_row_for_each_event_and_a_column_for_each_field() -> None:
    b, a = rows_of(rich())
    assert list(a) == columns(["id", "en"])
    assert (b["id"], b["date"]) == ("b", "2021-11-2X")
    assert (a["title.id"], a["title.en"], a["summary.en"]) == ("Judul", "Title", "")
    assert a["actors"] == r"Xiaomi; a\;b"
    assert (a["place.id"], a["place.lon"]) == ("Beijing", "-116.4")
    assert a["relations.follows"] == "b"
    assert json.loads(a["sources"])[0]["date"] == "c. 2022"
    assert json.loads(a["extra"])["map"] == {"x": {"y": "z"}}
    names = {name.partition(".")[0] for name in a}
    assert names == {one.replace("_", "-") for one in Event.__dataclass_fields__} - {"draft"}


@given(WORDS | st.sampled_from(DANGEROUS).flatmap(lambda sign: WORDS.map(lambda one: sign + one)))
def test_cell_is_no_formula_and_comes_back(text: str) -> None:
    cell = neutral(text)
    assert not cell.startswith(DANGEROUS[:-1])
    assert cell.removeprefix("'") == text


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "'quoted", HOSTILE])
def test_csv_when_a_title_is_hostile_gives_it_back(text: str) -> None:
    (row,) = rows_of(site({"a": event(title=both(text))}))
    cell = row["title.en"]
    assert cell[0] not in "=+-@"
    assert cell.removeprefix("'") == text


# -- there and back -------------------------------------------------------------------------

SAMPLE = {
    path.stem: path
    for path in sorted((ROOT / "content").rglob("*.yaml"))
    if not path.name.startswith("_")
}
WISH = Wish("id", "Asia/Jakarta")


def back(form: str, content: bytes) -> dict[str, Event | None]:
    """The events that an import of an export gives, by id; of their fields nothing is lost."""
    made = importer(form)(content, f"events.{form}", WISH)
    assert made.diagnostics == ()
    assert [loss for loss in made.losses if not loss.is_kept] == []
    return {one.name: loaded({"id": one.name, **one.fields}) for one in made.drafts}


@pytest.mark.parametrize("form", ["json", "csv"])
def test_import_of_the_export_of_a_real_site_gives_the_same_events(form: str) -> None:
    done = CliRunner().invoke(cli, ["export", form, str(ROOT)])
    assert done.exit_code == 0
    again = back(form, done.stdout_bytes)
    assert again.keys() == SAMPLE.keys()
    for name, path in SAMPLE.items():
        file = InputFile(path.relative_to(ROOT).as_posix(), path.read_bytes())
        assert again[name] == load(file, ("id", "en"), "Asia/Jakarta").event


@given(EVENTS)
def test_import_of_an_export_gives_the_same_event(fields: dict[str, Any]) -> None:
    one = loaded(fields)
    if one is None:
        return
    whole, languages = WholeEvent(one, (), 0), ("id", "en")
    head = ",".join(columns(languages))
    table = f"{head}\r\n{event_row(whole, languages)}"
    about = '{"format":"linimasa","version":1,"languages":["id","en"],"timezone":"Asia/Jakarta"'
    data = f'{about},"events":[{event_line(whole, "id")}]}}'
    assert back("json", data.encode()) == {"a": one}
    assert back("csv", table.encode()) == {"a": one}


@pytest.mark.parametrize(
    "written", ["2022-08-26", "late 2021-11", "2021-11-2X", "c. 2022", "[2021,2022]"]
)
def test_import_of_a_calendar_gives_what_it_can_carry(written: str) -> None:
    content = files_of("ics", site({"a": event(written)}))["calendar.ics"]
    made = importer("ics")(content, "calendar.ics", WISH)
    (one,) = made.drafts
    assert (one.fields["date"], one.fields["tags"]) == (written, ["licensing"])
    lost = {loss.field for loss in made.losses}
    assert lost <= {"DTSTAMP", "LAST-MODIFIED", "STATUS", "TRANSP", "X-LINIMASA-DATE"} | {
        "X-WR-CALNAME",
        "X-LINIMASA-LEFT-OUT",
    }


# -- feeds ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "path"), [("json-feed", "en/feed.json"), ("rss", "en/rss.xml")])
def test_feeds_are_small_and_begin_with_what_changed_last(form: str, path: str) -> None:
    events = {f"e{number}": event(f"{1900 + number}") for number in range(NEWEST + 5)}
    content = files_of(form, site(events))[path]
    if form == "rss":
        found = [one.link for one in feedparser.parse(content).entries]
    else:
        found = [one["url"] for one in json.loads(content)["items"]]
    assert len(found) == NEWEST
    assert found[0] == f"{URL}en/events/e{NEWEST + 4}/"


def test_json_feed_has_what_version_1_1_requires() -> None:
    feed = json.loads(files_of("json-feed", rich())["en/feed.json"])
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{URL}en/feed.json"
    assert feed["authors"] == [{"name": "Redaksi"}]
    a = feed["items"][0]
    assert a["id"] == "tag:linimasa,2026:mobil-xiaomi/en/a"
    assert a["title"] == "Title (Rumor)"
    assert datetime.fromisoformat(a["date_modified"]).tzinfo is not None
    assert f'href="{URL}en/events/b/"' in a["content_html"]
    for one in feed["items"]:
        assert one["content_html"] or one["content_text"]


LINKED = """\
date: 2022-08-26
title: {id: Judul, en: Title}
body: '`href="/no"` and src="no" [more](event:b "href=") onclick=no " [page](page:about)'
"""


@pytest.mark.parametrize(("url", "root"), [(URL, URL), ("", "../")])
@pytest.mark.parametrize("form", ["json-feed", "timelinejs"])
def test_body_has_whole_addresses_in_its_links_and_else_the_words_of_its_author(
    form: str, url: str, root: str
) -> None:
    files = {
        "site.yaml": f"title: Tour\nlanguages: [id, en]\nurl: {url}\n" if url else NO_ADDRESS,
        "content/a.yaml": LINKED,
        "content/b.yaml": event("2021"),
        "content/pages/about.md": "---\ntitle: About\n---\nAbout.\n",
    }
    path = {"json-feed": "en/feed.json", "timelinejs": "en/timelinejs.json"}[form]
    made = json.loads(files_of(form, planned(files))[path])
    if form == "json-feed":
        body = made["items"][0]["content_html"]
    else:
        body = made["events"][1]["text"]["text"]
    html = lxml.html.fromstring(f"<div>{body}</div>")
    assert html.text_content().startswith('href="/no" and src="no" more onclick=no " page')
    links = [dict(one.attrib) for one in html.iter("a")]
    assert links[:2] == [
        {"href": f"{root}en/events/b/", "title": "href="},
        {"href": f"{root}en/about/"},
    ]


def test_picture_with_any_sign_in_its_name_is_found() -> None:
    name = "Plant #2 50 %? (a;b).png"
    files: dict[str, str | bytes] = {
        "site.yaml": f"title: Tour\nlanguages: [id]\nurl: {URL}\n",
        "content/a.yaml": f"date: 2021\ntitle: A\nmedia: [{{file: '{name}', alt: A plant}}]\n",
        f"content/{name}": b"",
    }
    (slide,) = json.loads(files_of("timelinejs", planned(files))["timelinejs.json"])["events"]
    parts = urlsplit(slide["media"]["url"])
    assert (parts.query, parts.fragment) == ("", "")
    assert unquote(parts.path) == f"{urlsplit(URL).path}media/a/{name}"


def test_document_of_a_site_without_address_leads_from_where_it_lies() -> None:
    found = files_of("markdown", site({"a": event()}, url=""))
    assert b"(<events/a/>)" in found["events.md"]
    assert b"(<../en/events/a/>)" in found["en/events.md"]


def test_rss_is_read_as_it_was_meant() -> None:
    feed = feedparser.parse(files_of("rss", rich())["en/rss.xml"])
    assert not feed.bozo
    assert feed.version == "rss20"
    assert [one.href for one in feed.feed.links if one.rel == "self"] == [f"{URL}en/rss.xml"]
    a = feed.entries[0]
    assert (a.id, a.guidislink) == ("tag:linimasa,2026:mobil-xiaomi/en/a", False)
    assert a.link == f"{URL}en/events/a/"
    assert f'href="{URL}en/events/b/"' in a.content[0].value
    assert a.published_parsed[:5] == (2022, 8, 31, 17, 0), "where September 2022 begins"


@pytest.mark.parametrize("form", ["json-feed", "rss"])
def test_feeds_keep_their_ids_when_the_site_moves(form: str) -> None:
    def ids(address: str) -> list[str]:
        (content, *_) = files_of(form, rich(url=address)).values()
        if form == "rss":
            return [one.id for one in feedparser.parse(content).entries]
        return [one["id"] for one in json.loads(content)["items"]]

    assert ids(URL) == ids("https://elsewhere.example/x/")


def test_rss_needs_an_address_and_is_not_offered_without() -> None:
    given = rich(url="")
    assert files_of("rss", given) == {}
    assert "RSS" not in [one.name for one in downloads(given.plans[0].edition)]


@pytest.mark.parametrize("form", ["atom", "corrections", "topic-feeds"])
def test_atom_is_valid_by_the_grammar_of_rfc_4287(form: str) -> None:
    grammar = lxml.etree.RelaxNG(file=CASES / "atom.rng")
    for one in (rich(), rich(url=""), site({}), site({"a": event(title=both(HOSTILE))})):
        for path, content in files_of(form, one).items():
            assert grammar.validate(lxml.etree.fromstring(content)), (path, grammar.error_log)


def test_grammar_of_atom_refuses_what_is_no_feed() -> None:
    grammar = lxml.etree.RelaxNG(file=CASES / "atom.rng")
    feed = files_of("atom", rich())["feed.xml"]
    assert grammar.validate(lxml.etree.fromstring(feed))
    for good, bad in (
        (b"</updated>", b"!</updated>"),
        (b"<id>", b"<id/><id>"),
        (b' href="', b' ref="'),
        (b"<author>", b"<author><name/>"),
    ):
        assert not grammar.validate(lxml.etree.fromstring(feed.replace(good, bad, 1)))


def test_topic_feeds_hold_the_events_of_one_tag_or_actor() -> None:
    given = rich()
    files = files_of("topic-feeds", given)
    assert {"tags/roads/feed.xml", "en/tags/licensing/feed.xml", "actors/xiaomi/feed.xml"} < set(
        files
    )
    roads = feedparser.parse(files["en/tags/roads/feed.xml"])
    assert not roads.bozo
    assert [one.link for one in roads.entries] == [f"{URL}en/events/a/"]
    ids = [feedparser.parse(content).feed.id for content in files.values()]
    assert len(set(ids)) == len(ids)
    every = feedparser.parse(files_of("atom", given)["en/feed.xml"])
    assert {one.id for one in roads.entries} == {every.entries[0].id}
    for plan in given.plans:
        for kind in ("tags/roads/", "actors/xiaomi/"):
            assert given.topic(plan.edition.root + kind).feed in files
    assert given.topic("status/rumor/").feed == ""


# -- calendars ------------------------------------------------------------------------------


def entries(given: Planned, path: str = "en/calendar.ics") -> dict[str, icalendar.Component]:
    content = files_of("ics", given)[path]
    assert max(map(len, content.split(b"\r\n"))) <= 75
    calendar = icalendar.Calendar.from_ical(content)
    return {str(one["UID"]).partition("@")[0]: one for one in calendar.walk("VEVENT")}


@pytest.mark.parametrize(
    ("written", "start", "end", "is_sure"),
    [
        ("2022-08-26", date(2022, 8, 26), date(2022, 8, 27), True),
        ("2022-08-26/2022-08-28", date(2022, 8, 26), date(2022, 8, 29), True),
        ("late 2021-11", date(2021, 11, 21), date(2021, 12, 1), False),
        ("2021", date(2021, 1, 1), date(2022, 1, 1), False),
        ("2022-08-26?", date(2022, 8, 26), date(2022, 8, 27), False),
        ("[2022-08-26,2022-08-28]", date(2022, 8, 26), date(2022, 8, 29), False),
    ],
)
def test_calendar_says_no_more_of_a_date(
    written: str, start: date, end: date, is_sure: bool
) -> None:
    (one,) = entries(site({"a": event(written)})).values()
    assert (one.decoded("DTSTART"), one.decoded("DTEND")) == (start, end)
    assert ("STATUS" not in one) is is_sure
    assert str(one["X-LINIMASA-DATE"]) == written.replace(",", "\\,")
    assert (str(one["SUMMARY"]) == "Title") is is_sure


def test_calendar_has_clock_times_as_moments() -> None:
    one = entries(rich())["a"]
    assert one.decoded("DTSTART") == datetime(2022, 8, 26, 10, 30, tzinfo=UTC)
    assert "DTEND" not in one
    assert str(one["STATUS"]) == "TENTATIVE", "it is a rumor"
    place: Any = one["GEO"]
    assert (place.latitude, place.longitude) == (39.9, -116.4)


@pytest.mark.parametrize(
    "written", ["44 BCE", "2021/..", "../2021", "{2020,2021-12}", "9999", "Y17E7"]
)
def test_calendar_leaves_out_what_it_cannot_say_and_counts_it(written: str) -> None:
    given = site({"a": event(written), "b": event()})
    assert set(entries(given)) == {"b"}
    calendar = icalendar.Calendar.from_ical(files_of("ics", given)["calendar.ics"])
    assert str(calendar["X-LINIMASA-LEFT-OUT"]) == "1"
    assert LEFT_OUT["ics"](given.site) == 1


def test_calendar_keeps_its_names_when_the_site_moves_and_takes_times_from_the_record() -> None:
    here, there = rich(), rich(url="https://elsewhere.example/")
    old, new, other = entries(here), entries(there), entries(here, "calendar.ics")
    assert [one["UID"] for one in old.values()] == [one["UID"] for one in new.values()]
    assert [one["UID"] for one in old.values()] == [one["UID"] for one in other.values()]
    assert old["b"].decoded("DTSTAMP") == datetime(2021, 11, 19, 17, tzinfo=UTC)
    assert old["b"].decoded("DTSTAMP") + timedelta(0) == old["b"].decoded("LAST-MODIFIED")


@pytest.mark.parametrize(
    ("degrees", "written"), [("-6.1753924", "-6.1753924"), ("0.00005123", "0.0001"), ("0", "0.0")]
)
def test_calendar_has_places_without_exponents(degrees: str, written: str) -> None:
    given = site({"a": event(more=f"place: {{name: X, lat: {degrees}, lon: {degrees}}}")})
    content = files_of("ics", given)["calendar.ics"].decode()
    assert f"\r\nGEO:{written};{written}\r\n" in content


@pytest.mark.parametrize("title", ["Roads, dams; and", r"C:\new", HOSTILE])
def test_calendar_is_called_what_the_site_is(title: str) -> None:
    content = files_of("ics", site({}, title=both(title)))["calendar.ics"]
    # The library knows none of the names with X-; they are texts like this one.
    calendar = icalendar.Calendar.from_ical(content.replace(b"X-WR-CALNAME", b"COMMENT"))
    assert str(calendar["COMMENT"]) == title


def test_calendar_when_texts_are_hostile_gives_them_back() -> None:
    text = HOSTILE + "\\n;,:END:VEVENT"
    (one,) = entries(site({"a": event(summary=both(text), title=both(text))})).values()
    assert str(one["DESCRIPTION"]).endswith(text)
    assert str(one["SUMMARY"]) == text


# -- linked data, maps, documents -----------------------------------------------------------


def test_json_ld_says_of_each_event_what_its_page_says() -> None:
    found = json.loads(files_of("json-ld", rich())["en/events.jsonld"])
    assert found["@context"] == "https://schema.org"
    b, a = found["hasPart"]
    page = json.loads(rich().event("en/events/a/").head.json_ld)
    del page["@context"], page["isPartOf"]
    assert a == page
    assert b["temporalCoverage"] == "2021-11-2X"


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("url", [URL, ""])
def test_json_ld_leads_to_the_page_in_a_language_that_it_is_written_in(
    language: str, url: str
) -> None:
    one = event(title="{en: Only English}").replace("[Xiaomi, ", "[Xiaomi, Xiaomi, ")
    given, root = site({"a": one}, url=url), "" if language == "id" else "en/"
    (part,) = json.loads(files_of("json-ld", given)[f"{root}events.jsonld"])["hasPart"]
    page = json.loads(given.event(f"{root}events/a/").head.json_ld)
    del page["@context"], page["isPartOf"]
    assert part == page


def test_geojson_has_the_events_with_coordinates() -> None:
    given = rich()
    found = json.loads(files_of("geojson", given)["en/events.geojson"])
    assert found["type"] == "FeatureCollection"
    (one,) = found["features"]
    assert one["geometry"] == {"type": "Point", "coordinates": [-116.4, 39.9]}
    assert one["properties"]["title"] == "Title (Rumor)"
    assert one["properties"]["url"] == f"{URL}en/events/a/"
    assert LEFT_OUT["geojson"](given.site) == 1


def test_markdown_reads_as_a_document() -> None:
    text = files_of("markdown", rich())["en/events.md"].decode()
    tree = lxml.html.document_fromstring(as_html(text))
    assert [one.text_content() for one in tree.iter("h2")] == ["Title", "Title"]
    assert {urlsplit(one.get("href")).netloc for one in tree.iter("a")} == {
        "news.example",
        "press.example",
    }
    assert rich().event("en/events/b/").card.date.words in text
    assert "Rumor" in text


@pytest.mark.parametrize("text", [HOSTILE, "# Head", "1. One", "- [x](javascript:1)", "**b** _i_"])
def test_markdown_when_texts_are_hostile_gives_them_back(text: str) -> None:
    text = text.replace("\u2028 ", "")
    given = site({"a": event(title=both(text), summary=both(text))})
    tree = lxml.html.document_fromstring(as_html(files_of("markdown", given)["events.md"].decode()))
    assert tree.findall(".//script") == []
    (heading,) = tree.iter("h2")
    assert heading.text_content() == text
    assert text in [one.text_content() for one in tree.iter("p")]
    assert all(one.get("href").startswith("https://") for one in tree.iter("a"))


@pytest.mark.parametrize("form", ["rss", "topic-feeds"])
def test_xml_when_texts_are_hostile_gives_them_back(form: str) -> None:
    given = site({"a": event(title=both(HOSTILE), summary=both(HOSTILE))})
    for path, content in files_of(form, given).items():
        tree = lxml.etree.fromstring(content, lxml.etree.XMLParser(resolve_entities=False))
        titles = [one.text for one in tree.iter("{*}title")]
        assert HOSTILE in titles, path


@pytest.mark.parametrize("form", ["json", "json-feed", "json-ld"])
def test_json_when_texts_are_hostile_gives_them_back(form: str) -> None:
    given = site({"a": event(title=both(HOSTILE), summary=both(HOSTILE))})
    for content in files_of(form, given).values():
        assert HOSTILE in json.dumps(json.loads(content), ensure_ascii=False).replace('\\"', '"')
