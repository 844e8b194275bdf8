"""The live preview: watch the files, build, answer the browser, tell it to reload.

In: how to build, where to listen, whom to tell. Out: a server until Ctrl-C. The `livereload`
package is the server and the reload channel; its polling, which drops saves, is replaced by
`watchfiles`, and its open doors are closed. Pages are answered from memory by `answers`.
Never writes a file but for the schemas of `describing` and what builds remember, outside of
what is watched.

One thread builds whenever `watching` wakes it, the main one serves. A wake during a build
leads to another build, so what was saved last is always built in the end.
"""

from __future__ import annotations

import asyncio
import errno
import gc
import json
import secrets
import signal
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from livereload import Server
from livereload.handlers import LiveReloadHandler
from livereload.watcher import Watcher
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop
from tornado.netutil import bind_sockets
from tornado.web import Application, RequestHandler

from linimasa.preview.answers import (
    CHANNEL,
    Made,
    Preview,
    Request,
    Response,
    State,
    after_build,
    after_failure,
    is_own_host,
    is_own_origin,
    refusal,
    respond,
)
from linimasa.read.project import media_file

_LARGEST_MESSAGE = 64 << 10
"""The most bytes of a message from a browser; livereload.js sends less than 1,000."""


_RELOAD = {"command": "reload", "path": "*", "liveCSS": False, "liveImg": True}
"""What livereload's own channel says to every page after a build."""

_OFTEN = 10
"""One of so many looks for garbage is at all there is, which takes longer."""

_MOMENT = 0.25
"""Seconds after a build by which browsers have asked for what they show: time to tidy up."""


class CannotServe(Exception):
    """The preview cannot start; the message says why, in words for the user."""


class Ended(Exception):
    """The preview is over, and nobody waits for this build any more."""


Make = Callable[[], Made]
"""Reads the site and builds it; an author's mistakes are diagnostics of the build."""

Watch = Callable[[threading.Event], Iterable[object]]
"""Yields once when watching has begun, then after each change, until the event is set."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What the terminal is told; each is called from any thread."""

    ready: Callable[[str], object]
    """The server listens at this address."""
    built: Callable[[Made, float], object]
    """A build has ended, a good one or a bad one, after so many seconds."""
    failed: Callable[[Exception], object]
    """The generator itself failed: a bug. The preview goes on."""
    first: Callable[[str], object] | None = None
    """The first build has ended, at this address: time to open a browser."""


# -- building and serving -------------------------------------------------------------------


class LivePreview:
    """A preview that can be run once: its newest state, and the threads that renew it."""

    def __init__(self, site: Path, make: Make, watch: Watch, telling: Telling) -> None:
        self._site = site
        self._make = make
        self._watch = watch
        self._telling = telling
        # A page of an earlier run is behind too, whatever its number.
        self._session = secrets.token_hex(4)
        self._stop = threading.Event()
        self._failures: list[Exception] = []
        # One at a time, so that builds and pages are not held up by more than that.
        self._slowly = ThreadPoolExecutor(1, thread_name_prefix="dashboard")
        self._newest = self._version(0)
        self._later: object | None = None
        self.state = State(self._newest)
        self.preview = Preview("", 0)

    def run(self, host: str, port: int) -> None:
        """Serve until a signal or `stop` ends it.

        Raises `CannotServe` if nothing can be served there.
        """
        events = self._events = asyncio.new_event_loop()
        asyncio.set_event_loop(events)
        self._loop = IOLoop.current()
        self._builder = threading.Thread(target=self._build_until_stopped, name="builder")
        try:
            with _ended_by_signals(self.stop):
                _Server(self).serve(host=host.strip("[]"), port=port)
        finally:
            self._stop.set()
            self._slowly.shutdown(cancel_futures=True)
            if self._builder.ident is not None:
                self._builder.join()
            gc.enable()
            if not events.is_closed():
                events.run_until_complete(_end_tasks())
                self._loop.close(all_fds=True)
            asyncio.set_event_loop(None)
        if self._failures:
            raise self._failures[0]

    def stop(self) -> None:
        """End `run`, from any thread or a signal handler."""
        self._events.call_soon_threadsafe(lambda: self._loop.add_callback(self._end))

    def go_on(self) -> None:
        """Raise `Ended` if the preview is over: for builds, which may take long."""
        if self._stop.is_set():
            raise Ended

    def listen(self, host: str, port: int) -> None:
        """Open the sockets and start to build; called by the server when it is set up."""
        routes = [(CHANNEL, _Channel, {"live": self}), (r".*", _Pages, {"live": self})]
        application = Application(
            routes,
            log_function=lambda _handler: None,
            websocket_max_message_size=_LARGEST_MESSAGE,
        )
        try:
            sockets = bind_sockets(port, address=host)
        except (OSError, UnicodeError) as error:
            raise CannotServe(_why_not(error, host, port)) from error
        HTTPServer(application).add_sockets(sockets)
        self.preview = Preview(host, sockets[0].getsockname()[1], _assets())
        self._builder.start()
        self._telling.ready(self.address)

    @property
    def address(self) -> str:
        """Where a browser on this machine finds the preview."""
        host = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(
            self.preview.host, self.preview.host
        )
        return f"http://{f'[{host}]' if ':' in host else host}:{self.preview.port}/"

    def answer(self, request: Request) -> Response:
        """Answer a request from the newest state; pictures are read from the site folder."""
        response = respond(self.state, request, self.preview)
        if not response.copy_of:
            return response
        place = media_file(self._site, response.copy_of)
        try:
            return refusal(404) if place is None else replace(response, body=place.read_bytes())
        except OSError:
            return refusal(404)

    async def answer_slowly(self, request: Request) -> Response:
        """Answer what takes its time, beside the loop, from what is the newest state by then."""

        def work_out() -> Response:
            response = self.answer(request)
            return replace(response, body=response.slowly()) if response.slowly else response

        return await asyncio.get_running_loop().run_in_executor(self._slowly, work_out)

    def _version(self, number: int) -> str:
        return f"{self._session}.{number}"

    def _build_until_stopped(self) -> None:
        state = self.state
        try:
            for number, _ in enumerate(self._watch(self._stop), 1):
                state = self._built(state, self._version(number))
                if number == 1 and self._telling.first is not None:
                    # A browser in the terminal would otherwise hold up the next build.
                    told = threading.Thread(target=self._telling.first, args=(self.address,))
                    told.daemon = True
                    told.start()
        except Exception as error:
            # Without watching, the preview would grow stale and not say so.
            self._failures.append(error)
            self.stop()

    def _built(self, state: State, version: str) -> State:
        """Build once and show what came of it."""
        started = time.monotonic()
        self._newest = version
        if not gc.isenabled():
            _collect()  # the build before was just now, and what it left is not to pile up
        # Looking for garbage again and again while much is made that lasts costs a fifth, and
        # a browser that asks right afterwards would wait for it.
        gc.disable()
        try:
            made = self._make()
        except Ended:
            return state
        except Exception as error:
            after = after_failure(state, version)
            self._loop.add_callback(self._show, after)
            self._telling.failed(error)
        else:
            after = after_build(state, made, version)
            self._loop.add_callback(self._show, after)
            self._telling.built(made, time.monotonic() - started)
        return after

    def _show(self, state: State) -> None:
        self.state = state
        _Channel.reload_waiters("*")
        if self._later is not None:
            self._loop.remove_timeout(self._later)
        self._later = self._loop.call_later(_MOMENT, self._tidy_up, state.version)

    def _tidy_up(self, version: str) -> None:
        """Look for garbage, unless another build has begun."""
        if version == self._newest:
            _collect()
            gc.enable()

    async def _end(self) -> None:
        await _end_tasks()
        self._loop.stop()


def _collect() -> None:
    """Look for garbage: at what is young, and now and then at all."""
    gc.collect(2 if gc.get_count()[2] > _OFTEN else 1)


@contextmanager
def _ended_by_signals(stop: Callable[[], None]) -> Iterator[None]:
    """Let Ctrl-C, a request to end and the end of the terminal call `stop`.

    As an exception it could be raised, and end, inside of livereload's `except:` clauses. Who
    had the end of the terminal ignored (`nohup`) wants the preview to outlive it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    ends = [signal.SIGINT, signal.SIGTERM]
    if hangup := getattr(signal, "SIGHUP", None):  # not on Windows
        ends += [hangup] if signal.getsignal(hangup) is not signal.SIG_IGN else []
    before = {one: signal.signal(one, lambda *_: stop()) for one in ends}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


async def _end_tasks() -> None:
    """End what is still running in this loop, such as open connections."""
    tasks = asyncio.all_tasks() - {asyncio.current_task()}
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def _assets() -> dict[str, bytes]:
    own = files("linimasa.preview") / "assets"
    names = ("dashboard.css", "preview.css", "preview.js")
    script = files("livereload") / "vendors" / "livereload.js"
    found = {name: (own / name).read_bytes() for name in names}
    return {**found, "livereload.js": script.read_bytes()}


def _why_not(error: Exception, host: str, port: int) -> str:
    number = error.errno if isinstance(error, OSError) else None
    if number == errno.EADDRINUSE:
        return f"port {port} is taken; choose another one with --port, or stop what uses it"
    if number == errno.EACCES:
        return f"port {port} may not be used by you; choose one above 1023 with --port"
    return f"“{host}” is no address of this machine; leave --host out to preview on it alone"


# -- livereload, where it falls short -------------------------------------------------------


class _NoPolling(Watcher):  # type: ignore[misc]  # livereload has no types
    """Takes the place of livereload's polling: `changes` watches instead."""

    def watch(self, *_arguments: object, **_options: object) -> None:
        """Watch nothing, where livereload would take the current folder."""

    def start(self, _callback: object) -> bool:
        """Say that nothing needs polling."""
        return True


class _Server(Server):  # type: ignore[misc]
    """livereload's server with our own routes."""

    def __init__(self, live: LivePreview) -> None:
        super().__init__(watcher=_NoPolling())
        self._live = live

    def application(self, port: int, host: str, *_arguments: object, **_options: object) -> None:
        LiveReloadHandler.watcher = self.watcher  # where `Server.serve` looks for it
        LiveReloadHandler.live_css = False
        self._live.listen(host, port)

    def _setup_logging(self) -> None:
        """Leave the terminal to `Telling`."""


class _Channel(LiveReloadHandler):  # type: ignore[misc]
    """The reload channel, for our own pages only; tells a page that is behind to reload."""

    def initialize(self, live: LivePreview) -> None:
        self._live = live

    def prepare(self) -> None:
        headers = self.request.headers
        host, origin = headers.get("Host", ""), headers.get("Origin")
        stranger = origin is not None and not is_own_origin(origin, host)
        if stranger or not is_own_host(host, self._live.preview):
            _send(self, refusal(403))

    def on_message(self, message: str | bytes) -> None:
        told = _message(message)
        if told.get("command") not in ("hello", "info"):
            self.close()
            return
        super().on_message(message)
        plugins = told.get("plugins")
        page = plugins.get("linimasa") if isinstance(plugins, dict) else None
        behind = isinstance(page, dict) and page.get("build") != self._live.state.version
        if told["command"] == "info" and behind:
            self.send_message(_RELOAD)

    def write_error(self, status_code: int, **_options: object) -> None:
        _send(self, refusal(status_code))


class _Pages(RequestHandler):
    """Everything else: `answers.respond` decides."""

    def initialize(self, live: LivePreview) -> None:
        self._live = live

    async def prepare(self) -> None:
        request = self.request
        host = request.headers.get("Host", "")
        asked = Request(request.method or "", request.uri or "", host)
        response = self._live.answer(asked)
        if response.slowly:
            response = await self._live.answer_slowly(asked)
        _send(self, response)

    def compute_etag(self) -> None:
        """Do without: nothing is kept by the browser."""

    def write_error(self, status_code: int, **_options: object) -> None:
        _send(self, refusal(status_code))


def _message(message: str | bytes) -> dict[str, Any]:
    """What a browser says, or nothing if it makes no sense."""
    try:
        told = json.loads(message)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _send(handler: RequestHandler, response: Response) -> None:
    handler.clear()
    handler.clear_header("Server")
    handler.set_status(response.status)
    for name, value in response.headers:
        handler.set_header(name, value)
    handler.finish(response.body)
