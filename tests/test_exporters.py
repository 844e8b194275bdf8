"""What exporters and structured data say, read back by parsers that are not ours."""

import json
from dataclasses import replace
from datetime import datetime
from xml.etree import ElementTree

import feedparser
import lxml.html
import pytest

from linimasa.exporters import EXPORTERS, atom, headers, robots, sitemap
from linimasa.fuzzydate import parse
from linimasa.model.address import in_folder, language_root, up, whole
from linimasa.model.files import Output
from linimasa.model.pages import (
    Alternate,
    EventPage,
    Head,
    NotFoundPage,
    Page,
    RedirectPage,
    TimelinePage,
)
from linimasa.model.record import Correction, Event, Id, LanguageCode, Moment, Text, Url, Zone
from linimasa.model.settings import Settings
from linimasa.model.site import Entry, Site
from linimasa.model.views import (
    Badge,
    Card,
    CorrectionView,
    DateWords,
    Link,
    Phrase,
    SourceView,
    TimePart,
)
from linimasa.structured import event_json_ld, timeline_json_ld

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}"
URL = "https://news.example/timeline/"
LANGUAGES = (LanguageCode("id"), LanguageCode("en"))
HOSTILE = (
    """]]> </script><script>alert('1')</script> & " <!-- مرحبا \u200f\u202e 👩🏽‍🚀 \u2028 &amp;"""
)

SETTINGS = Settings(
    title=Text((("id", "Mobil Xiaomi"), ("en", "Xiaomi's car"))),
    description=Text((("id", "Dari awal"), ("en", "From the start"))),
    url=Url(URL),
    languages=LANGUAGES,
    timezone=Zone("Asia/Jakarta"),
    author="Redaksi",
)


def phrase(text: str, language: str = "en") -> Phrase:
    return Phrase(text, language)


def words(edtf: str) -> DateWords:
    return DateWords((TimePart(f"on {edtf}"),), edtf, "day")


def source(number: int = 1, **fields: object) -> SourceView:
    plain = SourceView(
        number=number,
        url=f"https://press.example/{number}?a=1&b=2",
        title=f"Report {number}",
        publisher="Press",
        author="",
        date=words("2022-08-26"),
        accessed=None,
        language="",
        language_name="",
        archived="",
        origin="",
        quote=None,
        supports=None,
        cited=0,
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def head(address: str, language: str, **fields: object) -> Head:
    rest = address.removeprefix(language_root(language, LANGUAGES[0]))
    plain = Head(
        template="event.html",
        address=address,
        root=up(address),
        language=language,
        direction="ltr",
        title="A page",
        description="",
        alternates=tuple(
            Alternate(other, other, language_root(other, LANGUAGES[0]) + rest)
            for other in LANGUAGES
        ),
        canonical=whole(URL, address),
    )
    return replace(plain, **fields)  # type: ignore[arg-type]


def event_page(name: str, language: str, title: str = "", tone: str = "sure") -> EventPage:
    address = in_folder(language_root(language, LANGUAGES[0]), "events", name)
    card = Card(
        id=name,
        address=address,
        title=phrase(title or f"Title of {name}", language),
        summary=phrase(f"Summary of {name}", language),
        date=words("2022-08-26"),
        status=Badge("rumor", phrase("rumor", language), "?", tone, "status/rumor/"),
        importance=2,
        place=None,
        sources=(source(1), source(2, url="", title="A book")),
        newsrooms=1,
        statements=0,
        thread=None,
        place_in_thread=0,
        later=(),
        draft=False,
    )
    return EventPage(
        head=head(address, language),
        card=card,
        body=None,
        shown_in="",
        statements=(),
        actors=(Link(phrase("Xiaomi"), "actors/xiaomi/"), Link(phrase("Somebody"), "")),
        tags=(Link(phrase("licensing"), "tags/licensing/"),),
        media=(),
        corrections=(),
        thread=(),
        related=(),
        earlier=None,
        later=None,
        period=Link(phrase("2022"), "2022/"),
        extra="{}",
    )


def timeline_page(language: str) -> TimelinePage:
    return TimelinePage(
        head=head(language_root(language, LANGUAGES[0]), language, title="Everything"),
        total=1,
        shown=1,
        sources=1,
        span=words("2021/2024"),
        periods=(),
        sections=(),
        newest_first=False,
        other_order="newest/",
    )


def event(date: str = "2022-08-26", published: str = "", corrected: tuple[str, ...] = ()) -> Event:
    return Event(
        date=parse(date),
        title=Text((("en", "x"),)),
        publish=Moment(published),
        corrections=tuple(
            Correction(date=parse(day), text=Text((("en", "was wrong"),))) for day in corrected
        ),
    )


def site(events: dict[str, Event], settings: Settings = SETTINGS) -> Site:
    entries = {
        Id(name): Entry(
            event=replace(one, id=Id(name)),
            body=(),
            media_folder="",
            earlier=None,
            later=None,
            relations=(),
            back=(),
            thread=None,
            public=True,
        )
        for name, one in events.items()
    }
    return Site(settings, entries, {}, {}, (), {})


def pages_of(events: dict[str, Event]) -> list[Page]:
    pages: list[Page] = []
    for language in LANGUAGES:
        pages.append(timeline_page(language))
        pages.extend(event_page(name, language) for name in events)
    return pages


def english_feed(outputs: tuple[Output, ...]) -> ElementTree.Element:
    files = {output.path: output.content for output in outputs}
    return ElementTree.fromstring(files["en/feed.xml"])


def texts(parent: ElementTree.Element, name: str) -> list[str]:
    return [found.text or "" for found in parent.iter(name)]


def updated(one: Event) -> str:
    feed = english_feed(atom.export(site({"a": one}), pages_of({"a": one})))
    return texts(feed, f"{ATOM}updated")[1]


# -- all of them ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", EXPORTERS)
def test_exporter_when_run_twice_gives_the_same_bytes(name: str) -> None:
    events = {"a": event(), "b": event("2023")}
    assert EXPORTERS[name](site(events), pages_of(events)) == EXPORTERS[name](
        site(events), pages_of(events)
    )


@pytest.mark.parametrize("name", EXPORTERS)
def test_exporter_when_the_site_is_empty_still_works(name: str) -> None:
    empty = site({}, replace(SETTINGS, url=Url(""), author="", description=Text()))
    for output in EXPORTERS[name](empty, []):
        assert output.content


def test_exporters_when_all_run_never_write_one_file_twice() -> None:
    events = {"a": event()}
    paths = [
        output.path
        for export in EXPORTERS.values()
        for output in export(site(events), pages_of(events))
    ]
    assert sorted(paths) == ["_headers", "en/feed.xml", "feed.xml", "robots.txt", "sitemap.xml"]


# -- Atom -----------------------------------------------------------------------------------


def test_feed_has_what_rfc_4287_requires() -> None:
    events = {"a": event(), "b": event("2023")}
    feed = english_feed(atom.export(site(events), pages_of(events)))
    assert feed.tag == f"{ATOM}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == "en"
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
    moved = replace(SETTINGS, url=Url("https://elsewhere.example/"))
    ids = [
        texts(ElementTree.fromstring(output.content), f"{ATOM}id")
        for settings in (SETTINGS, moved)
        for output in atom.export(site(events, settings), pages_of(events))
    ]
    assert ids[:2] == ids[2:]
    both = ids[0] + ids[1]
    assert len(set(both)) == len(both) == 6
    assert "tag:linimasa,2026:mobil-xiaomi/en/a" in both


def test_feed_when_a_feed_reader_opens_it_is_well_formed_and_complete() -> None:
    events = {"a": event(), "b": event("2023")}
    outputs = {found.path: found for found in atom.export(site(events), pages_of(events))}
    read = feedparser.parse(outputs["en/feed.xml"].content)
    assert not read.bozo
    assert read.version == "atom10"
    assert (read.feed.title, read.feed.subtitle) == ("Xiaomi's car", "From the start")
    assert [entry.link for entry in read.entries] == [f"{URL}en/events/b/", f"{URL}en/events/a/"]
    assert read.entries[0].summary == "on 2022-08-26 — Summary of b"
    assert read.entries[0].tags[0].term == "licensing"
    via = [link for link in read.entries[0].links if link.rel == "via"]
    assert [(link.href, link.title) for link in via] == [
        ("https://press.example/1?a=1&b=2", "Report 1")
    ]


@pytest.mark.parametrize(
    ("one", "moment"),
    [
        (event("2022-08-26"), "2022-08-26T00:00:00+07:00"),  # as Jakarta's clocks say
        (event("2021-11"), "2021-11-01T00:00:00+07:00"),
        (event(published="2022-08-27T09:00+09:00"), "2022-08-27T07:00:00+07:00"),
        (event(published="2022-08-27"), "2022-08-27T00:00:00+07:00"),
        (event(corrected=("2022-09-03", "2022-09-02")), "2022-09-03T00:00:00+07:00"),
        (event(published="2022-10-01", corrected=("2022-09-02",)), "2022-10-01T00:00:00+07:00"),
        (event("-0043-03-15"), "0001-01-01T00:00:00Z"),
        (event("Y170000002"), "9999-12-31T23:59:59Z"),
        (event("../1850"), "1850-12-31T23:59:59+07:07"),  # local mean time
    ],
)
def test_feed_updated_comes_from_the_record(one: Event, moment: str) -> None:
    assert updated(one) == moment


def test_feed_when_nothing_was_edited_keeps_the_order_of_time() -> None:
    events = {name: event("2022-08-26", published="2023-01-01") for name in ("a", "b", "c")}
    feed = english_feed(atom.export(site(events), pages_of(events)))
    assert [found[-1] for found in texts(feed, f"{ATOM}id")[1:]] == ["c", "b", "a"]


def test_feed_holds_the_newest_fifty() -> None:
    events = {f"e{number:02}": event(str(1900 + number)) for number in range(60)}
    feed = english_feed(atom.export(site(events), pages_of(events)))
    titles = texts(feed, f"{ATOM}title")[1:]
    assert len(titles) == 50
    assert titles[0] == "Title of e59"
    assert titles[-1] == "Title of e10"


def test_feed_title_when_the_event_is_not_sure_says_so() -> None:
    pages = [event_page("a", "en", "Talks", tone="unsure"), event_page("b", "en", "Launch")]
    feed = english_feed(atom.export(site({"a": event("2021"), "b": event("2024")}), pages))
    assert texts(feed, f"{ATOM}title")[1:] == ["Launch", "Talks (rumor)"]


def test_feed_when_the_text_is_hostile_gives_it_back() -> None:
    page = event_page("a", "en", HOSTILE)
    page = replace(page, card=replace(page.card, summary=phrase(HOSTILE)))
    feed = english_feed(atom.export(site({"a": event()}), [page]))
    assert texts(feed, f"{ATOM}title")[1] == HOSTILE
    assert texts(feed, f"{ATOM}summary")[0] == f"on 2022-08-26 — {HOSTILE}"


def test_feed_when_the_text_has_signs_that_xml_forbids_leaves_them_out() -> None:
    page = event_page("a", "en", "a\x00b\x08c\x0bd\ufffee\uffff\ud800f\rg\th\ni\x7fj")
    feed = english_feed(atom.export(site({"a": event()}), [page]))
    assert texts(feed, f"{ATOM}title")[1] == "abcdefg\th\ni\x7fj"


def test_feed_when_the_event_is_a_draft_does_not_have_it() -> None:
    page = event_page("a", "en")
    page = replace(page, card=replace(page.card, draft=True))
    assert not list(english_feed(atom.export(site({"a": event()}), [page])).iter(f"{ATOM}entry"))


def test_feed_when_the_event_is_not_translated_names_its_language() -> None:
    page = event_page("a", "en")
    page = replace(page, card=replace(page.card, title=phrase("Judul", "id")))
    (entry,) = english_feed(atom.export(site({"a": event()}), [page])).iter(f"{ATOM}entry")
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "id"


def test_feed_when_the_site_has_no_address_links_from_where_it_lies() -> None:
    pages = [event_page("a", language) for language in LANGUAGES]
    outputs = atom.export(site({"a": event()}, replace(SETTINGS, url=Url(""))), pages)
    links = {
        output.path: [
            found.get("href")
            for found in ElementTree.fromstring(output.content).iter(f"{ATOM}link")
            if found.get("rel") != "via"
        ]
        for output in outputs
    }
    assert links["feed.xml"] == ["feed.xml", "./", "events/a/"]
    assert links["en/feed.xml"] == ["../en/feed.xml", "../en/", "../en/events/a/"]


def test_feed_when_the_settings_name_no_author_names_the_timeline() -> None:
    feed = english_feed(atom.export(site({}, replace(SETTINGS, author="")), []))
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Xiaomi's car"


# -- sitemap, robots, headers ---------------------------------------------------------------


def test_sitemap_lists_canonical_pages_with_their_languages() -> None:
    events = {"a": event()}
    (output,) = sitemap.export(site(events), pages_of(events))
    root = ElementTree.fromstring(output.content)
    found = {
        entry.findtext(f"{SITEMAP}loc"): [
            (link.get("hreflang"), link.get("href")) for link in entry.iter(f"{XHTML}link")
        ]
        for entry in root
    }
    assert set(found) == {URL, f"{URL}en/", f"{URL}events/a/", f"{URL}en/events/a/"}
    assert found[f"{URL}en/events/a/"] == [
        ("id", f"{URL}events/a/"),
        ("en", f"{URL}en/events/a/"),
        ("x-default", f"{URL}events/a/"),
    ]


def test_sitemap_leaves_out_what_does_not_want_to_be_found() -> None:
    hidden: list[Page] = [
        RedirectPage(head("events/old/", "id"), "events/a/"),
        NotFoundPage(head("404.html", "id")),
        replace(event_page("b", "id"), head=head("events/b/", "id", indexed=False)),
        replace(event_page("c", "en"), head=head("en/events/c/", "en", canonical=f"{URL}x/")),
    ]
    (output,) = sitemap.export(site({}), [event_page("a", "id"), *hidden])
    root = ElementTree.fromstring(output.content)
    assert texts(root, f"{SITEMAP}loc") == [f"{URL}events/a/"]
    assert not list(root.iter(f"{XHTML}link")), "its English version is not in the sitemap"


def test_sitemap_when_an_address_is_not_ascii_is_percent_encoded() -> None:
    (output,) = sitemap.export(site({}), [event_page("محادثات", "id")])
    (address,) = texts(ElementTree.fromstring(output.content), f"{SITEMAP}loc")
    assert address.isascii()
    assert "%D9%85" in address


def test_sitemap_when_there_are_too_many_addresses_becomes_an_index() -> None:
    many = replace(SETTINGS, languages=LANGUAGES * 250)
    pages = [event_page(f"e{number}", "id") for number in range(sitemap.MOST // 500 + 1)]
    index, *files = sitemap.export(site({}, many), pages)
    root = ElementTree.fromstring(index.content)
    assert index.path == "sitemap.xml"
    assert texts(root, f"{SITEMAP}loc") == [f"{URL}sitemap-1.xml", f"{URL}sitemap-2.xml"]
    assert [file.path for file in files] == ["sitemap-1.xml", "sitemap-2.xml"]
    counts = [len(ElementTree.fromstring(file.content)) for file in files]
    assert counts == [100, 1]


def test_sitemap_when_the_site_has_no_address_is_not_written() -> None:
    assert sitemap.export(site({}, replace(SETTINGS, url=Url(""))), [event_page("a", "id")]) == ()


def test_robots_names_the_sitemap_only_when_there_is_one() -> None:
    (with_address,) = robots.export(site({}), [])
    (without,) = robots.export(site({}, replace(SETTINGS, url=Url(""))), [])
    assert f"\nSitemap: {URL}sitemap.xml\n" in with_address.content.decode()
    assert without.content == b"User-agent: *\nAllow: /\n"


def test_headers_allow_no_inline_code_and_no_third_party() -> None:
    (output,) = headers.export(site({}), [])
    lines = output.content.decode().splitlines()
    (policy,) = [line for line in lines if "Content-Security-Policy:" in line]
    directives = dict(
        directive.strip().partition(" ")[::2] for directive in policy.partition(":")[2].split(";")
    )
    assert directives["default-src"] == "'none'"
    assert directives["require-trusted-types-for"] == "'script'"
    assert directives["frame-ancestors"] == "'self'"
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
    page = event_page("a", "en")
    page = replace(
        page,
        corrections=(CorrectionView(words("2022-09-02"), phrase("It was Friday")),),
        card=replace(page.card, place=phrase("Beijing"), date=words("2021-11-2X")),
    )
    data = read_back(event_json_ld(page, "Xiaomi's car"))
    assert data["@type"] == "Article"
    assert data["headline"] == "Title of a"
    assert data["url"] == f"{URL}en/events/a/"
    assert data["temporalCoverage"] == "2021-11-2X"
    assert data["creativeWorkStatus"] == "rumor"
    assert data["isPartOf"] == {"@type": "WebSite", "name": "Xiaomi's car"}
    assert data["contentLocation"] == {"@type": "Place", "name": "Beijing"}
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
    page = event_page("a", "en")
    vague = source(date=words("2022-08-2X"))
    page = replace(page, card=replace(page.card, sources=(vague,)))
    assert "datePublished" not in event_json_ld(page, "x")


def test_event_json_ld_when_the_text_is_hostile_stays_inside_its_element() -> None:
    page = event_page("a", "en", HOSTILE + "\ud800")
    script = event_json_ld(page, HOSTILE)
    assert not set(script) & set("<>&\u2028\u2029\ud800")
    assert read_back(script)["isPartOf"] == {"@type": "WebSite", "name": HOSTILE}


def test_event_json_ld_when_the_site_has_no_address_has_no_url() -> None:
    page = replace(event_page("a", "en"), head=head("en/events/a/", "en", canonical=""))
    assert "url" not in read_back(event_json_ld(page, "x"))


def test_timeline_json_ld_says_what_time_it_covers() -> None:
    data = read_back(timeline_json_ld(timeline_page("en"), "Xiaomi's car"))
    assert data == {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "name": "Everything",
        "inLanguage": "en",
        "url": f"{URL}en/",
        "isPartOf": {"@type": "WebSite", "name": "Xiaomi's car"},
        "temporalCoverage": "2021/2024",
    }
