"""The nodes of a YAML file, each knowing where it stands.

Values only: `reader` makes them. Scalars stay text, as nothing here guesses a type.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from linimasa.diagnostics import Diagnostic, Span

Style: TypeAlias = Literal["plain", "quoted", "block"]


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text. An empty value (`title:` and nothing more) is a plain scalar without text."""

    text: str
    span: Span
    style: Style
    start: int
    """Offsets in the decoded file without its byte order mark, in code points, end exclusive."""
    end: int
    indent: int = -1
    """For a literal block (`|`), by how many spaces its text is indented; else -1."""

    def locate(self, line: int, column: int) -> Span:
        """Where a place in `text` stands in the file; both count from 1.

        Exact for a literal block and for a text on one line without escapes; the start of the
        value for the rest.
        """
        span = self.span
        if self.indent >= 0:
            line, column = span.line + line, self.indent + column
            return Span(span.path, line, column, line, column + 1)
        edge = 1 if self.style == "quoted" else 0
        if span.line == span.end_line and self.end - self.start - 2 * edge == len(self.text):
            column = span.column + edge + column - 1
            return Span(span.path, span.line, column, span.line, column + 1)
        return Span(span.path, span.line, span.column, span.line, span.column + 1)


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    items: tuple[Node, ...]
    span: Span
    source: str = ""
    """As written, when in brackets: a set of dates such as `[1667,1668]` is read from this."""


@dataclass(frozen=True, slots=True)
class Mapping:
    """Fields in the order they are written; no key occurs twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    span: Span
    source: str = ""
    """As written, when in braces: `{1960,1961-12}` is a set of dates, too."""
    whole: bool = True
    """False when parts were left out because they cannot be read; what is missing proves
    nothing then."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A value that was reported already and has no meaning."""

    span: Span


Node: TypeAlias = Scalar | Sequence | Mapping | Broken


@dataclass(frozen=True, slots=True)
class Tree:
    """What a file says."""

    root: Node | None
    """None when nothing can be read; an empty file is a mapping without entries."""
    diagnostics: tuple[Diagnostic, ...] = ()
