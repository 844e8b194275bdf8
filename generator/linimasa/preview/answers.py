"""What the preview answers: a pure function of the newest build and a request.

In: a `State` (what is served, what is wrong) and a `Request`. Out: a `Response`; the bytes of
built pages with the script and the box of diagnostics added, everything else as it was built.
Never reads a file, never opens a socket: `serve` does that, and swaps one state for the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from html import escape
from ipaddress import ip_address
from urllib.parse import quote, unquote_to_bytes

from linimasa.diagnostics import Diagnostic, Severity, Span, has_errors
from linimasa.model.files import Build, Output, Placed
from linimasa.preview.mediatypes import TYPES
from linimasa.preview.shelf import Undrawable
from linimasa.reporting import report

OWN = "/_linimasa/"
"""Where the preview's own files are; no page of a site has such an address."""

DASHBOARD = "/_preview/"
"""Where the page on how the site stands is; no page of a site has such an address either."""

CHANNEL = "/livereload"
"""Where the reload channel is; `livereload.js` knows no other address."""

_LASTING = "assets/"
"""Where files are whose names change with what is in them."""

_RUN = "?run="
"""In addresses of its own files, which stay what they are for as long as a preview runs."""

_SHOWN = 50
"""The most diagnostics in the box; the terminal has them all."""

_ANY_ADDRESS = ("", "0.0.0.0", "::")
"""Hosts that stand for all addresses of the machine."""


@dataclass(frozen=True, slots=True)
class Made:
    """What one run of the generator made, and from what."""

    build: Build
    sources: Mapping[str, bytes] = field(default_factory=dict)
    """The files that were read, so that diagnostics can show their lines."""
    shelf: Mapping[str, Output] | None = None
    """Files by path that are drawn when they are asked for; else the outputs of the build."""
    opening: str = ""
    """The address that opens a file in a text editor, with `{path}`, `{line}` and `{column}`."""
    dashboard: Callable[[], bytes] | None = None
    """Draws the page on how the site stands, which may take seconds; for any thread."""


@dataclass(frozen=True, slots=True)
class State:
    """What is served now."""

    version: str
    """Which build this is; each page says which one it came from."""
    outputs: Mapping[str, Output] | None = None
    """The last good build by path; None as long as there was none."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What is wrong with the newest build, errors first."""
    sources: Mapping[str, bytes] = field(default_factory=dict)
    opening: str = ""
    dashboard: Callable[[], bytes] | None = None
    """These two as in `Made`."""
    built: bool = False
    """Whether any build has ended, a good one or a bad one."""
    broken: bool = False
    """Whether the generator itself failed on the newest state of the files."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What stays the same while the preview runs."""

    host: str
    """Where it was told to listen: a name or an address."""
    port: int
    assets: Mapping[str, bytes] = field(default_factory=dict)
    """Its own scripts and styles, by file name."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came in."""

    method: str
    target: str
    """Path and query as they were sent, still percent-encoded."""
    host: str
    """The `Host` header; empty if there was none."""


@dataclass(frozen=True, slots=True)
class Response:
    """An answer. With `copy_of`, its body is that file of the site folder.

    With `slowly`, its body is what that gives, which may take seconds.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""
    copy_of: str = ""
    slowly: Callable[[], bytes] | None = None


# -- from build to build --------------------------------------------------------------------


def after_build(state: State, made: Made, version: str) -> State:
    """The state after a build: a good one is served, a bad one leaves the last good one."""
    found = made.build.diagnostics
    listed = tuple(sorted(found, key=lambda one: one.severity is not Severity.ERROR))
    bad = has_errors(found)
    outputs = state.outputs
    if not bad:
        outputs = made.shelf or _by_path(made.build.outputs)
    return State(version, outputs, listed, made.sources, made.opening, made.dashboard, built=True)


def _by_path(outputs: Iterable[Output | Placed]) -> dict[str, Output]:
    return {output.path: output for output in outputs if isinstance(output, Output)}


def after_failure(state: State, version: str) -> State:
    """The state after the generator itself failed: the last good build, and a word on it."""
    return replace(state, version=version, diagnostics=(), sources={}, built=True, broken=True)


# -- who may ask ----------------------------------------------------------------------------


def is_own_host(host: str, preview: Preview) -> bool:
    """Whether a `Host` header names this server.

    A page of another site whose name was made to lead here (DNS rebinding) still sends its
    own name, and is refused by it. A server on all addresses answers to any number address,
    because no such trick works without a name.
    """
    match = re.fullmatch(r"(\[[0-9a-f:.]+\]|[^:\[\]/@\s]+)(?::([0-9]{1,5}))?", host.lower())
    if match is None or int(match[2] or 80) != preview.port:
        return False
    name = match[1].strip("[]")
    if name in ("localhost", "127.0.0.1", "::1", preview.host.lower()):
        return True
    return preview.host in _ANY_ADDRESS and _is_number_address(name)


def is_private(host: str) -> bool:
    """Whether a server that listens there is seen by this machine alone."""
    name = host.strip("[]").lower()
    return name == "localhost" or (_is_number_address(name) and ip_address(name).is_loopback)


def is_own_origin(origin: str, host: str) -> bool:
    """Whether a page with this `Origin` was served under this `Host`."""
    return origin.lower() == f"http://{host.lower()}"


def _is_number_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


# -- answers --------------------------------------------------------------------------------


def respond(state: State, request: Request, preview: Preview) -> Response:
    """Answer a request: 200, a redirect to a folder's address, or a page that says why not."""
    if not is_own_host(request.host, preview):
        return refusal(403)
    if request.method not in ("GET", "HEAD"):
        return refusal(405)
    path = _path(request.target)
    if path is None:
        return _missing(state, request, preview)
    asset = preview.assets.get(path.removeprefix(OWN[1:])) if path.startswith(OWN[1:]) else None
    if asset is not None:
        return Response(200, _headers(path, lasting=_RUN in request.target), asset)
    if state.dashboard and f"/{path}" in (DASHBOARD, DASHBOARD.rstrip("/")):
        return _dashboard(path, state, request, state.dashboard)
    return _page(path, state, request, preview)


def refusal(status: int) -> Response:
    """A short answer to a request that is not served."""
    words = {
        403: "This preview answers only to its own address, which the terminal shows.",
        404: "There is no such file.",
        405: "The preview can only be read.",
    }.get(status, "The preview cannot answer this.")
    allow = (("Allow", "GET, HEAD"),) if status == 405 else ()
    return Response(status, (*allow, *_headers("answer.txt")), f"{words}\n".encode())


def _path(target: str) -> str | None:
    """The path that is asked for, without its first slash; None if it cannot be one."""
    raw = target.partition("?")[0]
    if not raw.startswith("/"):
        return None
    try:
        return unquote_to_bytes(raw).decode()[1:]
    except UnicodeDecodeError:
        return None


def _page(path: str, state: State, request: Request, preview: Preview) -> Response:
    outputs = state.outputs
    if outputs is None:
        return _nothing_yet(state, request, preview)
    name = path + "index.html" if not path or path.endswith("/") else path
    try:
        if name in outputs:
            return _output(200, outputs[name], state, request, preview)
    except Undrawable as failure:
        words = "Its template fails on what it shows. The next good save brings it back."
        page = _plain_page("This page cannot be drawn", words, state)
        failed = replace(state, diagnostics=(*failure.diagnostics, *state.diagnostics))
        return _html(500, page, failed, request)
    if f"{name}/index.html" in outputs:
        query = request.target.partition("?")[1:]
        place = f"/{quote(path)}/{''.join(query)}"
        return Response(302, (("Location", place), *_headers("answer.txt")))
    return _missing(state, request, preview)


def _missing(state: State, request: Request, preview: Preview) -> Response:
    if state.outputs is None:
        return _nothing_yet(state, request, preview)
    with suppress(LookupError):
        return _output(404, state.outputs["404.html"], state, request, preview)
    words = "This timeline has nothing at this address."
    page = _plain_page("There is no such page", words, state)
    return _html(404, page, state, request)


def _dashboard(path: str, state: State, request: Request, draw: Callable[[], bytes]) -> Response:
    if not path.endswith("/"):
        return Response(302, (("Location", DASHBOARD), *_headers("answer.txt")))
    # It lists the mistakes itself; only that Linimasa failed has to lie over it.
    quiet = state if state.broken else replace(state, diagnostics=())

    def page() -> bytes:
        return inject(draw(), injection(quiet, request.host, linked=False))

    return Response(200, _html_headers(request), slowly=page)


def _nothing_yet(state: State, request: Request, preview: Preview) -> Response:
    if not state.built:
        words = "The timeline is being built. It appears here as soon as it is ready."
        return _html(503, _plain_page("One moment", words, state), state, request)
    reason = "Linimasa failed" if state.broken else "There are mistakes in the files"
    words = f"{reason}, and there is no earlier build to show. The next good save brings it here."
    page = _plain_page("The timeline cannot be shown yet", words, state)
    return _html(500, page, state, request)


def _output(
    status: int, output: Output, state: State, request: Request, preview: Preview
) -> Response:
    if output.copy_of:
        return Response(status, _headers(output.path), copy_of=output.copy_of)
    if output.path.endswith(".html"):
        return _html(status, output.content, state, request)
    lasting = output.path.startswith(_LASTING)
    return Response(status, _headers(output.path, lasting=lasting), output.content)


def _headers(path: str, *, lasting: bool = False) -> tuple[tuple[str, str], ...]:
    ending = path.rpartition("/")[2].rpartition(".")
    kind = TYPES.get(ending[2].lower(), "application/octet-stream")
    plain = "" if ending[1] else TYPES["txt"]  # `_headers`, `CNAME` and the like
    return (
        ("Content-Type", plain or kind),
        # A page is shown anew in half the time where its scripts and styles are at hand.
        ("Cache-Control", "max-age=31536000, immutable" if lasting else "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        # Pages of other sites cannot embed drafts.
        ("Cross-Origin-Resource-Policy", "same-origin"),
    )


def _html(status: int, page: bytes, state: State, request: Request) -> Response:
    body = inject(page, injection(state, request.host))
    return Response(status, _html_headers(request), body)


def _html_headers(request: Request) -> tuple[tuple[str, str], ...]:
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "font-src 'self'; media-src 'self'; manifest-src 'self'; frame-src 'self'; "
        f"connect-src 'self' ws://{request.host}; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
    )
    return (*_headers("page.html"), ("Content-Security-Policy", policy))


def _plain_page(title: str, words: str, state: State) -> bytes:
    return (
        '<!doctype html>\n<html lang="en" class="linimasa-page"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title>"
        f'<link rel="stylesheet" href="{_own("preview.css", state)}"></head>\n'
        f"<body><main><h1>{escape(title)}</h1><p>{escape(words)}</p></main></body></html>\n"
    ).encode()


# -- what is added to pages -----------------------------------------------------------------


def inject(page: bytes, addition: bytes) -> bytes:
    """`page` with `addition` before its last `</body>`, else at its end."""
    ends = [found.start() for found in re.finditer(rb"</body\s*>", page, re.IGNORECASE)]
    place = ends[-1] if ends else len(page)
    return page[:place] + addition + page[place:]


def injection(state: State, host: str, *, linked: bool = True) -> bytes:
    """The scripts, and the box or the badge, for a page asked for under this `Host`.

    Unless `linked` is false there is a link to the dashboard at least.
    """
    # livereload.js reads the host and the port of the channel from its own address.
    name, _, port = host.rpartition(":") if re.search(r":[0-9]+$", host) else (host, "", "80")
    channel = f"&host={name}&port={port}&mindelay=10&maxdelay=2000"
    script = _own("livereload.js", state) + channel
    return (
        f"{_box(state, linked=linked)}"
        f'<script src="{_own("preview.js", state)}" data-build="{escape(state.version)}"></script>'
        f'<script async src="{escape(script)}"></script>'
    ).encode()


def _own(name: str, state: State) -> str:
    """The address of one of the preview's own files."""
    return f"{OWN}{name}{_RUN}{state.version.partition('.')[0]}"


def _box(state: State, *, linked: bool) -> str:
    """The box over the page, in a shadow tree that the styles of the site do not reach."""
    if state.broken:
        words = (
            "<p>Linimasa itself failed, which is a mistake in Linimasa and not in your files. "
            "The terminal says what to report. The next save tries again.</p>"
        )
        inside = _dialog("Linimasa failed", words)
    elif has_errors(state.diagnostics):
        inside = _dialog(report.summary(state.diagnostics), _listed(state))
    elif state.diagnostics:
        count = escape(report.summary(state.diagnostics))
        inside = f'<details class="badge"><summary>{count}</summary>{_listed(state)}</details>'
    elif linked and state.dashboard:
        inside = f'<a class="badge quiet" href="{DASHBOARD}">Dashboard</a>'
    else:
        return ""
    return (
        '<linimasa-preview lang="en" dir="ltr"><template shadowrootmode="open">'
        f'<link rel="stylesheet" href="{_own("preview.css", state)}">{inside}'
        "</template></linimasa-preview>"
    )


def _dialog(title: str, words: str) -> str:
    return (
        '<section class="box" role="dialog" aria-labelledby="title" tabindex="-1">'
        f'<header><h2 id="title">{escape(title)}</h2>'
        '<button type="button" class="hide">Hide <kbd>Esc</kbd></button></header>'
        f"{words}</section>"
        f'<button type="button" class="badge show" hidden>{escape(title)}</button>'
    )


def _listed(state: State) -> str:
    opening = partial(opened_by, state.opening)
    listed = report.html(state.diagnostics[:_SHOWN], state.sources, opening)
    more = len(state.diagnostics) - _SHOWN
    rest = f"<p>And {more} more: the terminal has them all.</p>" if more > 0 else ""
    where = f'<p><a href="{DASHBOARD}">Dashboard: how the whole site stands</a></p>'
    return listed + rest + (where if state.dashboard else "")


def opening_below(root: str, editor: str, host: str) -> str:
    """The address that opens files below the folder `root` in a text editor.

    None where other devices see the preview: it would name folders of this one.
    """
    if not is_private(host):
        return ""
    return editor.replace("{path}", quote(f"/{root.lstrip('/')}/") + "{path}")


def opened_by(address: str, span: Span) -> str:
    """The address that opens a place of a file in a text editor."""
    places = {"path": quote(span.path), "line": max(span.line, 1), "column": max(span.column, 1)}
    for name, place in places.items():
        address = address.replace(f"{{{name}}}", str(place))
    return address
