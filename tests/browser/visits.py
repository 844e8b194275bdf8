"""Visits to pages of whole sites: which kinds there are, where they lie, and what each one did."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Error, Page, ViewportSize

from served import Served

AXE = Axe()
RULES = {
    "runOnly": [
        "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
    ],
}  # fmt: skip
PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
NARROWEST: ViewportSize = {"width": 320, "height": 640}

BROKEN = "options => axe.run(options).then(results => results.violations)"
"""Asks axe-core for nothing else: to tell what is right too takes it long."""

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


LEFT = """() => {
  localStorage.clear();
  sessionStorage.clear();
  history.replaceState(null, "", "?left");
}"""
"""Takes back what a reader leaves behind, and makes the next address another one."""


@cache
def idle(browser: Browser, host: str, scripts: bool, scale: float, touch: bool) -> list[Page]:
    """Pages of earlier visits to a host: a process for each visit costs more than most tests."""
    return []


@contextmanager
def opened(
    browser: Browser,
    url: str,
    heard: Heard,
    scripts: bool = True,
    size: ViewportSize = DESKTOP,
    before: str = "",
    scale: float = 1,
    touch: bool = False,
    alone: bool = False,
) -> Iterator[Page]:
    """A page that knows nothing of earlier ones; the script `before` runs in it first.

    What a visit changes is taken back after it, but for scripts that run first, routes and
    permissions: a visit with these is `alone`, in a context that nobody had and nobody will have,
    and so is one to a host that nobody visits again.
    """
    alone = alone or bool(before)
    pages = [] if alone else idle(browser, urlsplit(url).netloc, scripts, scale, touch)
    if pages:
        page = pages.pop()
        page.set_viewport_size(size)
    else:
        context = browser.new_context(
            viewport=size, java_script_enabled=scripts, device_scale_factor=scale, has_touch=touch
        )
        page = context.new_page()
    listeners = {
        "console": lambda message: heard.messages.append(message.text),
        "pageerror": lambda error: heard.messages.append(str(error)),
        "request": lambda request: heard.requests.append(request.url),
    }
    for name, listener in listeners.items():
        page.on(name, listener)  # type: ignore[call-overload]
    if before:
        page.add_init_script(before)
    kept = False
    try:
        answer = page.goto(url, wait_until="load")
        assert answer is not None
        heard.status = answer.status
        yield page
        for name, listener in listeners.items():
            page.remove_listener(name, listener)
        kept = not alone and left(page)
    finally:
        if kept:
            pages.append(page)
        else:
            page.context.close()


def left(page: Page) -> bool:
    """Take back what a visit changed; whether there can be another one."""
    with suppress(Error):
        page.mouse.move(-1, -1)
        page.emulate_media(
            media="null",
            color_scheme="light",
            reduced_motion="no-preference",
            forced_colors="none",
            contrast="no-preference",
        )
        page.evaluate(LEFT)
        return True
    return False


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
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE.axe_script)
    found = page.evaluate(BROKEN, {**(rules or RULES), "reporter": "no-passes"})
    return [
        f"{rule['id']}: {node['html']} {node.get('failureSummary', '')}"
        for rule in found
        for node in rule["nodes"]
    ]
