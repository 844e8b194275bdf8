"""Nodes and a dataclass to a value.

In: a node of `yamltree` and the type to read it as. Out: the value, where each part of it
stands, and every mistake. Driven by the dataclasses of `model` alone: no field is named here.
It never raises for any tree and never guesses a type from how a text looks.
"""

from __future__ import annotations

import dataclasses
import functools
import types
import typing
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Generic, TypeAlias, TypeVar, cast

from linimasa import yamltree
from linimasa.decode.mistakes import (
    FAILED,
    TEXTS,
    Path,
    Run,
    empty_item,
    glued,
    glued_item,
    means_languages,
    missing_fields,
    out_of_range,
    several,
    twice,
    unknown_fields,
    unknown_language,
    wrong_fields,
    wrong_names,
    wrong_type,
    wrong_value,
)
from linimasa.decode.values import KINDS, Context, Kind, Wrong, choice, read_text
from linimasa.diagnostics import Diagnostic
from linimasa.fuzzydate import FuzzyDate
from linimasa.model.freeform import Pairs
from linimasa.model.record import Event, LanguageCode, MarkdownText, Place, Text
from linimasa.model.settings import Evidence
from linimasa.yamltree import Broken, Node, Scalar, Sequence

T = TypeVar("T")

SHORTHAND: Mapping[type, str] = types.MappingProxyType({Place: "name"})
"""Groups of fields that may be written as the text of one of their fields."""
RANGES: Mapping[tuple[type, str], tuple[float, float]] = types.MappingProxyType(
    {
        (Event, "importance"): (1, 3),
        (Place, "lat"): (-90, 90),
        (Place, "lon"): (-180, 180),
        (Evidence, "sources"): (0, 1000),
        (Evidence, "independent_sources"): (0, 1000),
    }
)
"""The least and the greatest number that a field takes."""


@dataclass(frozen=True, slots=True)
class Decoded(Generic[T]):
    """A value with its places, or what is wrong with it, often both."""

    value: T | None
    """None when a field that must be there is missing or wrong, and when parts of the file cannot
    be read at all. An optional field that is wrong has its default, and an item of a list that
    is wrong is left out; see `failed`."""
    places: dict[Path, Node]
    """What each value was read from, each language of a `Text` included; a node knows its span."""
    partial: Mapping[str, Any]
    """The fields of a whole file that could be read although `value` is None."""
    failed: frozenset[Path]
    """What was written and could not be read: nothing should be concluded from its absence."""
    diagnostics: tuple[Diagnostic, ...]


def decode(node: Node, shape: type[T], context: Context) -> Decoded[T]:
    """Read `node` as a `shape`: a dataclass, or `tuple[tuple[str, X], ...]` for names → X.

    Diagnostics: unknown-field, missing-field, duplicate-key, wrong-type, bad-value, bad-date,
    unknown-word, unknown-language, too-long.
    """
    run = Run(context)
    value = _reader(cast("Hashable", shape))(node, (), run)
    return Decoded(
        None if value is FAILED else value,
        run.places,
        run.partial,
        frozenset(run.failed),
        tuple(run.diagnostics),
    )


def small_language(code: str) -> str:
    """A language code with its language in small letters: `id` for `ID`, `pt-BR` for `PT-BR`."""
    language, hyphen, rest = code.partition("-")
    return language.lower() + hyphen + rest


def first_languages(root: Node | None, otherwise: tuple[str, ...] = ("en",)) -> tuple[str, ...]:
    """The `languages` of `site.yaml`, which must be known before its texts can be read.

    Never complains: `decode` does, when it reads the whole.
    """
    for key, value in root.entries if isinstance(root, yamltree.Mapping) else ():
        if means_languages(key.text):
            items = value.items if isinstance(value, Sequence) else (value,)
            texts = [item.text for item in items if isinstance(item, Scalar)]
            read = KINDS[LanguageCode].read
            codes = [text for text in texts if not isinstance(read(text, Context()), Wrong)]
            return tuple(dict.fromkeys(map(small_language, codes))) or otherwise
    return otherwise


# -- the walk -------------------------------------------------------------------------------


_Reader: TypeAlias = Callable[[Node, Path, Run], Any]


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

    def read(node: Node, path: Path, run: Run) -> Any:
        if isinstance(node, Scalar):
            text = node.text.strip()
        elif kind is _DATE and not isinstance(node, Broken) and node.source:
            text = node.source  # [1667,1668] and {1960,1961-12} are lists to YAML only
        else:
            return wrong_type(run, node, path, kind.name)
        value = read_value(text, run.context)
        if isinstance(value, Wrong):
            return wrong_value(run, node, path, value)
        run.places[path] = node
        return value

    return read


_DATE = KINDS[FuzzyDate]


def _is_empty(node: Node) -> bool:
    return isinstance(node, Scalar) and node.style == "plain" and not node.text


# -- texts in languages ---------------------------------------------------------------------


def _read_languages(shape: type[Text], node: Node, path: Path, run: Run) -> Any:
    if isinstance(node, Scalar):
        if wrong := glued(run, node, path):
            return wrong
        text = _entry(shape, node, (*path, run.context.languages[0]), run)
        if text is FAILED:
            return FAILED
        run.places[path] = node
        return shape(((run.context.languages[0], text),)) if text else shape()
    if not isinstance(node, yamltree.Mapping):
        return wrong_type(run, node, path, TEXTS)
    run.places[path] = node
    entries, failed = [], False
    for key, value in node.entries:
        if key.text not in run.context.languages:
            unknown_language(run, key, path)
            failed = True
        elif not _is_empty(value):
            text = _entry(shape, value, (*path, key.text), run)
            failed |= text is FAILED
            if text and text is not FAILED:
                entries.append((key.text, text))
    return FAILED if failed and not entries else shape(tuple(entries))


def _entry(shape: type[Text], node: Node, path: Path, run: Run) -> Any:
    if not isinstance(node, Scalar):
        return wrong_type(run, node, path, "text")
    run.places[path] = node
    if shape is MarkdownText:
        return node.text if node.text.strip() else ""
    value = read_text(node.text, run.context)
    if isinstance(value, Wrong):
        return wrong_value(run, node, path, value)
    return value


# -- lists and names ------------------------------------------------------------------------


def _list_of(item: Any) -> _Reader:
    read_item = _reader(item)

    def read(node: Node, path: Path, run: Run) -> Any:
        if isinstance(node, Broken):
            return wrong_type(run, node, path, "a list")
        run.places[path] = node
        if not isinstance(node, Sequence) and (wrong := glued_item(run, node, path)):
            return wrong
        if item is str and (wrong := several(run, node, path)):
            return wrong
        nodes = node.items if isinstance(node, Sequence) else (node,)
        values = []
        for number, part in enumerate(nodes):
            place = (*path, number)
            if run.full:
                break
            if _is_empty(part):
                empty_item(run, part, place)
                continue
            value = read_item(part, place, run)
            if value is FAILED:
                run.failed.add(place)
            else:
                values.append(value)
        return tuple(values)

    return read


def _named_values(name: Any, item: Any) -> _Reader:
    read_name, read_item = _reader(name), _reader(item)

    def read(node: Node, path: Path, run: Run) -> Any:
        if not isinstance(node, yamltree.Mapping):
            return wrong_names(run, node, path)
        run.places[path] = node
        values = []
        for key, part in node.entries:
            if run.full:
                break
            place = (*path, key.text)
            called = read_name(key, place, run)
            value = read_item(part, place, run)
            if called is not FAILED and value is not FAILED:
                values.append((called, value))
        return tuple(values)

    return read


def _read_anything(node: Node, path: Path, run: Run) -> Any:
    """Text as `str`, a list as a tuple of values, a group as a `Pairs`."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Broken):
        return wrong_type(run, node, path, "")
    if isinstance(node, Sequence):
        values = [_read_anything(part, path, run) for part in node.items]
        return tuple(value for value in values if value is not FAILED)
    pairs = [(key.text, _read_anything(part, path, run)) for key, part in node.entries]
    return Pairs(tuple(pair for pair in pairs if pair[1] is not FAILED))


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


@functools.cache
def _needed(shape: Any) -> dict[str, str]:
    """An example for each field that must be there."""
    return {each.name: each.example for each in _fields(shape).values() if each.required}


def _example(shape: Any) -> str:
    if shape in KINDS:
        return KINDS[shape].example
    if isinstance(shape, type) and issubclass(shape, StrEnum):
        return choice(shape).example
    return "…"


def _read_fields(shape: Any, node: Node, path: Path, run: Run) -> Any:
    known = _fields(shape)
    short = SHORTHAND.get(shape)
    if short and _is_short(node, known, run.context):
        value = known[short].read(node, (*path, short), run)
        return shape(**{short: value}) if value and value is not FAILED else FAILED
    if not isinstance(node, yamltree.Mapping):
        return wrong_fields(run, node, path, known, _needed(shape))
    run.places[path] = node
    values: dict[str, Any] = {}
    seen: dict[str, Scalar] = {}
    unknown: list[tuple[Scalar, Node]] = []
    wrong: set[str] = set()
    for key, part in node.entries:
        name = key.text.replace("-", "_")
        each = known.get(name)
        if each is None:
            unknown.append((key, part))
        elif name in seen:
            twice(run, key, seen[name], (*path, key.text))
        else:
            seen[name] = key
            if not _is_empty(part):
                value = _in_range(each, each.read(part, (*path, name), run), part, path, run)
                if value is FAILED:
                    wrong.add(name)
                else:
                    values[name] = value
    absent = {name: value for name, value in _needed(shape).items() if not values.get(name)}
    lacking = [name for name in absent if name not in wrong]
    meant = unknown_fields(run, unknown, known, seen, lacking, path) if unknown else set()
    absent_alone = {name: value for name, value in absent.items() if name not in wrong | meant}
    if absent_alone and node.whole:
        missing_fields(run, absent_alone, node, seen, path)
    if absent or not node.whole:
        if not path and node.whole:
            run.partial.update(values)
        return FAILED
    return shape(**values)


def _is_short(node: Node, known: Collection[str], context: Context) -> bool:
    if not isinstance(node, yamltree.Mapping):
        return isinstance(node, Scalar)
    names = [key.text for key, _ in node.entries]
    return any(name in context.languages for name in names) and not set(names) & set(known)


def _in_range(each: _Field, value: Any, node: Node, path: Path, run: Run) -> Any:
    if each.limits is None or value is FAILED or each.limits[0] <= value <= each.limits[1]:
        return value
    return out_of_range(run, node, (*path, each.name), each.limits)
