"""What a YAML syntax error means for somebody who is not a programmer.

In: PyYAML's error, the text, and the last event before the error. Out: the place, plain words
and a hint. The parser's own words are never shown; they and the line only lead to the cause.
Works for the wording of libyaml and of the pure Python parser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from linimasa.yamltree.text import LINE_BREAK


@dataclass(frozen=True, slots=True)
class Mistake:
    """A syntax error in plain words."""

    place: tuple[int, int, int, int]
    """Line and column, end line and end column, from 1."""
    message: str
    hint: str
    cause: int
    """The line where the author has to change something."""


@dataclass(frozen=True, slots=True)
class _Case:
    """What is known about an error; lines and columns count from 0, as the parser does."""

    problem: str
    context: str
    line: int
    column: int
    start_line: int
    """Where the thing began that could not be finished."""
    start_column: int
    lines: list[str]
    last: Any
    bracket: Any
    """The mark of the bracket that is open, or None."""

    def text(self, line: int) -> str:
        """A line of the file; nothing below its end."""
        return self.lines[line] if line < len(self.lines) else ""

    def at(self, message: str, hint: str) -> Mistake:
        """A mistake just where the parser stopped."""
        return _mistake(self.line, self.column, message, hint)

    def at_start(self, message: str, hint: str) -> Mistake:
        """A mistake where the unfinished thing began."""
        return _mistake(self.start_line, self.start_column, message, hint)


def _mistake(line: int, column: int, message: str, hint: str) -> Mistake:
    place = (line + 1, column + 1, line + 1, column + 2)
    return Mistake(place, message, hint, line + 1)


def explain(error: Exception, text: str, last: Any, bracket: Any) -> Mistake:
    """The mistake behind `error`.

    `last` is the event before it and `bracket` the mark of the bracket that is open then; each
    may be None.
    """
    case = _case(error, LINE_BREAK.split(text), last, bracket)
    for words, explanation in _EXPLANATIONS:
        if words.search(f"{case.context}: {case.problem}"):
            return explanation(case)
    return case.at(
        "YAML cannot be read from here on",
        "look for quotation marks, brackets and indentation here and in the line above",
    )


def _case(error: Exception, lines: list[str], last: Any, bracket: Any) -> _Case:
    problem = getattr(error, "problem", None) or ""
    context = getattr(error, "context", None) or ""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line, column = (mark.line, mark.column) if mark else (0, 0)
    start = getattr(error, "context_mark", None)
    begin = (start.line, start.column) if start else (line, column)
    while line > begin[0] and (line >= len(lines) or not lines[line].strip()):
        line -= 1  # the end of the file is no place to look at
        column = len(lines[line]) if line < len(lines) else 0
    return _Case(problem, context, line, column, *begin, lines, last, bracket)


_QUOTES = "put the text in quotes"
_ODD_SPACE = re.compile(r"\s*(?:- +)?([^\W\d][\w-]*):(?=[\xa0\u2000-\u200b\u202f\u3000])\W*(.*)")
"""A field with what looks like a space and is none to YAML; copied text often has it."""
_FIELD = re.compile(r"^\s*(?:- +)*([^\s:#\[{\"'][^:#]*):\s+(?=\S)")
"""A line that has a field with a value."""


def _quoted(text: str) -> str:
    """A short text as it should be written."""
    text = text.strip()
    if not text or len(text) > 60:
        return _QUOTES
    if '"' in text or "\\" in text:
        return "put the text in quotes: '" + text.replace("'", "''") + "'"
    return f'put the text in quotes: "{text}"'


def _sign(case: _Case) -> Mistake:
    line = case.text(case.line)
    sign = line[case.column : case.column + 1]
    if sign == "\t" or "\t" in line[: case.column]:
        return _tab(case)
    return case.at(f"a value cannot begin with “{sign}”", _quoted(line[case.column :]))


def _tab(case: _Case) -> Mistake:
    line = case.text(case.line)
    column = max(line.find("\t"), 0)
    if line[:column].strip():
        return _mistake(case.line, column, "a tab stands here", "use a space instead")
    return _mistake(
        case.line, column, "this line is indented with a tab", "use two spaces for each step"
    )


def _colon(case: _Case) -> Mistake:
    line = case.text(case.line)
    own = _FIELD.match(line)
    if own and own.end() <= case.column:
        return case.at(
            "a colon with a space after it begins a new field in the middle of this text",
            _quoted(line[own.end() :]),
        )
    above = next((n for n in range(case.line - 1, -1, -1) if case.text(n).strip()), -1)
    before = case.text(above) if above >= 0 else ""
    if glued := _glued(before, above):
        return glued
    indent = len(line) - len(line.lstrip())
    if before.strip() and len(before) - len(before.lstrip()) == indent:
        return _no_field(before, above, indent)
    name = line[: case.column].strip().removeprefix("- ")
    return _mistake(
        case.line,
        indent,
        f"“{name[:60]}:” is indented deeper than the line above, which has a value already",
        "begin both in the same column; if this is text that goes on, put all of it in quotes",
    )


def _glued(line: str, number: int) -> Mistake | None:
    """`key:value`, `-item` and `• item`, which YAML takes for text."""
    indent = len(line) - len(line.lstrip())
    if item := _BULLET.match(line):
        return _bulleted(number, indent, *item.groups())
    if odd := _ODD_SPACE.match(line):
        hint = f"write an ordinary space: “{odd[1]}: {odd[2][:40]}”"
        return _mistake(number, odd.end(1) + 1, f"an odd space stands after “{odd[1]}:”", hint)
    if item := re.match(r"\s*-(?=[^\s-])", line):
        return _mistake(
            number,
            indent,
            "a space is missing after “-”",
            f"write “- {line[item.end() :].strip()[:40]}”",
        )
    if key := re.match(r"\s*([^\W\d][\w-]*):(?=[^\s/])(.*)", line):
        return _mistake(
            number,
            indent + len(key[1]),
            f"a space is missing after “{key[1]}:”",
            f"write “{key[1]}: {key[2].strip()[:40]}”",
        )
    return None


_BULLET = re.compile(r"\s*([\u2013\u2014\u2022\xb7*])\s+(.*)")
"""What word processors make of the hyphen of an item."""


def _bulleted(number: int, indent: int, sign: str, item: str) -> Mistake:
    message = f"“{sign}” does not begin an item of a list, a hyphen does"
    return _mistake(number, indent, message, f"write “- {item.strip()[:40]}”")


def _no_colon(case: _Case) -> Mistake:
    line = case.text(case.start_line)
    if glued := _glued(line, case.start_line):
        return glued
    return _no_field(line, case.start_line, case.start_column)


def _no_field(line: str, number: int, column: int) -> Mistake:
    words = line[column:].strip()
    hint = "write “name: value”; text that goes on from the line above must be indented"
    if words.startswith(("//", "/*", "<!--", "--")):
        hint = "a comment begins with #"
    elif name := re.match(r"([^\W\d][\w-]*)\s*[=;\uff1a]\s*(.*)", words):
        hint = f"write “{name[1]}: {name[2][:40]}”"
    shown = words if len(words) <= 40 else words[:40].rstrip() + "…"
    return _mistake(
        number,
        column,
        f"“{shown}” is neither a field nor part of the text above",
        hint,
    )


def _quote_open(case: _Case) -> Mistake:
    sign = case.text(case.start_line)[case.start_column : case.start_column + 1] or '"'
    return case.at_start(
        f"the quotation mark {sign} is never closed", f"write {sign} at the end of the text, too"
    )


def _bracket_open(case: _Case) -> Mistake:
    mark = case.bracket
    start_line, column = (mark.line, mark.column) if mark else (case.start_line, case.start_column)
    line = case.text(start_line)
    sign = line[column : column + 1]
    other = "}" if sign == "{" else "]"
    if case.line == start_line and other in line[case.column :]:
        return case.at(f"a comma is missing inside {sign} {other}", _QUOTES_INSIDE)
    if " #" in line or "[#" in line:
        hint = f"what follows # is a comment; put words with # in quotes, and write {other}"
    else:
        hint = f"write {other} at the end; a text that begins with {sign} needs quotes"
    return _mistake(start_line, column, f"the bracket {sign} is never closed", hint)


_QUOTES_INSIDE = (
    "write a comma between the items; an item with a colon or quotation marks "
    "needs quotes around all of it"
)


def _nothing(case: _Case) -> Mistake:
    line = case.text(case.line)
    sign = line[case.column : case.column + 1]
    if sign == ",":
        return case.at("an item is missing before this comma", "remove one comma")
    if sign in "]}" and sign:
        hint = "remove it; text with brackets at its beginning needs quotes around all of it"
        return case.at(f"“{sign}” closes a bracket that was not opened", hint)
    if case.bracket:
        return _bracket_open(case)
    return case.at("a value is missing here", _QUOTES)


def _hyphen(case: _Case) -> Mistake:
    line = case.text(case.line)
    own = _FIELD.match(line)
    if own and own.end() <= case.column:
        return case.at(
            "a list cannot begin on the line of its field",
            "begin it on the next line; " + _quoted(line[case.column :]) + " if it is text",
        )
    return case.at("a list item cannot stand here", _SAME_COLUMN)


_SAME_COLUMN = "let everything that belongs to one group begin in the same column"


def _escape(case: _Case) -> Mistake:
    line = case.text(case.line)
    column = line.rfind("\\", 0, case.column + 1)
    column = case.column if column < 0 else column
    return _mistake(
        case.line,
        column,
        f'“{line[column : column + 2]}” has no meaning inside "…"',
        "write \\\\ for a backslash, or put the text in '…'",
    )


def _block_header(case: _Case) -> Mistake:
    line = case.text(case.line)
    sign = case.text(case.start_line)[case.start_column : case.start_column + 1]
    if sign not in ("|", ">") or not line[case.column :].strip():
        return case.at(f"a text after “{sign}” cannot begin like this", _SAME_COLUMN)
    if line[case.start_column + 1 : case.start_column + 2] not in (" ", ""):
        return _begins(case)
    return case.at(
        f"after “{sign}” the text begins on the next line",
        "move it there, indented by two spaces",
    )


def _begins(case: _Case) -> Mistake:
    line = case.text(case.start_line)
    if (item := _BULLET.match(line)) and item.start(1) == case.start_column:
        return _bulleted(case.start_line, case.start_column, *item.groups())
    sign = line[case.start_column : case.start_column + 1]
    return case.at_start(f"a value cannot begin with “{sign}”", _quoted(line[case.start_column :]))


def _stray(case: _Case) -> Mistake:
    """The group of fields or items ended, and something else goes on."""
    line = case.text(case.line)
    if known := _after_value(case) or _glued(line, case.line):
        return known
    if line.lstrip().startswith(":"):
        return case.at("a field has no name here", "write “name: value”")
    if line.lstrip().startswith(("]", "}")):
        return _nothing(case)
    if line.lstrip().startswith("- "):
        return case.at(
            "this list item begins in another column than the fields or items above it",
            _SAME_COLUMN,
        )
    if "'-'" in case.problem or "block collection" in case.context:
        return case.at(
            "a list stands above, and this line is not an item of it",
            "begin it with “- ”, or indent it as a part of the item above",
        )
    return case.at("this line begins in another column than the fields above it", _SAME_COLUMN)


def _after_value(case: _Case) -> Mistake | None:
    """The value before was complete, and more follows in its line or its block."""
    line, last = case.text(case.line), case.last
    style, end = getattr(last, "style", None), getattr(last, "end_mark", None)
    if end is None:
        return None
    if style in ("|", ">"):
        return case.at(
            "this line is indented less than the text above it",
            "indent all lines of the text alike",
        )
    joined = end.line == case.line and end.column <= case.column and line[: end.column].strip()
    if not joined:
        return None
    if style in ("'", '"') and not line[end.column : case.column].strip():
        return _after_quote(case)
    if isinstance(last, yaml.CollectionEndEvent | yaml.AliasEvent):
        return _after_bracket(case)
    return None


def _after_quote(case: _Case) -> Mistake:
    start, sign = case.last.start_mark, case.last.style
    if start.line < case.line:
        return _mistake(
            start.line,
            start.column,
            f"the quotation mark {sign} is not closed where it should be",
            f"the next {sign} is in line {case.line + 1}; write {sign} at the end of the text",
        )
    if sign == "'" and case.text(case.line)[case.column - 1 : case.column] == "'":
        hint = "write '' for an apostrophe inside '…', or put the text in \"…\""
    else:
        hint = _quoted(case.text(case.line)[start.column :])
    return case.at("this stands after the quotation mark that closes the text", hint)


def _after_bracket(case: _Case) -> Mistake:
    line, start = case.text(case.line), case.last.start_mark
    if isinstance(case.last, yaml.AliasEvent) and start is not None:
        column = start.column
        return _mistake(case.line, column, "a value cannot begin with “*”", _quoted(line[column:]))
    own = _FIELD.match(line)
    hint = _quoted(line[own.end() :]) if own else _QUOTES
    if not own and (found := re.match(r"\s*- +\[([^\]]+)\]\((https?://[^\s)]+)\)\s*$", line)):
        hint = f"write “title: {found[1][:40]}” and, in a line below it, “url: {found[2][:80]}”"
    return case.at("this stands after the bracket that closes the value", hint)


_EXPLANATIONS = tuple(
    (re.compile(words), explanation)
    for words, explanation in (
        ("cannot start any token", _sign),
        ("tab character", _tab),
        ("apping values are not allowed", _colon),
        ("find expected ':'", _no_colon),
        ("quoted scalar: found unexpected (end of stream|document)", _quote_open),
        ("quoted scalar: ", _escape),
        ("expected ',' or", _bracket_open),
        ("(flow|block) node: ", _nothing),
        ("equence entries", _hyphen),
        ("apping keys are not allowed", _sign),
        ("block scalar: ", _block_header),
        ("an? (alias|anchor|tag|directive|%|!|&)", _begins),
        ("expected (key|'-'|'?<block end>|'?<document start>)", _stray),
    )
)


_TOP_KEY = re.compile(r"""(?:[^\W\d][\w-]*|"[^"\n]*"|'[^'\n]*')[ \t]*:(?=[ \t\r\n]|\Z)""")


def top_fields(text: str) -> list[tuple[int, int]]:
    """Line and offset of what looks like a field without indentation."""
    starts = [0, *(found.end() for found in LINE_BREAK.finditer(text))]
    return [(line, start) for line, start in enumerate(starts, 1) if _TOP_KEY.match(text, start)]
