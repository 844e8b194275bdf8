"""Every kind of page in a real browser: for all readers, on all screens, by its own policy."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, ViewportSize

from served import Served
from visits import (
    DESKTOP,
    KINDS,
    NARROWEST,
    PHONE,
    Heard,
    address,
    opened,
    pages_below,
    violations,
)

EDITIONS = [("sample", ""), ("sample", "en/"), ("arabic", ""), ("arabic", "en/")]
Look = tuple[Literal["light", "dark"], ViewportSize]
# Contrast takes long to work out: both color schemes on both screens, each once. English beside
# Arabic looks as it does beside Indonesian.
LOOKS: dict[tuple[str, str], tuple[Look, ...]] = {
    ("sample", ""): (("light", PHONE), ("dark", DESKTOP)),
    ("sample", "en/"): (("dark", PHONE),),
    ("arabic", ""): (("light", DESKTOP),),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("site_name", "root"), LOOKS)
def test_page_when_opened_is_accessible_fits_and_asks_nobody(
    browser: Browser, served: Served, site_name: str, root: str, kind: str
) -> None:
    heard = Heard()
    with opened(browser, address(served, site_name, root, kind), heard) as page:
        for scheme, size in LOOKS[site_name, root]:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size(size)
            assert violations(page) == [], (scheme, size)
        page.set_viewport_size(NARROWEST)
        assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]
    assert heard.status == 200
    assert heard.messages == [], "a policy that is broken is told here too"
    assert [url for url in heard.requests if not url.startswith(served.url)] == []


@pytest.mark.parametrize(("site_name", "root"), EDITIONS)
def test_timeline_when_scripts_are_off_shows_every_event(
    browser: Browser, served: Served, site_name: str, root: str
) -> None:
    events = pages_below(served, root, "events/")
    assert len(events) >= 4
    for order in ("", "newest/"):
        with opened(browser, f"{served.url}{root}{order}", Heard(), scripts=False) as page:
            for name in events:
                link = page.locator(f'main a[href$="events/{name}/"]').first
                assert link.is_visible(), name


@pytest.mark.parametrize("site_name", ["sample"])
@pytest.mark.parametrize("missing", ["nothing/", "en/events/no/such/event/", "a/b/c.html"])
def test_page_that_does_not_exist_is_styled_at_any_depth_and_leads_home(
    browser: Browser, served: Served, missing: str
) -> None:
    heard = Heard()
    with opened(browser, served.url + missing, heard) as page:
        assert page.locator("h1").is_visible()
        assert violations(page) == []
        assert page.evaluate("document.styleSheets[0].cssRules.length") > 0
        homes = page.locator("main a").evaluate_all("links => links.map(link => link.href)")
    assert served.url in homes
    assert heard.status == 404


@pytest.mark.parametrize("site_name", ["sample"])
def test_page_when_it_is_spoiled_is_reported(browser: Browser, served: Served) -> None:
    heard = Heard()
    with opened(browser, f"{served.url}about/", heard) as page:
        with page.expect_console_message() as told:
            page.evaluate(
                """() => { const picture = document.createElement("img");
                picture.src = "https://elsewhere.example/x.png";
                document.querySelector("main").append(picture); }"""
            )
        assert any(line.startswith("image-alt") for line in violations(page))
        assert "Content Security Policy" in told.value.text
    assert told.value.text in heard.messages
