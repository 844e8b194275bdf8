"""What readers choose, light or dark and full or compact: kept, and there at once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from samples import ROOT
from served import Served
from visits import DESKTOP, NARROWEST, PHONE, Heard, opened, violations

GROUND = "() => getComputedStyle(document.documentElement).backgroundColor"
LIGHT, DARK = "rgb(251, 250, 247)", "rgb(20, 22, 26)"
FORBIDDEN = """Object.defineProperty(window, "localStorage",
  { get() { throw new DOMException("no", "SecurityError"); } });"""


@contextmanager
def visit(browser: Browser, url: str, before: str = "", **more: Any) -> Iterator[Page]:
    heard = Heard()
    with opened(browser, url, heard, before=before, **more) as page:
        yield page
    assert heard.messages == []


@pytest.fixture(scope="module")
def sample_served(served_by_name: Callable[[str], Served]) -> Served:
    return served_by_name("sample")


@pytest.fixture
def home(browser: Browser, sample_served: Served) -> Iterator[Page]:
    with visit(browser, sample_served.url + "en/") as page:
        yield page


def look(page: Page) -> Any:
    return page.get_by_role("combobox", name="Colors")


def test_colors_are_those_of_the_system_until_the_reader_chooses(home: Page) -> None:
    expect(look(home)).to_have_value("")
    for scheme, ground in (("light", LIGHT), ("dark", DARK)):
        home.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        assert home.evaluate(GROUND) == ground


def test_chosen_colors_come_before_those_of_the_system_and_are_kept(
    home: Page, sample_served: Served
) -> None:
    for choice, ground, system in (("dark", DARK, "light"), ("light", LIGHT, "dark")):
        home.emulate_media(color_scheme=system)  # type: ignore[arg-type]
        look(home).select_option(choice)
        assert home.evaluate(GROUND) == ground
        home.goto(sample_served.url + "en/sources/")
        assert home.evaluate(GROUND) == ground
        expect(look(home)).to_have_value(choice)
    look(home).select_option("")
    assert home.evaluate(GROUND) == DARK


def test_chosen_colors_are_there_before_anything_is_drawn(
    browser: Browser, sample_served: Served
) -> None:
    early = f"""addEventListener("DOMContentLoaded", () => {{
        window.early = [({GROUND})(), document.styleSheets.length]; }})"""
    with visit(browser, sample_served.url + "en/", early) as home:
        assert home.evaluate("window.early") == [LIGHT, 1]
        look(home).select_option("dark")
        home.route("**/site.*.js", lambda it: it.fulfill(body="", content_type="text/javascript"))
        home.goto(sample_served.url + "en/about/")
        assert home.evaluate("window.early") == [DARK, 1], "theme.js alone does it"


def test_reader_who_comes_after_another_finds_nothing_of_what_that_one_chose(
    browser: Browser, sample_served: Served
) -> None:
    for _ in range(2):
        with visit(browser, sample_served.url + "en/", size=PHONE) as page:
            page.emulate_media(color_scheme="light")
            assert page.evaluate(GROUND) == LIGHT
            assert page.evaluate("scrollY") == 0
            page.emulate_media(color_scheme="dark")
            look(page).select_option("dark")
            page.get_by_label("Compact").check()
            page.evaluate("scrollTo(0, 500)")
    with visit(browser, sample_served.url + "en/") as page:
        assert page.evaluate(GROUND) == LIGHT
        assert page.evaluate("localStorage.length") == 0
        expect(page.get_by_label("Compact")).not_to_be_checked()


def test_paper_is_white_whatever_was_chosen(home: Page) -> None:
    look(home).select_option("dark")
    home.emulate_media(media="print")
    assert home.evaluate(GROUND) == "rgb(255, 255, 255)"


@pytest.mark.parametrize("choice", ["light", "dark"])
def test_page_in_chosen_colors_is_accessible(home: Page, choice: str) -> None:
    home.emulate_media(color_scheme="dark" if choice == "light" else "light")
    look(home).select_option(choice)
    assert violations(home) == []


def test_sign_of_the_choice_shows_the_focus(home: Page) -> None:
    home.keyboard.press("Tab")
    for _ in range(20):
        if home.evaluate("document.activeElement.localName") == "select":
            break
        home.keyboard.press("Tab")
    outline = home.locator(".look").evaluate("one => getComputedStyle(one).outlineStyle")
    assert outline == "solid"


def test_choices_hold_for_the_page_where_nothing_may_be_kept(
    browser: Browser, sample_served: Served
) -> None:
    with visit(browser, sample_served.url + "en/?density=compact", FORBIDDEN) as page:
        look(page).select_option("dark")
        assert page.evaluate(GROUND) == DARK
        expect(page.get_by_label("Compact")).to_be_checked()


@pytest.mark.parametrize("kept", ["", "{", "null", "7", '"dark"', '{"theme": 1}'])
def test_what_was_kept_when_spoiled_is_harmless(
    browser: Browser, sample_served: Served, kept: str
) -> None:
    before = f"localStorage.linimasa = {kept!r};"
    with visit(browser, sample_served.url + "en/", before) as page:
        assert page.evaluate(GROUND) == LIGHT
        look(page).select_option("dark")
        assert page.evaluate(GROUND) == DARK


def test_script_before_drawing_is_tiny() -> None:
    assert Path(ROOT / "theme" / "static" / "theme.js").stat().st_size < 300


def test_compact_setting_puts_an_event_on_a_line(home: Page) -> None:
    event = home.locator(".event", has=home.locator(".backing")).first
    full = home.evaluate("document.documentElement.scrollHeight")
    home.get_by_label("Compact").check()
    tops: list[Any] = [
        event.locator(part).bounding_box() or {} for part in (".date", "h3", ".badge", ".backing p")
    ]
    assert max(box["y"] for box in tops) - min(box["y"] for box in tops) < 12
    for part in (".summary", ".backing ul"):
        expect(event.locator(part)).to_be_hidden()
    assert home.evaluate("document.documentElement.scrollHeight") < full / 2


def test_compact_setting_is_kept_and_stands_in_the_address(
    home: Page, browser: Browser, sample_served: Served
) -> None:
    home.get_by_label("Compact").check()
    assert home.url.endswith("/en/?density=compact")
    home.goto(sample_served.url)
    expect(home.get_by_label("Ringkas")).to_be_checked()
    home.get_by_label("Ringkas").uncheck()
    assert home.url == sample_served.url
    with visit(browser, sample_served.url + "en/?density=compact&tag=batteries") as page:
        expect(page.get_by_label("Compact")).to_be_checked()
        expect(page.locator(".summary:visible")).to_have_count(0)
        page.locator(".filter summary").click()
        page.locator('[name="status"]').first.check()
        assert "density=compact" in page.url


def test_later_notes_stand_under_their_event_in_the_compact_setting(home: Page) -> None:
    home.get_by_label("Compact").check()
    for size in (DESKTOP, PHONE, NARROWEST):
        home.set_viewport_size(size)
        for event in home.locator(".event", has=home.locator(".later")).all():
            title, note = event.locator("h3").bounding_box(), event.locator(".later").first
            place = note.bounding_box()
            assert title and place
            assert place["y"] >= title["y"] + title["height"] - 1


@pytest.mark.parametrize("path", ["en/?density=compact", "?density=compact"])
def test_compact_setting_is_accessible_and_fits(
    browser: Browser, sample_served: Served, path: str
) -> None:
    with visit(browser, sample_served.url + path) as page:
        for size in (DESKTOP, PHONE, NARROWEST):
            page.set_viewport_size(size)
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
