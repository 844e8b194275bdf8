"""The filter of a timeline: what it leaves, what it tells, and where its state is kept."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser, Page, expect

from generate import generate
from samples import ROOT, built
from served import Served, serve
from visits import DESKTOP, NARROWEST, Heard, eventually, opened, violations

SHOWN = "() => [...document.querySelectorAll('.events > li')].filter(one => one.checkVisibility())"
EVENTS: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text("utf-8"))
    for path in sorted((ROOT / "content").glob("20*/*.yaml"))
}


def tagged(*tags: str) -> set[str]:
    """The events that bear one of the tags."""
    return {name for name, event in EVENTS.items() if set(tags) & set(event.get("tags", ()))}


def of_status(status: str) -> set[str]:
    return {name for name, event in EVENTS.items() if event["status"] == status}


def shown(page: Page) -> set[str]:
    found: list[str] = page.evaluate(f"({SHOWN})().map(one => one.id)")
    return set(found)


def choose(page: Page, kind: str, value: str) -> None:
    page.locator(f'.filter input[name="{kind}"][value="{value}"]').check()


def count(page: Page, kind: str, value: str) -> int:
    return int(page.locator(f'label:has([name="{kind}"][value="{value}"]) .count').inner_text())


@contextmanager
def timeline(browser: Browser, served: Served, path: str = "en/") -> Iterator[Page]:
    """A timeline with its filter open; it must run without a word on the console."""
    heard = Heard()
    with opened(browser, served.url + path, heard) as page:
        page.locator(".filter summary").click()
        yield page
    assert heard.messages == []


@pytest.fixture(scope="module")
def sample_served(served_by_name: Callable[[str], Served]) -> Served:
    return served_by_name("sample")


@pytest.fixture
def page(browser: Browser, sample_served: Served) -> Iterator[Page]:
    with timeline(browser, sample_served) as page:
        yield page


@pytest.fixture(scope="module")
def right_to_left(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An Arabic site with enough events for a filter."""
    source: Path = tmp_path_factory.mktemp("arabic-filter")
    generate(source, 12, ["ar"])
    site = built(source, source / "site", "https://linimasa.example/cars/", ("ar",))
    with serve(site.folder) as served:
        yield served


def test_filter_when_nothing_is_chosen_leaves_every_event(page: Page) -> None:
    assert shown(page) == set(EVENTS)
    expect(page.get_by_role("status")).to_have_text("")
    expect(page.get_by_role("button", name="Clear the filter")).to_be_hidden()


def test_options_of_one_group_add_up_and_groups_narrow_each_other(page: Page) -> None:
    choose(page, "tag", "batteries")
    assert shown(page) == tagged("batteries")
    choose(page, "tag", "licensing")
    assert shown(page) == tagged("batteries", "licensing")
    choose(page, "status", "reported")
    left = tagged("batteries", "licensing") & of_status("reported")
    assert 0 < len(left) < len(tagged("batteries", "licensing"))
    assert shown(page) == left


def test_choice_is_told_and_stands_in_the_address(page: Page) -> None:
    choose(page, "tag", "batteries")
    choose(page, "status", "reported")
    left = len(tagged("batteries") & of_status("reported"))
    expect(page.get_by_role("status")).to_have_text(f"{left} of {len(EVENTS)} events")
    expect(page.locator(".chosen")).to_have_text("Filtered: Batteries · Reported")
    assert page.url.endswith("/en/?tag=batteries&status=reported")


def test_counts_follow_what_is_chosen_in_the_other_groups(page: Page) -> None:
    assert count(page, "status", "reported") == len(of_status("reported"))
    choose(page, "tag", "batteries")
    assert count(page, "status", "reported") == len(tagged("batteries") & of_status("reported"))
    assert count(page, "tag", "licensing") == len(tagged("licensing")), "its own group adds up"


@pytest.mark.parametrize("path", ["en/", "en/newest/", ""])
def test_address_with_a_choice_opens_filtered(
    browser: Browser, sample_served: Served, path: str
) -> None:
    with timeline(browser, sample_served, f"{path}?status=reported&tag=batteries") as page:
        assert shown(page) == tagged("batteries") & of_status("reported")
        assert page.locator(".filter input:checked").count() == 2


def test_choice_goes_with_the_reader_to_the_other_order_and_language(page: Page) -> None:
    choose(page, "tag", "batteries")
    page.get_by_role("link", name="Newest first").click()
    page.wait_for_url("**/en/newest/?tag=batteries")
    assert shown(page) == tagged("batteries")
    page.get_by_role("link", name="Bahasa Indonesia").click()
    page.wait_for_url("**/newest/?tag=batteries")
    assert shown(page) == tagged("batteries")


def test_years_without_events_and_silences_are_hidden(page: Page) -> None:
    choose(page, "period", "2023")
    expect(page.get_by_role("heading", level=2)).to_have_text(["2023"])
    assert page.locator(".gap:visible").count() == 0


def test_choice_that_nothing_fits_says_what_to_do_and_can_be_cleared(page: Page) -> None:
    choose(page, "status", "denied")
    choose(page, "tag", "self-driving")
    assert shown(page) == set()
    status = page.get_by_role("status")
    expect(status).to_contain_text(f"0 of {len(EVENTS)} events. No event fits all of this.")
    page.get_by_role("button", name="Clear the filter").click()
    expect(status).to_have_text("")
    expect(page.locator(".filter summary")).to_be_focused()
    eventually(page, f"({SHOWN})().length === {len(EVENTS)}")
    assert page.url.endswith("/en/")


def test_filter_when_used_by_keyboard_alone_chooses_clears_and_leaves(page: Page) -> None:
    summary = page.locator(".filter summary")
    summary.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    first = page.locator(".filter input").first
    expect(first).to_be_checked()
    expect(page.get_by_role("status")).not_to_have_text("")
    page.keyboard.press("Escape")
    expect(first).not_to_be_checked()
    expect(first).to_be_focused()
    page.keyboard.press("Escape")
    expect(first).to_be_hidden()
    expect(summary).to_be_focused()


def test_event_that_the_address_names_is_shown_whatever_is_chosen(
    browser: Browser, sample_served: Served
) -> None:
    name, other, *_ = sorted(set(EVENTS) - tagged("batteries"))
    with timeline(browser, sample_served, f"en/?tag=batteries#{name}") as page:
        assert shown(page) == tagged("batteries") | {name}
        page.evaluate(f"location.hash = '{other}'")
        eventually(page, f"document.getElementById('{other}').checkVisibility()")
        expect(page.locator(f"#{other}")).to_be_in_viewport()
        choose(page, "tag", "licensing")
        assert shown(page) == tagged("batteries", "licensing"), "a new choice is about all"


def test_other_parts_of_the_page_hear_what_is_hidden(page: Page) -> None:
    page.evaluate(
        "document.addEventListener('filtered', e => { window.heard = [...e.detail.hidden]; })"
    )
    choose(page, "tag", "batteries")
    assert set(page.evaluate("window.heard")) == set(EVENTS) - tagged("batteries")


def test_page_keeps_its_length_when_events_far_away_are_no_longer_laid_out(
    browser: Browser, served_by_name: Callable[[str], Served]
) -> None:
    with opened(browser, served_by_name("generated-100").url, Heard()) as page:
        height = "document.querySelector('.chronicle').offsetHeight"
        before = page.evaluate(height)
        page.locator(".filter summary").click()
        eventually(page, "document.documentElement.classList.contains('sifting')")
        assert page.evaluate(height) == pytest.approx(before, abs=2)


def test_page_has_the_length_of_the_compact_setting_after_the_filter_was_used(
    browser: Browser, served_by_name: Callable[[str], Served]
) -> None:
    url = served_by_name("generated-100").url
    height = "document.querySelector('.chronicle').offsetHeight"
    with opened(browser, f"{url}?density=compact", Heard()) as page:
        compact = page.evaluate(height)
    with opened(browser, url, Heard()) as page:
        page.locator(".filter summary").click()
        eventually(page, "document.documentElement.classList.contains('sifting')")
        page.locator(".density input").check()
        assert page.evaluate(height) == pytest.approx(compact, abs=2)


def test_paper_says_what_was_chosen_and_has_no_controls(page: Page) -> None:
    choose(page, "tag", "batteries")
    page.emulate_media(media="print")
    expect(page.locator(".chosen")).to_be_visible()
    expect(page.get_by_role("status")).to_be_visible()
    for control in (".filter details", ".clear", ".density", ".look"):
        expect(page.locator(control)).to_be_hidden()


def test_without_scripts_there_are_no_controls(browser: Browser, sample_served: Served) -> None:
    with opened(browser, sample_served.url, Heard(), scripts=False) as page:
        for control in (".filter", ".density", ".look"):
            expect(page.locator(control)).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["en/?tag=batteries", "en/?tag=self-driving&status=denied"])
def test_open_filter_is_accessible_and_fits(
    browser: Browser, sample_served: Served, path: str, scheme: Any
) -> None:
    with timeline(browser, sample_served, path) as page:
        page.emulate_media(color_scheme=scheme)
        for size in (DESKTOP, NARROWEST):
            page.set_viewport_size(size)
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_open_filter_from_right_to_left_is_accessible_and_mirrored(
    browser: Browser, right_to_left: Served
) -> None:
    with timeline(browser, right_to_left, "") as page:
        choose(page, "importance", "1")
        sentence = page.get_by_role("status").inner_text()
        assert sentence == f"{len(shown(page))} من أصل 12 حدثًا"
        assert violations(page) == []
        boxes = page.locator(".filter fieldset").first.locator("legend, input").all()
        legend, box = (one.bounding_box() for one in boxes[:2])
        assert legend and box
        assert legend["x"] > box["x"]
        page.set_viewport_size(NARROWEST)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]


@pytest.mark.parametrize(("size", "least"), [(NARROWEST, 44), (DESKTOP, 24)])
def test_controls_are_large_enough_to_hit(page: Page, size: Any, least: int) -> None:
    choose(page, "tag", "batteries")
    page.set_viewport_size(size)
    for control in page.locator(".tools :is(summary, label, button), .look").all():
        box = control.bounding_box()
        assert box is not None
        assert min(box["height"], box["width"]) >= min(least, 24)
        assert box["height"] >= least
