"""An event that comes from elsewhere, as the file that its editor goes on with.

In: fields of the record with plain values. Out: YAML in the order of the record, with quotes only
where they are needed, and texts of several lines as such.
"""

from __future__ import annotations

import functools
import json
import re
import types
import typing
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from types import MappingProxyType
from typing import Any, cast

from linimasa.model.record import Event, Place, Text
from linimasa.scaffold.scalars import scalar
from linimasa.yamltree.text import UNPRINTABLE

WIDTH = 100
STEP = "  "
# Digits and signs that YAML leaves alone and our reader takes as they are.
_DATE = re.compile(r"[0-9]{4}(?:[0-9A-Za-z /.~?%+-]*[0-9A-Za-z~?%])?")
_NUMBER = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]+)?")
_PLAIN: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "date": _DATE,
        "accessed": _DATE,
        "time": re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2})?"),
        "lat": _NUMBER,
        "lon": _NUMBER,
        "importance": _NUMBER,
    }
)
"""Values that need no quotes in the field of this name."""
_PLAIN_ADDRESS = re.compile(r"https?://[\w./?&=%~+:@!$*;,()#-]*[\w/?&=%~+)]")
_IN_BRACKETS = re.compile(r"[,\[\]{}?]")
_BLOCK = re.compile(r"\S[^\n]*(?:\n(?:[^\s][^\n]*|[ ]+\S[^\n]*)?)*\n?")
_NOT_IN_BLOCK = re.compile("[\t\r\x7f-\x9f\u2028\u2029]")


def event_text(given: Mapping[str, Any], languages: Sequence[str], language: str) -> str:
    """The lines of a file with these fields; texts that name no language are in `language`.

    What is empty is left out; fields that the record has not come last.
    """
    whole = _shaped(given, Event, languages, language)
    return "".join(f"{line}\n" for line in _group(whole, ""))


def yaml_text(values: Mapping[str, Any]) -> str:
    """Any names and values as YAML, for `_extra.yaml`."""
    return "".join(f"{line}\n" for line in _group(values, ""))


def printable(value: Any) -> Any:
    """The same value without what no YAML file may hold; numbers and the like stay."""
    if isinstance(value, str):
        return UNPRINTABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(value, Mapping):
        return {printable(str(name)): printable(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [printable(one) for one in value]
    return value


# -- the record -----------------------------------------------------------------------------


def _shaped(given: Any, shape: Any, languages: Sequence[str], language: str) -> Any:
    """Fields in their order, and texts under their language where the site has several."""
    if typing.get_origin(shape) is tuple:
        (item, *_) = typing.get_args(shape)
        if isinstance(given, list | tuple):
            return [_shaped(one, item, languages, language) for one in given]
        return given
    if isinstance(given, str) and isinstance(shape, type) and issubclass(shape, (Text, Place)):
        is_first = len(languages) == 1 and language == languages[0]
        return given if is_first or not given else {language: given}
    if not is_dataclass(shape) or not isinstance(given, Mapping):
        return given
    known = _hints(cast("Hashable", shape))
    ordered = sorted(given, key=lambda name: known.get(_attribute(name), (len(known), None))[0])
    return {
        name: value
        for name in ordered
        if (value := _shaped(given[name], known.get(_attribute(name), (0, None))[1],
                             languages, language)) not in (None, "", [], {}, ())
    }  # fmt: skip


@functools.cache
def _hints(shape: Any) -> dict[str, tuple[int, Any]]:
    """Place and type of each field; of `X | None` the X."""
    hints = typing.get_type_hints(shape)
    return {
        each.name: (place, _inner(hints[each.name]))
        for place, each in enumerate(fields(shape))
        if each.name != "extra"
    }


def _inner(hint: Any) -> Any:
    if typing.get_origin(hint) in (types.UnionType, typing.Union):
        return next(one for one in typing.get_args(hint) if one is not types.NoneType)
    return hint


def _attribute(name: str) -> str:
    return name.replace("-", "_")


# -- lines ----------------------------------------------------------------------------------


def _group(values: Mapping[str, Any], indent: str) -> Iterator[str]:
    for name, value in values.items():
        yield from _entry(f"{indent}{scalar(str(name))}:", value, indent)


def _entry(start: str, value: Any, indent: str) -> Iterator[str]:
    """The lines of a value that follows `start`, which is a name or a hyphen."""
    if isinstance(value, Mapping) and value:
        if start.endswith("-"):
            lines = list(_group(value, indent + STEP))
            yield f"{start} {lines[0].removeprefix(indent + STEP)}"
            yield from lines[1:]
        else:
            yield start
            yield from _group(value, indent + STEP)
    elif isinstance(value, list | tuple) and value:
        yield from _list(start, value, indent)
    elif isinstance(value, str) and "\n" in value and _is_block(value):
        yield f"{start} |" + "-" * (not value.endswith("\n"))
        lines = value.removesuffix("\n").split("\n")
        yield from (f"{indent}{STEP}{line}" if line else "" for line in lines)
    else:
        field = start.strip(" -:")
        is_plain = isinstance(value, str) and field in _PLAIN and _PLAIN[field].fullmatch(value)
        yield f"{start} {value if is_plain else _single(value)}"


def _list(start: str, values: Sequence[Any], indent: str) -> Iterator[str]:
    """A list on one line where it is short, else an item on each line."""
    if not any(isinstance(one, Mapping | list | tuple) for one in values):
        items = ", ".join(map(_in_brackets, values))
        if len(start) + len(items) + 3 <= WIDTH:
            yield f"{start} [{items}]"
            return
    if start.endswith("-"):
        yield f"{start} {_one_line(values)}"  # a list in a list has no name to stand under
        return
    yield start
    for one in values:
        yield from _entry(f"{indent}{STEP}-", one, indent + STEP)


def _one_line(value: Any) -> str:
    if isinstance(value, Mapping):
        pairs = (f"{_in_brackets(str(name))}: {_one_line(one)}" for name, one in value.items())
        return f"{{{', '.join(pairs)}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_one_line, value))}]"
    return _in_brackets(value)


def _is_block(text: str) -> bool:
    is_fit = not text.endswith("\n\n") and not _NOT_IN_BLOCK.search(text)
    return is_fit and bool(_BLOCK.fullmatch(text))


def _in_brackets(value: Any) -> str:
    text = _single(value)
    is_quoted = text.startswith('"')
    return text if is_quoted or not _IN_BRACKETS.search(text) else _quoted(text)


def _single(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.15f}".rstrip("0").rstrip(".") if "e" in repr(value) else repr(value)
    if value is None:
        return '""'
    if isinstance(value, int):
        return str(value)
    if not isinstance(value, str):
        return "{}" if isinstance(value, Mapping) else "[]"
    return value if _PLAIN_ADDRESS.fullmatch(value) else scalar(value)


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
