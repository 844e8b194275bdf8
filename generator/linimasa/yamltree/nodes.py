"""The nodes of a YAML file, each knowing where it stands.

Values only: `reader` makes them. Scalars stay text, as nothing here guesses a type. Nodes are
named tuples and reckon their lines and columns only when asked: a site of any size makes
millions of them, and reports of very few.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal, NamedTuple, TypeAlias

from linimasa.diagnostics import Diagnostic, Span

Style: TypeAlias = Literal["plain", "quoted", "block"]


@dataclass(frozen=True, slots=True)
class Written:
    """A file as it is written; offsets in it count code points, without a byte order mark."""

    path: str
    text: str
    line_starts: tuple[int, ...]
    """The offset at which each line begins."""

    def span(self, start: int, end: int) -> Span:
        """The lines and columns of a stretch; libyaml ends some behind the end of the file."""
        start, end = min(start, len(self.text)), min(end, len(self.text))
        line = bisect_right(self.line_starts, start)
        end_line = bisect_right(self.line_starts, end)
        column = start - self.line_starts[line - 1] + 1
        return Span(self.path, line, column, end_line, end - self.line_starts[end_line - 1] + 1)


def written(path: str, text: str) -> Written:
    """A text from `text_of`, which leaves no other ends of lines than those editors show."""
    lines = (text + ".").splitlines(keepends=True)
    return Written(path, text, tuple(accumulate(map(len, lines[:-1]), initial=0)))


class Scalar(NamedTuple):
    """A text. An empty value (`title:` and nothing more) is a plain scalar without text."""

    text: str
    style: Style
    file: Written
    start: int
    """Offsets in the file, end exclusive."""
    end: int
    indent: int = -1
    """For a literal block (`|`), by how many spaces its text is indented; else -1."""

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.file.span(self.start, self.end)

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


class Sequence(NamedTuple):
    """A list."""

    items: tuple[Node, ...]
    file: Written
    start: int
    end: int
    source: str = ""
    """As written, when in brackets: a set of dates such as `[1667,1668]` is read from this."""

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.file.span(self.start, self.end)


class Mapping(NamedTuple):
    """Fields in the order they are written; no key occurs twice."""

    entries: tuple[tuple[Scalar, Node], ...]
    file: Written
    start: int
    end: int
    source: str = ""
    """As written, when in braces: `{1960,1961-12}` is a set of dates, too."""
    whole: bool = True
    """False when parts were left out because they cannot be read; what is missing proves
    nothing then."""

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.file.span(self.start, self.end)


class Broken(NamedTuple):
    """A value that was reported already and has no meaning."""

    file: Written
    start: int
    end: int

    @property
    def span(self) -> Span:
        """Where it stands."""
        return self.file.span(self.start, self.end)


Node: TypeAlias = Scalar | Sequence | Mapping | Broken


@dataclass(frozen=True, slots=True)
class Tree:
    """What a file says."""

    root: Node | None
    """None when nothing can be read; an empty file is a mapping without entries."""
    diagnostics: tuple[Diagnostic, ...] = ()
