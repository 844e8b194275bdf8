"""The bytes of a YAML file → nodes.

In: the bytes of a file. Out: a tree of frozen nodes, and every mistake in the writing of it.
Scalars stay text: nothing here guesses a type, follows an alias or makes an object, and no
input raises. PyYAML's own composer is not used: it overflows the stack on deep nesting, and
keeps the last of two equal keys without a word.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import yaml

from linimasa.diagnostics import Diagnostic, Related, Span, problem
from linimasa.yamltree.nodes import (
    Broken,
    Mapping,
    Node,
    Scalar,
    Sequence,
    Style,
    Tree,
    Written,
    written,
)
from linimasa.yamltree.syntax import explain, top_fields
from linimasa.yamltree.text import UNPRINTABLE, block_indent, text_of, two_versions

MAX_DEPTH = 32
MAX_NODES = 100_000
MAX_PROBLEMS = 500
"""Beyond this many diagnostics in one file nobody reads on."""
MAX_SYNTAX_ERRORS = 10


def compose(data: bytes, path: str) -> Tree:
    """Read the nodes of a YAML file.

    Diagnostics: file-too-large, not-utf-8, control-character, yaml-syntax, unsupported-yaml,
    duplicate-key, too-deep, too-many-values, comment-in-text.
    """
    text, found = text_of(data, path)
    if text is None:
        return Tree(None, found)
    if conflict := two_versions(text, path):
        return Tree(None, (*found, conflict))
    reader = _Reader(written(path, text), list(found), has_signs="#" in text)
    return Tree(_read(reader), tuple(reader.found))


# -- text to nodes --------------------------------------------------------------------------

_LOADER: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_STYLES: dict[str | None, Style] = {"'": "quoted", '"': "quoted", "|": "block", ">": "block"}
_TOO_DEEP = "exceeded maximum nesting depth"
"""libyaml from 0.2.6 refuses a thousand open brackets before it tells of the first. What stands
before that place is read again then, and is too deep by our own measure."""
_CUT_TEXT = re.compile(r"[ \t]+#(?=[^\s#!])")


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

    file: Written
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

    def span(self, event: Any) -> Span:
        """Where an event of PyYAML stands."""
        return self.file.span(event.start_mark.index, event.end_mark.index)


def _read(reader: _Reader) -> Node | None:
    """The root; after a syntax error, what can be read of the other top-level fields."""
    entries: dict[str, tuple[Scalar, Node]] = {}
    text = reader.file.text
    rest, fields = text, list[tuple[int, int]]()
    for _ in range(MAX_SYNTAX_ERRORS):
        reader.last = None
        reader.stack.clear()
        known = len(reader.found)
        try:
            root = _composed(reader, rest)
        except _GivenUp:
            return None
        except (yaml.YAMLError, ValueError, OverflowError) as error:  # pure Python: wrong escapes
            if getattr(error, "problem", None) == _TOO_DEEP:
                rest = rest[: error.problem_mark.index]  # type: ignore[union-attr]
                del reader.found[known:]
                continue
            wrong = explain(error, text, reader.last, _open_bracket(reader.stack))
            place = Span(reader.file.path, *wrong.place)
            reader.add("yaml-syntax", place, wrong.message, wrong.hint)
            fields = fields or top_fields(text)
            _rescue(reader, _rescued(reader.stack, fields, wrong.cause), entries)
            begin = next((start for line, start in fields if line > wrong.cause), -1)
            if begin < 0:
                break
            rest = re.sub(r"[^\r\n]", " ", text[:begin]) + text[begin:]
        else:
            if rest is text:
                if root is None or (isinstance(root, Scalar) and root.start == root.end):
                    return Mapping((), reader.file, 0, 0)
                return root
            _rescue(reader, root.entries if isinstance(root, Mapping) else (), entries)
            break
    return Mapping(tuple(entries.values()), reader.file, 0, 0, whole=False)


def _open_bracket(stack: list[_Open]) -> Any:
    """The mark of the outermost bracket that is not closed, or None."""
    return next((each.event.start_mark for each in stack if each.event.flow_style), None)


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


def _rescued(
    stack: list[_Open], fields: list[tuple[int, int]], cause: int
) -> tuple[tuple[Scalar, Node], ...]:
    """The fields that were complete before the top-level field with the mistake."""
    if not stack or not stack[0].is_mapping or stack[0].broken:
        return ()
    first = max((line for line, _ in fields if line <= cause), default=cause)
    return tuple((key, value) for key, value in stack[0].parts if key.span.line < first)


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
                return root._replace(whole=False) if isinstance(root, Mapping) else root
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


def _check(reader: _Reader, event: Any) -> None:
    if reader.nodes > MAX_NODES:
        reader.add(
            "too-many-values",
            reader.span(event),
            f"this file holds more than {MAX_NODES:,} values",
            "one file holds one event",
        )
        raise _GivenUp
    if event.anchor is not None:
        reader.anchors.add(event.anchor)
        _refuse(
            reader,
            event,
            f"“&{event.anchor}” names a value for use elsewhere",
            ("write the value out where it is needed; a text that begins with & needs quotes"),
        )
    if event.tag is not None:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        hint = "remove it; a text that begins with ! needs quotes"
        _refuse(reader, event, f"“{tag[:60]}” is a YAML tag; tags are not used here", hint)
    _stop_when_full(reader)


def _stop_when_full(reader: _Reader) -> None:
    if len(reader.found) >= MAX_PROBLEMS:
        raise _GivenUp


def _refuse(reader: _Reader, event: Any, message: str, hint: str) -> None:
    reader.add("unsupported-yaml", reader.span(event), message, hint)


def _scalar(reader: _Reader, event: Any) -> Scalar:
    reader.nodes += 1
    if event.anchor is not None or event.tag is not None or reader.nodes > MAX_NODES:
        _check(reader, event)
    text, sign, start, end = event.value, event.style, event.start_mark.index, event.end_mark.index
    style, indent = _STYLES.get(sign, "plain"), -1
    if style == "plain":
        if reader.has_signs:
            _check_cut(reader, end)
    elif sign == "|":
        indent = block_indent(reader.file.text, start, text)
    elif sign == '"' and (unseen := UNPRINTABLE.search(text)):
        reader.add(
            "control-character",
            reader.span(event),
            f"this text has an invisible character (U+{ord(unseen[0]):04X}), written with a \\",
            "remove it, or write \\\\ where a backslash is meant",
        )
    return Scalar(text, style, reader.file, start, end, indent)


def _check_cut(reader: _Reader, end: int) -> None:
    """`title: Rise #1` means “Rise” to YAML; a comment has a space after its sign."""
    cut = _CUT_TEXT.match(reader.file.text, end)
    if cut is None or (reader.stack and reader.stack[-1].event.flow_style):
        return
    reader.add(
        "comment-in-text",
        reader.file.span(cut.end() - 1, cut.end()),
        "everything from this # on is left out, as a comment",
        "put the whole text in quotes to keep it, or write a space after # to mean a comment",
    )


def _open(reader: _Reader, event: Any) -> None:
    reader.nodes += 1
    _check(reader, event)
    if len(reader.stack) >= MAX_DEPTH:
        reader.add(
            "too-deep",
            reader.span(event),
            f"lists and fields are nested more than {MAX_DEPTH} deep here",
            "look for brackets or hyphens that should be in quotes",
        )
        raise _GivenUp
    reader.stack.append(_Open(event, isinstance(event, yaml.MappingStartEvent)))


def _closed(reader: _Reader, event: Any) -> Node:
    done = reader.stack.pop()
    start, end = done.event.start_mark.index, event.end_mark.index
    if done.broken:
        return Broken(reader.file, start, end)
    source = ""
    if done.event.flow_style:
        source = reader.file.text[start:end]
    elif not done.parts:
        end = start
    else:  # libyaml ends it only where the next thing begins
        end = (done.parts[-1][1] if done.is_mapping else done.parts[-1]).end
    if done.is_mapping:
        return Mapping(tuple(done.parts), reader.file, start, end, source)
    return Sequence(tuple(done.parts), reader.file, start, end, source)


def _alias(reader: _Reader, event: Any) -> Broken:
    if event.anchor not in reader.anchors:  # else it is one mistake with the anchor
        hint = "write the value out; a text that begins with * needs quotes"
        _refuse(reader, event, f"“*{event.anchor}” refers to a value elsewhere", hint)
    return Broken(reader.file, event.start_mark.index, event.end_mark.index)


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
                "unsupported-yaml",
                key.span,
                "a group in brackets cannot name a field",
                "put quotes around all of the text that has the brackets",
            )
        return Broken(key.file, key.start, key.end)
    if key.text == "<<" and key.style == "plain":
        reader.add(
            "unsupported-yaml",
            key.span,
            "“<<” would merge fields from elsewhere",
            "write the fields out here",
        )
        return Broken(key.file, key.start, key.end)
    first = parent.keys.setdefault(key.text, key)
    if first is not key:
        _report_twice(reader, key, first, is_item=_begins_anew(reader.stack, key))
        _stop_when_full(reader)
        return Broken(key.file, key.start, key.end)
    return key


def _begins_anew(stack: list[_Open], key: Scalar) -> bool:
    """Whether all the fields of a group seem to come again, as those of an item of a list do."""
    here, above = stack[-1], stack[-2] if len(stack) > 1 else None
    is_group = above is not None and above.is_mapping and not here.event.flow_style
    is_language = len(key.text) <= len("en")
    return is_group and not is_language and next(iter(here.keys)) == key.text


def _report_twice(reader: _Reader, key: Scalar, first: Scalar, is_item: bool = False) -> None:
    hint = "keep one of the two"
    if is_item:
        hint += "; of several items in a list, each begins with “- ”"
    name = key.text if len(key.text) <= 60 else key.text[:60] + "…"
    reader.add(
        "duplicate-key",
        key.span,
        f"“{name}” stands here for the second time",
        hint,
        Related(first.span, "the first is here"),
    )
