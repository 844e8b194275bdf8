"""Firefox for tests, spoken to in WebDriver BiDi: commands go in, results and events come out."""

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tornado.websocket import WebSocketClientConnection, websocket_connect

NAMES = ("firefox", "firefox-esr")
LISTENING = "WebDriver BiDi listening on "
WAIT = 60
# No calls home: what the tests hear are the requests of the page.
PREFERENCES = {
    "app.normandy.enabled": False,
    "app.update.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "remote.active-protocols": 1,
    "services.settings.server": "",
    "toolkit.telemetry.reportingpolicy.firstRun": False,
}


def firefox() -> str | None:
    """Where the browser is: `FIREFOX`, else the first that is installed; None without one."""
    found = [os.environ.get("FIREFOX"), *map(shutil.which, NAMES)]
    return next((place for place in found if place and Path(place).exists()), None)


@dataclass
class Window:
    """One window of a running Firefox, and what was heard from it."""

    runner: asyncio.Runner
    socket: WebSocketClientConnection
    context: str = ""
    events: list[dict[str, Any]] = field(default_factory=list)
    sent: int = 0

    def command(self, method: str, **given: Any) -> dict[str, Any]:
        return self.runner.run(asyncio.wait_for(self._command(method, given), WAIT))

    async def _command(self, method: str, given: dict[str, Any]) -> dict[str, Any]:
        self.sent += 1
        await self.socket.write_message(
            json.dumps({"id": self.sent, "method": method, "params": given})
        )
        while True:
            message = json.loads(await self.socket.read_message() or "{}")
            if message.get("id") == self.sent:
                assert message["type"] == "success", message
                result: dict[str, Any] = message["result"]
                return result
            self.events.append(message)

    async def close(self) -> None:
        self.socket.close()
        while await self.socket.read_message() is not None:
            pass

    def go(self, url: str, width: int, height: int) -> None:
        """Open an address in a window of this size, and wait until it is loaded."""
        size = {"width": width, "height": height}
        self.command("browsingContext.setViewport", context=self.context, viewport=size)
        self.events.clear()
        self.command("browsingContext.navigate", context=self.context, url=url, wait="complete")

    def ask(self, function: str) -> Any:
        """What a function of JavaScript answers, by way of JSON."""
        done = self.command(
            "script.callFunction",
            functionDeclaration=f"async () => JSON.stringify(await ({function})())",
            target={"context": self.context},
            awaitPromise=True,
        )
        assert done["type"] == "success", done
        return json.loads(done["result"]["value"])

    def heard(self, method: str) -> list[dict[str, Any]]:
        return [event["params"] for event in self.events if event.get("method") == method]


@contextmanager
def running(profile: Path) -> Iterator[Window]:
    """A Firefox with a profile of its own, headless, while the block runs."""
    place = firefox()
    assert place
    lines = [f"user_pref({json.dumps(k)}, {json.dumps(v)});" for k, v in PREFERENCES.items()]
    (profile / "user.js").write_text("\n".join(lines), "utf-8")
    process = subprocess.Popen(
        [place, "--headless", "--no-remote", "--profile", profile, "--remote-debugging-port=0"],
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        encoding="utf-8",
        env={**os.environ, "HOME": str(profile)},
    )
    assert process.stderr
    try:
        told = next(line for line in process.stderr if line.startswith(LISTENING))
        with asyncio.Runner() as runner:
            url = told.removeprefix(LISTENING).strip() + "/session"

            async def connected() -> WebSocketClientConnection:
                return await websocket_connect(url)

            window = Window(runner, runner.run(connected()))
            window.command("session.new", capabilities={})
            window.command(
                "session.subscribe", events=["log.entryAdded", "network.beforeRequestSent"]
            )
            tree = window.command("browsingContext.getTree")
            window.context = tree["contexts"][0]["context"]
            try:
                yield window
            finally:
                runner.run(window.close())
    finally:
        process.terminate()
        process.wait(WAIT)
        process.stderr.close()
