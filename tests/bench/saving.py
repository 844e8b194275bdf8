"""From a save to the page: how long both preview servers take."""

import http.client
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.edits import body_edited, event_file, marker, plain_event
from bench.measure import Failed, held
from bench.rounds import OURS, THEIRS, Sites, hugo

PAUSE = 0.002
"""Seconds between two questions for the page."""
PATIENCE = 600


@dataclass(frozen=True, slots=True)
class Saving:
    """How long each save took, and what the server held after them, in MiB."""

    seconds: Sequence[float]
    memory: float


@dataclass(frozen=True, slots=True)
class _Server:
    process: subprocess.Popen[bytes]
    port: int
    page: str
    file: Path
    edit: Callable[[str, int], str]


def saved(sites: Sites, runs: int, tell: Callable[[str], object]) -> Mapping[str, Saving]:
    """Save an event for one server, then for the other, and so on; the first save warms up."""
    tell(f"{sites.count:,} events, {runs + 1} saves")
    taken: dict[str, list[float]] = {OURS: [], THEIRS: []}
    with ExitStack() as running:
        servers = {
            OURS: running.enter_context(_ours(sites)),
            THEIRS: running.enter_context(_theirs(sites)),
        }
        for nth in range(runs + 1):
            for name, server in servers.items():
                taken[name].append(_save(server, nth))
        return {
            name: Saving(seconds[1:], held(servers[name].process.pid))
            for name, seconds in taken.items()
        }


@contextmanager
def _ours(sites: Sites) -> Iterator[_Server]:
    name, port = plain_event(sites.count), _free_port()
    command = (sys.executable, "-m", "linimasa", "serve", str(sites.ours), "--port", str(port))
    file = event_file(sites.ours, name)
    with _serving(command, sites, port, f"/events/{name}/", file, _ours_edited) as server:
        yield server


@contextmanager
def _theirs(sites: Sites) -> Iterator[_Server]:
    name, port = plain_event(sites.count), _free_port()
    command = (hugo(), "server", "--source", str(sites.theirs), "--port", str(port))
    file = sites.theirs / "content" / "events" / f"{name}.md"
    with _serving(command, sites, port, f"/events/{name}/", file, _theirs_edited) as server:
        yield server


def _ours_edited(text: str, nth: int) -> str:
    return body_edited(text, nth).replace(marker("body", nth), marker("save", nth))


def _theirs_edited(text: str, nth: int) -> str:
    return f"{text}\n{marker('save', nth)}\n"


@contextmanager
def _serving(
    command: Sequence[str],
    sites: Sites,
    port: int,
    page: str,
    file: Path,
    edit: Callable[[str, int], str],
) -> Iterator[_Server]:
    """A server that has answered once."""
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, stdout=quiet, stderr=quiet, env=sites.environment)
    server = _Server(process, port, page, file, edit)
    try:
        _wait(server, "</html>")
        yield server
    finally:
        process.terminate()
        process.wait()


def _save(server: _Server, nth: int) -> float:
    """Seconds from the end of a save until the page shows it."""
    changed = server.edit(server.file.read_text("utf-8"), nth)
    server.file.write_text(changed, "utf-8")
    start = time.perf_counter()
    _wait(server, marker("save", nth))
    return time.perf_counter() - start


def _wait(server: _Server, words: str) -> None:
    """Ask for the page until it holds some words."""
    end = time.perf_counter() + PATIENCE
    while words not in _page(server):
        if server.process.poll() is not None or time.perf_counter() > end:
            raise Failed(f"{server.page} is not served as it should within {PATIENCE} s")
        time.sleep(PAUSE)


def _page(server: _Server) -> str:
    """The page as it is served now; empty while nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    try:
        connection.request("GET", server.page)
        return connection.getresponse().read().decode("utf-8")
    except OSError:
        return ""
    finally:
        connection.close()


def _free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        port: int = asking.getsockname()[1]
        return port
