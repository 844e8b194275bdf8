"""YAML as nodes that know where they stand.

In: the bytes of a file. Out: a tree of frozen nodes, and every mistake in the writing of it.
Scalars stay text: nothing here guesses a type, follows an alias or makes an object, and no
input raises. PyYAML's own composer is not used: it overflows the stack on deep nesting, and
keeps the last of two equal keys without a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import yaml

from linimasa.diagnostics import Diagnostic, Related, Span, problem
from linimasa.yamlsyntax import explain

MAX_BYTES = 1 << 20
MAX_DEPTH = 32
MAX_NODES = 100_000
MAX_PROBLEMS = 500
"""Beyond this many diagnostics in one file nobody reads on."""
MAX_SYNTAX_ERRORS = 10

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


def compose(data: bytes, path: str) -> Tree:
    """Read the nodes of a YAML file.

    Diagnostics: file-too-large, not-utf-8, control-character, yaml-syntax, unsupported-yaml,
    duplicate-key, too-deep, too-many-values, comment-in-text.
    """
    if len(data) > MAX_BYTES:
        size = f"{len(data) / MAX_BYTES:.1f}".removesuffix(".0")
        return Tree(None, (problem(
            "file-too-large", Span(path), f"this file is {size} MB; at most 1 MB is read",
            "one file holds one event; keep pictures and data in files of their own",
        ),))
    text, found = _decode(data, path)
    if text is None:
        return Tree(None, found)
    reader = _Reader(path, text, list(found), has_signs="#" in text)
    root = _read(reader)
    return Tree(root, tuple(reader.found))


# -- bytes to text --------------------------------------------------------------------------

_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_SAVE_AS = "save it as UTF-8, which every text editor offers"
_BREAK = re.compile("\r\n|\r|\n")
_SPACES = re.compile(" *")
# YAML 1.2.2, section 5.1: what may stand in a file.
_UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
# Line ends for libyaml and for no editor; as spaces they keep every position.
_ODD_BREAKS = ("\x85", "\u2028", "\u2029")


def _decode(data: bytes, path: str) -> tuple[str | None, tuple[Diagnostic, ...]]:
    for mark, name in _MARKS:
        if data.startswith(mark):
            message = f"this file is saved as {name}"
            return None, (problem("not-utf-8", Span(path, 1, 1, 1, 1), message, _SAVE_AS),)
    if data.count(0) * 4 > len(data):
        message = "this file looks as if it were saved as UTF-16"
        return None, (problem("not-utf-8", Span(path, 1, 1, 1, 1), message, _SAVE_AS),)
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        message = f"the byte {data[error.start]:02X} here is not UTF-8"
        return None, (problem("not-utf-8", _point(path, before), message, _SAVE_AS),)
    for sign in _ODD_BREAKS:
        text = text.replace(sign, " ")
    first = _UNPRINTABLE.search(text)
    if first is None:
        return text, ()
    others = len(_UNPRINTABLE.findall(text)) - 1
    more = f", and {others} more in this file" if others else ""
    return _UNPRINTABLE.sub(" ", text), (problem(
        "control-character", _point(path, text[: first.start()]),
        f"an invisible character (U+{ord(first[0]):04X}) stands here{more}",
        "delete it; it often comes along with text that was copied",
    ),)


def _point(path: str, before: str) -> Span:
    lines = _BREAK.split(before)
    line, column = len(lines), len(lines[-1]) + 1
    return Span(path, line, column, line, column + 1)


# -- text to nodes --------------------------------------------------------------------------

_LOADER: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_STYLES: dict[str | None, Style] = {"'": "quoted", '"': "quoted", "|": "block", ">": "block"}
_CUT_TEXT = re.compile(r"[ \t]+#(?=[^\s#!])")
_TOP_KEY = re.compile(r"""^(?:[^\W\d][\w-]*|"[^"\n]*"|'[^'\n]*')[ \t]*:(?=[ \t\r\n]|$)""", re.M)


_STARTS = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_ONE_DOCUMENT = "remove the line “---”: a file holds one document; Markdown belongs below “body: |”"


@dataclass(slots=True)
class _Open:
    """A collection whose end has not come yet."""

    event: Any
    is_mapping: bool
    parts: list[Any] = field(default_factory=list)
    """Items, or (key, value) pairs."""
    key: Scalar | Broken | None = None
    """A key that waits for its value."""
    keys: dict[str, Scalar] = field(default_factory=dict)
    broken: bool = False


class _GivenUp(Exception):
    """The rest of the file is not worth reading; said already."""


@dataclass(slots=True)
class _Reader:
    """The state of reading one file."""

    path: str
    text: str
    found: list[Diagnostic]
    has_signs: bool = False
    """Whether there is any `#`."""
    nodes: int = 0
    anchors: set[str] = field(default_factory=set)
    stack: list[_Open] = field(default_factory=list)
    last: Any = None
    """The latest event, by which a syntax error is explained."""

    def add(self, code: str, span: Span, message: str, hint: str, *related: Related) -> None:
        """Report a mistake."""
        if len(self.found) < MAX_PROBLEMS:
            self.found.append(problem(code, span, message, hint, related))

    def span(self, start: Any, end: Any) -> Span:
        """The stretch between two marks of PyYAML, which count from 0."""
        return Span(self.path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def _read(reader: _Reader) -> Node | None:
    """The root; after a syntax error, what can be read of the other top-level fields."""
    entries: dict[str, tuple[Scalar, Node]] = {}
    rest = reader.text
    for _ in range(MAX_SYNTAX_ERRORS):
        reader.last = None
        reader.stack.clear()
        try:
            root = _composed(reader, rest)
        except _GivenUp:
            return None
        except yaml.YAMLError as error:
            wrong = explain(error, reader.text, reader.last)
            reader.add("yaml-syntax", Span(reader.path, *wrong.place), wrong.message, wrong.hint)
            _rescue(reader, _rescued(reader.stack, reader.text, wrong.cause), entries)
            rest = _after(reader.text, wrong.cause)
            if rest.isspace():
                break
        else:
            if rest is reader.text:
                return root or Mapping((), Span(reader.path, 1, 1, 1, 1))
            _rescue(reader, root.entries if isinstance(root, Mapping) else (), entries)
            break
    return Mapping(tuple(entries.values()), Span(reader.path, 1, 1, 1, 1), whole=False)


def _rescue(
    reader: _Reader,
    found: tuple[tuple[Scalar, Node], ...],
    entries: dict[str, tuple[Scalar, Node]],
) -> None:
    for key, value in found:
        if key.text in entries:
            _report_twice(reader, key, entries[key.text][0])
        else:
            entries[key.text] = (key, value)


def _rescued(stack: list[_Open], text: str, cause: int) -> tuple[tuple[Scalar, Node], ...]:
    """The fields that were complete before the top-level field with the mistake."""
    if not stack or not stack[0].is_mapping or stack[0].broken:
        return ()
    starts = [text.count("\n", 0, key.start()) + 1 for key in _TOP_KEY.finditer(text)]
    first = max((line for line in starts if line <= cause), default=cause)
    return tuple((key, value) for key, value in stack[0].parts if key.span.line < first)


def _after(text: str, cause: int) -> str:
    """The text with all that comes before the first top-level field below line `cause` blank."""
    for key in _TOP_KEY.finditer(text):
        if text.count("\n", 0, key.start()) + 1 > cause:
            return re.sub(r"[^\r\n]", " ", text[: key.start()]) + text[key.start() :]
    return " "


def _composed(reader: _Reader, text: str) -> Node | None:
    """Turn events into nodes, with a stack of our own."""
    next_event = _LOADER(text).get_event
    stack = reader.stack
    root: Node | None = None
    while True:
        event = next_event()
        reader.last = event
        kind = type(event)
        read = _MEANINGS.get(kind)
        if read is None:
            if kind in _STARTS:
                _open(reader, event)
            elif kind is yaml.StreamEndEvent:
                return root
            elif kind is yaml.DocumentStartEvent and root is not None:
                _refuse(reader, event, "a second document begins here", _ONE_DOCUMENT)
                return root
            continue
        node = read(reader, event)
        if not stack:
            root = node
        elif not (parent := stack[-1]).is_mapping:
            parent.parts.append(node)
        elif parent.key is None:
            parent.key = _key(reader, parent, node)
        else:
            if isinstance(parent.key, Scalar):
                parent.parts.append((parent.key, node))
            parent.key = None


def _count(reader: _Reader, event: Any) -> None:
    reader.nodes += 1
    if reader.nodes > MAX_NODES:
        reader.add(
            "too-many-values", reader.span(event.start_mark, event.end_mark),
            f"this file holds more than {MAX_NODES:,} values", "one file holds one event",
        )
        raise _GivenUp
    if event.anchor is not None:
        reader.anchors.add(event.anchor)
        _refuse(reader, event, f"“&{event.anchor}” names a value for use elsewhere", (
            "write the value out where it is needed; a text that begins with & needs quotes"
        ))
    if event.tag is not None:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        _refuse(reader, event, f"“{tag[:60]}” is a YAML tag; tags are not used here", (
            "remove it; a text that begins with ! needs quotes"
        ))


def _refuse(reader: _Reader, event: Any, message: str, hint: str) -> None:
    reader.add("unsupported-yaml", reader.span(event.start_mark, event.end_mark), message, hint)


def _scalar(reader: _Reader, event: Any) -> Scalar:
    _count(reader, event)
    start, end = event.start_mark, event.end_mark
    begins, ends = start.index, end.index
    style = _STYLES.get(event.style, "plain")
    if style == "plain" and reader.has_signs:
        _check_cut(reader, end)
    span = Span(reader.path, start.line + 1, start.column + 1, end.line + 1, end.column + 1)
    indent = _indent(reader.text, begins, event.value) if event.style == "|" else -1
    return Scalar(event.value, span, style, begins, ends, indent)


def _indent(text: str, start: int, value: str) -> int:
    """By how much a literal block is indented; its lines are those of the file."""
    breaks = _BREAK.finditer(text, start)
    for line in value.split("\n"):
        begin = next(breaks, None)
        if begin is None:
            break
        if line.strip():
            spaces = _SPACES.match(text, begin.end())
            deeper = len(line) - len(line.lstrip(" "))
            return (spaces.end() - spaces.start() if spaces else 0) - deeper
    return 0


def _check_cut(reader: _Reader, end: Any) -> None:
    """`title: Rise #1` means “Rise” to YAML; a comment has a space after its sign."""
    cut = _CUT_TEXT.match(reader.text, end.index)
    if cut is None or (reader.stack and reader.stack[-1].event.flow_style):
        return
    column = end.column + cut.end() - end.index
    reader.add(
        "comment-in-text", Span(reader.path, end.line + 1, column, end.line + 1, column + 1),
        "everything from this # on is left out, as a comment",
        "put the whole text in quotes to keep it, or write a space after # to mean a comment",
    )


def _open(reader: _Reader, event: Any) -> None:
    _count(reader, event)
    if len(reader.stack) >= MAX_DEPTH:
        reader.add(
            "too-deep", reader.span(event.start_mark, event.end_mark),
            f"lists and fields are nested more than {MAX_DEPTH} deep here",
            "look for brackets or hyphens that should be in quotes",
        )
        raise _GivenUp
    reader.stack.append(_Open(event, isinstance(event, yaml.MappingStartEvent)))


def _closed(reader: _Reader, event: Any) -> Node:
    done = reader.stack.pop()
    start, end = done.event.start_mark, event.end_mark
    if done.broken:
        return Broken(reader.span(start, end))
    source = ""
    if done.event.flow_style:
        source = reader.text[start.index : end.index]
        span = reader.span(start, end)
    elif not done.parts:
        span = reader.span(start, start)
    else:  # libyaml ends it only where the next thing begins
        last = done.parts[-1][1] if done.is_mapping else done.parts[-1]
        end_line, end_column = last.span.end_line, last.span.end_column
        span = Span(reader.path, start.line + 1, start.column + 1, end_line, end_column)
    if done.is_mapping:
        return Mapping(tuple(done.parts), span, source)
    return Sequence(tuple(done.parts), span, source)


def _alias(reader: _Reader, event: Any) -> Broken:
    if event.anchor not in reader.anchors:  # else it is one mistake with the anchor
        _refuse(reader, event, f"“*{event.anchor}” refers to a value elsewhere", (
            "write the value out; a text that begins with * needs quotes"
        ))
    return Broken(reader.span(event.start_mark, event.end_mark))


_MEANINGS: dict[type, Callable[[_Reader, Any], Node]] = {
    yaml.ScalarEvent: _scalar,
    yaml.AliasEvent: _alias,
    yaml.MappingEndEvent: _closed,
    yaml.SequenceEndEvent: _closed,
}


def _key(reader: _Reader, parent: _Open, key: Node) -> Scalar | Broken:
    """The key, when it may stand; else it is reported, and its value is passed over."""
    if not isinstance(key, Scalar):
        parent.broken = True
        if not isinstance(key, Broken):
            reader.add(
                "unsupported-yaml", key.span, "a group in brackets cannot name a field",
                "put the text in quotes: \"{…}\"",
            )
        return Broken(key.span)
    if key.text == "<<" and key.style == "plain":
        reader.add(
            "unsupported-yaml", key.span, "“<<” would merge fields from elsewhere",
            "write the fields out here",
        )
        return Broken(key.span)
    first = parent.keys.setdefault(key.text, key)
    if first is not key:
        _report_twice(reader, key, first)
        return Broken(key.span)
    return key


def _report_twice(reader: _Reader, key: Scalar, first: Scalar) -> None:
    name = key.text if len(key.text) <= 60 else key.text[:60] + "…"
    reader.add(
        "duplicate-key", key.span, f"“{name}” stands here for the second time",
        "keep one of the two", Related(first.span, "the first is here"),
    )
