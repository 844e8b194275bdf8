"""Fetch a picture from the web: the only part of an import that asks for anything there.

In: an address. Out: a file with what was sent, within limits of size and time. Only http and https
are spoken; an address that leads to this computer or into its own network is refused, also one
that another address leads on to, as such a list comes from elsewhere.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import time
import urllib.error
import urllib.request
from hashlib import sha256
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from linimasa import __version__

SECONDS = 30
"""For one picture, from the first byte asked for to the last one had."""
PRIVATE = "LINIMASA_DOWNLOAD_PRIVATE"
"""Set to 1 to fetch from this computer and its own network as well."""
_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"RIFF")
"""How pictures begin that may be published: JPEG, PNG, GIF, WebP; AVIF has `ftyp` at byte 4."""


class NotFetched(Exception):
    """Why there is no picture."""


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows only where an address itself might lead."""

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: IO[bytes],
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        _check(newurl)
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(address: str, folder: Path, limit: int) -> Path:
    """A file in `folder` with the picture at this address; raises `NotFetched`."""
    place = folder / sha256(address.encode(errors="replace")).hexdigest()
    _check(address)
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        _Redirects(),
    ):
        opener.add_handler(handler)
    ends = time.monotonic() + SECONDS
    headers = {"User-Agent": f"linimasa/{__version__} (import --download-media)"}
    try:
        request = urllib.request.Request(address, headers=headers)
        with opener.open(request, timeout=SECONDS) as answer:
            data = _read(answer, limit, ends)
    except urllib.error.HTTPError as error:
        error.close()
        raise NotFetched(f"the server answers {error.code}") from error
    except urllib.error.URLError as error:
        raise NotFetched(str(error.reason)) from error
    except (OSError, ValueError, HTTPException) as error:
        raise NotFetched(str(error) or type(error).__name__) from error
    if not data.startswith(_STARTS) and data[4:8] != b"ftyp":
        raise NotFetched("what is there is no picture")
    place.write_bytes(data)
    return place


def _read(answer: IO[bytes], limit: int, ends: float) -> bytes:
    parts: list[bytes] = []
    size = 0
    while part := answer.read(1 << 16):
        parts.append(part)
        size += len(part)
        if size > limit:
            raise NotFetched(f"it is larger than {limit >> 20} MB")
        if time.monotonic() > ends:
            raise NotFetched(f"it takes longer than {SECONDS} s")
    return b"".join(parts)


def _check(address: str) -> None:
    """Raise `NotFetched` for an address that no list from elsewhere may make us ask."""
    try:
        split = urlsplit(address)
        host, port = split.hostname or "", split.port
    except ValueError as error:
        raise NotFetched("this is no web address") from error
    if split.scheme.lower() not in ("http", "https") or not host:
        raise NotFetched("this is no web address")
    try:
        found = socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotFetched(f"there is no server “{host}”") from error
    if os.environ.get(PRIVATE) == "1":
        return
    for *_, where in found:
        if not ipaddress.ip_address(str(where[0]).partition("%")[0]).is_global:
            raise NotFetched(f"“{host}” is in a private network; {PRIVATE}=1 allows that")
