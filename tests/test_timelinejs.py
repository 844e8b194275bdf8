"""TimelineJS, both ways: what comes in goes back as it was, and what goes out says no more."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from linimasa.decode import Context
from linimasa.fuzzydate import parse
from linimasa.importers import timelinejs, timelinejs_sheet
from linimasa.importers.fitting import Target, fitted
from linimasa.importers.placing import Known, placed
from linimasa.load import load
from linimasa.model.imported import Imported, Wish
from linimasa.model.settings import DEFAULT_STATUSES
from linimasa.scaffold.draft import printable, yaml_text
from linimasa.timelinejs.dates import read_date, written_dates
from linimasa.timelinejs.old import date_of_text, modern, modern_rest
from literals import made
from test_data import files_of
from test_exporters import HOSTILE, event, site
from test_plan import planned
from tljs import differences

CASES = Path(__file__).parent / "cases" / "imports"
WISH = Wish("en", "UTC")
SETTINGS = "title: The canal\nlanguages: [en]\nurl: https://canal.example/\n"
PLAIN = "date: 2021\ntitle: A flood\n"


def read(value: Any) -> Imported:
    return timelinejs.parse(json.dumps(value).encode(), "in/timeline.json", WISH)


def files(given: Imported, pictures: bool = True) -> dict[str, str | bytes]:
    """The site that an import makes, by the paths of its files."""
    places, _ = placed(
        given.drafts, Known(frozenset(), frozenset(), {}), "timelinejs", "content", Context()
    )
    words = [word for word, _ in DEFAULT_STATUSES]
    names = {one.name for one in places}
    target = Target("timelinejs", ("en",), "en", "UTC", words, names, load)
    written: dict[str, str | bytes] = {"site.yaml": SETTINGS}
    for place in places:
        made = fitted(place.draft, place.path, target)
        assert made.text, made.diagnostics
        written[place.path] = made.text
        for picture in place.draft.pictures:
            written[f"content/{picture.rpartition('/')[2]}"] = b""
    if given.extra:
        written["content/_extra.yaml"] = yaml_text({"timelinejs": printable(given.extra)})
    return written


def exported(written: Mapping[str, str | bytes]) -> Any:
    return json.loads(files_of("timelinejs", planned(written))["timelinejs.json"])


def there_and_back(value: Any) -> list[str]:
    """What is not as it was, in normal form."""
    back = exported(files(read(value)))
    for slide in [*back["events"], back.get("title", {})]:
        media = slide.get("media", {})
        if str(media.get("url", "")).startswith("https://canal.example/media/"):
            media["url"] = "OURS/" + media["url"].rpartition("/")[2]
    for slide in value["events"]:
        media = slide.get("media") if isinstance(slide, dict) else None
        if isinstance(media, dict) and media.get("url") == "img/lock.png":
            media["url"] = "OURS/lock.png"
    return differences(value, back)


# -- there and back -------------------------------------------------------------------------


def test_file_with_every_trap_comes_back_as_it_was() -> None:
    value = json.loads((CASES / "timelinejs.json").read_text("utf-8"))
    assert there_and_back(value) == []


PART = st.sampled_from(["", "1", 2, "03", 12, 13, 30, 31, None, 59, "x", 2.0])
DATES = st.fixed_dictionaries(
    {"year": st.sampled_from([-44, "-1", 1, "1999", 2020, "2021", 0, -4_500_000_000, 2021.0])},
    optional={
        "month": PART, "day": PART, "hour": PART, "minute": PART, "second": PART,
        "millisecond": PART, "format": st.sampled_from(["", "full"]),
        "display_date": st.sampled_from(["", "then", "<b>then</b>"]),
    },
)  # fmt: skip
HTML = st.lists(
    st.sampled_from(
        [
            "word", " ", "&amp;", "&", "<", ">", "<p>", "</p>", "<b>", "</b>", "<br/>", "\n",
            "\r\n", "\t", "  ",
            '<a href="https://a.example/?b=1&c">', "</a>", "<iframe src='//x'></iframe>", "*",
            "[x](y)", "# ", "- ", "1. ", "<script>x</script>", "مرحبا", "\u2028", "\x01", "_a_",
            "https://bare.example/", "<ul><li>", "</li></ul>", "`", "\\", '"', "'", ": ", "null",
        ]
    ),
    max_size=6,
).map("".join)  # fmt: skip
ADDRESSES = st.sampled_from(
    ["", "https://a.example/p.jpg", "https://a.example/page?x=1", "//cdn.example/i.png", "/up.png",
     "<blockquote>Said</blockquote>", '<iframe src="https://v.example/1"></iframe>', "#", "a b"]
)  # fmt: skip
ODD = st.sampled_from([0, "0", 1.5, True, False, None, "", [], {}, [1, [2]], {"a": {"b": ""}}, "x"])
SLIDES = st.fixed_dictionaries(
    {},
    optional={
        "start_date": DATES,
        "end_date": DATES,
        "text": st.fixed_dictionaries({}, optional={"headline": HTML, "text": HTML}) | st.none(),
        "media": st.fixed_dictionaries(
            {}, optional={"url": ADDRESSES, "caption": HTML, "credit": HTML, "alt": HTML,
                          "thumbnail": ADDRESSES, "link_target": ODD}
        ),
        "group": HTML,
        "display_date": HTML,
        "background": st.sampled_from([{}, {"color": "#fff"}, {"url": "/a.png", "opacity": 5}]),
        "autolink": st.booleans(),
        "unique_id": st.sampled_from(["", "a", "b", "a b", "東京"]),
        "odd": ODD,
    },
)  # fmt: skip


@given(
    st.fixed_dictionaries(
        {"events": st.lists(SLIDES, max_size=4)},
        optional={"title": SLIDES, "eras": st.lists(SLIDES, max_size=2), "odd": ODD,
                  "scale": st.sampled_from(["human", "cosmological", ""])},
    )
)  # fmt: skip
@example({"events": [{"start_date": {"year": 2020}, "end_date": {"year": 2020, "month": 5}}]})
@settings(max_examples=60)
def test_any_file_comes_back_as_it_was(value: Any) -> None:
    assert there_and_back(json.loads(json.dumps(value))) == []


def test_end_that_says_more_than_the_start_is_written_so_that_timelinejs_keeps_it() -> None:
    value = {"events": [{"start_date": {"year": 2020}, "end_date": {"year": 2020, "month": 5}}]}
    (slide,) = exported(files(read(value)))["events"]
    assert slide["start_date"] == {"year": 2020, "month": ""}


def test_events_of_one_moment_keep_their_order() -> None:
    names = ["c", "a", "d", "b"]
    value = {"events": [{"start_date": {"year": 2020}, "text": {"headline": n}} for n in names]}
    back = exported(files(read(value)))
    assert [one["text"]["headline"] for one in back["events"]] == names


def test_what_an_editor_changed_goes_out_and_the_rest_as_it_came() -> None:
    value = {
        "events": [
            {
                "start_date": {"year": 2020, "format": "full"},
                "text": {"headline": "<i>Old</i>", "text": "<u>Kept</u>"},
                "display_date": "back then",
                "group": "north",
                "background": {"color": "#fff"},
            }
        ]
    }
    written = files(read(value))
    (path,) = (one for one in written if one not in ("site.yaml", "content/_extra.yaml"))
    text = str(written[path])
    changed = text.replace("date: 2020\n", "date: 2021\n").replace("title: Old", "title: New <b>")
    (slide,) = exported({**written, path: changed.replace("tags: [north]", "tags: [south]")})[
        "events"
    ]
    assert slide == {
        "start_date": {"year": 2021},
        "text": {"headline": "New &lt;b&gt;", "text": "<u>Kept</u>"},
        "background": {"color": "#fff"},
    }


# -- in -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "end", "date", "time"),
    [
        ({"year": -44}, None, "-0043", ""),
        ({"year": "-1", "month": "12"}, {"year": "1"}, "0000-12/0001", ""),
        ({"year": 1, "month": "", "day": 5}, None, "0001", ""),
        ({"year": 2021, "month": 4, "day": 3, "hour": "9"}, None, "2021-04-03", "09:00"),
        ({"year": 2021, "hour": 9}, None, "2021", ""),
        ({"year": -13_800_000_000, "month": 2}, None, "Y-13799999999", ""),
        ({"year": 2021}, {"year": 2020}, "2021", ""),
        ({"year": 2021}, {"year": "2021", "month": ""}, "2021", ""),
        ({"year": 10**16}, None, "", ""),
        ({"year": True}, None, "", ""),
        ("2021", None, "", ""),
    ],
)
def test_date_comes_in_as_exact_as_it_is(start: Any, end: Any, date: str, time: str) -> None:
    dated = read_date(start, end)
    assert (dated.date, dated.time) == (date, time)
    if date:
        parse(date)


def test_mistake_is_told_at_its_line_and_column() -> None:
    text = '{"events": [\n  {"start_date": {"year": 2020,\n    "month": "13"}}]}'
    (found,) = timelinejs.parse(text.encode(), "a.json", WISH).diagnostics
    assert (found.code, found.span.line, found.span.column) == ("bad-date", 3, 14)


def test_old_file_is_read_as_what_it_says_in_version_3() -> None:
    data = (CASES / "timelinejs-old.json").read_bytes()
    got = timelinejs.parse(data, "in/old.json", WISH)
    assert [draft.fields["date"] for draft in got.drafts] == [
        "1901-03-07/1902-12", "-0043", "1903-03-07",
    ]  # fmt: skip
    assert [draft.place.line for draft in got.drafts] == [6, 8, 9]
    assert got.diagnostics == ()
    old = json.loads(data.decode().partition("=")[2].rpartition(";")[0])["timeline"]
    rest = {name: one for name, one in old.items() if name != "date"}
    as_new = {**modern_rest(rest), "events": [modern(one) for one in old["date"]]}
    assert there_and_back(as_new) == []
    assert as_new["eras"][0]["group"] == "north"


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2011,12,10", ["2011", "12", "10"]),
        ("-44", ["-44"]),
        ("2011-12-10T09:30", ["2011", "12", "10", "09", "30"]),
        ("12/10/2011", ["2011", "12", "10"]),
        ("12/2011", ["2011", "12"]),
        ("soon", ["soon"]),
    ],
)
def test_old_date_is_one_text(text: str, parts: list[str]) -> None:
    assert list(date_of_text(text).values()) == parts


@pytest.mark.parametrize(
    ("cell", "time"),
    [
        ("9", "09:00"), ("930", "09:30"), ("1330", "13:30"), ("1:30 PM", "13:30"),
        ("12:05 a.m.", "00:05"), ("9.30.15", "09:30:15"), ("9:30:15.25", "09:30:15"),
    ],
)  # fmt: skip
def test_time_of_a_sheet_is_read_as_timelinejs_reads_it(cell: str, time: str) -> None:
    text = f'Year,Month,Day,Time,Headline\n2021,4,3,"{cell}",A'
    (draft,) = timelinejs_sheet.parse(text.encode(), "a.csv", WISH).drafts
    assert draft.fields["time"] == time


@pytest.mark.parametrize(
    ("cell", "headline"),
    [
        ('"""Quoted"""', '"Quoted"'),
        ('""', "2021"),
        ('a "b, c" d', "a b, c d"),
        ('"a ""b"" c"', 'a "b" c'),
        ("  a  ", "a"),
    ],
)
def test_cell_of_a_sheet_is_read_as_timelinejs_reads_it(cell: str, headline: str) -> None:
    text = f"Year,Headline,Group\n2021,{cell},north"
    (draft,) = timelinejs_sheet.parse(text.encode(), "a.csv", WISH).drafts
    assert (draft.fields["title"], draft.fields["tags"]) == (headline, ["north"])


def test_sheet_has_a_title_eras_and_groups_under_an_old_name() -> None:
    text = "Start Date,End Date,Headline,Tag,Type\n3/7/1901,,A,north,\n1901,1902,E,,era\n,,T,,title"
    got = timelinejs_sheet.parse(text.encode(), "a.csv", WISH)
    assert got.drafts[0].fields["date"] == "1901-03-07"
    assert got.drafts[0].fields["tags"] == ["north"]
    assert got.extra["title"]["text"] == {"headline": "T"}
    assert got.extra["eras"][0]["end_date"] == {"year": 1902}


@pytest.mark.parametrize("data", [b"[]", b"{}", b'{"events": 3}', b'{"timeline": {}}', b"a=1;"])
def test_what_is_no_timeline_is_said_to_be_none(data: bytes) -> None:
    (found,) = timelinejs.parse(data, "a.json", WISH).diagnostics
    assert found.code == "bad-input"


# -- out ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("date", "start", "end", "exact"),
    [
        ("2021-11-27", [2021, 11, 27], None, True),
        ("2021-11", [2021, 11], None, True),
        ("-0043", [-44], None, True),
        ("0000", [-1], None, True),
        ("late 2021-11", [2021, 11, 21], [2021, 11, 30], False),
        ("1990s", [1990], [1999], False),
        ("2021-Q4", [2021, 10], [2021, 12], False),
        ("c. 1450", [1450], None, False),
        ("2019/..", [2019], None, False),
        ("../2019", [2019], None, False),
        ("2021-03/2021-05-02", [2021, 3], [2021, 5, 2], True),
        ("[2021-11-21..2021-11-30]", [2021, 11, 21], [2021, 11, 30], False),
    ],
)
def test_date_goes_out_with_its_bounds(
    date: str, start: list[int], end: list[int] | None, exact: bool
) -> None:
    first, last, said = written_dates(parse(date))
    assert list(first.values()) == start
    assert (last and list(last.values())) == end
    assert said is exact


@given(st.sampled_from(["202X", "2021-1X", "2021-21", "1450?", "2021-11-2X", "{2020,2022}", "Y-1E7",
                        "156X-12-25", "1950S2", "2019/",
                        "2021-03-~05", "18th century"]))  # fmt: skip
def test_date_that_numbers_cannot_say_goes_out_in_words(date: str) -> None:
    given = site({"a": event(f"'{date}'")})
    (slide,) = json.loads(files_of("timelinejs", given)["en/timelinejs.json"])["events"]
    assert slide.get("display_date") or date == "Y-1E7"


def test_slide_of_an_event_has_all_that_its_file_says() -> None:
    more = """\
time: '19:30'
body: {en: More}
statements: [{by: Xiaomi, stance: denies, text: {en: Not so}}]
relations: {follows: [b]}
corrections: [{date: 2022-09, text: {en: It was Friday}}]
"""
    given = site({"a": event(more=more, title="{en: A & B}"), "b": event("2021")})
    files = files_of("timelinejs", given)
    slides = json.loads(files["en/timelinejs.json"])["events"]
    assert [one["unique_id"] for one in slides] == ["b", "a"]
    said = slides[1]
    assert said["start_date"] == {"year": 2022, "month": 8, "day": 26, "hour": 19, "minute": 30}
    assert "UTC+7" in said["display_date"]
    assert said["text"]["headline"] == "A &amp; B"
    for words in ("Confirmed", "denies", "Not so", "Report 1", "It was Friday", "Follows", "Title"):
        assert words.lower() in said["text"]["text"].lower()
    assert 'href="https://news.example/timeline/en/events/b/"' in said["text"]["text"]
    assert "Mobil Xiaomi" in files["timelinejs.json"].decode()


def test_hostile_words_stay_words() -> None:
    words = json.dumps(HOSTILE, ensure_ascii=False).replace("\u2028", "\\u2028")
    given = site(
        {
            "a": event(
                title=words, summary=words, more=f"statements: [{{by: {words}, stance: asserts}}]"
            )
        }
    )
    text = files_of("timelinejs", given)["en/timelinejs.json"].decode()
    assert "<script" not in text
    assert "<!--" not in text


# -- the whole timeline ---------------------------------------------------------------------


def test_mistake_in_the_extra_of_the_whole_is_told() -> None:
    done = made({"content/_extra.yaml": "timelinejs: [\n", "content/a.yaml": PLAIN})
    assert [(one.span.path, one.code) for one in done.diagnostics if one.code == "yaml-syntax"] == [
        ("content/_extra.yaml", "yaml-syntax")
    ]


@pytest.mark.parametrize(
    "text",
    ["", "timelinejs: words\n", "timelinejs: {title: 3, eras: 4, other: '{', undated: x}\n",
     "timelinejs: {eras: [a, [b]], undated: [[c]], title: {text: 3, media: [x]}}\n", "other: {}\n"],
)  # fmt: skip
def test_extra_that_makes_no_sense_breaks_nothing(text: str) -> None:
    back = exported({"site.yaml": SETTINGS, "content/a.yaml": PLAIN, "content/_extra.yaml": text})
    assert len([one for one in back["events"] if "start_date" in one]) == 1
