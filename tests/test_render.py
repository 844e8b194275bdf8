"""A page → HTML: templates that are overridden, templates that fail, and text that is hostile."""

import html as entities
import json
import re
from collections import Counter
from functools import cache
from typing import Any

import html5lib
import lxml.html
import pytest
from jinja2 import Environment
from lxml import etree

from linimasa.model.files import Build, Snapshot, ThemeFile
from linimasa.model.pages import CARD_ROOT, Head, NotFoundPage, SiteInfo
from linimasa.model.views import Phrase
from linimasa.pipeline.build import build
from linimasa.render.page import render
from linimasa.render.theme import read_theme
from literals import SETTINGS, THEME_READ, codes, default_theme, pages, snapshot
from test_plan import spoken

ONE = {"content/a.yaml": "date: 2022\ntitle: {id: Satu, en: One}\nbody: {id: Isi, en: Text}\n"}


def themed(templates: dict[str, str], files: dict[str, str] = ONE) -> Build:
    """The build of a site with these templates of its own, named without `templates/`."""
    own = {
        f"{'' if name.endswith('.po') else 'templates/'}{name}": text
        for name, text in templates.items()
    }
    kept = [file for file in default_theme() if file.name not in own]
    over = [ThemeFile(name, f"theme/{name}", text.encode()) for name, text in own.items()]
    return build(snapshot(files, (*kept, *over)), work=THEME_READ)


def failure(templates: dict[str, str]) -> str:
    """The one mistake of a site with these templates: place, code and message."""
    done = themed(templates)
    assert done.outputs == ()
    (found,) = done.diagnostics
    return f"{found.span.path}:{found.span.line} {found.code}: {found.message}"


@pytest.mark.parametrize(
    ("date", "opening"),
    [
        ("2022-08-26", '<span class="date"><time datetime="2022-08-26">'),
        ("2022-08-2X", '<span class="date" data-edtf="2022-08-2X">'),
        ("2021/2022", '<span class="date" data-edtf="2021/2022"><time datetime="2021">'),
    ],
)
def test_date_is_edtf_too_where_html_cannot_express_it(date: str, opening: str) -> None:
    done = pages(themed({}, {"content/a.yaml": f"date: {date}\ntitle: {{id: A, en: A}}\n"}))
    assert opening in done["en/events/a/index.html"]


# -- overriding -----------------------------------------------------------------------------


def test_template_of_the_site_takes_the_place_of_the_default_one() -> None:
    done = pages(themed({"event.html": "own {{ page.card.title.text }}"}))
    assert done["events/a/index.html"] == "own Satu"
    assert done["index.html"].startswith("<!doctype html>")


def test_one_block_of_the_default_template_can_be_overridden() -> None:
    own = "{% extends 'base/event.html' %}{% block body %}<p>mine</p>{% endblock %}"
    done = pages(themed({"event.html": own}))["en/events/a/index.html"]
    default = pages(themed({}))["en/events/a/index.html"]
    assert "<p>mine</p>" in done
    assert "<p>Text</p>" in default
    assert "<p>Text</p>" not in done
    assert done.split("<main")[0] == default.split("<main")[0]


def test_override_of_the_frame_reaches_pages_that_extend_it() -> None:
    own = "{% extends 'base/base.html' %}{% block footer %}<footer>mine</footer>{% endblock %}"
    done = pages(themed({"base.html": own}))
    assert all(
        "<footer>mine</footer>" in text
        for path, text in done.items()
        if path.endswith("index.html") and 'http-equiv="refresh"' not in text
        if "embed/" not in path  # frames in other sites have no foot
    )


def test_catalog_of_the_site_changes_single_words() -> None:
    own = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    own += '\nmsgid "Sources"\nmsgstr "Rujukan"\n'
    changed, default = (pages(themed(files))["index.html"] for files in ({"locale/id.po": own}, {}))
    assert changed != default
    assert changed.replace(">Rujukan<", ">Sumber<") == default


# -- failing --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "line", "message"),
    [
        ("a\n{{ page.nothing }}", 2, "EventPage has no field “nothing”"),
        ("{{ page.card.title.txt }}", 1, "Phrase has no field “txt”"),
        ("a\n\n{{ site.asset('x.css') }}", 3, "there is no “x.css”"),
        ("{{ 1 // 0 }}", 1, "integer division or modulo by zero"),
        ("a\n{{ page | shout }}", 2, "No filter named 'shout'."),
        ("{{ open('/etc/passwd') }}", 1, "'open' is undefined"),
        ("{{ config }}", 1, "'config' is undefined"),
        ("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}", 1, "it uses itself without end"),
        ("{{ label('stance') }}", 1, ""),
    ],
)
def test_template_that_fails_is_one_mistake_at_its_line(
    template: str, line: int, message: str
) -> None:
    found = failure({"event.html": template})
    assert found.startswith(f"theme/templates/event.html:{line} template-failed: ")
    assert message in found


def test_template_that_cannot_be_compiled_is_tried_once_and_told_alike_for_each_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tried = []
    parse = Environment.parse

    def counted(environment: Environment, source: str, *others: Any) -> Any:
        tried.append(source)
        return parse(environment, source, *others)

    monkeypatch.setattr(Environment, "parse", counted)
    broken = "a\n{{ page | shoutest }}"
    two = ONE | {"content/b.yaml": ONE["content/a.yaml"]}
    (found,) = themed({"event.html": broken}, two).diagnostics
    assert (found.span.path, found.span.line) == ("theme/templates/event.html", 2)
    # Once to see what it names, and once in each language.
    assert tried.count(broken) == 3


def test_failure_in_a_block_of_an_extended_template_is_at_its_own_line() -> None:
    own = "{% extends 'base/event.html' %}\n{% block body %}\n{{ pge }}\n{% endblock %}"
    assert failure({"event.html": own}).startswith("theme/templates/event.html:3 ")


def test_failure_in_an_included_template_is_in_that_file() -> None:
    files = {"event.html": "a\n{% include 'part.html' %}", "part.html": "b\nc\n{{ nope }}"}
    assert failure(files).startswith("theme/templates/part.html:3 ")


def test_failure_in_a_macro_is_in_the_file_of_the_macro() -> None:
    files = {
        "event.html": "{% import 'm.html' as m %}\n\n{{ m.show(1) }}",
        "m.html": "\n{% macro show(x) %}\n{{ x.y }}{% endmacro %}",
    }
    assert failure(files).startswith("theme/templates/m.html:3 ")


def test_failure_in_the_frame_is_one_mistake_though_every_page_meets_it() -> None:
    assert failure({"base.html": "{{ nope }}"}).startswith("theme/templates/base.html:1 ")


def test_failures_of_different_templates_come_at_once() -> None:
    done = themed({"event.html": "{{ x }}", "sources.html": "{{ y }}"})
    assert [(one.span.path, one.code) for one in done.diagnostics] == [
        ("theme/templates/event.html", "template-failed"),
        ("theme/templates/sources.html", "template-failed"),
    ]


# -- what a template can reach --------------------------------------------------------------


def test_template_sees_page_site_and_the_documented_words_only() -> None:
    own = (
        "{% extends 'base/base.html' %}{% block main %}{{ self._TemplateReference__context.keys()"
        " | sort | join(' ') }}{% endblock %}"
    )
    text = pages(themed({"event.html": own}))["events/a/index.html"]
    names = set(
        entities.unescape(text).partition('tabindex="-1">')[2].partition("</main>")[0].split()
    )
    jinja = {"cycler", "dict", "joiner", "lipsum", "namespace", "range", "_", "gettext", "ngettext"}
    jinja |= {"pgettext", "npgettext", "m"}
    assert names - jinja == {
        "page",
        "site",
        "drawn",
        "part",
        "label",
        "number",
        "language_name",
        "direction",
    }


def test_page_is_the_same_bytes_whatever_was_rendered_before() -> None:
    templates = read_theme(default_theme()).templates["404.html"]
    head = Head("404.html", "", "", "id", "ltr", "Hilang", "", (), "", indexed=False)
    assets = read_theme(default_theme()).assets
    info = SiteInfo(
        Phrase("T", "id"), None, "", "", ("id",), (), False, False, False, False, "", (), assets
    )
    parts = {"navigation.html": "<nav></nav>", "footer.html": ""}
    first = render(NotFoundPage(head), info, templates, spoken("id"), parts=parts)
    render(NotFoundPage(head), info, templates, spoken("en"), parts=parts)
    assert render(NotFoundPage(head), info, templates, spoken("id"), parts=parts) == first
    assert first.diagnostics == ()
    assert first.html is not None
    assert "<h1>Hilang</h1>" in first.html


# -- what is drawn once for many pages --------------------------------------------------------


def test_card_and_menu_lead_from_every_page_to_where_they_lead() -> None:
    own = {
        "card.html": "card:{{ page.card.address | href }}:",
        "navigation.html": "menu:{{ (site.home ~ 'sources/') | href }}:",
        "footer.html": "foot:{{ site.home | href }}:",
    }
    done = pages(themed(own))
    for path, root, home in (
        ("index.html", "./", "./"),
        ("2022/index.html", "../", "../"),
        ("status/reported/index.html", "../../", "../../"),
        ("en/index.html", "../en/", "../en/"),
        ("en/2022/index.html", "../../en/", "../../en/"),
    ):
        assert f"card:{root}events/a/:" in done[path]
        assert f"menu:{root}sources/:" in done[path]
        assert f"foot:{home}:" in done[path]
    assert "menu:/t/sources/:" in done["404.html"], "it may be shown at any depth"
    assert not [path for path, text in done.items() if CARD_ROOT in text]


def test_no_content_can_hold_the_sign_that_stands_for_the_way_to_the_root() -> None:
    escaped = repr(CARD_ROOT).strip("'")
    done = build(snapshot({"content/a.yaml": f'date: 2022\ntitle: {{id: "{escaped}", en: A}}\n'}))
    assert codes(done) == ["control-character"]


def test_menu_marks_the_page_that_it_stands_on() -> None:
    files = {
        **ONE,
        "site.yaml": SETTINGS + "pages: [about]\n",
        "content/pages/about.md": "---\ntitle: Tentang\n---\nTeks.\n",
    }
    done = pages(themed({}, files))
    marked = re.compile(r'<li><a href="([^"]*)" aria-current="page">')
    for path, current in (
        ("sources/index.html", ["../sources/"]),
        ("en/sources/index.html", ["../../en/sources/"]),
        ("about/index.html", ["../about/"]),
        ("index.html", []),
        ("2022/index.html", []),
        ("404.html", []),
    ):
        assert marked.findall(done[path]) == current, path


def test_failure_in_a_part_is_one_mistake() -> None:
    assert failure({"navigation.html": "a\n{{ nope }}"}).startswith(
        "theme/templates/navigation.html:2 template-failed: "
    )


def test_source_of_an_unknown_language_runs_its_own_way_and_has_no_empty_list() -> None:
    sources = (
        "sources:\n  - {title: What now?, language: en}\n  - {url: 'https://a.example/?b=1'}\n"
    )
    done = pages(themed({}, {"content/a.yaml": f"{ONE['content/a.yaml']}{sources}"}))
    for path in ("events/a/index.html", "sources/index.html"):
        page = lxml.html.document_fromstring(done[path])
        assert page.xpath("//cite/@dir") == ["ltr", "auto"], path
        assert page.xpath("//ul[not(li)]") == [], path


def test_links_to_a_rumor_say_that_it_is_one() -> None:
    files = {
        "content/a.yaml": "date: 2022\ntitle: {id: Kabar, en: Talk}\nstatus: rumor\n",
        "content/b.yaml": "date: 2023\ntitle: {id: Bukti, en: Proof}\nstatus: confirmed\n",
    }
    done = pages(themed({}, files))

    def names(path: str) -> set[str]:
        links = lxml.html.document_fromstring(done[path]).xpath("//main//a")
        return {" ".join(str(link.text_content()).split()) for link in links}

    assert {"Talk (Rumor)", "Proof"} <= names("en/index.html")
    assert "Earlier Talk ? Rumor 2022" in names("en/events/b/index.html")
    assert "Later Proof 2023" in names("en/events/a/index.html")


# -- hostile text ---------------------------------------------------------------------------

PAYLOADS = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></script><svg/onload=alert(1)>",
    "]]><x/><!--",
    "&lt;b&gt; &amp; &#60;i&#62;",
    "{{ 7*7 }}{% if 1 %}{# gone #}",
]

HOSTILE = """\
date: 2022-08-26
title: {{id: {p}, en: {p}}}
summary: {{id: {p}, en: {p}}}
body: {{id: {p}, en: {p}}}
status: odd
statements:
  - {{by: {p}, stance: denies, text: {{id: {p}, en: {p}}}, sources: [k]}}
actors: [{p}, listed]
tags: [{p}]
place: {{name: {{id: {p}, en: {p}}}, lat: 1, lon: 2}}
sources:
  - key: k
    url: {u}
    title: {p}
    publisher: {p}
    author: {p}
    origin: {p}
    archived: {u}
    quote: {{id: {p}, en: {p}}}
    supports: {{id: {p}, en: {p}}}
media:
  - file: p.jpg
    alt: {{id: {p}, en: {p}}}
    caption: {{id: {p}, en: {p}}}
    credit: {p}
    license: {p}
    url: {u}
corrections: [{{date: 2022-09-01, text: {{id: {p}, en: {p}}}}}]
extra: {{note: {p}}}
"""
HOSTILE_SITE = """\
title: {{id: {p}, en: {p}}}
description: {{id: {p}, en: {p}}}
author: {p}
url: https://example.org/t/
languages: [id, en]
pages: [about]
statuses: {{odd: {{label: {{id: {p}, en: {p}}}, symbol: {s}, description: {{id: {p}, en: {p}}}}}}}
"""
HOSTILE_PAGE = "---\ntitle: {p}\nsummary: {p}\n---\n{plain}\n"


def hostile(payload: str) -> Snapshot:
    """A site with `payload` in every field that takes text."""
    quoted = json.dumps(payload)
    # Spaces and quotes cannot be in an address; everything else of the payload is.
    address = json.dumps("https://example.org/?" + "".join(payload.split()))
    words = {"p": quoted, "u": address, "s": json.dumps(payload[:8]), "plain": payload}
    return snapshot(
        {
            "site.yaml": HOSTILE_SITE.format(**words),
            "content/_actors.yaml": (
                "listed: {{name: {{id: {p}, en: {p}}}, description: {{id: {p}, en: {p}}}}}\n"
            ).format(**words),
            "content/a.yaml": HOSTILE.format(**words),
            "content/b.yaml": (
                "date: 2022-09\ntitle: {id: B, en: B}\nstatus: odd\nrelations: {denies: a}\n"
            ),
            "content/pages/about.md": HOSTILE_PAGE.format(**words),
            "content/pages/about.en.md": HOSTILE_PAGE.format(**words),
            "content/p.jpg": "",
        }
    )


@cache
def built(payload: str) -> dict[str, str]:
    return pages(build(hostile(payload)))


@cache
def shapes(payload: str) -> dict[str, Counter[str]]:
    """The elements and attributes of every page of a hostile site, by path."""
    return {path: shape(text) for path, text in built(payload).items() if path.endswith(".html")}


def shape(text: str) -> Counter[str]:
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    found: Counter[str] = Counter()
    for element in tree.iter():
        found[str(element.tag)] += 1
        found.update(f"{element.tag} {name}" for name in element.attrib)
    return found


def depends_on_text(name: str) -> bool:
    """Markdown may make a link or emphasis of a payload; those are not under suspicion."""
    return name in {"p", "a", "a href", "a rel", "em", "br"}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_makes_no_element_and_no_attribute(payload: str) -> None:
    harmless = shapes("harmless")
    seen = shapes(payload)
    for path in seen.keys() & harmless.keys():
        extra = seen[path] - harmless[path]
        assert {name for name in extra if not depends_on_text(name)} == set(), path
    scripts = [
        name for counts in seen.values() for name in counts if " on" in name or name == "svg onload"
    ]
    assert scripts == []


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_is_shown_as_it_was_written(payload: str) -> None:
    tree = html5lib.parse(built(payload)["en/events/a/index.html"], namespaceHTMLElements=False)
    (heading,) = tree.iter("h1")
    assert "".join(heading.itertext()) == payload
    said = "".join(tree.find("body").itertext())
    assert said.count(payload) >= 10


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_leaves_feeds_and_sitemap_well_formed(payload: str) -> None:
    for path, text in built(payload).items():
        if path.endswith(".xml"):
            names = {
                etree.QName(element).localname
                for element in etree.fromstring(text.encode()).iter("*")
            }
            assert not names & {"script", "img", "svg", "x", "b", "i"}, path


def test_marks_of_templates_in_content_never_run() -> None:
    for text in built(PAYLOADS[-1]).values():
        assert "49" not in re.sub(r"assets/[\w.-]+", "", text), "the hash of a file may have it"


def test_addresses_other_than_web_addresses_are_refused() -> None:
    event = "date: 2022\ntitle: {id: A, en: A}\nsources: [{title: T, url: '%s'}]\n"
    for address in ("javascript:alert(1)", "data:text/html,x", "//example.org", "JaVaScRiPt:x"):
        done = build(snapshot({"content/a.yaml": event % address}))
        assert codes(done) == ["bad-value"], address
