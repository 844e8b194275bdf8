"""Every kind of page in a real browser: for all readers, on all screens, by its own policy."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, ViewportSize

from served import Served

AXE = Axe()
RULES = {
    "runOnly": [
        "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
    ],
    "resultTypes": ["violations"],
}  # fmt: skip
PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
NARROWEST: ViewportSize = {"width": 320, "height": 640}

# A page of each kind; an address that ends in "*/" stands for the first below it.
KINDS = {
    "timeline": "",
    "newest first": "newest/",
    "period": "2022/",
    "event": "events/*/",
    "thread": "threads/*/",
    "threads": "threads/",
    "actor": "actors/xiaomi/",
    "actors": "actors/",
    "tag": "tags/manufacturing/",
    "tags": "tags/",
    "status": "status/rumor/",
    "statuses": "status/",
    "sources": "sources/",
    "corrections": "corrections/",
    "text": "about/",
}
EDITIONS = [("sample", ""), ("sample", "en/"), ("arabic", ""), ("arabic", "en/")]
# Contrast takes long to work out. Each edition is looked at in both color schemes and on both
# screens; what one does not combine, the same page of the other language does.
LOOKS: dict[str, tuple[tuple[Literal["light", "dark"], ViewportSize], ...]] = {
    "": (("light", PHONE), ("dark", DESKTOP)),
    "en/": (("dark", PHONE), ("light", DESKTOP)),
}
EVENTS = {"sample": "xiaomi-baic-talks-rumor", "arabic": "baic-talks"}


@dataclass
class Heard:
    """What a page did behind the reader's back."""

    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    status: int = 0


@contextmanager
def opened(browser: Browser, url: str, heard: Heard, scripts: bool = True) -> Iterator[Page]:
    context = browser.new_context(viewport=DESKTOP, java_script_enabled=scripts)
    page = context.new_page()
    page.on("console", lambda message: heard.messages.append(message.text))
    page.on("pageerror", lambda error: heard.messages.append(str(error)))
    page.on("request", lambda request: heard.requests.append(request.url))
    try:
        answer = page.goto(url, wait_until="load")
        assert answer is not None
        heard.status = answer.status
        yield page
    finally:
        context.close()


@pytest.fixture
def served(site_name: str, request: pytest.FixtureRequest) -> Served:
    found: Served = request.getfixturevalue(f"{site_name}_served")
    return found


def address(served: Served, site_name: str, root: str, kind: str) -> str:
    """The whole address of a page of this kind."""
    path = KINDS[kind]
    if "*" in path:
        folders = sorted(
            place.parent.name
            for place in (served.folder / root).glob(f"{path}index.html")
            if b'http-equiv="refresh"' not in place.read_bytes()
        )
        name = EVENTS[site_name] if EVENTS[site_name] in folders else folders[0]
        path = path.replace("*", name)
    return f"{served.url}{root}{path}"


def violations(page: Page) -> list[str]:
    """What axe-core finds: a line for each element that breaks a rule."""
    found = AXE.run(page, options=RULES).response["violations"]
    return [
        f"{rule['id']}: {node['html']} {node.get('failureSummary', '')}"
        for rule in found
        for node in rule["nodes"]
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("site_name", "root"), EDITIONS)
def test_page_when_opened_is_accessible_fits_and_asks_nobody(
    browser: Browser, served: Served, site_name: str, root: str, kind: str
) -> None:
    heard = Heard()
    with opened(browser, address(served, site_name, root, kind), heard) as page:
        for scheme, size in LOOKS[root]:
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
    events = sorted(
        place.parent.name
        for place in (served.folder / root / "events").glob("*/index.html")
        if b'http-equiv="refresh"' not in place.read_bytes()
    )
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
