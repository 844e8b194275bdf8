"""A text editor's part of the Language Server Protocol, as far as tests need it.

The server is the one that editors really use for YAML. It is told never to ask the network.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

SERVER = Path(__file__).parent / "tools/node_modules/yaml-language-server/bin/yaml-language-server"
LONGEST_WAIT = 60
OFFLINE = (
    "data:text/javascript,import net from 'node:net';"
    "net.Socket.prototype.connect = () => process.exit(99);"
)
"""Ends the server as soon as it would ask anybody on the network."""

Message = dict[str, Any]


@dataclass
class Editor:
    """An editor with a folder open."""

    server: subprocess.Popen[bytes]
    folder: Path
    settings: Message
    inbox: Queue[Message | None] = field(default_factory=Queue)
    sent: int = 0
    versions: dict[str, int] = field(default_factory=dict)

    def send(self, message: Message) -> None:
        assert self.server.stdin
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.server.stdin.flush()

    def notify(self, method: str, **params: Any) -> None:
        self.send({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        """A request and its answer."""
        self.sent += 1
        self.send({"id": self.sent, "method": method, "params": params})
        answer = self.wait(lambda one: one.get("id") == self.sent and "method" not in one)
        assert "error" not in answer, answer
        return answer["result"]

    def wait(self, is_it: Callable[[Message], bool]) -> Message:
        """The next message of a sort; what the server asks is answered."""
        while (message := self.inbox.get(timeout=LONGEST_WAIT)) is not None:
            if "id" in message and "method" in message:
                self.send({"id": message["id"], "result": self.answer(message)})
            if is_it(message):
                return message
        raise AssertionError("the language server has ended")

    def answer(self, message: Message) -> Any:
        if message["method"] != "workspace/configuration":
            return None
        sections = [one.get("section", "") for one in message["params"]["items"]]
        return [self.settings.get(section) for section in sections]

    def uri(self, path: str) -> str:
        return (self.folder / path).as_uri()

    def open(self, path: str, text: str) -> list[tuple[int, str]]:
        """Show a text as the file at `path`; the mistakes marked, each with its line."""
        return self.open_all({path: text})[path]

    def open_all(self, texts: Mapping[str, str]) -> dict[str, list[tuple[int, str]]]:
        """Show many texts at once, as the server waits a little before it reads each."""
        for path, text in texts.items():
            self.show(path, text)
        found: dict[str, list[tuple[int, str]]] = {}
        while len(found) < len(texts):
            told = self.wait(lambda one: one.get("method") == "textDocument/publishDiagnostics")
            path = told["params"]["uri"].removeprefix(f"{self.folder.as_uri()}/")
            found[path] = [
                (one["range"]["start"]["line"] + 1, one["message"])
                for one in told["params"]["diagnostics"]
            ]
        return found

    def show(self, path: str, text: str) -> None:
        """Send a text as the file at `path`."""
        version = self.versions[path] = self.versions.get(path, 0) + 1
        document = {"uri": self.uri(path), "version": version}
        if version == 1:
            whole = {**document, "languageId": "yaml", "text": text}
            self.notify("textDocument/didOpen", textDocument=whole)
        else:
            changes = [{"text": text}]
            self.notify("textDocument/didChange", textDocument=document, contentChanges=changes)

    def at(self, method: str, path: str, line: int, column: int) -> Any:
        """Ask about a place; lines and columns count from 1."""
        place = {"line": line - 1, "character": column - 1}
        return self.ask(method, textDocument={"uri": self.uri(path)}, position=place)

    def offered(self, path: str, line: int, column: int) -> list[str]:
        """The words that completion offers at a place."""
        listed = self.at("textDocument/completion", path, line, column)
        return [one["label"] for one in listed["items"]]


def listen(editor: Editor) -> None:
    """Put all that the server says into the inbox."""
    stream = editor.server.stdout
    assert stream
    while header := stream.readline():
        length = int(header.partition(b":")[2])
        stream.readline()
        editor.inbox.put(json.loads(stream.read(length)))
    editor.inbox.put(None)


def node() -> str:
    """Where Node.js is: on the path, else beside this Python."""
    beside = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    found = shutil.which("node", path=beside)
    assert found, "there is no Node.js; tests/tools/prepare installs it"
    return found


@contextmanager
def editing(folder: Path, **yaml: Any) -> Iterator[Editor]:
    """An editor with this folder open; `yaml` are its settings for YAML files."""
    settings = {
        "yaml": {
            "schemaStore": {"enable": False},
            "kubernetesCRDStore": {"enable": False},
            "validate": True,
            "completion": True,
            "hover": True,
            **yaml,
        }
    }
    server = subprocess.Popen(
        [node(), "--import", OFFLINE, str(SERVER), "--stdio"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    editor = Editor(server, folder, settings)
    listener = Thread(target=listen, args=(editor,), daemon=True)
    listener.start()
    try:
        configurable = {"configuration": True, "didChangeConfiguration": {}}
        editor.ask(
            "initialize",
            processId=os.getpid(),
            rootUri=folder.as_uri(),
            workspaceFolders=[{"uri": folder.as_uri(), "name": "site"}],
            capabilities={
                "workspace": {**configurable, "workspaceFolders": True},
                "textDocument": {
                    "completion": {"completionItem": {"documentationFormat": ["markdown"]}}
                },
            },
        )
        editor.notify("initialized")
        # It asks for the settings once, and marks a file once after each change from then on.
        editor.wait(lambda one: one.get("method") == "workspace/configuration")
        editor.ask("textDocument/documentSymbol", textDocument={"uri": editor.uri("none.yaml")})
        yield editor
        editor.ask("shutdown")
        editor.notify("exit")
        assert server.wait(LONGEST_WAIT) == 0
    finally:
        server.kill()
        server.wait()
        listener.join()
        for stream in (server.stdin, server.stdout):
            assert stream
            stream.close()
