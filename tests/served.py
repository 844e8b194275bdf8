"""A web host as small as can be: files below a sub-path, with the headers of `_headers`."""

import fnmatch
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import SimpleQueue
from typing import Any

SUB_PATH = "/cars/"


@dataclass(frozen=True)
class Served:
    """A site at an address."""

    folder: Path
    url: str
    """With a closing slash."""


def rules(headers: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The patterns of a `_headers` file, each with its headers."""
    found: list[tuple[str, list[tuple[str, str]]]] = []
    for line in filter(None, headers.splitlines()):
        if line[0].isspace():
            name, _, value = line.strip().partition(": ")
            found[-1][1].append((name, value))
        else:
            found.append((line, []))
    return found


def joined(headers: str, path: str) -> dict[str, str]:
    """The headers that a `_headers` file gives a path: hosts join those of one name by commas."""
    found: dict[str, str] = {}
    for pattern, own in rules(headers):
        if fnmatch.fnmatchcase(path, pattern):
            for name, value in own:
                before = found.get(name.lower())
                found[name.lower()] = f"{before}, {value}" if before else value
    return found


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def translate_path(self, path: str) -> str:
        inside = path.startswith(SUB_PATH)
        return super().translate_path("/" + path.removeprefix(SUB_PATH) if inside else "/.none")

    def end_headers(self) -> None:
        path = "/" + self.path.removeprefix(SUB_PATH)
        written = Path(self.directory, "_headers").read_text("utf-8")
        for name, value in joined(written, path).items():
            self.send_header(name, value)
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the site's own page, as hosts do."""
        page = Path(self.directory, "404.html").read_bytes()
        self.send_response(code, message)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _InPieces(_Handler):
    """Sends pages as a slow line does: as many bytes at a time as `sizes` says, at 0 the rest."""

    def __init__(self, *arguments: Any, sizes: SimpleQueue[int], **options: Any) -> None:
        self.sizes = sizes
        super().__init__(*arguments, **options)

    def copyfile(self, source: Any, outputfile: Any) -> None:
        while self.path.endswith("/") and (size := self.sizes.get()):
            outputfile.write(source.read(size))
        super().copyfile(source, outputfile)


@contextmanager
def serve(folder: Path, sizes: SimpleQueue[int] | None = None) -> Iterator[Served]:
    """Serve `folder` below a sub-path while the block runs, pages in pieces of these `sizes`."""
    how = partial(_InPieces, sizes=sizes) if sizes is not None else _Handler
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(how, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield Served(folder, f"http://127.0.0.1:{server.server_port}{SUB_PATH}")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
