"""From a save to the page: how long both preview servers take.

Both tell browsers over the same channel (LiveReload, protocol 7) when to load a page again, and
so the benchmark waits as a browser does.
"""

import asyncio
import json
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from tornado.httpclient import AsyncHTTPClient
from tornado.websocket import WebSocketClientConnection, websocket_connect

from bench.edits import body_edited, event_file, marker, plain_event
from bench.measure import Failed, held
from bench.rounds import OURS, THEIRS, Sites, hugo

PATIENCE = 600
"""Seconds within which a server must begin, and show what was saved."""
GREETING: Sequence[Mapping[str, object]] = (
    {"command": "hello", "protocols": ["http://livereload.com/protocols/official-7"]},
    # As a page of an earlier build says it: so Linimasa tells it to load itself again at once.
    {"command": "info", "url": "/", "plugins": {"linimasa": {"build": ""}}},
)
"""What a browser says first."""


@dataclass(frozen=True, slots=True)
class Saving:
    """How long each save took, and what the server held after them, in MiB."""

    seconds: Sequence[float]
    memory: float


@dataclass(frozen=True, slots=True)
class _Server:
    process: int
    page: str
    channel: WebSocketClientConnection
    file: Path
    edit: Callable[[str, int], str]


def saved(sites: Sites, runs: int, tell: Callable[[str], object]) -> Mapping[str, Saving]:
    """Save an event for one server, then for the other, and so on; the first save warms up."""
    tell(f"{sites.count:,} events, {runs + 1} saves")
    return asyncio.run(_saved(sites, runs))


async def _saved(sites: Sites, runs: int) -> Mapping[str, Saving]:
    taken: dict[str, list[float]] = {OURS: [], THEIRS: []}
    async with AsyncExitStack() as running:
        servers = {
            OURS: await running.enter_async_context(_ours(sites)),
            THEIRS: await running.enter_async_context(_theirs(sites)),
        }
        for nth in range(runs + 1):
            for name, server in servers.items():
                taken[name].append(await _save(server, nth))
        return {
            name: Saving(seconds[1:], held(servers[name].process))
            for name, seconds in taken.items()
        }


@asynccontextmanager
async def _ours(sites: Sites) -> AsyncIterator[_Server]:
    name, port = plain_event(sites.count), _free_port()
    command = (sys.executable, "-m", "linimasa", "serve", str(sites.ours), "--port", str(port))
    file = event_file(sites.ours, name)
    async with _serving(command, sites, port, f"/events/{name}/", file, _ours_edited) as server:
        yield server


@asynccontextmanager
async def _theirs(sites: Sites) -> AsyncIterator[_Server]:
    name, port = plain_event(sites.count), _free_port()
    command = (hugo(), "server", "--source", str(sites.theirs), "--port", str(port))
    file = sites.theirs / "content" / "events" / f"{name}.md"
    async with _serving(command, sites, port, f"/events/{name}/", file, _theirs_edited) as server:
        yield server


def _ours_edited(text: str, nth: int) -> str:
    return body_edited(text, nth).replace(marker("body", nth), marker("save", nth))


def _theirs_edited(text: str, nth: int) -> str:
    return f"{text}\n{marker('save', nth)}\n"


@asynccontextmanager
async def _serving(
    command: Sequence[str],
    sites: Sites,
    port: int,
    page: str,
    file: Path,
    edit: Callable[[str, int], str],
) -> AsyncIterator[_Server]:
    """A server that has answered once."""
    process = await asyncio.create_subprocess_exec(
        *command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=sites.environment
    )
    assert process.stdout is not None
    reading = asyncio.create_task(_told(process.stdout, f":{port}/"))
    try:
        await _in_time(reading, page)
        reading = asyncio.create_task(_told(process.stdout, ""))  # a full pipe would stop it
        channel = await websocket_connect(f"ws://localhost:{port}/livereload")
        for message in GREETING:
            await channel.write_message(json.dumps(message))
        server = _Server(process.pid, f"http://localhost:{port}{page}", channel, file, edit)
        await _in_time(_shown(server, "</html>"), page)
        yield server
        channel.close()
    finally:
        reading.cancel()
        process.terminate()
        await process.wait()


async def _save(server: _Server, nth: int) -> float:
    """Seconds from the end of a save until the page shows it."""
    changed = server.edit(server.file.read_text("utf-8"), nth)
    server.file.write_text(changed, "utf-8")
    start = time.perf_counter()
    await _in_time(_shown(server, marker("save", nth)), server.page)
    return time.perf_counter() - start


async def _told(output: asyncio.StreamReader, words: str) -> None:
    """Read what a server says until it says these words, or to the end where they are none."""
    async for line in output:
        if words and words in line.decode():
            return
    if words:
        raise Failed(f"a server ended before it said “{words}”")


async def _shown(server: _Server, words: str) -> None:
    """Load the page whenever the server says so, until it holds some words."""
    client = AsyncHTTPClient()
    while words not in await _page(client, server):
        if await server.channel.read_message() is None:
            raise Failed(f"the server of {server.page} has ended")


async def _page(client: AsyncHTTPClient, server: _Server) -> str:
    """The page as it is served now; empty while there is none."""
    answer = await client.fetch(server.page, raise_error=False)
    return answer.body.decode() if answer.code == HTTPStatus.OK else ""


async def _in_time(what: Awaitable[None], page: str) -> None:
    try:
        await asyncio.wait_for(what, PATIENCE)
    except TimeoutError as error:
        raise Failed(f"{page} is not served as it should within {PATIENCE} s") from error


def _free_port() -> int:
    with socket.socket() as asking:
        asking.bind(("127.0.0.1", 0))
        port: int = asking.getsockname()[1]
        return port
