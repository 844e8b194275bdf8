"""The real TimelineJS, from its npm package, showing files on loopback and nothing else."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Route

from samples import ROOT

PACKAGE = ROOT / "tests/tools/node_modules/@knight-lab/timelinejs/dist"
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Timeline</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/dist/css/timeline.css">
<div id="timeline" style="width: 1000px; height: 600px"></div>
<script src="/dist/js/timeline.js"></script>
<script src="/start.js"></script>"""
# Its fonts are styles that it would fetch from its makers.
START = """window.timeline = new TL.Timeline('timeline', '/timeline.json',
  {font: '/dist/css/timeline.css', script_path: '/dist/js'});"""
SLIDES = """() => [...document.querySelectorAll('.tl-slide')].map(slide => [
  slide.id,
  slide.querySelector('.tl-headline')?.innerText.trim() ?? '',
  slide.querySelector('.tl-headline-date')?.innerText.trim() ?? '',
])"""


@dataclass(frozen=True)
class Shown:
    """What TimelineJS made of a file."""

    slides: list[tuple[str, str, str]]
    """Id, headline and date of each, in the order they are shown."""
    asked: list[str]
    """What was asked for beyond loopback; nothing was answered."""
    errors: list[str]
    eras: int


@contextmanager
def _server(folder: Path) -> Iterator[str]:
    class Handler(SimpleHTTPRequestHandler):
        def translate_path(self, path: str) -> str:
            if path.startswith("/dist/"):
                return str(PACKAGE / path.partition("?")[0].removeprefix("/dist/"))
            return super().translate_path(path)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """A browser that closes has no use for the rest of an answer."""

    server = Server(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def shown(browser: Browser, folder: Path, timeline: str, *, embeds: bool = False) -> Shown:
    """What TimelineJS shows of a file, with `folder` beside it for pictures.

    With `embeds` the slides have media from elsewhere, of which none is ever fetched.
    """
    (folder / "index.html").write_text(PAGE, "utf-8")
    (folder / "start.js").write_text(START, "utf-8")
    (folder / "timeline.json").write_text(timeline, "utf-8")
    asked: list[str] = []
    errors: list[str] = []
    count = len(json.loads(timeline)["events"])
    with _server(folder) as url:

        def answer(route: Route) -> None:
            if route.request.url.startswith((url, "data:", "blob:")):
                route.continue_()
            else:
                asked.append(route.request.url)
                route.abort()

        context = browser.new_context(service_workers="block", locale="en-US", timezone_id="UTC")
        context.route("**/*", answer)
        page = context.new_page()
        page.on("pageerror", lambda error: None if embeds else errors.append(str(error)))
        page.goto(url)
        page.wait_for_function(
            "count => document.querySelectorAll('.tl-slide').length >= count "
            "|| document.querySelector('.tl-message-content, .tl-message-full')?.innerText"
            "?.includes('rror')",
            arg=count,
            timeout=20_000,
        )
        slides = [tuple(one) for one in page.evaluate(SLIDES)]
        eras = page.locator(".tl-timeera").count()
        context.close()
    return Shown(slides, asked, errors, eras)
