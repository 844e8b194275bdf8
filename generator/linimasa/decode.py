"""Nodes and a dataclass to a value.

In: a node of `yamltree` and the type to read it as. Out: the value, where each part of it
stands, and every mistake. Driven by the dataclasses of `model` alone: no field is named here.
It never raises for any tree and never guesses a type from how a text looks.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import types
import typing
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeAlias, TypeVar, cast

from linimasa import yamltree
from linimasa.diagnostics import Diagnostic, Related, Span, nearest, problem
from linimasa.fieldvalues import KINDS, Context, Kind, Wrong, choice, quoted, read_text, suggest
from linimasa.model.record import Event, LanguageCode, MarkdownText, Place, Text
from linimasa.model.settings import Evidence
from linimasa.yamltree import Broken, Node, Scalar, Sequence

__all__ = ["RANGES", "SHORTHAND", "Context", "Decoded", "decode", "first_languages"]

T = TypeVar("T")
Path: TypeAlias = tuple[str | int, ...]
"""The way to a value: `("sources", 0, "url")`, `("body", "en")`."""

SHORTHAND: Mapping[type, str] = types.MappingProxyType({Place: "name"})
"""Groups of fields that may be written as the text of one of their fields."""
RANGES: Mapping[tuple[type, str], tuple[float, float]] = types.MappingProxyType({
    (Event, "importance"): (1, 3),
    (Place, "lat"): (-90, 90),
    (Place, "lon"): (-180, 180),
    (Evidence, "sources"): (0, 1000),
    (Evidence, "independent_sources"): (0, 1000),
})
"""The least and the greatest number that a field takes."""
MAX_PROBLEMS = 500


@dataclass(frozen=True, slots=True)
class Decoded(Generic[T]):
    """A value with its places, or what is wrong with it, often both."""

    value: T | None
    """None when a field that must be there is missing or wrong. An optional field that is
    wrong has its default, and an item of a list that is wrong is left out; see `failed`."""
    spans: dict[Path, Span]
    """Where the value of each field stands that was written, `Text` entries included."""
    nodes: dict[Path, Scalar]
    """The texts in Markdown, by field and language, for `Scalar.locate`."""
    failed: frozenset[Path]
    """What was written and could not be read: nothing should be concluded from its absence."""
    diagnostics: tuple[Diagnostic, ...]


def decode(node: Node, shape: type[T], context: Context) -> Decoded[T]:
    """Read `node` as a `shape`: a dataclass, or `tuple[tuple[str, X], ...]` for names → X.

    Diagnostics: unknown-field, missing-field, duplicate-key, wrong-type, bad-value, bad-date,
    unknown-word, unknown-language, too-long.
    """
    run = _Run(context)
    value = _reader(cast("Hashable", shape))(node, (), run)
    return Decoded(
        None if value is _FAILED else value,
        run.spans, run.nodes, frozenset(run.failed), tuple(run.diagnostics),
    )


def first_languages(root: Node | None, otherwise: tuple[str, ...] = ("en",)) -> tuple[str, ...]:
    """The `languages` of `site.yaml`, which must be known before its texts can be read.

    Never complains: `decode` does, when it reads the whole.
    """
    for key, value in root.entries if isinstance(root, yamltree.Mapping) else ():
        if key.text == "languages":
            items = value.items if isinstance(value, Sequence) else (value,)
            texts = [item.text for item in items if isinstance(item, Scalar)]
            read = KINDS[LanguageCode].read
            codes = [text for text in texts if not isinstance(read(text, Context()), Wrong)]
            return tuple(dict.fromkeys(codes)) or otherwise
    return otherwise


# -- the walk -------------------------------------------------------------------------------


class _Failed:
    """What a reader returns for a value that it has reported."""


_FAILED = _Failed()


@dataclass(slots=True)
class _Run:
    """What one call of `decode` gathers."""

    context: Context
    spans: dict[Path, Span] = field(default_factory=dict)
    nodes: dict[Path, Scalar] = field(default_factory=dict)
    failed: set[Path] = field(default_factory=set)
    diagnostics: list[Diagnostic] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Whether so much is wrong that reading on helps nobody."""
        return len(self.diagnostics) >= MAX_PROBLEMS

    def fail(
        self, path: Path, code: str, span: Span, message: str, hint: str, *related: Related
    ) -> _Failed:
        """Report a mistake in the value at `path`."""
        self.failed.add(path)
        if not self.full:
            self.diagnostics.append(problem(code, span, message, hint, related))
        return _FAILED


_Reader: TypeAlias = Callable[[Node, Path, _Run], Any]


@functools.cache
def _reader(shape: Any) -> _Reader:
    """How a type is read; worked out once for each."""
    if shape in KINDS:
        return _one_text(KINDS[shape])
    if shape is Any:
        return _read_anything
    if typing.get_origin(shape) is not None:
        return _compound(shape)
    if issubclass(shape, StrEnum):
        return _one_text(choice(shape))
    if issubclass(shape, Text):
        return functools.partial(_read_languages, shape)
    return functools.partial(_read_fields, shape)


def _compound(shape: Any) -> _Reader:
    """`X | None`, `tuple[X, ...]` and `tuple[tuple[str, X], ...]`."""
    arguments = typing.get_args(shape)
    if typing.get_origin(shape) is not tuple:
        (inner,) = (argument for argument in arguments if argument is not types.NoneType)
        return _reader(inner)
    item = arguments[0]
    if typing.get_origin(item) is tuple:
        return _named_values(*typing.get_args(item))
    return _list_of(item)


def _one_text(kind: Kind) -> _Reader:
    read_value = kind.read

    def read(node: Node, path: Path, run: _Run) -> Any:
        if isinstance(node, Scalar):
            text = node.text.strip()
        elif kind is _DATE and not isinstance(node, Broken) and node.source:
            text = node.source  # [1667,1668] and {1960,1961-12} are lists to YAML only
        else:
            return _wrong_type(node, path, run, kind.name)
        value = read_value(text, run.context)
        if isinstance(value, Wrong):
            return run.fail(path, value.code, node.span, value.message, value.hint)
        run.spans[path] = node.span
        return value

    return read


_DATE = next(kind for kind in KINDS.values() if kind.name == "a date")


def _wrong_type(node: Node, path: Path, run: _Run, wanted: str) -> _Failed:
    if isinstance(node, Broken):
        run.failed.add(path)
        return _FAILED
    if isinstance(node, Sequence):
        found, hint = "a list", "write one value only"
        if node.source and wanted in ("text", _TEXTS):
            hint = "text that begins with [ needs quotes around all of it"
    elif isinstance(node, yamltree.Mapping):
        found, hint = "a group of fields", "write one value only"
        if node.source and wanted in ("text", _TEXTS):
            hint = "text that begins with { needs quotes around all of it"
    else:
        found, hint = f"the text {quoted(node.text)}", ""
        if glued := re.match(r"([^\W\d][\w-]*):(?!//)\S", node.text):
            hint = f"a space is missing after “{glued[1]}:”"
    return run.fail(
        path, "wrong-type", node.span, f"{_called(path)} wants {wanted}, but here is {found}", hint
    )


def _called(path: Path) -> str:
    """How a message names the value at `path`."""
    if not path:
        return "this file"
    last = path[-1]
    if isinstance(last, int):
        return f"item {last + 1} of {_called(path[:-1])}"
    return f"“{_spelled(last)}”"


def _spelled(name: str) -> str:
    return name.replace("_", "-")


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.style == "plain" and not node.text


# -- texts in languages ---------------------------------------------------------------------

_TEXTS = "text, or one text for each language"


def _read_languages(shape: type[Text], node: Node, path: Path, run: _Run) -> Any:
    if isinstance(node, Scalar):
        text = _entry(shape, node, (*path, run.context.languages[0]), run)
        if text is _FAILED:
            return _FAILED
        run.spans[path] = node.span
        return shape(((run.context.languages[0], text),)) if text else shape()
    if not isinstance(node, yamltree.Mapping):
        return _wrong_type(node, path, run, _TEXTS)
    run.spans[path] = node.span
    entries, failed = [], False
    for key, value in node.entries:
        if key.text not in run.context.languages:
            _unknown_language(key, path, run)
            failed = True
        elif not _is_empty(value):
            text = _entry(shape, value, (*path, key.text), run)
            failed |= text is _FAILED
            if text and text is not _FAILED:
                entries.append((key.text, text))
    return _FAILED if failed and not entries else shape(tuple(entries))


def _entry(shape: type[Text], node: Node, path: Path, run: _Run) -> Any:
    if not isinstance(node, Scalar):
        return _wrong_type(node, path, run, "text")
    run.spans[path] = node.span
    if shape is MarkdownText:
        run.nodes[path] = node
        return node.text if node.text.strip() else ""
    value = read_text(node.text, run.context)
    if isinstance(value, Wrong):
        return run.fail(path, value.code, node.span, value.message, value.hint)
    return value


def _unknown_language(key: Scalar, path: Path, run: _Run) -> None:
    languages = run.context.languages
    listed = ", ".join(languages)
    hint = suggest(key.text, languages, f"its languages are: {listed}")
    run.fail(
        (*path, key.text), "unknown-language", key.span,
        f"{quoted(key.text)} is not a language of this site", hint,
    )


# -- lists and names ------------------------------------------------------------------------


def _list_of(item: Any) -> _Reader:
    read_item = _reader(item)

    def read(node: Node, path: Path, run: _Run) -> Any:
        if isinstance(node, Broken):
            return _wrong_type(node, path, run, "a list")
        run.spans[path] = node.span
        nodes = node.items if isinstance(node, Sequence) else (node,)
        values = []
        for number, part in enumerate(nodes):
            place = (*path, number)
            if run.full:
                break
            if _is_empty(part):
                message = f"{_called(place)} is empty"
                run.fail(place, "bad-value", _visible(part.span), message, "fill or remove it")
                continue
            value = read_item(part, place, run)
            if value is not _FAILED:
                values.append(value)
        return tuple(values)

    return read


def _visible(span: Span) -> Span:
    """At least one column wide."""
    if (span.line, span.column) != (span.end_line, span.end_column):
        return span
    return dataclasses.replace(span, end_column=span.column + 1)


def _named_values(name: Any, item: Any) -> _Reader:
    read_name, read_item = _reader(name), _reader(item)

    def read(node: Node, path: Path, run: _Run) -> Any:
        if not isinstance(node, yamltree.Mapping):
            return _wrong_type(node, path, run, "names with a value each, such as “name: …”")
        run.spans[path] = node.span
        values = []
        for key, part in node.entries:
            if run.full:
                break
            place = (*path, key.text)
            called = read_name(key, place, run)
            value = read_item(part, place, run)
            if called is not _FAILED and value is not _FAILED:
                values.append((called, value))
        return tuple(values)

    return read


def _read_anything(node: Node, path: Path, run: _Run) -> Any:
    """Text as `str`, a list as a tuple of values, a group as a tuple of (name, value) pairs."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Broken):
        return _wrong_type(node, path, run, "")
    if isinstance(node, Sequence):
        values = [_read_anything(part, path, run) for part in node.items]
        return tuple(value for value in values if value is not _FAILED)
    pairs = [(key.text, _read_anything(part, path, run)) for key, part in node.entries]
    return tuple(pair for pair in pairs if pair[1] is not _FAILED)


# -- groups of fields -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Field:
    """What has to be known of a field of a dataclass."""

    name: str
    required: bool
    example: str
    read: _Reader
    limits: tuple[float, float] | None


@functools.cache
def _fields(shape: Any) -> dict[str, _Field]:
    hints = typing.get_type_hints(shape)
    return {
        each.name: _Field(
            each.name,
            each.default is dataclasses.MISSING,
            _example(hints[each.name]),
            _reader(hints[each.name]),
            RANGES.get((shape, each.name)),
        )
        for each in dataclasses.fields(shape)
    }


def _example(shape: Any) -> str:
    if shape in KINDS:
        return KINDS[shape].example
    if isinstance(shape, type) and issubclass(shape, StrEnum):
        return choice(shape).example
    return "…"


def _read_fields(shape: Any, node: Node, path: Path, run: _Run) -> Any:
    known = _fields(shape)
    short = SHORTHAND.get(shape)
    if short and _is_short(node, known, run.context):
        value = known[short].read(node, (*path, short), run)
        return shape(**{short: value}) if value and value is not _FAILED else _FAILED
    if not isinstance(node, yamltree.Mapping):
        needed = [_spelled(each.name) for each in known.values() if each.required]
        names = needed or [_spelled(name) for name in list(known)[:3]]
        listed = ", ".join(f"“{name}: …”" for name in names)
        return _wrong_type(node, path, run, f"fields such as {listed}")
    run.spans[path] = node.span
    values: dict[str, Any] = {}
    seen: dict[str, Scalar] = {}
    unknown: list[Scalar] = []
    wrong: set[str] = set()
    for key, part in node.entries:
        name = key.text.replace("-", "_")
        each = known.get(name)
        if each is None:
            unknown.append(key)
        elif name in seen:
            _twice(key, seen[name], path, run)
        else:
            seen[name] = key
            if not _is_empty(part):
                value = _in_range(each, each.read(part, (*path, name), run), part, path, run)
                if value is _FAILED:
                    wrong.add(name)
                else:
                    values[name] = value
    meant = _report_unknown(unknown, known, seen, path, run)
    absent = [
        each for name, each in known.items()
        if each.required and name not in meant and not values.get(name)
        and name not in wrong
    ]
    if absent and node.whole:
        _report_missing(absent, node, seen, path, run)
    if any(each.required and not values.get(each.name) for each in known.values()):
        return _FAILED
    return shape(**values)


def _is_short(node: Node, known: Collection[str], context: Context) -> bool:
    if not isinstance(node, yamltree.Mapping):
        return isinstance(node, Scalar)
    names = [key.text for key, _ in node.entries]
    return any(name in context.languages for name in names) and not set(names) & set(known)


def _in_range(each: _Field, value: Any, node: Node, path: Path, run: _Run) -> Any:
    if each.limits is None or value is _FAILED or each.limits[0] <= value <= each.limits[1]:
        return value
    low, high = (f"{limit:g}" for limit in each.limits)
    shown = node.text.strip() if isinstance(node, Scalar) else ""
    return run.fail(
        (*path, each.name), "bad-value", node.span,
        f"“{_spelled(each.name)}” is {shown}, outside {low} to {high}",
        f"write a number from {low} to {high}",
    )


def _twice(key: Scalar, first: Scalar, path: Path, run: _Run) -> None:
    run.fail(
        (*path, key.text), "duplicate-key", key.span,
        f"{quoted(key.text)} stands here for the second time", "keep one of the two",
        Related(first.span, "the first is here"),
    )


def _report_unknown(
    unknown: list[Scalar], known: dict[str, _Field], seen: dict[str, Scalar], path: Path, run: _Run
) -> set[str]:
    """Report fields with unknown names; the names that were probably meant come back."""
    meant = set()
    for key in unknown:
        if run.full:
            break
        free = [_spelled(name) for name in known if name not in seen and name not in meant]
        near = nearest(key.text, free) if len(key.text) <= 60 else ""
        if near:
            meant.add(near.replace("-", "_"))
            hint = f"did you mean “{near}”?"
        else:
            hint = suggest(key.text, [_spelled(name) for name in known]) or (
                "known here: " + ", ".join(_spelled(name) for name in known)
            )
        where = f" of {_called(path)}" if path else ""
        run.fail(
            (*path, key.text), "unknown-field", key.span,
            f"{quoted(key.text)} is not a field{where}", hint,
        )
    return meant


def _report_missing(
    absent: list[_Field], node: yamltree.Mapping, seen: dict[str, Scalar], path: Path, run: _Run
) -> None:
    if not node.entries:
        names = " and ".join(f"“{_spelled(each.name)}”" for each in absent)
        verb = "are" if len(absent) > 1 else "is"
        what = f"{_called(path)} is empty; {names} {verb} needed"
        hint = ", ".join(f"{_spelled(each.name)}: {each.example}" for each in absent)
        run.fail(path, "missing-field", node.span, what, f"write “{hint}”")
        return
    first = node.entries[0][0].span
    for each in absent:
        name = _spelled(each.name)
        place = seen[each.name].span if each.name in seen else first
        what = f"“{name}” has no value" if each.name in seen else f"“{name}” is missing"
        where = f" in {_called(path)}" if path else ""
        hint = f"write “{name}: {each.example}”"
        run.fail((*path, each.name), "missing-field", place, what + where, hint)
