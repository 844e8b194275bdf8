"""Warnings that a site or an event asks not to be told.

In: everything that was found, and what is to be ignored: everywhere, and in which files. Out: what
is to be told. An error is always told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from linimasa.diagnostics import Diagnostic, Severity

Ignored = Mapping[str, Collection[str]]
"""By path of the file of an event, the codes to be ignored in it."""


ON_REQUEST = ("removed-event", "uncorrected-change", "unnoted-translation")
"""Warnings that are told only when they are asked for: by `--since`, by `--stale`."""


def told(
    found: Iterable[Diagnostic], everywhere: Collection[str], inside: Ignored
) -> list[Diagnostic]:
    """What is to be told of all that was found."""
    return [
        one
        for one in found
        if one.severity is Severity.ERROR
        or not is_ignored(one.code, one.span.path, everywhere, inside)
    ]


def is_ignored(code: str, path: str, everywhere: Collection[str], inside: Ignored) -> bool:
    """Whether a warning about the file of this path is not to be told."""
    return code in everywhere or code in inside.get(path, ())


def useless(
    warned: Collection[tuple[str, str]], everywhere: Iterable[str], inside: Ignored
) -> Iterator[tuple[str, str]]:
    """The path and code of each wish that nothing came of; the path is empty for the site's own.

    `warned` are path and code of all warnings there are, told or not. Whether a wish about what
    was not asked for is useless nobody knows, and the wish not to hear of useless wishes is
    none.
    """
    never = ("useless-ignore", *ON_REQUEST)
    codes = {code for _, code in warned}.union(never)
    yield from (("", code) for code in everywhere if code not in codes)
    for path, ignored in inside.items():
        yield from (
            (path, code) for code in ignored if code not in never and (path, code) not in warned
        )
