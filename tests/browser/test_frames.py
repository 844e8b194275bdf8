"""Frames in pages of other sites: their height, who may have them, where their links lead."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from samples import BuiltSite
from served import Served, serve
from visits import PHONE, Heard, eventually, opened, violations

EVENT = "en/embed/events/xiaomi-baic-talks-rumor/"
NARROW: ViewportSize = {"width": 280, "height": 653}
TEXT = "<!doctype html><html lang=en><title>An article</title><h1>An article</h1>"
FRAME = '<iframe src="{}" title="A timeline" width="100%" height="380"></iframe>'
SCRIPT = '<script async src="{}embed.js"></script>'
HIGH = "parseFloat(document.querySelector('iframe').style.height)"
LIES = """<!doctype html><script>
for (const linimasaHeight of [7, 4321, 1e9, NaN, Infinity, -5, "900px", null])
  parent.postMessage({linimasaHeight}, "*");
parent.postMessage(null, "*"); parent.postMessage("linimasaHeight", "*");
parent.postMessage({lied: true}, "*");
</script>"""


@contextmanager
def elsewhere(*pages: str) -> Iterator[str]:
    """A site of somebody else, with these pages at `/0`, `/1` …"""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            name = self.path[1:].partition("?")[0]
            found = pages[int(name)] if name.isdigit() else ""
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(found.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def inner_height(page: Page) -> float:
    """How high the page in the first frame is."""
    html = page.frames[1].locator("html")
    box = html.bounding_box()
    assert box
    return box["height"]


@pytest.mark.parametrize("late", [False, True], ids=["script first", "frame first"])
def test_frame_becomes_as_high_as_what_is_in_it_and_stays_so(
    browser: Browser, sample_served: Served, late: bool
) -> None:
    parts = [FRAME.format(sample_served.url + EVENT), SCRIPT.format(sample_served.url)]
    if late:
        parts[1] = ""
    heard = Heard()
    with (
        elsewhere(TEXT + "".join(parts)) as host,
        opened(browser, f"{host}0", heard, alone=True) as page,
    ):
        if late:
            assert page.locator("iframe").bounding_box() is not None
            page.add_script_tag(url=f"{sample_served.url}embed.js")
        eventually(page, f"{HIGH} > 200")
        assert page.evaluate(HIGH) == pytest.approx(inner_height(page), abs=1)
        before = page.evaluate(HIGH)
        page.set_viewport_size(NARROW)
        eventually(page, f"{HIGH} > {before} + 50")
        closed = page.evaluate(HIGH)
        page.frames[1].locator("summary").click()
        eventually(page, f"{HIGH} > {closed}")
        assert page.evaluate(HIGH) == pytest.approx(inner_height(page), abs=1)
        sideways = "document.documentElement.scrollWidth > innerWidth"
        assert not page.frames[1].evaluate(sideways)
    assert [line for line in heard.messages if "favicon" not in line and "404" not in line] == []


def test_heights_that_others_tell_are_ignored(browser: Browser, sample_served: Served) -> None:
    with elsewhere(LIES) as liar:
        frames = FRAME.format(f"{liar}0") + FRAME.format(sample_served.url + EVENT)
        told = (
            "<script>addEventListener('message', ({data}) => "
            "{ if (data?.lied) window.lied = true })</script>"
        )
        article = TEXT + told + SCRIPT.format(sample_served.url) + frames
        with elsewhere(article) as host, opened(browser, f"{host}0", Heard(), alone=True) as page:
            eventually(page, "window.lied && document.querySelectorAll('iframe')[1].style.height")
            heights = page.evaluate(
                "[...document.querySelectorAll('iframe')].map(f => f.style.height)"
            )
            assert heights[0] == ""
            assert 200 < float(heights[1].removesuffix("px")) < 2_000


@pytest.mark.parametrize("height", ["1e9", "NaN", "Infinity", "-5", "0", "'900px'", "null", "{}"])
def test_height_that_cannot_be_is_ignored_whoever_tells_it(
    browser: Browser, sample_served: Served, height: str
) -> None:
    article = TEXT + FRAME.format(sample_served.url + EVENT) + SCRIPT.format(sample_served.url)
    with elsewhere(article) as host, opened(browser, f"{host}0", Heard(), alone=True) as page:
        eventually(page, f"{HIGH} > 200")
        before = page.evaluate(HIGH)
        tell = f"parent.postMessage({{linimasaHeight: {height}}}, '*')"
        page.frames[1].evaluate(
            f"{tell}; parent.postMessage({{linimasaHeight: {before} + 9}}, '*')"
        )
        eventually(page, f"{HIGH} === {before} + 9")


def test_without_scripts_the_frame_keeps_its_height_and_shows_all(
    browser: Browser, sample_served: Served
) -> None:
    article = TEXT + FRAME.format(sample_served.url + EVENT) + SCRIPT.format(sample_served.url)
    with (
        elsewhere(article) as host,
        opened(browser, f"{host}0", Heard(), scripts=False, size=PHONE, alone=True) as page,
    ):
        frame = page.frame_locator("iframe")
        assert frame.get_by_text("9 sources").is_visible()
        box = page.locator("iframe").bounding_box()
        assert box
        assert box["height"] == pytest.approx(380, abs=4)


def test_links_leave_the_frame(browser: Browser, sample_served: Served) -> None:
    article = TEXT + FRAME.format(sample_served.url + EVENT)
    with elsewhere(article) as host, opened(browser, f"{host}0", Heard(), alone=True) as page:
        page.frame_locator("iframe").locator("h3 a").click()
        page.wait_for_url(f"{sample_served.url}en/events/xiaomi-baic-talks-rumor/")


@pytest.mark.parametrize(
    ("path", "is_shown"), [("en/embed/", True), ("en/", False), ("en/about/", False)]
)
def test_other_sites_can_show_only_what_is_made_for_that(
    browser: Browser, sample_served: Served, path: str, is_shown: bool
) -> None:
    article = TEXT + FRAME.format(sample_served.url + path)
    with elsewhere(article) as host, opened(browser, f"{host}0", Heard(), alone=True) as page:
        assert (page.frames[1].locator("main#main h1").count() == 1) == is_shown


def test_only_the_sites_that_are_named_can_show_anything(
    browser: Browser, sample_site: BuiltSite, tmp_path: Path
) -> None:
    with ExitStack() as running:
        copied = tmp_path / "site"
        shutil.copytree(sample_site.folder, copied)
        served = running.enter_context(serve(copied))
        article = TEXT + FRAME.format(served.url + EVENT)
        hosts = [running.enter_context(elsewhere(article)) for _ in range(2)]
        headers = (copied / "_headers").read_text("utf-8")
        allowed = headers.replace("frame-ancestors *", f"frame-ancestors 'self' {hosts[0]}")
        (copied / "_headers").write_text(allowed, "utf-8")
        for host, is_shown in zip(hosts, (True, False), strict=True):
            with opened(browser, f"{host}0", Heard(), alone=True) as page:
                assert (page.frames[1].locator("main#main h1").count() == 1) == is_shown


def test_page_for_frames_takes_the_colors_that_its_address_names(
    browser: Browser, sample_served: Served
) -> None:
    color = "getComputedStyle(document.documentElement).backgroundColor"
    found = {}
    for scheme in ("light", "dark"):
        with opened(browser, f"{sample_served.url}{EVENT}?theme={scheme}", Heard()) as page:
            page.emulate_media(color_scheme="dark" if scheme == "light" else "light")
            found[scheme] = page.evaluate(color)
    assert found == {"light": "rgb(251, 250, 247)", "dark": "rgb(20, 22, 26)"}


# -- the code -------------------------------------------------------------------------------


def test_code_is_there_without_scripts(browser: Browser, sample_served: Served) -> None:
    with opened(browser, f"{sample_served.url}en/", Heard(), scripts=False) as page:
        page.get_by_role("link", name="Embed in another site").click()
        page.wait_for_url("**/en/embed/#code")
        assert page.get_by_label("HTML for your page").input_value().startswith("<iframe ")
        assert not page.get_by_role("button", name="Copy embed code").is_visible()


@pytest.mark.parametrize("allowed", [True, False], ids=["clipboard", "no clipboard"])
def test_code_is_copied_by_keyboard_and_it_is_said(
    browser: Browser, sample_served: Served, allowed: bool
) -> None:
    closed = "Object.defineProperty(navigator, 'clipboard', {value: undefined})"
    url = f"{sample_served.url}en/events/xiaomi-baic-talks-rumor/"
    before = "" if allowed else closed
    with opened(browser, url, Heard(), before=before, alone=True) as page:
        if allowed:
            page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.get_by_role("link", name="Embed in another site").focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/embed/events/xiaomi-baic-talks-rumor/#code")
        assert violations(page) == []
        button = page.get_by_role("button", name="Copy embed code")
        button.focus()
        page.keyboard.press("Enter")
        said = page.locator(".embed-code [role=status]")
        said.get_by_text("Copied." if allowed else "It is marked: copy it now.").wait_for()
        code = page.get_by_label("HTML for your page").input_value()
        if allowed:
            assert page.evaluate("navigator.clipboard.readText()") == code
            assert page.evaluate("document.activeElement.tagName") == "BUTTON"
        else:
            assert page.evaluate("getSelection().toString()") == code
            assert page.evaluate("document.activeElement.tagName") == "TEXTAREA"
