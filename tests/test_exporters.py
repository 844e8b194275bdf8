"""What exporters and structured data say, read back by parsers that are not ours."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree

import feedparser
import lxml.html
import pytest

from linimasa.exporters import EXPORTERS, always, headers, robots, sitemap
from linimasa.exporters.feed import NEWEST
from linimasa.exporters.published import Published
from linimasa.model.files import Output
from linimasa.model.pages import CorrectionsPage
from linimasa.model.record import LanguageCode
from linimasa.pipeline.exporting import Pieces
from linimasa.pipeline.work import Work
from linimasa.plan import Plan, Sheet, gathered
from linimasa.plan.structured import event_json_ld, timeline_json_ld
from test_plan import Planned, planned

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
URL = "https://news.example/timeline/"
HOSTILE = (
    """]]> </script><script>alert('1')</script> & " <!-- مرحبا \u200f\u202e 👩🏽‍🚀 \u2028 &amp;"""
)

SETTINGS = {
    "title": '{id: Mobil Xiaomi, en: "Xiaomi\'s car"}',
    "description": "{id: Dari awal, en: From the start}",
    "url": URL,
    "languages": "[id, en]",
    "timezone": "Asia/Jakarta",
    "author": "Redaksi",
}


def event(date: str = "2022-08-26", more: str = "", title: str = "", summary: str = "") -> str:
    """An event with two sources; `more` is what it has besides."""
    status = "" if "status:" in more else "status: confirmed\n"
    return (
        f"date: {date}\ntitle: {title or both('Title')}\nsummary: {summary or both('Summary')}\n"
        f"{status}tags: [licensing]\nactors: [Xiaomi, Somebody]\nsources:\n"
        "- url: https://press.example/1?a=1&b=2\n"
        "  title: Report 1\n  publisher: Press\n  date: 2022-08-26\n"
        f"- {{title: A book, publisher: Press, date: 2022-08-26}}\n{more}\n"
    )


def both(words: str) -> str:
    """A text that is the same in both languages, as YAML."""
    quoted = json.dumps(words, ensure_ascii=False).replace("\u2028", "\\u2028")
    return f"{{id: {quoted}, en: {quoted}}}"


def site(events: dict[str, str], drafts: bool = False, **settings: str) -> Planned:
    """A site of these events; a setting without a value is left out."""
    lines = [f"{name}: {value}\n" for name, value in {**SETTINGS, **settings}.items() if value]
    files = {f"content/{name}.yaml": text for name, text in events.items()}
    return planned({"site.yaml": "".join(lines), **files}, drafts)


def exported(name: str, given: Planned) -> tuple[Output, ...]:
    return tuple(output.held() for output in EXPORTERS[name](published(given)))


def published(given: Planned, plans: Sequence[Plan] | None = None) -> Published:
    found = {one.digest: one for one in given.wholes.values()}
    pieces = Pieces(given.site, given.wholes, lambda _: found, Work())
    plans = given.plans if plans is None else plans
    return Published(given.site, gathered(given.site), plans, pieces)


def english_feed(given: Planned) -> ElementTree.Element:
    files = {output.path: output.content for output in exported("atom", given)}
    return ElementTree.fromstring(files["en/feed.xml"])


def texts(parent: ElementTree.Element, name: str) -> list[str]:
    return [found.text or "" for found in parent.iter(name)]


# -- all of them ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXPORTERS)
def test_exporter_when_run_twice_gives_the_same_bytes(name: str) -> None:
    events = {"a": event(), "b": event("2023")}
    assert exported(name, site(events)) == exported(name, site(events))


@pytest.mark.parametrize("name", EXPORTERS)
def test_exporter_when_the_site_is_empty_still_works(name: str) -> None:
    empty = site({}, url="", author="", description="")
    for output in (*exported(name, empty), *EXPORTERS[name](published(empty, ()))):
        assert output.held().content


def test_exporters_when_all_run_never_write_one_file_twice() -> None:
    given = site({"a": event()})
    paths = [output.path for name in EXPORTERS for output in exported(name, given)]
    assert len(set(paths)) == len(paths)
    assert sorted(output.path for output in always(published(given))) == [
        "_headers",
        "corrections/feed.xml",
        "embed/oembed.json",
        "en/corrections/feed.xml",
        "en/embed/oembed.json",
        "en/feed.xml",
        "feed.xml",
        "robots.txt",
        "sitemap.xml",
    ]


# -- Atom -----------------------------------------------------------------------------------


def test_feed_has_what_rfc_4287_requires() -> None:
    feed = english_feed(site({"a": event(), "b": event("2023")}))
    assert feed.tag == f"{ATOM}feed"
    assert feed.get(LANGUAGE) == "en"
    for parent in (feed, *feed.iter(f"{ATOM}entry")):
        for required in ("id", "title", "updated"):
            assert len(parent.findall(f"{ATOM}{required}")) == 1, required
        links = parent.findall(f"{ATOM}link")
        assert [found.get("rel") for found in links].count("alternate") == 1
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Redaksi"
    for moment in texts(feed, f"{ATOM}updated"):
        assert datetime.fromisoformat(moment).tzinfo is not None


def test_feed_ids_are_unique_in_all_languages_and_stay_when_the_site_moves() -> None:
    events = {"a": event(), "b": event("2023")}
    ids = [
        texts(ElementTree.fromstring(output.content), f"{ATOM}id")
        for address in (URL, "https://elsewhere.example/")
        for output in exported("atom", site(events, url=address))
    ]
    assert ids[:2] == ids[2:]
    both = ids[0] + ids[1]
    assert len(set(both)) == len(both) == 6
    assert "tag:linimasa,2026:mobil-xiaomi/en/a" in both


def test_feed_when_a_feed_reader_opens_it_is_well_formed_and_complete() -> None:
    given = site({"a": event(), "b": event("2023", summary=both("Summary of b"))})
    outputs = {found.path: found for found in exported("atom", given)}
    read = feedparser.parse(outputs["en/feed.xml"].content)
    assert not read.bozo
    assert read.version == "atom10"
    assert (read.feed.title, read.feed.subtitle) == ("Xiaomi's car", "From the start")
    assert [entry.link for entry in read.entries] == [f"{URL}en/events/b/", f"{URL}en/events/a/"]
    assert [entry.summary for entry in read.entries] == [
        "2023 — Summary of b",
        "August 26, 2022 — Summary",
    ]
    assert [tag.term for tag in read.entries[0].tags] == ["licensing"]
    via = [link for link in read.entries[0].links if link.rel == "via"]
    assert [(link.href, link.title) for link in via] == [
        ("https://press.example/1?a=1&b=2", "Report 1")
    ]


def corrections(*days: str) -> str:
    text = "{id: salah, en: was wrong}"
    return f"corrections: [{', '.join(f'{{date: {day}, text: {text}}}' for day in days)}]\n"


@pytest.mark.parametrize(
    ("one", "moment"),
    [
        (event("2022-08-26"), "2022-08-26T00:00:00+07:00"),  # as Jakarta's clocks say
        (event("2021-11"), "2021-11-01T00:00:00+07:00"),
        (event(more="publish: 2022-08-27T09:00+09:00"), "2022-08-27T07:00:00+07:00"),
        (event(more="publish: 2022-08-27"), "2022-08-27T00:00:00+07:00"),
        (event(more=corrections("2022-09-03", "2022-09-02")), "2022-09-03T00:00:00+07:00"),
        (
            event(more="publish: 2022-10-01\n" + corrections("2022-09-02")),
            "2022-10-01T00:00:00+07:00",
        ),
        (event("-0043-03-15"), "0001-01-01T00:00:00Z"),
        (
            event("Y170000002").replace("date: 2022-08-26", "date: Y170000003"),
            "9999-12-31T23:59:59Z",
        ),
        (event("2024"), "2022-08-26T00:00:00+07:00"),  # planned: since its newest source
        (event("2024").replace("date: 2022-08-26", "date: 2022", 1), "2022-08-26T00:00:00+07:00"),
        (
            event("2024").replace("date: 2022-08-26", "date: 2024-06", 1),
            "2024-01-01T00:00:00+07:00",
        ),
        (event("2022-08-26/..", more=corrections("2022-09-02")), "2022-09-02T00:00:00+07:00"),
        (event("../1850"), "1850-12-31T23:59:59+07:07"),  # local mean time
    ],
)
def test_feed_updated_comes_from_the_record(one: str, moment: str) -> None:
    assert texts(english_feed(site({"a": one})), f"{ATOM}updated") == [moment, moment]


def test_feed_when_nothing_was_edited_keeps_the_order_of_time() -> None:
    feed = english_feed(site({name: event(more="publish: 2023-01-01") for name in "abc"}))
    assert [found[-1] for found in texts(feed, f"{ATOM}id")[1:]] == ["c", "b", "a"]


def test_feed_holds_the_newest_fifty() -> None:
    events = {
        f"e{number:02}": event(str(1900 + number), title=both(f"Title of e{number:02}"))
        for number in range(60)
    }
    titles = texts(english_feed(site(events)), f"{ATOM}title")[1:]
    assert len(titles) == 50
    assert titles[0] == "Title of e59"
    assert titles[-1] == "Title of e10"


def test_feed_title_when_the_event_is_not_sure_says_so() -> None:
    talks = event("2021", "status: rumor", both("Talks"))
    feed = english_feed(site({"a": talks, "b": event("2024", title=both("Launch"))}))
    assert texts(feed, f"{ATOM}title")[1:] == ["Launch", "Talks (Rumor)"]


def test_feed_when_the_text_is_hostile_gives_it_back() -> None:
    feed = english_feed(site({"a": event(title=both(HOSTILE), summary=both(HOSTILE))}))
    assert texts(feed, f"{ATOM}title")[1] == HOSTILE
    assert texts(feed, f"{ATOM}summary")[0] == f"August 26, 2022 — {HOSTILE}"


def test_feed_when_the_text_has_signs_that_xml_forbids_leaves_them_out() -> None:
    given = site({"a": event(title=both("HERE"))})
    ((name, entry),) = given.site.entries.items()
    # No file may have all of these signs; what is made of one may, some day.
    signs = json.dumps("a\x00b\x08c\x0bd\ufffee\uffff\ud800f\rg\th\ni\x7fj")[1:-1]
    outline = replace(entry.outline, listed=entry.outline.listed.replace("HERE", signs))
    changed = replace(given.site, entries={name: replace(entry, outline=outline)})
    feed = english_feed(replace(given, site=changed))
    assert texts(feed, f"{ATOM}title")[1] == "abcdefg\th\ni\x7fj"


def test_feed_when_the_event_is_a_draft_does_not_have_it() -> None:
    given = site({"a": event(more="draft: true")}, drafts=True)
    assert list(given.site.entries) == ["a"]
    assert not list(english_feed(given).iter(f"{ATOM}entry"))


def test_feed_when_the_event_is_not_translated_names_its_language() -> None:
    given = site({"a": event(title="{id: Judul}"), "b": event("2021")})
    first, second = english_feed(given).iter(f"{ATOM}entry")
    assert (first.findtext(f"{ATOM}title"), first.get(LANGUAGE)) == ("Judul", "id")
    assert (second.findtext(f"{ATOM}title"), second.get(LANGUAGE)) == ("Title", None)


def test_feed_when_the_summary_is_in_another_language_than_the_title_says_so() -> None:
    events = {"a": event(title="{id: Judul}"), "b": event("2021", summary="{id: Ringkas}")}
    events["c"] = "date: 2020\ntitle: {id: Judul}\n"
    found = []
    for entry in english_feed(site(events)).iter(f"{ATOM}entry"):
        summary = entry.find(f"{ATOM}summary")
        assert summary is not None
        found.append((entry.get(LANGUAGE, "en"), summary.get(LANGUAGE), summary.text))
    assert found == [
        ("id", "en", "August 26, 2022 — Summary"),
        ("en", "id", "2021 — Ringkas"),
        ("id", "en", "2020"),
    ]


def test_feed_when_the_site_has_no_address_links_from_where_it_lies() -> None:
    links = {
        output.path: [
            found.get("href")
            for found in ElementTree.fromstring(output.content).iter(f"{ATOM}link")
            if found.get("rel") != "via"
        ]
        for output in exported("atom", site({"a": event()}, url=""))
    }
    assert links["feed.xml"] == ["feed.xml", "./", "events/a/"]
    assert links["en/feed.xml"] == ["../en/feed.xml", "../en/", "../en/events/a/"]


def test_feed_when_the_settings_name_no_author_names_the_timeline() -> None:
    feed = english_feed(site({}, author=""))
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Xiaomi's car"


# -- corrections ----------------------------------------------------------------------------


def corrected(*corrections: tuple[str, str], more: str = "") -> str:
    """An event with these corrections, by date and text."""
    lines = [f"- {{date: {json.dumps(date)}, text: {text}}}\n" for date, text in corrections]
    return event(more=f"{more}corrections:\n{''.join(lines)}")


def corrections_feed(
    given: Planned, address: str = "en/corrections/feed.xml"
) -> ElementTree.Element:
    files = {output.path: output.content for output in exported("corrections", given)}
    return ElementTree.fromstring(files[address])


def test_corrections_when_a_feed_reader_opens_them_are_well_formed_and_complete() -> None:
    events = {
        "a": corrected(("2022-09-02", both("It was <b>Friday</b> & not 2021"))),
        "b": corrected(("2023-01", both("The stake was 5 %"))),
        "c": event(),
    }
    outputs = {found.path: found for found in exported("corrections", site(events))}
    assert set(outputs) == {"corrections/feed.xml", "en/corrections/feed.xml"}
    read = feedparser.parse(outputs["en/corrections/feed.xml"].content)
    assert not read.bozo
    assert read.version == "atom10"
    assert read.feed.title == "Corrections · Xiaomi's car"
    assert read.feed.link == f"{URL}en/corrections/"
    assert read.feed.updated == "2023-01-01T00:00:00+07:00"
    assert [(one.title, one.link, one.updated) for one in read.entries] == [
        ("Title", f"{URL}en/events/b/", "2023-01-01T00:00:00+07:00"),
        ("Title", f"{URL}en/events/a/", "2022-09-02T00:00:00+07:00"),
    ]
    root = ElementTree.fromstring(outputs["en/corrections/feed.xml"].content)
    assert texts(root, f"{ATOM}summary") == [
        "January 2023 — The stake was 5 %",
        "September 2, 2022 — It was <b>Friday</b> & not 2021",
    ]


def test_correction_of_what_is_not_sure_has_its_word_in_its_title() -> None:
    given = site({"a": corrected(("2022", both("Mended")), more="status: rumor\n")})
    assert texts(corrections_feed(given), f"{ATOM}title")[1:] == ["Title (Rumor)"]


def test_correction_ids_are_unique_and_stay_when_others_are_added_and_the_site_moves() -> None:
    first = ("2022-09-02", both("One"))
    before = {"a": corrected(first), "corrections": corrected(first)}
    more = (first, ("2022-09-02", both("Two")), ("2022-09-03", both("Three")))
    after = {**before, "a": corrected(*more)}
    elsewhere = "https://elsewhere.example/"
    old, new = (
        [
            name
            for output in (*exported("corrections", given), *exported("atom", given))
            for name in texts(ElementTree.fromstring(output.content), f"{ATOM}id")
        ]
        for given in (site(before), site(after, url=elsewhere))
    )
    assert set(old) < set(new)
    assert len(set(new)) == len(new)
    assert {
        "tag:linimasa,2026:mobil-xiaomi/corrections/en",
        "tag:linimasa,2026:mobil-xiaomi/corrections/en/a/2022-09-02",
        "tag:linimasa,2026:mobil-xiaomi/corrections/en/a/2022-09-02.2",
        "tag:linimasa,2026:mobil-xiaomi/corrections/en/a/2022-09-03",
    } < set(new)


def test_corrections_are_the_newest_fifty_of_public_events() -> None:
    days = [(f"{2000 + number}", both("Mended")) for number in range(NEWEST + 1)]
    events = {"a": corrected(*days), "b": corrected(("2090", both("Secret")), more="draft: true\n")}
    given = site(events, drafts=True)
    assert set(given.site.entries) == {"a", "b"}
    moments = texts(corrections_feed(given), f"{ATOM}updated")
    years = [moment[:4] for moment in moments]
    assert years == ["2050", *(str(2050 - number) for number in range(NEWEST))]


def test_correction_that_is_not_translated_names_its_language() -> None:
    feed = corrections_feed(site({"a": corrected(("2022", "{id: Diperbaiki}"))}))
    (entry,) = feed.iter(f"{ATOM}entry")
    summary = entry.find(f"{ATOM}summary")
    assert entry.get(LANGUAGE) is None
    assert summary is not None
    assert summary.get(LANGUAGE) == "id"


@pytest.mark.parametrize("date", ["2022-08-2X", "-0043", "1450~", "[2021..2023]", "Y171010000"])
def test_correction_of_any_date_has_a_moment_that_atom_can_write(date: str) -> None:
    feed = corrections_feed(site({"a": corrected((date, both("Mended")))}))
    for moment in texts(feed, f"{ATOM}updated"):
        assert datetime.fromisoformat(moment).tzinfo is not None


def test_corrections_page_leads_to_its_feed() -> None:
    given = site({"a": event()})
    page = given.pages["en/corrections/"]
    assert isinstance(page, CorrectionsPage)
    assert page.feed == "en/corrections/feed.xml"
    assert page.feed in {output.path for output in exported("corrections", given)}


# -- sitemap, robots, headers ---------------------------------------------------------------


def listed(given: Planned) -> dict[str, list[tuple[str | None, str | None]]]:
    """The addresses in a sitemap, each with its languages."""
    (output,) = exported("sitemap", given)
    return {
        entry.findtext(f"{SITEMAP}loc") or "": [
            (link.get("hreflang"), link.get("href")) for link in entry.iter(f"{XHTML}link")
        ]
        for entry in ElementTree.fromstring(output.content)
    }


ADDRESSES = (
    "2022/",
    "actors/",
    "actors/somebody/",
    "actors/xiaomi/",
    "corrections/",
    "events/a/",
    "sources/",
    "status/",
    "status/confirmed/",
    "tags/",
    "tags/licensing/",
    "threads/",
)
"""What a site of one event has beside its home page."""


def test_sitemap_lists_canonical_pages_with_their_languages() -> None:
    found = listed(site({"a": event()}))
    assert set(found) == {
        f"{URL}{root}{address}" for root in ("", "en/") for address in ("", *ADDRESSES)
    }
    assert found[f"{URL}en/events/a/"] == [
        ("id", f"{URL}events/a/"),
        ("en", f"{URL}en/events/a/"),
        ("x-default", f"{URL}events/a/"),
    ]


def test_sitemap_leaves_out_what_does_not_want_to_be_found() -> None:
    given = site({"a": event(more="aliases: [old]", title="{id: Judul}")})
    assert {"newest/", "events/old/", "en/events/a/"} <= set(given.pages)
    found = listed(given)
    assert set(found) == {
        f"{URL}{root}{address}" for root in ("", "en/") for address in ("", *ADDRESSES)
    } - {f"{URL}en/events/a/"}
    assert found[f"{URL}events/a/"] == [], "its English version is not in the sitemap"


def test_sitemap_when_an_event_is_in_the_second_language_only_lists_that() -> None:
    found = listed(site({"a": event(title="{en: Title}")}))
    assert f"{URL}events/a/" not in found
    assert found[f"{URL}en/events/a/"] == []


def test_sitemap_when_an_address_is_not_ascii_is_percent_encoded() -> None:
    found = listed(site({"محادثات": event()}))
    addresses = [address for address in found if "/events/" in address]
    assert len(addresses) == 2
    for address in addresses:
        assert address.isascii()
        assert "%D9%85" in address


def test_sitemap_when_there_are_too_many_addresses_becomes_an_index() -> None:
    given = site({})
    codes = (LanguageCode("id"), LanguageCode("en")) * 250
    many = replace(given.site, settings=replace(given.site.settings, languages=codes))
    first = given.plans[0]
    sheets = tuple(
        Sheet(("events", f"e{number}"), "event.html", first.sheets[0].layout, ())
        for number in range(sitemap.MOST // 500 + 1)
    )
    index, *files = sitemap.export(
        replace(published(given), site=many, plans=[Plan(first.edition, {}, {}, sheets)])
    )
    root = ElementTree.fromstring(index.content)
    assert index.path == "sitemap.xml"
    assert texts(root, f"{SITEMAP}loc") == [f"{URL}sitemap-1.xml", f"{URL}sitemap-2.xml"]
    assert [file.path for file in files] == ["sitemap-1.xml", "sitemap-2.xml"]
    counts = [len(ElementTree.fromstring(file.held().content)) for file in files]
    assert counts == [100, 1]


def test_sitemap_when_the_site_has_no_address_is_not_written() -> None:
    assert exported("sitemap", site({"a": event()}, url="")) == ()


def test_robots_names_the_sitemap_only_when_there_is_one() -> None:
    (with_address,) = robots.export(published(site({})))
    (without,) = robots.export(published(site({}, url="")))
    assert f"\nSitemap: {URL}sitemap.xml\n" in with_address.content.decode()
    assert without.content == b"User-agent: *\nAllow: /\n"


def test_headers_allow_no_inline_code_and_no_third_party() -> None:
    (output,) = headers.export(published(site({})))
    lines = output.content.decode().splitlines()
    (policy,) = [line for line in lines if "Content-Security-Policy: default" in line]
    directives = dict(
        directive.strip().partition(" ")[::2] for directive in policy.partition(":")[2].split(";")
    )
    assert directives["default-src"] == "'none'"
    assert directives["require-trusted-types-for"] == "'script'"
    assert "  X-Frame-Options: SAMEORIGIN" in lines
    sources = {word for value in directives.values() for word in value.split()}
    assert sources == {"'none'", "'self'", "'script'", "data:"}
    assert "data:" not in directives["script-src"]
    assert "  X-Content-Type-Options: nosniff" in lines
    assert lines[lines.index("/assets/*") + 1].endswith("immutable")


# -- JSON-LD --------------------------------------------------------------------------------


def read_back(script: str) -> dict[str, object]:
    """As a browser would find it: inside a script element of a page."""
    page = f'<!doctype html><script type="application/ld+json">{script}</script><p id="after">x'
    tree = lxml.html.document_fromstring(page)
    assert len(tree.findall(".//script")) == 1
    assert tree.get_element_by_id("after").text == "x"
    found: dict[str, object] = json.loads(tree.findtext(".//script") or "")
    return found


def test_event_json_ld_says_what_the_page_says() -> None:
    correction = "corrections: [{date: 2022-09-02, text: {id: Jumat, en: It was Friday}}]\n"
    more = f"{correction}status: rumor\nplace: {both('Beijing')}\n"
    page = site({"a": event("2021-11-2X", more)}).event("en/events/a/")
    data = read_back(event_json_ld(page, "Xiaomi's car"))
    assert data["@type"] == "Article"
    assert data["headline"] == "Title"
    assert data["description"] == "Summary"
    assert data["url"] == f"{URL}en/events/a/"
    assert data["temporalCoverage"] == "2021-11-2X"
    assert data["creativeWorkStatus"] == "rumor"
    assert data["isPartOf"] == {"@type": "WebSite", "name": "Xiaomi's car"}
    assert data["contentLocation"] == {"@type": "Place", "name": "Beijing"}
    assert data["mentions"] == [
        {"@type": "Thing", "name": "Xiaomi"},
        {"@type": "Thing", "name": "Somebody"},
    ]
    assert data["keywords"] == ["licensing"]
    assert data["citation"] == [
        {
            "@type": "CreativeWork",
            "name": "Report 1",
            "url": "https://press.example/1?a=1&b=2",
            "publisher": {"@type": "Organization", "name": "Press"},
            "datePublished": "2022-08-26",
        },
        {
            "@type": "CreativeWork",
            "name": "A book",
            "publisher": {"@type": "Organization", "name": "Press"},
            "datePublished": "2022-08-26",
        },
    ]
    assert data["correction"] == [
        {"@type": "CorrectionComment", "text": "It was Friday", "datePublished": "2022-09-02"}
    ]


def test_event_json_ld_when_a_source_has_a_vague_date_does_not_make_it_exact() -> None:
    vague = event("2021").replace("date: 2022-08-26", "date: 2022-08-2X")
    page = site({"a": vague}).event("en/events/a/")
    assert [one.date and one.date.edtf for one in page.card.sources] == ["2022-08-2X"] * 2
    assert "datePublished" not in event_json_ld(page, "x")


@pytest.mark.parametrize(
    ("date", "told"),
    [
        ("2022-09-02", {"datePublished": "2022-09-02"}),
        ("2022-09", {"datePublished": "2022-09"}),
        ("2022", {"datePublished": "2022"}),
        ("2022-12", {"datePublished": "2022-12"}),
        ("late 2022-09", {}),
        ("2022-09-02?", {}),
        ("2022-21", {}),
        ("2022-Q4", {}),
    ],
)
def test_event_json_ld_says_no_more_of_the_date_of_a_correction(
    date: str, told: dict[str, str]
) -> None:
    page = site({"a": corrected((date, both("It was Friday")))}).event("en/events/a/")
    assert read_back(event_json_ld(page, "x"))["correction"] == [
        {"@type": "CorrectionComment", "text": "It was Friday", **told}
    ]


def test_event_json_ld_when_the_text_is_hostile_stays_inside_its_element() -> None:
    page = site({"a": event()}).event("en/events/a/")
    title = replace(page.card.title, text=HOSTILE + "\ud800")
    page = replace(page, card=replace(page.card, title=title))
    script = event_json_ld(page, HOSTILE)
    assert not set(script) & set("<>&\u2028\u2029\ud800")
    assert read_back(script)["isPartOf"] == {"@type": "WebSite", "name": HOSTILE}


def test_event_json_ld_when_the_site_has_no_address_has_no_url() -> None:
    page = site({"a": event()}, url="").event("en/events/a/")
    assert "url" not in read_back(event_json_ld(page, "x"))


def test_timeline_json_ld_says_what_time_it_covers() -> None:
    page = site({"a": event("2021"), "b": event("2024")}).timeline("en/")
    assert read_back(timeline_json_ld(page, "The car")) == {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": "Xiaomi's car",
        "description": "From the start",
        "inLanguage": "en",
        "url": f"{URL}en/",
        "isPartOf": {"@type": "WebSite", "name": "The car"},
        "temporalCoverage": "2021/2024",
    }
