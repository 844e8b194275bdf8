"""The dashboard: how a site stands, as a value and as a page."""

import re
from collections.abc import Mapping
from functools import partial
from itertools import pairwise
from pathlib import Path

import html5lib
import pytest

from linimasa.diagnostics import Diagnostic, Severity, Span
from linimasa.model.files import Options, Snapshot
from linimasa.pipeline.layout import Layout, lay_out
from linimasa.pipeline.work import Work
from linimasa.preview.answers import (
    DASHBOARD,
    Made,
    Request,
    State,
    after_build,
    opened_by,
    respond,
)
from linimasa.preview.dashboard import Survey, advice_on, draw, survey
from linimasa.preview.dashboard.parts import SHOWN
from linimasa.preview.dashboarding import dashboard_page
from linimasa.preview.shelf import shelf
from linimasa.read.project import read
from test_preview import GOOD, HERE, HOST

SETTINGS = """\
title: {id: Garis, en: Line}
languages: [id, en]
timezone: Asia/Jakarta
evidence: {confirmed: {independent_sources: 3}}
"""
WHOLE = "title: {id: Satu, en: One}\nsources: [{url: https://a.org/x, archived: https://b.org/y}]\n"
FILES = {
    "site.yaml": SETTINGS,
    "content/whole.yaml": f"date: 2021\n{WHOLE}",
    "content/drafted.yaml": f"date: 2022\ndraft: true\n{WHOLE}",
    "content/later.yaml": f"date: 2023\npublish: 2027-01-31T09:00+01:00\n{WHOLE}",
    "content/sooner.yaml": f"date: 2024\npublish: 2027-01-31\n{WHOLE}",
    "content/thin.yaml": """\
date: 2025
title: {id: Tipis}
summary: {en: Thin}
status: confirmed
sources:
  - {title: A book, publisher: Somebody}
  - {url: "https://news.org/", publisher: News}
""",
    "content/bare.yaml": "date: 2026\ntitle: {id: Polos, en: Bare}\n",
}
NOW = 1_700_000_000


def written(folder: Path, files: Mapping[str, str]) -> Snapshot:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return read(folder, NOW)


def surveyed(folder: Path, files: Mapping[str, str]) -> tuple[Survey, Layout]:
    snapshot = written(folder, files)
    layout = lay_out(snapshot, Options(drafts=True))
    advice = advice_on(snapshot, layout, Work())
    return survey(layout, layout.diagnostics, advice), layout


def page_of(folder: Path, files: Mapping[str, str]) -> str:
    snapshot = written(folder, files)
    pages = shelf(snapshot, Options(drafts=True), Work(), None)
    opening = partial(opened_by, "x://{path}:{line}")
    return dashboard_page(folder, pages, pages.layout.diagnostics, opening).decode()


def listed(view: Survey) -> dict[str, list[tuple[str, str]]]:
    lists = (*view.waiting, *view.untranslated, *view.sources)
    return {
        one.anchor: [(item.path.removeprefix("content/"), item.note) for item in one.items]
        for one in lists
    }


# -- the value ------------------------------------------------------------------------------


def test_every_event_is_listed_where_something_is_to_be_done(tmp_path: Path) -> None:
    view, layout = surveyed(tmp_path, FILES)
    assert listed(view) == {
        "drafts": [("drafted.yaml", "")],
        "embargoed": [
            ("sooner.yaml", "31 Januari 2027, 00.00 WIB"),
            ("later.yaml", "31 Januari 2027, 15.00 WIB"),
        ],
        "missing-id": [("thin.yaml", "summary")],
        "missing-en": [("thin.yaml", "title")],
        "sourceless": [("bare.yaml", "")],
        "thin": [
            (
                "thin.yaml",
                "“confirmed” asks for 3 sources, 3 of them independent; here are 2, 2 independent",
            )
        ],
        "offline": [("thin.yaml", "A book")],
        "unarchived": [("thin.yaml", "1 of 2 sources has no archived copy")],
        "home-pages": [
            (
                "thin.yaml",
                "“https://news.org/” is the front page of a site,"
                " which says something else tomorrow",
            )
        ],
    }
    assert view.publishers == (("", 4), ("News", 1), ("Somebody", 1))
    assert dict(view.totals) == {
        "events": 6,
        "public": 3,
        "sources": 6,
        "languages": 2,
        "pages": layout.pages,
    }


def test_it_tells_what_check_tells(tmp_path: Path) -> None:
    stale = FILES["content/bare.yaml"] + "translated: {en: {title: 00000000}}\n"
    view, _ = surveyed(tmp_path, {**FILES, "content/bare.yaml": stale})
    whole = lay_out(read(tmp_path, NOW), Options(drafts=True, advice=True))
    assert view.told == whole.diagnostics
    expected = {"home-page", "missing-translation", "stale-translation"}
    assert expected <= {one.code for one in view.told}
    assert view.advice == ""


def test_pages_of_missing_translations_are_those_of_the_language(tmp_path: Path) -> None:
    view, _ = surveyed(tmp_path, FILES)
    addresses = [one.items[0].address for one in view.untranslated]
    assert addresses == ["/events/thin/", "/en/events/thin/"]


def test_with_errors_advice_waits_and_the_rest_is_there(tmp_path: Path) -> None:
    broken = {**FILES, "content/whole.yaml": "date: never\ntitle: x\n"}
    view, _ = surveyed(tmp_path, broken)
    assert view.advice == "Advice follows when the errors are mended."
    assert view.files[0].path == "content/whole.yaml"
    assert view.files[0].diagnostics[0].severity is Severity.ERROR
    assert listed(view)["embargoed"][0] == ("sooner.yaml", "31 Januari 2027, 00.00 WIB")
    assert "pages" not in dict(view.totals)


@pytest.mark.parametrize("settings", ["title: [", "titel: x\n", ""])
def test_without_settings_there_are_the_mistakes_alone(tmp_path: Path, settings: str) -> None:
    view, _ = surveyed(tmp_path, {**FILES, "site.yaml": settings})
    assert (view.title, view.totals, view.waiting) == (None, (), ())
    page = page_of(tmp_path, {})
    assert "site.yaml" in page
    assert "follows when <code>site.yaml</code> can be read" in page


def test_of_a_site_with_very_much_to_mend_some_is_shown_and_the_rest_counted(
    tmp_path: Path,
) -> None:
    many = {f"content/e{n}.yaml": f"date: 2021\ntitle: {{id: A{n}}}\n" for n in range(SHOWN + 50)}
    snapshot = written(tmp_path, {"site.yaml": SETTINGS, **many})
    layout = lay_out(snapshot, Options(drafts=True))
    view = survey(layout, layout.diagnostics, ())
    assert view.unshown == 50
    english = view.untranslated[1]
    assert (english.count, english.more, len(english.items)) == (SHOWN + 50, 50, SHOWN)


# -- the page -------------------------------------------------------------------------------

HOSTILE = "</title></table><script>alert(1)</script><b onclick=x>\\u202e\\\"'&"


def test_nothing_an_author_wrote_breaks_out_of_the_page(tmp_path: Path) -> None:
    files = {
        "site.yaml": f'title: "{HOSTILE}"\nlanguages: [id, en]\n',
        "content/a.yaml": (
            f'date: 2021\ndraft: true\ntitle: "{HOSTILE}"\ntags: ["{HOSTILE}"]\n'
            f'sources: [{{title: "{HOSTILE}", publisher: "{HOSTILE}"}}]\n'
        ),
    }
    page = page_of(tmp_path, files)
    assert "alert(1)" in page
    assert "\u202e" not in page
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    assert tree.findall(".//script") == []
    names = {name for node in tree.iter() for name in node.attrib}
    assert not {name for name in names if name.startswith("on") or name == "style"}


def test_hostile_paths_do_not_break_out_either() -> None:
    path = "content/<img src=x onerror=alert(1)>\u202e.yaml"
    found = (Diagnostic(Span(path, 1, 1, 1, 2), Severity.ERROR, "bad-value", "<i>no"),)
    view = survey(Layout(found, 0), found, ())
    template = Path(__file__).parent.parent / "generator/linimasa/preview/assets/dashboard.html"
    page = draw(view, template.read_text("utf-8"), {path: b"<b>"}, lambda _: '"><script>').decode()
    assert not re.search(r"<(img|i|b|script)\b", page)
    assert "\u202e" not in page


def test_page_is_sound_html_with_headings_in_order(tmp_path: Path) -> None:
    page = page_of(tmp_path, FILES)
    html5lib.HTMLParser(strict=True).parse(page)
    levels = [int(level) for level in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]*)"', page)) <= set(ids)


def test_entries_lead_to_the_page_of_the_event_and_open_its_file(tmp_path: Path) -> None:
    page = page_of(tmp_path, FILES)
    assert '<a href="/events/drafted/" lang="id" dir="ltr">Satu</a>' in page
    assert '<a class="place" href="x://content/drafted.yaml:1">content/drafted.yaml</a>' in page


# -- the answer -----------------------------------------------------------------------------


def test_it_is_answered_slowly_with_the_scripts_and_without_the_box() -> None:
    bad = Diagnostic(Span("content/a.yaml"), Severity.ERROR, "bad-value", "no such status")
    made = Made(GOOD.build, dashboard=lambda: b"<body>board</body>")
    state = after_build(State("s.0"), made, "s.1")
    response = respond(state, Request("GET", DASHBOARD, HOST), HERE)
    assert (response.status, response.body) == (200, b"")
    assert response.slowly
    page = response.slowly().decode()
    assert page.startswith("<body>board")
    assert 'data-build="s.1"' in page
    assert "linimasa-preview" not in page
    assert "script-src 'self'" in dict(response.headers)["Content-Security-Policy"]
    broken = after_build(state, Made(type(GOOD.build)((), (bad,)), dashboard=lambda: b"x"), "s.2")
    again = respond(broken, Request("GET", DASHBOARD, HOST), HERE)
    assert again.slowly
    assert b"dialog" not in again.slowly()


def test_it_is_for_its_own_host_alone_and_has_one_address() -> None:
    made = Made(GOOD.build, dashboard=lambda: b"board")
    state = after_build(State("s.0"), made, "s.1")
    assert respond(state, Request("GET", DASHBOARD, "evil.example:8000"), HERE).status == 403
    short = respond(state, Request("GET", DASHBOARD.rstrip("/"), HOST), HERE)
    assert (short.status, dict(short.headers)["Location"]) == (302, DASHBOARD)


def test_before_the_first_build_it_says_to_wait() -> None:
    assert respond(State("s.0"), Request("GET", DASHBOARD, HOST), HERE).status == 503


def test_pages_and_boxes_link_to_it() -> None:
    bad = Diagnostic(Span("content/a.yaml"), Severity.ERROR, "bad-value", "no such status")
    good = after_build(State("s.0"), Made(GOOD.build, dashboard=lambda: b""), "s.1")
    worse = after_build(good, Made(type(GOOD.build)((), (bad,)), dashboard=lambda: b""), "s.2")
    for state in (good, worse):
        assert (
            f'href="{DASHBOARD}"' in respond(state, Request("GET", "/", HOST), HERE).body.decode()
        )
