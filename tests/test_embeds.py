"""Pages for frames in other sites: which there are, what they hold, who may show them."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import urljoin

import jsonschema
import lxml.html
import pytest

import literals
from linimasa.model.files import Build
from linimasa.model.pages import EmbedPage
from linimasa.plan.embeds import MOST
from literals import errors, made
from served import joined
from test_plan import planned

SITE = "title: {en: The car, id: Mobil}\nlanguages: [en, id]\nurl: https://timeline.example/cars/\n"
ALL = SITE + "embeds: [timeline, topics, events]\n"
HOSTILE = "\"></iframe><script>alert('1')</script>&amp; \u2028"
TALKS = """
    date: 2022-08-26
    title: {en: Talks, id: Temu}
    status: rumor
    tags: [law]
    actors: [ana]
    relations: {see-also: [reply]}
    """
REPLY = "date: 2022-09-02\ntitle: {en: Reply}\nrelations: {denies: talks}\n"
FILES = {"site.yaml": ALL, "content/talks.yaml": TALKS, "content/reply.yaml": REPLY}
ADDRESSES = {
    "embed/", "embed/actors/ana/", "embed/tags/law/", "embed/threads/talks/",
    "embed/events/talks/", "embed/events/reply/",
}  # fmt: skip
RICH = {
    "type": "object",
    "required": ["type", "version", "html", "width", "height"],
    "properties": {
        "type": {"const": "rich"},
        "version": {"const": "1.0"},
        "html": {"type": "string", "pattern": "^<iframe "},
        "width": {"type": "integer", "minimum": 1},
        "height": {"type": "integer", "minimum": 1},
        "title": {"type": "string"},
        "provider_name": {"type": "string"},
        "provider_url": {"type": "string", "pattern": "^https://"},
        "cache_age": {"type": "integer", "minimum": 0},
    },
    "additionalProperties": False,
}
"""A response of this type, oEmbed 1.0, sections 2.3.4 and 2.3.4.4."""


def many(count: int, key: int = 0) -> dict[str, str]:
    """Events of one month after the other; the first of them are key events."""
    return {
        f"content/e{at:03}.yaml": f"date: {2000 + at // 12}-{at % 12 + 1:02}\ntitle: E{at}\n"
        f"importance: {1 if at < key else 2}\n"
        for at in range(count)
    }


def outputs(done: Build) -> dict[str, str]:
    return {one.path: one.content.decode() for one in literals.outputs(done) if not one.copy_of}


def frames(found: dict[str, str]) -> set[str]:
    paths = (re.fullmatch(r"(?:id/)?(embed/.*)index\.html", path) for path in found)
    return {path[1] for path in paths if path}


# -- which there are ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        (SITE, {"embed/"}),
        (SITE + "embeds: []\n", set()),
        (ALL, ADDRESSES),
        (SITE + "embeds: events\n", {"embed/events/talks/", "embed/events/reply/"}),
        (ALL.replace("url: https://timeline.example/cars/\n", ""), set()),
    ],
    ids=["default", "none", "all", "events", "no address"],
)
def test_settings_say_what_other_sites_can_show(settings: str, expected: set[str]) -> None:
    found = outputs(made({**FILES, "site.yaml": settings}))
    assert frames(found) == expected
    answers = {path.removeprefix("id/") for path in found if path.endswith("oembed.json")}
    assert answers == {f"{address}oembed.json" for address in expected}
    for path, text in found.items():
        if path.endswith("index.html") and 'http-equiv="refresh"' not in text:
            full = path.removeprefix("id/").removesuffix("index.html")
            offered = f"embed/{full.removeprefix('newest/')}" in expected
            assert (
                ("json+oembed" in text)
                == (f"{full.removeprefix('newest/')}#code" in text)
                == offered
            ), path
            assert ('class="embed-code"' in text) == (full in expected), path


def test_page_for_frames_names_the_page_in_full_and_is_found_by_nobody() -> None:
    found = outputs(made(FILES))
    for address in ADDRESSES:
        page = lxml.html.document_fromstring(found[f"id/{address}index.html"])
        (canonical,) = page.xpath("//link[@rel='canonical']/@href")
        language = "" if address.endswith("reply/") else "id/"
        full = address.removeprefix("embed/")
        assert canonical == f"https://timeline.example/cars/{language}{full}"
        assert page.xpath("//meta[@name='robots']/@content") == ["noindex"]
        assert f"/{address}" not in found["sitemap.xml"]
        assert page.xpath("//base/@target") == ["_top"]
        assert not page.xpath("//nav | //a[starts-with(@href, '#')]")
        assert all(one.startswith("../") for one in page.xpath("//script/@src"))


@pytest.mark.parametrize("order", ["oldest", "newest"])
@pytest.mark.parametrize("key", [0, 3, MOST + 3])
def test_of_a_long_list_stand_the_key_events_and_the_newest_others(key: int, order: str) -> None:
    count = MOST + 7
    settings = ALL + f"order: {order}\n"
    page = planned({"site.yaml": settings, **many(count, key)}).pages["embed/"]
    assert isinstance(page, EmbedPage)
    shown = [item.id for section in page.sections for item in section.items]
    others = range(count - max(MOST - key, 0), count)
    expected = [f"e{at:03}" for at in (*range(max(key - MOST, 0), key), *others)]
    assert shown == (expected if order == "oldest" else expected[::-1])
    assert page.more == 7


def test_what_is_left_out_is_counted_with_a_link() -> None:
    text = outputs(made({"site.yaml": ALL, **many(MOST + 7)}))["embed/index.html"]
    page = lxml.html.document_fromstring(text)
    (more,) = page.xpath("//p[@class='more']/a")
    assert more.text == "… and 7 more events"
    base = "https://timeline.example/cars/embed/"
    assert urljoin(base, more.get("href")) == "https://timeline.example/cars/"


def test_new_event_leaves_the_pages_of_others_alone() -> None:
    before, after = outputs(made(FILES)), outputs(made({**FILES, **many(1)}))
    for path in ("embed/events/talks/index.html", "id/embed/events/reply/oembed.json"):
        assert before[path] == after[path]


# -- code and oEmbed ------------------------------------------------------------------------


class Elements(HTMLParser):
    """The elements of a piece of HTML with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def elements(code: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Elements()
    parser.feed(code)
    return parser.found


@pytest.mark.parametrize("title", ["Talks", HOSTILE, "محادثات"])
def test_code_and_answer_hold_any_title_and_nothing_else(title: str) -> None:
    quoted = json.dumps(title)
    settings = ALL.replace("The car", "The <car>")
    event = f"date: 2022\nstatus: confirmed\ntitle: {{en: {quoted}, id: {quoted}}}\n"
    found = outputs(made({"site.yaml": settings, "content/été.yaml": event}))
    answer = json.loads(found["embed/events/été/oembed.json"])
    jsonschema.validate(answer, RICH)
    assert (answer["title"], answer["provider_name"]) == (title, "The <car>")
    address = "https://timeline.example/cars/embed/events/%C3%A9t%C3%A9/"
    (frame, shown), (script, loaded) = elements(answer["html"])
    assert (frame, script) == ("iframe", "script")
    assert (shown["src"], shown["title"], shown["loading"]) == (address, title, "lazy")
    assert shown["height"] == str(answer["height"])
    assert loaded == {"async": None, "src": "https://timeline.example/cars/embed.js"}
    framed = lxml.html.document_fromstring(found["embed/events/été/index.html"])
    assert framed.xpath("//textarea")[0].text == answer["html"]
    page = lxml.html.document_fromstring(found["events/été/index.html"])
    (way,) = page.xpath("//a[contains(@href, '#code')]/@href")
    assert urljoin("https://timeline.example/cars/events/%C3%A9t%C3%A9/", way) == f"{address}#code"
    (link,) = page.xpath("//link[@type='application/json+oembed']/@href")
    assert link == f"{address}oembed.json"


def test_answers_in_each_language_are_whole() -> None:
    found = outputs(made(FILES))
    for root, title in (("", "Talks (Rumor)"), ("id/", "Temu (Rumor)")):
        answer = json.loads(found[f"{root}embed/events/talks/oembed.json"])
        jsonschema.validate(answer, RICH)
        assert answer["title"] == title
        assert answer["provider_url"] == f"https://timeline.example/cars/{root}"
        assert f"/cars/{root}embed/events/talks/" in answer["html"]


def test_script_for_other_sites_keeps_its_name() -> None:
    assert "addEventListener" in outputs(made(FILES))["embed.js"]


# -- who may --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("embedders", "allowed"),
    [
        ("", "*"),
        ("embedders: []\n", "*"),
        ("embedders: https://News.example\n", "'self' https://news.example"),
        (
            "embedders: ['https://*.news.example', 'http://127.0.0.1:8000']\n",
            "'self' https://*.news.example http://127.0.0.1:8000",
        ),
    ],
)
def test_headers_name_who_may_show_pages_in_frames(embedders: str, allowed: str) -> None:
    headers = outputs(made({**FILES, "site.yaml": ALL + embedders}))["_headers"]
    for path in ("/embed/", "/embed/events/talks/", "/id/embed/tags/law/", "/embed/oembed.json"):
        policies = joined(headers, path)["content-security-policy"].split(", ")
        assert policies[1:] == [f"frame-ancestors {allowed}"]
        assert "frame-ancestors" not in policies[0]
    for path in ("/", "/events/talks/", "/embedded/", "/tags/embed/"):
        assert "frame-ancestors" not in joined(headers, path)["content-security-policy"]
        assert joined(headers, path)["x-frame-options"] == "SAMEORIGIN"
    assert joined(headers, "/embed.js")["cache-control"] == "public, max-age=86400"


def test_headers_of_a_site_without_such_pages_allow_nobody() -> None:
    headers = outputs(made({**FILES, "site.yaml": SITE + "embeds: []\n"}))["_headers"]
    assert "frame-ancestors" not in headers


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("https://news.example/", "without a path: https://news.example"),
        ("https://News.example/articles?a#b", "without a path: https://news.example"),
        ("news.example", "did you mean “https://news.example”?"),
        ("https://bücher.example", "write the name as computers do: https://xn--bcher-kva.example"),
        ("ftp://news.example", "write scheme and name: https://news.example"),
        ("'*'", "write scheme and name: https://news.example"),
        ("'https://news.example; script-src *'", "write scheme and name: https://news.example"),
        ("'https://news.example,https://x.example'", "write scheme and name: https://news.example"),
        ('"https://news.example\\r\\nX: y"', "write scheme and name: https://news.example"),
        ("https://user@news.example", "write scheme and name: https://news.example"),
    ],
)
def test_what_is_no_site_is_one_mistake(written: str, hint: str) -> None:
    done = made({**FILES, "site.yaml": f"{SITE}embedders: [{written}]\n"})
    assert errors(done) == ["site.yaml:4:13 bad-value"]
    assert [one.hint for one in done.diagnostics if one.code == "bad-value"] == [hint]


def test_word_that_cannot_be_shown_is_one_mistake() -> None:
    done = made({**FILES, "site.yaml": f"{SITE}embeds: [timelines]\n"})
    assert errors(done) == ["site.yaml:4:10 unknown-word"]
    (hint,) = [one.hint for one in done.diagnostics if one.code == "unknown-word"]
    assert hint.startswith("did you mean “timeline”?")
