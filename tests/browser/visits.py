"""Visits to pages of whole sites: which kinds there are, where they lie, and what each one did."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

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
    "frame": "embed/",
    "frame of a thread": "embed/threads/*/",
    "frame of an event": "embed/events/*/",
}
# The event with the most to show, where it is not the first.
EVENTS = {
    "sample": "xiaomi-baic-talks-rumor",
    "arabic": "baic-talks",
    "chinese": "ministry-list",
    "hebrew": "baic-talks",
    "persian": "car-business",
}


@dataclass
class Heard:
    """What a page did behind the reader's back."""

    messages: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    status: int = 0


@contextmanager
def opened(
    browser: Browser,
    url: str,
    heard: Heard,
    scripts: bool = True,
    size: ViewportSize = DESKTOP,
    before: str = "",
    scale: float = 1,
) -> Iterator[Page]:
    """A page in a context of its own; the script `before` runs in it first."""
    context = browser.new_context(
        viewport=size, java_script_enabled=scripts, device_scale_factor=scale
    )
    page = context.new_page()
    page.on("console", lambda message: heard.messages.append(message.text))
    page.on("pageerror", lambda error: heard.messages.append(str(error)))
    page.on("request", lambda request: heard.requests.append(request.url))
    if before:
        page.add_init_script(before)
    try:
        answer = page.goto(url, wait_until="load")
        assert answer is not None
        heard.status = answer.status
        yield page
    finally:
        context.close()


def eventually(page: Page, condition: str, seconds: float = 20) -> None:
    """Wait until a condition, an expression in JavaScript, holds in the page.

    Playwright's `wait_for_function` compiles the expression in the page each time it looks, which
    the pages' policy forbids from the second time on; this one is compiled once.
    """
    waiting = f"""() => new Promise(done => {{
      const end = performance.now() + {seconds * 1000};
      const look = () => ({condition}) ? done(true)
        : performance.now() > end ? done(false) : requestAnimationFrame(look);
      look();
    }})"""
    assert page.evaluate(waiting), f"still not so after {seconds} s: {condition}"


def pages_below(served: Served, root: str, path: str) -> list[str]:
    """The names of the pages in a folder of the site, without those that only lead elsewhere."""
    return sorted(
        place.parent.name
        for place in (served.folder / root).glob(f"{path}*/index.html")
        if b'http-equiv="refresh"' not in place.read_bytes()
    )


def address(served: Served, site_name: str, root: str, kind: str) -> str:
    """The whole address of a page of this kind."""
    path = KINDS[kind]
    if "*" in path:
        folders = pages_below(served, root, path.removesuffix("*/"))
        name = EVENTS.get(site_name, "")
        path = path.replace("*", name if name in folders else folders[0])
    return f"{served.url}{root}{path}"


def violations(page: Page, rules: dict[str, object] | None = None) -> list[str]:
    """What axe-core finds: a line for each element that breaks a rule."""
    found = AXE.run(page, options=rules or RULES).response["violations"]
    return [
        f"{rule['id']}: {node['html']} {node.get('failureSummary', '')}"
        for rule in found
        for node in rule["nodes"]
    ]
