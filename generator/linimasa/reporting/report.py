"""Diagnostics as people and machines read them: on a terminal, in a browser, as data.

In: diagnostics, and the bytes of the files they speak of. Out: text. The terminal and the
browser get the same words, as both are made from the same `Line`s. Nothing an author wrote
reaches a terminal or a page as anything but visible text, and nothing here raises.
"""

from __future__ import annotations

import itertools
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape
from pathlib import PurePosixPath

import click

from linimasa.diagnostics import Diagnostic, Severity, Span

_WIDEST = 100
"""How much of a line is shown, in cells of a terminal; a longer line is cut around the mistake."""
_LEAD = 40
"""How much of a cut line stands before the mistake, in cells."""

_COLORS: dict[str, dict[str, str | bool]] = {
    "place": {"bold": True},
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "message": {"bold": True},
    "gutter": {"fg": "blue"},
    "marked": {"underline": True},
    "marker": {"fg": "red", "bold": True},
    "label": {"fg": "cyan"},
}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a line: visible text, and what kind of thing it is."""

    kind: str
    """`place`, `error`, `warning`, `message`, `gutter`, `marked`, `marker`, `label`, `plain`."""
    text: str
    span: Span | None = None
    """Where a `place` is."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a report."""

    kind: str
    """`head`, `source`, `marker`, `hint` or `related`."""
    parts: tuple[Part, ...]


# -- faces ----------------------------------------------------------------------------------


def seen_from(
    folder: PurePosixPath, diagnostics: Iterable[Diagnostic], sources: Mapping[str, bytes]
) -> tuple[list[Diagnostic], dict[str, bytes]]:
    """The same with paths that begin where a command was started: `folder` leads to the site."""

    def moved(span: Span) -> Span:
        return replace(span, path=str(folder / span.path))

    shown = [
        replace(
            found,
            span=moved(found.span),
            related=tuple(replace(one, span=moved(one.span)) for one in found.related),
        )
        for found in diagnostics
    ]
    return shown, {str(folder / path): data for path, data in sources.items()}


def text(diagnostics: Iterable[Diagnostic], sources: Mapping[str, bytes], *, color: bool) -> str:
    """For a terminal: each mistake with its place, its line and a hint, a blank line between."""
    return "\n\n".join(
        "\n".join("".join(_painted(part, color=color) for part in line.parts) for line in lines)
        for _, lines in _reports(diagnostics, sources)
    )


def html(
    diagnostics: Iterable[Diagnostic],
    sources: Mapping[str, bytes],
    opening: Callable[[Span], str] = lambda span: "",
) -> str:
    """For the preview: a list with one entry for each mistake; the same words as `text`.

    Each line is an element of the class `line`. The line with carets is hidden from screen
    readers, for which the place is marked up as `<mark>`. `opening` gives the address that opens
    a place in a text editor, or an empty text.
    """
    entries = (
        f'<li class="{found.severity}">{"".join(_element(line, opening) for line in lines)}</li>'
        for found, lines in _reports(diagnostics, sources)
    )
    return f'<ol class="diagnostics">{"".join(entries)}</ol>'


def as_json(diagnostics: Iterable[Diagnostic]) -> str:
    """For machines: `{"version": 1, "diagnostics": [...]}`, in ASCII.

    Each diagnostic has `path`, `line`, `column`, `end_line`, `end_column` (as in `Span`),
    `severity`, `code`, `message`, `hint`, `fix` (what shall stand there instead, where that is
    sure; else empty) and `related`, a list of places with a `note`.
    """
    listed = [
        {
            **_place_fields(found.span),
            "severity": found.severity.value,
            "code": found.code,
            "message": found.message,
            "hint": found.hint,
            "fix": found.fix,
            "related": [
                {**_place_fields(other.span), "note": other.note} for other in found.related
            ],
        }
        for found in diagnostics
    ]
    return json.dumps({"version": 1, "diagnostics": listed}, indent=2)


def github(diagnostics: Iterable[Diagnostic]) -> str:
    """For GitHub Actions: an annotation on each line, which it ends.

    Escaped as the workflow commands of GitHub's own toolkit do it (`packages/core/src/command.ts`).
    """
    return "".join(f"{_annotation(found)}\n" for found in diagnostics)


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """How many there are: `2 errors, 1 warning`; empty if there are none."""
    found = [one.severity for one in diagnostics]
    counts = [
        f"{number} {severity}{'' if number == 1 else 's'}"
        for severity in Severity
        if (number := found.count(severity))
    ]
    return ", ".join(counts)


def source_lines(data: bytes) -> list[str]:
    """The lines as columns count them: without a byte order mark, breaks as YAML 1.2 has them."""
    return re.split("\r\n|\r|\n", data.decode("utf-8", "replace").removeprefix("\ufeff"))


# -- parts of the faces ---------------------------------------------------------------------


def _painted(part: Part, *, color: bool) -> str:
    style = _COLORS.get(part.kind)
    if not color or style is None:
        return part.text
    return click.style(part.text, **style)  # type: ignore[arg-type]  # a dict of its arguments


def _element(line: Line, opening: Callable[[Span], str]) -> str:
    inside = "".join(_phrase(part, opening) for part in line.parts)
    if line.kind == "source":
        return f'<pre class="line source">{inside}</pre>'
    if line.kind == "marker":
        return f'<pre class="line marker" aria-hidden="true">{inside}</pre>'
    return f'<p class="line {line.kind}">{inside}</p>'


def _phrase(part: Part, opening: Callable[[Span], str]) -> str:
    shown = escape(part.text)
    if part.span and (address := opening(part.span)):
        return f'<a class="{part.kind}" href="{escape(address)}">{shown}</a>'
    if part.kind == "marked":
        return f"<mark>{shown}</mark>"
    return shown if part.kind == "plain" else f'<span class="{part.kind}">{shown}</span>'


def _place_fields(span: Span) -> dict[str, str | int]:
    return {
        "path": span.path,
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _annotation(found: Diagnostic) -> str:
    span = found.span
    properties = {"file": visible(span.path)}
    if span.line:
        properties |= {"line": str(span.line), "col": str(max(span.column, 1))}
    properties["title"] = found.code
    written = ",".join(
        f"{name}={_escaped(value).replace(':', '%3A').replace(',', '%2C')}"
        for name, value in properties.items()
    )
    related = (f"{_place(other.span)}: {visible(other.note)}" for other in found.related)
    lines = (visible(found.message), visible(found.hint), *related)
    message = _escaped("\n".join(filter(None, lines)))
    return f"::{found.severity} {written}::{message}"


def _escaped(words: str) -> str:
    return words.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


# -- lines ----------------------------------------------------------------------------------


def _reports(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, bytes]
) -> Iterable[tuple[Diagnostic, list[Line]]]:
    """Each diagnostic as lines. A file is split once, however many mistakes it has."""
    split: dict[str, list[str]] = {}
    for found in diagnostics:
        for path in (found.span.path, *(other.span.path for other in found.related)):
            if path not in split:
                split[path] = source_lines(sources.get(path, b""))
        yield found, _lines(found, split)


def _lines(found: Diagnostic, split: Mapping[str, list[str]]) -> list[Line]:
    head = (
        Part("place", _place(found.span), found.span),
        Part("plain", ": "),
        Part(found.severity, f"{found.severity}[{found.code}]"),
        Part("plain", ": "),
        Part("message", visible(found.message)),
    )
    lines = [Line("head", head), *_excerpt(found.span, split)]
    if found.hint:
        lines.append(Line("hint", (Part("label", "  hint: "), Part("plain", visible(found.hint)))))
    for other in found.related:
        place = (Part("label", "  see: "), Part("place", _place(other.span), other.span))
        note = Part("plain", f": {visible(other.note)}")
        lines += [Line("related", (*place, note)), *_excerpt(other.span, split)]
    return lines


def _place(span: Span) -> str:
    path = visible(span.path)
    return f"{path}:{span.line}:{max(span.column, 1)}" if span.line else path


def _excerpt(span: Span, split: Mapping[str, list[str]]) -> list[Line]:
    """The source line and a line with carets below it; nothing if the file has no such line."""
    lines = split[span.path]
    if not 0 < span.line <= len(lines):
        return []
    line = lines[span.line - 1]
    start = min(max(span.column - 1, 0), len(line))
    ends_here = span.end_line <= span.line
    end = max(span.end_column - 1, start + 1) if ends_here else len(line)
    first, last = _window(line, start)
    before = ("…" if first else "") + visible(line[first:start])
    marked = visible(line[start : min(end, last)])
    after = visible(line[max(min(end, last), start) : last]) + ("…" if last < len(line) else "")
    number = f"{span.line:>5} | "
    margin = " " * (len(number) - 2) + "| "
    carets = " " * cells(before) + "^" * max(cells(marked), 1)
    return [
        Line(
            "source",
            (
                Part("gutter", number),
                Part("plain", before),
                Part("marked", marked),
                Part("plain", after),
            ),
        ),
        Line("marker", (Part("gutter", margin), Part("marker", carets))),
    ]


def _window(line: str, start: int) -> tuple[int, int]:
    """From where to where a line is shown, so that the mistake at `start` is in view."""
    # Marks that take no cell are bounded too: a letter may carry any number of them.
    if len(line) <= _WIDEST * 4 and cells(visible(line)) <= _WIDEST:
        return 0, len(line)
    lead = _fitting(reversed(line[max(start - _WIDEST, 0) : start]), _LEAD)
    first = start - lead
    return first, first + _fitting(line[first : first + _WIDEST * 4], _WIDEST)


def _fitting(signs: Iterable[str], room: int) -> int:
    """How many of the signs fit into this many cells."""
    used = itertools.accumulate(cells(visible(sign)) for sign in signs)
    return sum(1 for _ in itertools.takewhile(lambda width: width <= room, used))


# -- signs ----------------------------------------------------------------------------------

_JOINERS = "\u200c\u200d"
"""Persian, Indic scripts and emoji need these; the other format characters hide something."""


def visible(words: str) -> str:
    """`words` with every control and format character shown instead of obeyed, tabs as spaces."""
    if words.isascii() and words.isprintable():
        return words
    return "".join(_visible_sign(sign) for sign in words)


def _visible_sign(sign: str) -> str:
    if sign == "\t":
        return "    "
    category = unicodedata.category(sign)
    if sign < " ":
        return chr(0x2400 + ord(sign))
    if sign == "\x7f":
        return "\u2421"
    hidden = category in ("Cc", "Cs", "Zl", "Zp") or (category == "Cf" and sign not in _JOINERS)
    return f"<U+{ord(sign):04X}>" if hidden else sign


def cells(words: str) -> int:
    """How many cells of a terminal `words` take (Unicode Standard Annex 11, East Asian width)."""
    if words.isascii():
        return len(words)
    return sum(map(_cells_of_sign, words))


def _cells_of_sign(sign: str) -> int:
    # Vowels and final consonants of decomposed Hangul join the syllable before them.
    if unicodedata.category(sign) in ("Mn", "Me", "Cf") or "\u1160" <= sign <= "\u11ff":
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1
