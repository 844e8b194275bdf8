"""The preview in a real browser: pages that renew themselves, and the box over them."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from queue import SimpleQueue
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from linimasa.diagnostics import Diagnostic, Severity, Span
from linimasa.model.files import Build, Options, Output
from linimasa.pipeline.work import Work
from linimasa.preview.answers import Made
from linimasa.preview.dashboarding import dashboard_page
from linimasa.preview.serve import LivePreview, Telling
from linimasa.preview.shelf import shelf
from linimasa.preview.watching import changes
from linimasa.read.project import read
from looking import WIDER
from samples import write_all
from visits import eventually, violations

EVENT = "content/a.yaml"
WAIT = 20
SIZES = {"phone": (320, 568), "desktop": (1280, 800)}

PAGE = """<!doctype html><html lang="en"><head><title>Site</title>
<link rel="stylesheet" href="/site.css"></head><body><h1>{}</h1>
<div class="tall"></div><p><a href="/other/">other</a></p></body></html>"""

# Hostile to the box: it must look the same under any theme.
STYLE = ".tall{height:4000px} *{color:red!important;font-size:3px} section,ol,button{display:none}"


@pytest.fixture(params=SIZES)
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    width, height = SIZES[request.param]
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_default_timeout(WAIT * 1000)
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda said: problems.append(said.text) if "Policy" in said.text else None)
    yield page
    page.close()
    assert problems == []


def made_from(site: Path) -> Made:
    """A tiny generator: the file is the heading; `broken` in it is an error, `odd` a warning."""
    data = (site / EVENT).read_bytes()
    words = data.decode()
    if "broken" in words:
        found = Diagnostic(
            Span(EVENT, 1, 9, 1, 15), Severity.ERROR, "bad-value", "no such status", "use “rumor”"
        )
        return Made(Build((), (found,)), {EVENT: data})
    odd = Diagnostic(Span(EVENT), Severity.WARNING, "missing", "no translation")
    outputs = (
        Output("index.html", PAGE.format(words).encode()),
        Output("other/index.html", PAGE.format("Other").encode()),
        Output("site.css", STYLE.encode()),
    )
    return Made(Build(outputs, (odd,) if "odd" in words else ()), {EVENT: data})


@contextmanager
def preview(site: Path, port: int = 0, make: Callable[[Path], Made] = made_from) -> Iterator[str]:
    ready: SimpleQueue[str] = SimpleQueue()
    telling = Telling(ready=ready.put, built=lambda *_: None, failed=print)
    live = LivePreview(site, partial(make, site), partial(changes, site), telling)
    thread = threading.Thread(target=live.run, args=("127.0.0.1", port))
    thread.start()
    try:
        yield ready.get(timeout=WAIT)
    finally:
        live.stop()
        thread.join(WAIT)


@pytest.fixture
def save(tmp_path: Path) -> Callable[[str], None]:
    def save(words: str) -> None:
        path = tmp_path / EVENT
        path.parent.mkdir(exist_ok=True)
        path.write_text(words, "utf-8")

    return save


def heading(page: Page, words: str) -> None:
    expect(page.locator("h1")).to_have_text(words, timeout=WAIT * 1000)


def test_a_page_changes_on_a_save_without_a_click_and_stays_where_it_was(
    page: Page, tmp_path: Path, save: Callable[[str], None]
) -> None:
    save("one")
    with preview(tmp_path) as address:
        page.goto(address)
        heading(page, "one")
        page.evaluate("scrollTo(0, 1500)")
        save("two")
        heading(page, "two")
        eventually(page, "scrollY === 1500")
        save("three")
        heading(page, "three")


def test_a_mistake_lies_over_the_page_until_it_is_mended(
    page: Page, tmp_path: Path, save: Callable[[str], None]
) -> None:
    save("good")
    with preview(tmp_path) as address:
        page.goto(address)
        heading(page, "good")
        save("status: broken")
        box = page.get_by_role("dialog", name="1 error")
        expect(box).to_be_visible()
        for words in (f"{EVENT}:1:9", "bad-value", "no such status", "use “rumor”"):
            expect(box.get_by_text(words)).to_be_visible()
        expect(box.locator("mark")).to_have_text("broken")
        heading(page, "good")
        save("mended")
        heading(page, "mended")
        expect(box).to_have_count(0)


def test_the_box_has_the_focus_escape_hides_it_and_the_next_save_brings_it_back(
    page: Page, tmp_path: Path, save: Callable[[str], None]
) -> None:
    save("good")
    with preview(tmp_path) as address:
        page.goto(address)
        save("status: broken")
        box = page.get_by_role("dialog")
        expect(box).to_be_focused()
        page.keyboard.press("Escape")
        expect(box).to_be_hidden()
        show = page.get_by_role("button", name="1 error")
        expect(show).to_be_focused()
        page.keyboard.press("Enter")
        expect(box).to_be_visible()
        page.get_by_role("button", name="Hide").click()
        expect(box).to_be_hidden()
        save("status: broken again")
        expect(box).to_be_visible()


def test_the_box_fits_the_window_and_no_theme_reaches_it(
    page: Page, tmp_path: Path, save: Callable[[str], None]
) -> None:
    save("good")
    with preview(tmp_path) as address:
        page.goto(address)
        save("status: broken " + "very long " * 50)
        box = page.get_by_role("dialog")
        expect(box).to_be_visible()
        assert page.viewport_size is not None
        place = box.bounding_box()
        assert place is not None
        assert place["x"] == 0
        assert place["width"] <= page.viewport_size["width"]
        assert place["height"] <= page.viewport_size["height"] * 0.76
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        message = box.get_by_text("no such status")
        assert message.evaluate("node => getComputedStyle(node).fontSize") == "16px"
        assert message.evaluate("node => getComputedStyle(node).color") == "rgb(29, 29, 31)"
        page.emulate_media(color_scheme="dark")
        assert message.evaluate("node => getComputedStyle(node).color") == "rgb(241, 241, 244)"


def test_a_first_build_with_a_mistake_shows_it_and_heals_by_itself(
    page: Page, tmp_path: Path, save: Callable[[str], None]
) -> None:
    save("status: broken")
    with preview(tmp_path) as address:
        page.goto(f"{address}other/")
        heading(page, "The timeline cannot be shown yet")
        expect(page.get_by_role("dialog", name="1 error")).to_be_visible()
        save("mended")
        heading(page, "Other")
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_warnings_are_a_badge_that_opens(
    page: Page, tmp_path: Path, save: Callable[[str], None]
) -> None:
    save("odd")
    with preview(tmp_path) as address:
        page.goto(address)
        heading(page, "odd")
        badge = page.get_by_text("1 warning")
        expect(badge).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_text("no translation")).to_be_hidden()
        badge.click()
        expect(page.get_by_text("no translation")).to_be_visible()


def test_a_page_finds_a_preview_that_was_started_anew(
    page: Page, tmp_path: Path, save: Callable[[str], None]
) -> None:
    save("one")
    with preview(tmp_path) as address:
        page.goto(address)
        heading(page, "one")
    save("two")
    with preview(tmp_path, int(address.rstrip("/").rpartition(":")[2])):
        heading(page, "two")


# -- the dashboard --------------------------------------------------------------------------

BOARD = {
    "site.yaml": "title: {id: Garis, en: Line}\nlanguages: [id, en]\n",
    "content/a.yaml": "date: 2021\ntitle: {id: Satu, en: One}\ndraft: true\n",
    "content/b.yaml": "date: 2022\ntitle: Dua\npublish: 2027-01-31\n"
    "sources: [{url: 'https://news.org/', publisher: News}, {title: A book}]\n",
}
WHOLE = {**BOARD, "content/b.yaml": "date: 2022\ntitle: {id: Dua, en: Two}\n"}


def board_from(site: Path) -> Made:
    """What the preview of this site shows, made anew each time."""
    pages = shelf(read(site, 0), Options(drafts=True), Work(), None)
    found = pages.layout.diagnostics
    drawn = partial(dashboard_page, site, pages, found, lambda span: f"x://{span.path}")
    return Made(Build((), found), {}, pages, "", drawn)


@contextmanager
def board(site: Path, files: Mapping[str, str] = BOARD) -> Iterator[str]:
    write_all(site, files)
    with preview(site, make=board_from) as address:
        yield f"{address}_preview/"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_dashboard_breaks_no_rule_and_does_not_scroll_sideways(
    page: Page, tmp_path: Path, scheme: Literal["light", "dark"]
) -> None:
    with board(tmp_path) as address:
        page.emulate_media(color_scheme=scheme)
        page.goto(address)
        heading(page, "Dashboard")
        for folded in page.locator("summary").all():
            folded.click()
        assert page.evaluate(WIDER) == []
        assert violations(page) == []


def test_the_dashboard_renews_itself_and_lists_mistakes_without_a_box(
    page: Page, tmp_path: Path
) -> None:
    with board(tmp_path) as address:
        page.goto(address)
        expect(page.get_by_role("row", name="Satu").first).to_be_visible()
        (tmp_path / "content/a.yaml").write_text("date: never\ntitle: Satu\n", "utf-8")
        expect(page.get_by_text("1 error").first).to_be_visible()
        expect(page.get_by_role("heading", name="content/a.yaml")).to_be_visible()
        expect(page.get_by_role("link", name="content/a.yaml:1:7")).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(0)
        (tmp_path / "content/a.yaml").write_text(BOARD["content/a.yaml"], "utf-8")
        expect(page.get_by_role("row", name="Satu").first).to_be_visible()


def test_the_dashboard_is_found_from_a_page_by_keyboard(page: Page, tmp_path: Path) -> None:
    with board(tmp_path, WHOLE) as address:
        page.emulate_media(reduced_motion="reduce")  # a slow machine aborts transitions
        page.goto(f"{address.removesuffix('_preview/')}events/a/")
        link = page.get_by_role("link", name="Dashboard", exact=True)
        expect(link).to_be_visible()
        link.focus()
        page.keyboard.press("Enter")
        heading(page, "Dashboard")
        page.get_by_role("row", name="Satu").first.get_by_role("link", name="Satu").press("Enter")
        heading(page, "Satu")
