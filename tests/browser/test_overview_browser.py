"""The overview in a real browser: where you are, scrubbing, and all of it by keyboard too."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from served import Served
from visits import Heard, eventually, opened, violations

PHONE: ViewportSize = {"width": 320, "height": 640}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
ROOMY = "events => events.every(one => one.getBoundingClientRect().height >= 24)"
SHIFTS = """new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => { for (const one of list.getEntries()) sum += one.value; })
    .observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => done(sum)));
})"""


@pytest.fixture
def sample(served_by_name: Callable[[str], Served]) -> Served:
    return served_by_name("sample")


@pytest.fixture
def arabic(served_by_name: Callable[[str], Served]) -> Served:
    return served_by_name("arabic")


@pytest.fixture
def long(served_by_name: Callable[[str], Served]) -> Served:
    """A hundred events of 36 years, where not every year has room for its label."""
    return served_by_name("generated-100")


@contextmanager
def visit(browser: Browser, url: str, size: ViewportSize, **more: Any) -> Iterator[Page]:
    heard = Heard()
    with opened(browser, url, heard, size=size, **more) as page:
        yield page
    assert heard.messages == []


def point(page: Page, part: float) -> tuple[float, float]:
    """A place on the picture, so far along its axis."""
    box = page.locator(".strip").bounding_box()
    assert box is not None
    if box["height"] > box["width"]:
        return box["x"] + box["width"] / 2, box["y"] + box["height"] * part
    if page.evaluate("document.dir") == "rtl":
        part = 1 - part
    return box["x"] + box["width"] * part, box["y"] + box["height"] / 2


@SIZES
def test_link_of_the_period_in_view_is_marked_as_the_reader_scrolls(
    browser: Browser, sample: Served, size: ViewportSize
) -> None:
    with visit(browser, sample.url, size) as page:
        current = page.locator(".marks a[aria-current=location]")
        for year in (2022, 2024, 2021):
            page.evaluate(f"document.getElementById('t{year}').scrollIntoView()")
            expect(current).to_have_attribute("href", f"#t{year}")
            expect(page.locator(".bar.on").first).to_be_attached()
        first = page.locator(".bar").first
        expect(first).to_have_class("bar on")


@SIZES
@pytest.mark.parametrize("order", ["", "newest/"])
def test_date_under_the_mouse_is_told_and_a_click_leads_there(
    browser: Browser, sample: Served, size: ViewportSize, order: str
) -> None:
    with visit(browser, f"{sample.url}en/{order}", size) as page:
        aim = page.locator(".aim")
        expect(aim).to_be_hidden()
        august = 1 - 0.405 if order else 0.405
        page.mouse.move(*point(page, august))
        expect(aim).to_have_text("August 2022 · 4 events")
        expect(aim).to_be_in_viewport(ratio=1)
        page.mouse.down()
        page.mouse.up()
        page.wait_for_url("**#*")
        event = page.locator(f"[id='{page.url.split('#')[1]}']")
        expect(event).to_be_in_viewport()
        expect(event.locator(".date").first).to_contain_text("2022")
        page.mouse.move(0, 0)
        expect(aim).to_be_hidden()


def test_dragging_takes_the_page_along_where_the_picture_stays(
    browser: Browser, sample: Served
) -> None:
    with visit(browser, f"{sample.url}en/", DESKTOP) as page:
        page.evaluate("scrollTo(0, 500)")
        page.mouse.move(*point(page, 0.05))
        page.mouse.down()
        for part in (0.3, 0.5, 0.88):
            page.mouse.move(*point(page, part))
        last = page.locator(".event").last
        expect(last).to_be_in_viewport()
        expect(page.locator(".aim")).to_have_text("July 2024 · 1 event")
        page.mouse.up()
        expect(last).to_be_in_viewport()


@pytest.mark.parametrize(("part", "words"), [(0.99, "2022"), (0.01, "2021")])
@SIZES
def test_axis_runs_with_the_script_of_the_page(
    browser: Browser, arabic: Served, size: ViewportSize, part: float, words: str
) -> None:
    with visit(browser, arabic.url, size) as page:
        page.mouse.move(*point(page, part))
        expect(page.locator(".aim")).to_contain_text(words)
        box, rail = page.locator(".aim").bounding_box(), page.locator(".rail").bounding_box()
        assert box is not None
        assert rail is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= size["width"]
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@SIZES
def test_months_whose_events_a_filter_hides_are_dim_and_passed_over(
    browser: Browser, sample: Served, size: ViewportSize
) -> None:
    hide = """names => document.dispatchEvent(
        new CustomEvent("filtered", {detail: {hidden: new Set(names)}}))"""
    with visit(browser, f"{sample.url}en/", size) as page:
        every = page.locator(".event").evaluate_all("events => events.map(event => event.id)")
        page.evaluate(hide, [one for one in every if one != "xiaomi-shows-su7"])
        assert page.locator(".bar:not(.dim)").count() == 1
        page.mouse.move(*point(page, 0.1))
        expect(page.locator(".aim")).to_have_text("December 2023 · 1 event")
        page.evaluate(hide, every)
        page.mouse.move(*point(page, 0.2))
        expect(page.locator(".aim")).to_be_hidden()
        page.evaluate(hide, [])
        assert page.locator(".bar.dim").count() == 0


@SIZES
def test_keyboard_reaches_and_shows_every_period(
    browser: Browser, long: Served, size: ViewportSize
) -> None:
    with visit(browser, long.url, size) as page:
        links = page.locator(".marks a")
        names = links.evaluate_all("links => links.map(link => link.hash)")
        assert len(names) == 36
        links.first.focus()
        seen = []
        for _ in names:
            seen.append(page.evaluate("document.activeElement.hash"))
            focused = page.locator(":focus")
            clip = focused.evaluate("link => getComputedStyle(link.parentElement).clipPath")
            assert clip == "none"
            box = focused.bounding_box()
            assert box is not None
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= size["width"]
            page.keyboard.press("Tab")
        assert seen == names
        links.nth(20).focus()
        page.keyboard.press("Enter")
        expect(page.locator("#t2010")).to_be_in_viewport()


@SIZES
def test_labels_lie_beside_each_other(browser: Browser, long: Served, size: ViewportSize) -> None:
    with visit(browser, long.url, size) as page:
        name = "tall" if size is DESKTOP else "wide"
        boxes = page.locator(f".marks .{name} a").evaluate_all(
            """links => links.map(link => link.getBoundingClientRect())
            .map(({x, y, right, bottom}) => [x, y, right, bottom])"""
        )
        assert len(boxes) >= 6
        for one, other in pairwise(boxes):
            assert one[3] <= other[1] if size is DESKTOP else one[2] <= other[0]
        assert page.locator(f".marks .{name} a").evaluate_all(ROOMY)


@SIZES
def test_without_scripts_every_period_is_a_link_in_sight(
    browser: Browser, long: Served, size: ViewportSize
) -> None:
    with visit(browser, long.url, size, scripts=False) as page:
        for link in page.locator(".marks a").all():
            link.click(trial=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")])
def test_overview_of_many_years_is_accessible(
    browser: Browser, long: Served, size: ViewportSize, scheme: Literal["light", "dark"]
) -> None:
    with visit(browser, long.url, size) as page:
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []


@SIZES
def test_nothing_moves_when_scripts_come_or_the_mouse_passes(
    browser: Browser, sample: Served, size: ViewportSize
) -> None:
    with visit(browser, sample.url, size) as page:
        for part in (0.1, 0.4, 0.9):
            page.mouse.move(*point(page, part))
        page.mouse.wheel(0, 1500)
        expect(page.locator(".marks [aria-current]")).to_be_attached()
        assert page.evaluate(SHIFTS) == 0


def test_finger_on_the_strip_scrolls_the_page_up_and_a_tap_leads_on(
    browser: Browser, sample: Served
) -> None:
    with visit(browser, f"{sample.url}en/", PHONE, touch=True) as page:
        x, y = point(page, 0.405)
        page.touchscreen.tap(x, y)
        expect(page.locator(":target")).to_be_in_viewport()
        expect(page.locator(":target .date").first).to_contain_text("2022")
        expect(page.locator(".aim")).to_be_hidden()
        page.evaluate("scrollTo(0, 0)")
        eventually(page, "scrollY === 0")
        session = page.context.new_cdp_session(page)
        session.send(
            "Input.synthesizeScrollGesture",
            {"x": x, "y": y, "yDistance": -200, "gestureSourceType": "touch"},
        )
        eventually(page, "scrollY > 150")


def test_paper_has_no_overview(browser: Browser, sample: Served) -> None:
    with visit(browser, sample.url, DESKTOP) as page:
        page.emulate_media(media="print")
        expect(page.locator(".rail")).to_be_hidden()


def test_forced_colors_keep_bars_and_the_place_in_view_apart(
    browser: Browser, sample: Served
) -> None:
    with visit(browser, sample.url, DESKTOP) as page:
        page.emulate_media(forced_colors="active")
        page.evaluate("document.getElementById('t2022').scrollIntoView()")
        expect(page.locator(".bar.on").first).to_be_attached()
        fill = "bar => getComputedStyle(bar).fill"
        on = page.locator(".bar.on").first.evaluate(fill)
        off = page.locator(".bar:not(.on)").first.evaluate(fill)
        ground = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        assert len({on, off, ground}) == 3
