"""The keys of a page with events: where they lead, the list of them, and how to be rid of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from served import Served
from visits import DESKTOP, NARROWEST, PHONE, Heard, opened, violations

FOCUSED = "() => document.activeElement.closest('.events > li')?.id ?? ''"
EVENTS = "() => [...document.querySelectorAll('.events > li')].map(one => one.id)"


@contextmanager
def visit(browser: Browser, served: Served, path: str, **more: Any) -> Iterator[Page]:
    heard = Heard()
    with opened(browser, served.url + path, heard, **more) as page:
        yield page
    assert heard.messages == []


@pytest.fixture(scope="module")
def sample_served(served_by_name: Callable[[str], Served]) -> Served:
    return served_by_name("sample")


@pytest.fixture
def home(browser: Browser, sample_served: Served) -> Iterator[Page]:
    with visit(browser, sample_served, "en/") as page:
        yield page


def focused_after(page: Page, *keys: str) -> str:
    """The event that has the focus after these keys."""
    for key in keys:
        page.keyboard.press(key)
    name: str = page.evaluate(FOCUSED)
    return name


@pytest.mark.parametrize("path", ["en/", "en/2022/", "en/tags/licensing/"])
def test_keys_go_to_the_next_event_and_back(
    browser: Browser, sample_served: Served, path: str
) -> None:
    with visit(browser, sample_served, path) as page:
        first, second, third, *_ = page.evaluate(EVENTS)
        assert focused_after(page, "j") == first
        assert focused_after(page, "j", "j") == third
        expect(page.locator(f"#{third} h3")).to_be_in_viewport()
        assert focused_after(page, "k") == second
        assert focused_after(page, "k", "k", "k") == first, "there is nothing before it"


def test_keys_begin_at_what_is_in_view(home: Page) -> None:
    names = home.evaluate(EVENTS)
    middle = names[len(names) // 2]
    home.evaluate("name => document.getElementById(name).scrollIntoView()", middle)
    assert focused_after(home, "j") == middle
    home.evaluate("document.activeElement.blur()")
    assert focused_after(home, "k") == names[len(names) // 2 - 1]


def test_keys_pass_over_what_a_filter_hides(browser: Browser, sample_served: Served) -> None:
    with visit(browser, sample_served, "en/?tag=batteries") as page:
        left = page.evaluate(f"({EVENTS})().filter(id => !document.getElementById(id).hidden)")
        assert [focused_after(page, "j") for _ in left] == left


def test_keys_on_the_page_of_an_event_lead_to_its_neighbors(
    browser: Browser, sample_served: Served
) -> None:
    with visit(browser, sample_served, "en/events/xiaomi-baic-talks-rumor/") as page:
        there = page.locator(".neighbors [rel=next]").evaluate("one => one.href")
        page.keyboard.press("j")
        page.wait_for_url(there)
        page.keyboard.press("k")
        page.wait_for_url("**/en/events/xiaomi-baic-talks-rumor/")


def test_keys_mean_nothing_in_a_field_or_with_another_key(home: Page) -> None:
    home.locator(".density input").focus()
    home.keyboard.press("j")
    expect(home.locator(".density input")).to_be_focused()
    home.locator(".density input").blur()
    assert focused_after(home, "Control+j", "Alt+k") == ""


def test_keys_where_the_keyboard_has_other_letters_are_in_the_same_places(home: Page) -> None:
    home.evaluate(
        """document.body.dispatchEvent(
        new KeyboardEvent("keydown", {key: "ت", code: "KeyJ", bubbles: true}))"""
    )
    assert home.evaluate(FOCUSED) == home.evaluate(EVENTS)[0]


def test_question_mark_shows_the_keys_and_escape_hides_them(home: Page) -> None:
    keys = home.get_by_role("dialog", name="Keyboard")
    expect(keys).to_be_hidden()
    home.keyboard.press("?")
    expect(keys).to_be_visible()
    expect(keys.get_by_role("term")).to_have_text(["J", "K", "?"])
    home.keyboard.press("Escape")
    expect(keys).to_be_hidden()


def test_question_mark_hides_the_keys_while_their_switch_has_the_focus(home: Page) -> None:
    keys = home.get_by_role("dialog", name="Keyboard")
    home.keyboard.press("?")
    keys.get_by_role("checkbox").focus()
    home.keyboard.press("j")
    expect(keys.get_by_role("checkbox")).to_be_focused()
    home.keyboard.press("?")
    expect(keys).to_be_hidden()


def test_keys_can_be_turned_off_and_stay_so(home: Page, sample_served: Served) -> None:
    home.get_by_role("button", name="Keyboard").click()
    home.get_by_role("checkbox", name="Use single keys").uncheck()
    home.keyboard.press("Escape")
    for _ in range(2):
        assert focused_after(home, "j", "k") == ""
        home.keyboard.press("?")
        expect(home.get_by_role("dialog", name="Keyboard")).to_be_hidden()
        home.goto(f"{sample_served.url}en/newest/")
    home.get_by_role("button", name="Keyboard").click()
    home.get_by_role("checkbox", name="Use single keys").check()
    home.keyboard.press("Escape")
    home.evaluate("scrollTo(0, 0)")
    assert focused_after(home, "j") == home.evaluate(EVENTS)[0]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("site_name", ["sample", "arabic"])
def test_list_of_keys_is_accessible_and_fits(browser: Browser, served: Served, scheme: Any) -> None:
    with visit(browser, served, "") as page:
        page.emulate_media(color_scheme=scheme)
        page.keyboard.press("?")
        for size in (DESKTOP, NARROWEST):
            page.set_viewport_size(size)
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_keys_are_not_spoken_of_where_they_do_nothing(
    browser: Browser, sample_served: Served
) -> None:
    with opened(browser, sample_served.url, Heard(), scripts=False, size=PHONE) as page:
        expect(page.locator(".keys")).to_be_hidden()
    with visit(browser, sample_served, "en/tags/") as page:
        assert page.locator(".keys").count() == 0


def test_theme_without_the_list_has_no_keys(browser: Browser, sample_served: Served) -> None:
    with visit(browser, sample_served, "en/tags/") as page:
        page.keyboard.press("?")
        assert focused_after(page, "j") == ""


def test_sources_beyond_the_third_open_by_keyboard_and_for_paper(
    browser: Browser, sample_served: Served
) -> None:
    with visit(browser, sample_served, "en/") as page:
        folded = page.locator(".backing details").first
        more = folded.get_by_role("link")
        expect(more.first).to_be_hidden()
        folded.locator("summary").press("Enter")
        expect(more.first).to_be_visible()
        folded.locator("summary").press("Enter")
        assert page.locator(".backing:has(details) > ul").first.locator("a").count() == 3
        page.emulate_media(media="print")
        expect(folded.locator("summary")).to_be_hidden()
        expect(more.first).to_be_visible()
        box = more.first.bounding_box()
        assert box and box["height"] > 0
