"""The preview as a running server: doors, saves, reloads, and its end."""

import asyncio
import contextlib
import gc
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import ClassVar

import pytest
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from linimasa.cache.memo import Memory
from linimasa.diagnostics import Diagnostic, Severity, Span
from linimasa.model.files import Build, Options, Output, Snapshot
from linimasa.pipeline.work import Work
from linimasa.preview import showing
from linimasa.preview.answers import Made
from linimasa.preview.bursts import LONGEST
from linimasa.preview.serve import CannotServe, LivePreview, Telling, Watch
from linimasa.preview.shelf import Shelf, shelf
from linimasa.preview.terminal import tell_built
from linimasa.preview.watching import changes
from linimasa.read import project
from linimasa.read.project import read, read_again, reread

WAIT = 20
"""Seconds after which a condition is taken to never come true."""

GENERATOR = Path(__file__).parent.parent / "generator"


@dataclass
class Running:
    """A preview that runs in a thread, and what it tells."""

    live: LivePreview
    built: SimpleQueue[Made]
    failed: SimpleQueue[Exception]

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.live.preview.port}"

    def ask(
        self, path: str = "/", method: str = "GET", **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        with ExitStack() as stack:
            link = http.client.HTTPConnection(self.host, timeout=WAIT)
            stack.callback(link.close)
            link.request(method, path, headers={"Host": self.host, **headers})
            response = link.getresponse()
            return response.status, dict(response.getheaders()), response.read()


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition; fail when it does not come true."""
    end = time.monotonic() + WAIT
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        threading.Event().wait(0.002)


@contextmanager
def running(site: Path, make: Callable[[], Made], watch: Watch | None = None) -> Iterator[Running]:
    """Run a preview of `site` on a port that is free."""
    built: SimpleQueue[Made] = SimpleQueue()
    failed: SimpleQueue[Exception] = SimpleQueue()
    ready: SimpleQueue[str] = SimpleQueue()
    telling = Telling(ready=ready.put, built=lambda made, _: built.put(made), failed=failed.put)
    live = LivePreview(site, make, watch or partial(changes, site), telling)
    shown = Running(live, built, failed)
    thread = threading.Thread(target=live.run, args=("127.0.0.1", 0))
    thread.start()
    try:
        ready.get(timeout=WAIT)
        yield shown
    finally:
        live.stop()
        thread.join(WAIT)
    assert not thread.is_alive()


class Saves:
    """Takes the place of watching: each `save` is one change."""

    def __init__(self) -> None:
        self.waiting: SimpleQueue[object] = SimpleQueue()
        self.save()

    def save(self) -> None:
        self.waiting.put(None)

    def __call__(self, stop: threading.Event) -> Iterator[object]:
        while not stop.is_set():
            try:
                yield self.waiting.get(timeout=0.01)
            except Empty:
                continue


def page(words: str, *found: Diagnostic) -> Made:
    return Made(Build((Output("index.html", f"<body>{words}</body>".encode()),), found))


def mistake(words: str) -> Diagnostic:
    return Diagnostic(Span("content/a.yaml", 1, 1, 1, 2), Severity.ERROR, "bad-value", words)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    (root / "content").mkdir(parents=True)
    (root / "content" / "a.yaml").write_text("first", "utf-8")
    (root / "content" / "plant.jpg").write_bytes(b"jpeg")
    (root / ".secret").write_text("secret", "utf-8")
    (tmp_path / "outside.jpg").write_bytes(b"outside")
    (root / "content" / "link.jpg").symlink_to(tmp_path / "outside.jpg")
    return root


@pytest.fixture
def served(site: Path) -> Iterator[Running]:
    outputs = (
        Output("index.html", "<body>Rüdiger</body>".encode()),
        Output("events/a/index.html", b"<p>A</p>"),
        Output("media/plant.jpg", copy_of="content/plant.jpg"),
        Output("media/link.jpg", copy_of="content/link.jpg"),
        Output("media/gone.jpg", copy_of="content/gone.jpg"),
        Output("media/up.jpg", copy_of="../outside.jpg"),
    )
    with running(site, lambda: Made(Build(outputs, ())), Saves()) as shown:
        until(lambda: shown.live.state.outputs is not None)
        yield shown


# -- doors ----------------------------------------------------------------------------------


def test_a_page_comes_with_its_charset_and_is_not_kept(served: Running) -> None:
    status, headers, body = served.ask()
    assert status == 200
    assert headers["Content-Type"] == "text/html; charset=utf-8"
    assert headers["Cache-Control"] == "no-store"
    assert "Server" not in headers
    assert "Etag" not in headers
    assert "Rüdiger" in body.decode()


def test_head_has_the_length_and_no_body(served: Running) -> None:
    _, whole, content = served.ask()
    status, headers, body = served.ask(method="HEAD")
    assert (status, body) == (200, b"")
    assert headers["Content-Length"] == whole["Content-Length"] == str(len(content))


def test_livereload_script_is_the_packages_own(served: Running) -> None:
    status, headers, body = served.ask("/_linimasa/livereload.js?host=127.0.0.1")
    assert status == 200
    assert headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert b"livereload.com/protocols/official-7" in body


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost:1", "127.0.0.1:80"])
@pytest.mark.parametrize("path", ["/", "/media/plant.jpg", "/livereload", "/_linimasa/preview.js"])
def test_another_host_is_refused(served: Running, host: str, path: str) -> None:
    assert served.ask(path, Host=host)[0] == 403


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "FROB"])
@pytest.mark.parametrize("path", ["/", "/livereload"])
def test_anything_but_reading_is_refused(served: Running, method: str, path: str) -> None:
    status, headers, body = served.ask(path, method)
    assert (status, headers["Allow"]) == (405, "GET, HEAD")
    assert b"can only be read" in body


@pytest.mark.parametrize(
    "path",
    [
        "/../outside.jpg",
        "/..%2foutside.jpg",
        "/media/%2e%2e/%2e%2e/outside.jpg",
        "//etc/passwd",
        "/.secret",
        "/content/a.yaml",
        "/forcereload",
        "/livereload.js",
        "/media/link.jpg",
        "/media/gone.jpg",
        "/media/up.jpg",
    ],
)
def test_nothing_outside_the_built_site_is_served(served: Running, path: str) -> None:
    status, _, body = served.ask(path)
    assert status == 404
    assert b"outside" not in body.replace(path.encode(), b"")
    assert b"secret" not in body


def test_a_picture_is_read_from_the_site_folder_when_asked_for(served: Running, site: Path) -> None:
    assert served.ask("/media/plant.jpg")[2] == b"jpeg"
    (site / "content" / "plant.jpg").write_bytes(b"newer")
    status, headers, body = served.ask("/media/plant.jpg")
    assert (status, headers["Content-Type"], body) == (200, "image/jpeg", b"newer")


@pytest.mark.parametrize(
    "request_lines",
    [
        b"GET / HTTP/1.0\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: evil.example\r\nHost: 127.0.0.1\r\n\r\n",
        b"GET http://evil.example/ HTTP/1.1\r\nHost: evil.example\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET /%ff%fe HTTP/1.1\r\nHost: \xff\xfe\r\n\r\n",
    ],
)
def test_a_strange_request_gets_no_page(served: Running, request_lines: bytes) -> None:
    with socket.create_connection(("127.0.0.1", served.live.preview.port), timeout=WAIT) as link:
        link.sendall(request_lines)
        link.shutdown(socket.SHUT_WR)
        answer = b"".join(iter(lambda: link.recv(65536), b""))
    assert answer == b"" or answer.split()[1] in (b"400", b"403")
    assert "Rüdiger".encode() not in answer


def test_half_open_connections_do_not_hold_up_others(served: Running) -> None:
    with ExitStack() as stack:
        for _ in range(60):
            address = ("127.0.0.1", served.live.preview.port)
            link = stack.enter_context(socket.create_connection(address, timeout=WAIT))
            link.sendall(b"GET / HT")
        assert served.ask()[0] == 200


# -- the reload channel ---------------------------------------------------------------------


class Browser:
    """A page of a browser, as far as the channel knows it."""

    def __init__(self, link: WebSocketClientConnection) -> None:
        self.link = link
        self.closed = False

    async def read(self) -> dict[str, object] | None:
        """The next message; None if the server has closed the channel."""
        message = await asyncio.wait_for(asyncio.ensure_future(self.link.read_message()), WAIT)
        self.closed = message is None
        return None if message is None else dict(json.loads(message))

    async def greet(self, build: str) -> None:
        """Do what livereload.js does when it connects."""
        await self.link.write_message(json.dumps({"command": "hello", "protocols": []}))
        assert (await self.read() or {})["command"] == "hello"
        info = {"command": "info", "url": "/", "plugins": {"linimasa": {"build": build}}}
        await self.link.write_message(json.dumps(info))


def with_channel(shown: Running, act: Callable[[Browser], Awaitable[None]], **extra: str) -> None:
    """Open the channel, let `act` use it, close it."""

    async def main() -> None:
        headers = {"Host": shown.host, "Origin": f"http://{shown.host}", **extra}
        address = f"ws://{shown.host}/livereload"
        link = await websocket_connect(HTTPRequest(address, headers=headers))
        browser = Browser(link)
        try:
            await act(browser)
        finally:
            link.close()
            while not browser.closed:
                await browser.read()

    asyncio.run(main())


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://evil.example", "Sec-Fetch-Site": "same-origin"},
        {"Origin": "http://localhost:3000", "Sec-Fetch-Site": "same-site"},
        {"Host": "evil.example", "Origin": "http://evil.example"},
    ],
)
def test_a_page_of_another_site_cannot_open_the_channel(
    served: Running, headers: dict[str, str]
) -> None:
    async def act(_: Browser) -> None:
        raise AssertionError("the channel has opened")

    with pytest.raises(HTTPClientError, match="403"):
        with_channel(served, act, **headers)


@pytest.mark.parametrize("message", ["no json", "[]", "{}", '{"command": "reload"}', "[" * 50_000])
def test_a_message_that_makes_no_sense_closes_the_channel(served: Running, message: str) -> None:
    async def act(browser: Browser) -> None:
        await browser.link.write_message(message)
        assert await browser.read() is None

    with_channel(served, act)
    assert served.ask()[0] == 200


def test_a_page_of_an_older_build_or_server_is_told_to_reload_when_it_connects(
    served: Running,
) -> None:
    async def act(browser: Browser) -> None:
        await browser.greet("another.1")
        assert (await browser.read() or {})["command"] == "reload"

    with_channel(served, act)


def test_a_save_reloads_a_page_once_the_new_build_is_served(site: Path) -> None:
    saves, words = Saves(), ["old"]
    with running(site, lambda: page(words[-1]), saves) as shown:
        until(lambda: shown.live.state.outputs is not None)

        async def act(browser: Browser) -> None:
            await browser.greet(shown.live.state.version)
            words.append("new")
            saves.save()
            assert await browser.read() == {
                "command": "reload",
                "path": "*",
                "liveCSS": False,
                "liveImg": True,
            }
            assert b"<body>new" in shown.ask()[2]

        with_channel(shown, act)


def test_a_broken_build_reloads_too_and_mending_it_again(site: Path) -> None:
    saves = Saves()
    builds = [page("one"), Made(Build((), (mistake("no such status"),))), page("two")]
    with running(site, lambda: builds.pop(0), saves) as shown:
        until(lambda: shown.live.state.outputs is not None)

        async def act(browser: Browser) -> None:
            await browser.greet(shown.live.state.version)
            for expected, other in ((b"no such status", b"<body>one"), (b"<body>two", b"")):
                saves.save()
                assert (await browser.read() or {})["command"] == "reload"
                body = shown.ask()[2]
                assert expected in body
                assert other in body

        with_channel(shown, act)


def test_a_bug_of_the_generator_is_told_and_the_next_save_heals_it(site: Path) -> None:
    saves = Saves()

    def broken() -> Made:
        raise ZeroDivisionError

    builds: list[Callable[[], Made]] = [lambda: page("one"), broken, lambda: page("two")]

    def make() -> Made:
        return builds.pop(0)()

    with running(site, make, saves) as shown:
        until(lambda: shown.live.state.outputs is not None)
        saves.save()
        assert isinstance(shown.failed.get(timeout=WAIT), ZeroDivisionError)
        until(lambda: b"Linimasa itself failed" in shown.ask()[2])
        saves.save()
        until(lambda: b"<body>two" in shown.ask()[2])
        assert b"Linimasa itself failed" not in shown.ask()[2]


def test_a_build_that_takes_long_does_not_hold_up_the_end(site: Path) -> None:
    begun: SimpleQueue[LivePreview] = SimpleQueue()

    def make() -> Made:
        live = begun.get(timeout=WAIT)
        while True:
            live.go_on()
            threading.Event().wait(0.001)

    with running(site, make, Saves()) as shown:
        begun.put(shown.live)
        until(begun.empty)
    assert shown.failed.empty()


class Once:
    """Takes the place of a live preview: builds once, for what `showing` puts together."""

    address = "http://127.0.0.1:1/"
    made: ClassVar[list[Made]] = []
    asked: ClassVar[list[None]] = []

    def __init__(self, _site: Path, make: Callable[[], Made], *_others: object) -> None:
        self.make = make

    def go_on(self) -> None:
        self.asked.append(None)

    def run(self, _host: str, _port: int) -> None:
        self.made[:] = [self.make()]


def test_a_save_while_a_large_site_is_read_is_no_bug(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Of very many files only the digests are held.
    monkeypatch.setattr(project, "MOST_HELD", 0)
    for path, words in HABITS_SITE.items():
        write(tmp_path / path, words)

    def read_before_a_save(site: Path, now: int) -> Snapshot:
        snapshot = read(site, now)
        write(site / "content/a.yaml", "date: 2021\ntitle: second\n")
        (site / "content/b.yaml").unlink(missing_ok=True)
        return snapshot

    monkeypatch.setattr(showing, "read", read_before_a_save)
    monkeypatch.setattr(showing, "LivePreview", Once)
    showing.preview(tmp_path, "127.0.0.1", 0, False, lambda: 0)
    (made,) = Once.made
    assert made.shelf is not None
    assert b"second" in made.shelf["events/a/index.html"].content
    assert "events/b/index.html" not in made.shelf
    assert Once.asked, "nobody could end a build that takes long"


# -- watching -------------------------------------------------------------------------------


def from_disk(site: Path) -> Made:
    return page((site / "content" / "a.yaml").read_text("utf-8"))


def test_of_a_storm_of_saves_the_last_one_is_served_and_reloads(site: Path) -> None:
    with running(site, partial(from_disk, site)) as shown:
        until(lambda: shown.live.state.outputs is not None)

        async def act(browser: Browser) -> None:
            await browser.greet(shown.live.state.version)
            for number in range(100):
                (site / "content" / "a.yaml").write_text(f"save {number}", "utf-8")
            # Each page that is loaded on a reload may be old; the last reload must show the last.
            while b"save 99" not in shown.ask()[2]:
                assert (await browser.read() or {})["command"] == "reload"

        with_channel(shown, act)
        assert shown.built.qsize() < 50


def test_a_save_during_a_build_is_built_after_it(site: Path) -> None:
    begun, go_on = threading.Semaphore(0), threading.Semaphore(0)

    def make() -> Made:
        made = from_disk(site)
        begun.release()
        assert go_on.acquire(timeout=WAIT)
        return made

    with running(site, make) as shown:
        try:
            assert begun.acquire(timeout=WAIT)
            (site / "content" / "a.yaml").write_text("second", "utf-8")
            go_on.release()
            assert begun.acquire(timeout=WAIT)
            go_on.release()
            until(lambda: b"<body>second" in shown.ask()[2])
        finally:
            go_on.release(100)


def half(path: Path, words: str, until_half_is_shown: Callable[[], None]) -> None:
    """Save as some editors do: empty the file, then fill it, with a pause between."""
    path.write_bytes(b"")
    until_half_is_shown()
    path.write_text(words, "utf-8")


def anew(path: Path, words: str, until_half_is_shown: Callable[[], None]) -> None:
    path.unlink()
    until_half_is_shown()
    path.write_text(words, "utf-8")


def swapped(path: Path, words: str, until_half_is_shown: Callable[[], None]) -> None:
    """Save as Vim does: the old file is a backup for a while, and the new one takes its name."""
    backup = path.with_name(path.name + "~")
    path.rename(backup)
    until_half_is_shown()
    path.write_text(words, "utf-8")
    backup.unlink()


HABITS_SITE = {
    "site.yaml": "title: A site\n",
    "content/a.yaml": "date: 2021\ntitle: first\n",
    "content/b.yaml": "date: 2022\ntitle: other\n",
}


def of_site(site: Path) -> Callable[[], Made]:
    """The generator itself, as the preview runs it."""
    work = Work(Memory(), reread=partial(reread, site))
    newest: list[Shelf] = []

    def make() -> Made:
        before = newest.pop() if newest else None
        snapshot = read_again(site, 0, before.snapshot) if before else read(site, 0)
        newest.append(shelf(snapshot, Options(drafts=True), work, before))
        layout = newest[0].layout
        return Made(Build((), layout.diagnostics, layout.events), {}, newest[0])

    return make


@pytest.mark.parametrize("habit", [half, anew, swapped])
def test_no_half_save_is_shown_for_good(
    tmp_path: Path, habit: Callable[[Path, str, Callable[[], None]], None]
) -> None:
    for path, words in HABITS_SITE.items():
        write(tmp_path / path, words)
    with running(tmp_path, of_site(tmp_path)) as shown:
        until(lambda: b"first" in shown.ask("/events/a/")[2])

        habit(
            tmp_path / "content/a.yaml",
            HABITS_SITE["content/a.yaml"].replace("first", "new"),
            lambda: until(lambda: shown.built.qsize() > 1),
        )
        until(lambda: b"new" in shown.ask("/events/a/")[2] and not shown.live.state.diagnostics)


def test_a_switch_of_hundreds_of_files_and_back_ends_in_the_right_state(tmp_path: Path) -> None:
    write(tmp_path / "site.yaml", "title: A site\n")
    content = tmp_path / "content"

    def switch(to: str, back: str) -> None:
        """As git does: file by file, those that only one side has among them."""
        for number in range(200):
            same = content / f"e{number}.yaml"
            own = content / f"{to}{number}.yaml"
            write(own if number % 9 == 0 else same, f"{to} {number}")
            (content / f"{back}{number}.yaml").unlink(missing_ok=True)

    def listing() -> bytes:
        found = sorted(content.glob("*.yaml"))
        words = []
        for path in found:
            with contextlib.suppress(FileNotFoundError):
                words.append(f"{path.name} {path.read_text('utf-8')}")
        return "\n".join(words).encode()

    def make() -> Made:
        return Made(Build((Output("list.txt", listing()),), ()))

    switch("one", "two")
    with running(tmp_path, make) as shown:
        for to, back in (("two", "one"), ("one", "two")) * 2:
            switch(to, back)
            right = listing()
            assert right.count(f"{to} ".encode()) == 200
            until(partial(lambda right: shown.ask("/list.txt")[2] == right, right))


def git(folder: Path, *arguments: str) -> None:
    """Run git in a folder as if it were set to nothing on this machine."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    name = {"GIT_AUTHOR_NAME": "Editor", "GIT_AUTHOR_EMAIL": "editor@example.org"}
    name |= {key.replace("AUTHOR", "COMMITTER"): value for key, value in name.items()}
    own = {"HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1"}
    environment = {**kept, **name, **own}
    subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, env=environment
    )


@pytest.mark.parametrize("home", [".", "below/the top"])
def test_a_switch_of_branches_is_never_shown_half(tmp_path: Path, home: str) -> None:
    site = tmp_path / home
    write(site / "site.yaml", "title: A site\n")
    git(tmp_path, "init", "--quiet", "--initial-branch=one")
    for branch in ("one", "two"):
        for number in range(400):
            (site / "content" / f"one{number}.yaml").unlink(missing_ok=True)
            same = number % 9
            write(site / "content" / f"{'e' if same else branch}{number}.yaml", branch)
        git(tmp_path, "switch", "--quiet", "-C", branch)
        git(tmp_path, "add", "--all")
        git(tmp_path, "commit", "--quiet", "--message=x")

    def make() -> Made:
        found = []
        for path in sorted((site / "content").glob("*.yaml")):
            with contextlib.suppress(FileNotFoundError):
                found.append(path.read_text("utf-8"))
        return page(" ".join(found))

    with running(site, make) as shown:
        until(lambda: shown.built.qsize() > 0)
        git(tmp_path, "switch", "--quiet", "one")
        until(lambda: b"two" not in shown.ask()[2])
    while not shown.built.empty():
        (output,) = shown.built.get().build.outputs
        assert isinstance(output, Output)
        words = output.content[len("<body>") : -len("</body>")].split()
        assert len(words) == 400
        assert len(set(words)) == 1


def test_a_thousand_saves_leave_no_trace_in_memory(site: Path) -> None:
    make = partial(from_disk, site)
    saves = Saves()
    with running(site, make, saves) as shown:

        def save(count: int) -> None:
            for number in range(count):
                write(site / "content" / "a.yaml", f"save {number}")
                saves.save()
            until(saves.waiting.empty)
            until(lambda: f"save {count - 1}".encode() in shown.ask()[2])
            while not shown.built.empty():
                shown.built.get()

        save(100)
        gc.freeze()  # what else the tests hold is not looked through each time
        tracemalloc.start()
        try:
            save(100)
            before = tracemalloc.get_traced_memory()[0]
            save(1000)
            # What refers to itself goes a moment after the last build.
            until(gc.isenabled)
            gc.collect()
            assert tracemalloc.get_traced_memory()[0] < before + 200_000
        finally:
            tracemalloc.stop()
            gc.unfreeze()


def test_what_takes_its_time_holds_up_no_page_and_is_drawn_from_the_newest_build(
    site: Path,
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def made(words: str) -> Made:
        def draw() -> bytes:
            begun.set()
            assert go_on.wait(WAIT)
            return f"<body>board of {words}</body>".encode()

        return replace(page(words), dashboard=draw)

    saves = Saves()
    with running(site, lambda: made((site / "content/a.yaml").read_text()), saves) as shown:
        until(lambda: shown.live.state.outputs is not None)
        answers: SimpleQueue[bytes] = SimpleQueue()
        asking = [
            threading.Thread(target=lambda: answers.put(shown.ask("/_preview/")[2]))
            for _ in range(2)
        ]
        try:
            asking[0].start()
            assert begun.wait(WAIT)
            assert b"first" in shown.ask()[2]
            asking[1].start()
            write(site / "content/a.yaml", "second")
            saves.save()
            until(lambda: b"second" in shown.ask()[2])
        finally:
            go_on.set()
            for thread in asking:
                thread.join(WAIT)
        # Both answers leave at almost the same moment; either may be had first.
        first, second = sorted(answers.get(timeout=WAIT) for _ in range(2))
        assert b"board of first" in first
        assert b"board of second" in second


@contextmanager
def watching(site: Path) -> Iterator[Callable[[float], bool]]:
    """Watch `site`; gives a function that waits for the next change, at most so many seconds."""
    stop = threading.Event()
    seen: SimpleQueue[None] = SimpleQueue()

    def pump() -> None:
        for wake in changes(site, stop):
            seen.put(wake)

    def woken(seconds: float) -> bool:
        try:
            seen.get(timeout=seconds)
        except Empty:
            return False
        return True

    thread = threading.Thread(target=pump)
    thread.start()
    try:
        assert woken(WAIT)
        yield woken
    finally:
        stop.set()
        thread.join(WAIT)
    assert not thread.is_alive()


def write(path: Path, words: str = "x") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(words, "utf-8")


def replace_file(path: Path) -> None:
    """Save as careful editors do: write another file, put it in place."""
    write(path.with_name(path.name + ".tmp~"))
    path.with_name(path.name + ".tmp~").replace(path)


@pytest.mark.parametrize(
    "act",
    [
        lambda site: write(site / "site.yaml"),
        lambda site: replace_file(site / "site.yaml"),
        lambda site: write(site / "content/a.yaml", "changed"),
        lambda site: replace_file(site / "content/a.yaml"),
        lambda site: (site / "content/a.yaml").unlink(),
        lambda site: (site / "content/a.yaml").rename(site / "content/b.yaml"),
        lambda site: write(site / "content/2030/deep/new.yaml"),
        lambda site: write(site / "theme/templates/event.html"),
    ],
    ids=["site", "site-atomic", "save", "atomic", "delete", "rename", "new-folder", "new-theme"],
)
def test_each_way_to_save_wakes(site: Path, act: Callable[[Path], None]) -> None:
    with watching(site) as woken:
        act(site)
        assert woken(WAIT)


@pytest.fixture(params=["top", "below", "work tree"])
def index_lock(request: pytest.FixtureRequest, site: Path) -> Path:
    """What git holds while it changes the files of a repository in which the site is."""
    top = site if request.param == "top" else site.parent
    own = top / ".git"
    if request.param == "work tree":
        write(own, "gitdir: elsewhere/worktrees/a\n")
        own = top / "elsewhere" / "worktrees" / "a"
    own.mkdir(parents=True)
    return own / "index.lock"


def test_a_save_while_git_is_at_work_wakes_when_it_is_done(site: Path, index_lock: Path) -> None:
    with watching(site) as woken:
        index_lock.touch()
        write(site / "content/a.yaml", "changed")
        assert not woken(0.3)
        index_lock.unlink()
        assert woken(WAIT)


def test_a_lock_that_git_left_behind_holds_up_nothing(site: Path, index_lock: Path) -> None:
    index_lock.touch()
    os.utime(index_lock, (0, 0))
    with watching(site) as woken:
        write(site / "content/a.yaml", "changed")
        assert woken(LONGEST / 2)


def test_a_folder_that_appears_later_is_watched_from_then_on(site: Path) -> None:
    with watching(site) as woken:
        write(site / "theme/static/site.css")
        assert woken(WAIT)
        while woken(0.3):
            """It may take two: one for the folder, one for watching it."""
        write(site / "theme/static/site.css", "changed")
        assert woken(WAIT)


def test_a_folder_that_was_exchanged_is_watched_on(site: Path, tmp_path: Path) -> None:
    with watching(site) as woken:
        (site / "content").rename(tmp_path / "aside")
        write(site / "content/other.yaml")
        assert woken(WAIT)
        while woken(0.3):
            """Until the new folder is watched."""
        write(site / "content/other.yaml", "changed")
        assert woken(WAIT)


def test_two_saves_within_a_second_wake_twice_also_where_files_are_polled(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", "1")
    monkeypatch.setenv("WATCHFILES_POLL_DELAY_MS", "20")

    def save(nanoseconds: int) -> None:
        write(site / "content/a~", f"saved at {nanoseconds}")
        os.utime(site / "content/a~", ns=(0, 2 * 10**18 + nanoseconds))
        (site / "content/a~").replace(site / "content/a.yaml")

    with watching(site) as woken:
        while woken(0.2):
            """Until all is quiet."""
        for nanoseconds in (1, 2, 3):
            save(nanoseconds)
            assert woken(WAIT)


@pytest.mark.parametrize("link", ["content/b.yaml", "content/2030/b.yaml", "site.yaml"])
@pytest.mark.parametrize("is_there", [True, False], ids=["from the start", "later"])
def test_a_file_that_a_link_leads_to_is_watched(site: Path, link: str, is_there: bool) -> None:
    target = site / "shared" / "b.yaml"

    def make() -> None:
        write(target)
        (site / link).parent.mkdir(exist_ok=True)
        (site / link).symlink_to(target)

    if is_there:
        make()
    with watching(site) as woken:
        if not is_there:
            make()
        while woken(0.5):
            """Until it is watched."""
        for save in (write, replace_file, replace_file):
            save(target)
            assert woken(WAIT)
            while woken(0.2):
                """Until all is quiet."""
        write(target.with_name("other.yaml"))
        assert not woken(0.2)


def move_away_and_back(site: Path) -> None:
    site.rename(site.with_name("aside"))
    site.with_name("aside").rename(site)


def make_again(site: Path) -> None:
    shutil.rmtree(site)
    write(site / "content/a.yaml")


def exchange(site: Path) -> None:
    write(site.with_name("other") / "content/a.yaml")
    site.rename(site.with_name("aside"))
    site.with_name("other").rename(site)


@pytest.mark.parametrize("act", [move_away_and_back, make_again, exchange])
def test_a_site_that_was_exchanged_is_watched_on(site: Path, act: Callable[[Path], None]) -> None:
    with watching(site) as woken:
        act(site)
        assert woken(WAIT)
        while woken(0.5):
            """Until the new one is watched."""
        for path in ("site.yaml", "content/a.yaml"):
            write(site / path, "changed")
            assert woken(WAIT)
            while woken(0.2):
                """Until all is quiet."""


def test_a_site_without_folders_is_watched(tmp_path: Path) -> None:
    with watching(tmp_path) as woken:
        write(tmp_path / "content/a.yaml")
        assert woken(WAIT)


@pytest.mark.parametrize(
    "path",
    [
        "_site/index.html",
        ".linimasa/cache",
        "notes.txt",
        "content/.a.yaml.swp",
        "content/a~",
        "schema/event.schema.json",
    ],
)
def test_what_is_no_part_of_the_site_does_not_wake(site: Path, path: str) -> None:
    (site / "_site").mkdir()
    (site / ".linimasa").mkdir()
    (site / "schema").mkdir()
    with watching(site) as woken:
        while woken(0.2):
            """Until all is quiet."""
        write(site / path)
        assert not woken(0.3)
        site.chmod(0o750)
        assert not woken(0.1)


# -- the whole ------------------------------------------------------------------------------


# tornado leaves a socket that it could not bind to the garbage collector.
leaves_socket = pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
)


@leaves_socket
def test_a_port_that_is_taken_is_said_in_plain_words(site: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        telling = Telling(ready=print, built=print, failed=print)
        live = LivePreview(site, lambda: page("x"), Saves(), telling)
        with pytest.raises(CannotServe, match=f"port {port} is taken"):
            live.run("127.0.0.1", port)


@leaves_socket
@pytest.mark.parametrize("host", ["203.0.113.7", "no such host", "a" * 70])
def test_a_host_that_is_not_ours_is_said_in_plain_words(site: Path, host: str) -> None:
    telling = Telling(ready=print, built=print, failed=print)
    with pytest.raises(CannotServe, match="is no address of this machine"):
        LivePreview(site, lambda: page("x"), Saves(), telling).run(host, 0)


def test_the_browser_is_opened_after_the_first_build_and_once(site: Path) -> None:
    opened: SimpleQueue[str] = SimpleQueue()
    built: SimpleQueue[Made] = SimpleQueue()
    saves = Saves()
    telling = Telling(
        ready=lambda _: None,
        built=lambda made, _: built.put(made),
        failed=print,
        first=opened.put,
    )
    live = LivePreview(site, lambda: page("x"), saves, telling)
    thread = threading.Thread(target=live.run, args=("127.0.0.1", 0))
    thread.start()
    try:
        assert opened.get(timeout=WAIT) == f"http://127.0.0.1:{live.preview.port}/"
        saves.save()
        for _ in range(2):
            built.get(timeout=WAIT)
    finally:
        live.stop()
        thread.join(WAIT)
    assert opened.empty()


def test_watching_that_fails_ends_the_preview_and_is_no_secret(site: Path) -> None:
    def watch(_: threading.Event) -> Iterator[object]:
        yield None
        raise OSError("no more watches")

    telling = Telling(ready=lambda _: None, built=lambda *_: None, failed=print)
    with pytest.raises(OSError, match="no more watches"):
        LivePreview(site, lambda: page("x"), watch, telling).run("127.0.0.1", 0)


PROGRAM = """
import sys, threading
from pathlib import Path
from linimasa.preview.showing import preview
preview(Path(sys.argv[1]), "127.0.0.1", 0, False, lambda: 0)
print(threading.active_count())
"""


# Ctrl-C, what ends a service, and what is sent when a terminal is closed.
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_a_signal_ends_it_cleanly_with_a_page_open(site: Path, name: str) -> None:
    environment = {**os.environ, "PYTHONPATH": str(GENERATOR), "PYTHONWARNINGS": "error"}
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(site)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()
        assert "Ctrl-C" in first
        address = first.split()[2].removeprefix("http://").rstrip("/")

        async def main() -> None:
            link = await websocket_connect(f"ws://{address}/livereload")
            await link.write_message(json.dumps({"command": "hello", "protocols": []}))
            assert await asyncio.wait_for(asyncio.ensure_future(link.read_message()), WAIT)
            process.send_signal(signal.Signals[name])
            ended = await asyncio.wait_for(asyncio.ensure_future(link.read_message()), WAIT)
            assert ended is None
            link.close()

        try:
            asyncio.run(main())
            out, err = process.communicate(timeout=WAIT)
        finally:
            process.kill()
    assert process.returncode == 0
    assert out.strip() == "1"
    assert err.rstrip().endswith("The preview has ended.")
    assert "Traceback" not in err
    assert "destroyed" not in err


def test_when_nobody_listens_any_more_it_ends(site: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(site)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(GENERATOR)},
    ) as process:
        assert process.stderr is not None
        try:
            assert b"Ctrl-C" in process.stderr.readline()
            process.stderr.close()
            write(site / "content/a.yaml", "changed")
            assert process.wait(WAIT) == 0
        finally:
            process.kill()


def test_with_a_closed_error_output_mistakes_are_no_bug(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    tell_built(site, page("x", mistake("no such status")), 0.1)
