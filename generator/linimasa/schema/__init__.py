"""What a text editor needs to complete and check the files of a site: JSON Schema.

In: the dataclasses that describe the record, and the words a site has already. Out: schemas as
text (draft 2020-12) for events, `site.yaml` and `_actors.yaml`, and how a file names its own.

A schema accepts whatever `decode` accepts, as editors read YAML (1.2, core schema), and refuses
unknown fields, wrong types and missing fields. What no schema can see is left to `check`: what
files say of each other, dates that are none or stand in lines of a list, texts that are too long,
a field in two spellings, numbers in quotes that are out of range. A text that is just `null` or
`~` needs quotes here, as it looks like a field left empty.
"""

from __future__ import annotations

import json
import re
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, fields
from enum import StrEnum
from typing import Any, Final, TypeAlias

from linimasa.decode import KINDS, RANGES, SHORTHAND, YES_NO
from linimasa.diagnostics import CODES, Severity
from linimasa.fuzzydate import FuzzyDate
from linimasa.model.address import up
from linimasa.model.record import (
    Actor,
    ClockTime,
    Color,
    Event,
    FileName,
    Fingerprint,
    Id,
    LanguageCode,
    Moment,
    Origin,
    Reason,
    Relations,
    SiteLanguage,
    Statement,
    Text,
    Url,
    WarningCode,
    Zone,
)
from linimasa.model.settings import Settings
from linimasa.schema.reference import CHAPTERS, field_docs, spelled_key

Schema: TypeAlias = dict[str, Any]
_Listed: TypeAlias = tuple[tuple[str, str], ...]
"""Words, each with what it stands for; with an empty text where that goes without saying."""
_PlaceOfField: TypeAlias = tuple[type, str]
"""A record and the name of one of its fields."""

FOLDER: Final = "schema"
"""Where the schemas lie below the site folder; nothing there is published."""
EVENT, SITE, ACTORS = "event.schema.json", "site.schema.json", "actors.schema.json"
NAMES = (EVENT, SITE, ACTORS)
MOST_OFFERED = 5_000
"""Of more words than these none are offered: a list of them makes editors slow."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a site has already."""

    languages: tuple[str, ...] = ("en",)
    statuses: _Listed = ()
    """The whole vocabulary: an event takes no other word."""
    actors: _Listed = ()
    """These and the following are only offered: others may stand there as well."""
    tags: _Listed = ()
    events: _Listed = ()
    pages: _Listed = ()


OFFERED: Mapping[_PlaceOfField, str] = types.MappingProxyType(
    {
        (Event, "status"): "statuses",
        (Event, "actors"): "actors",
        (Event, "tags"): "tags",
        (Statement, "by"): "actors",
        **{(Relations, one.name): "events" for one in fields(Relations)},
        (Settings, "pages"): "pages",
        (Settings, "tags"): "tags",
        (Settings, "threads"): "events",
        (Settings, "evidence"): "statuses",
    }
)
"""Which words are offered in a field, or as the names of its values."""
VOCABULARY = (Event, "status")
"""The field that takes nothing but one of the site's `statuses`."""
_NOWHERE = (dict, "")
"""In place of a field, for values that have names of their own."""


# -- the files ------------------------------------------------------------------------------


def schemas(words: Words) -> dict[str, str]:
    """The schema files of a site, by name."""
    events = _Making(words, {_TEXTS: _texts(words.languages)})
    # In `site.yaml` a language may have been added a moment ago, so any code will do.
    settings = _Making(words, {_TEXTS: _texts(words.languages, others=True)})
    actors = _Making(words, {_TEXTS: _texts(words.languages)})
    listed = _named(actors, actors.part("Actor", _fields(actors, Actor)), words.actors)
    return {
        EVENT: _file(events, _fields(events, Event), Event),
        SITE: _file(settings, _fields(settings, Settings), Settings),
        ACTORS: _file(actors, {"title": "The actors", **listed}, Actor),
    }


def _file(making: _Making, root: Schema, record: type) -> str:
    parts = {"nothing": _NOTHING, "words": _KINDS[str][1], **making.parts}
    return as_text(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": root["title"],
            "description": next(intro for _, intro, chapter in CHAPTERS if chapter is record),
            **root,
            "$defs": dict(sorted(parts.items())),
        }
    )


def beginning(name: str) -> str:
    """How the schema file of this name begins, whatever the site: by that it is known as ours."""
    return schemas(Words())[name].partition('\n  "description"')[0]


def as_text(value: Any) -> str:
    """A value as a JSON file that people can read and compare."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def modeline(path: str, folder: str = FOLDER) -> str:
    """The first line of the file at `path` below the site, by which editors find its schema."""
    special = {"site.yaml": SITE, "content/_actors.yaml": ACTORS, "content/_actors.yml": ACTORS}
    return f"# yaml-language-server: $schema={up(path)}{folder}/{special.get(path, EVENT)}"


def vscode_settings(folder: str = FOLDER) -> dict[str, Any]:
    """What `.vscode/settings.json` holds so that files need no such line."""
    return {
        "yaml.schemas": {
            f"./{folder}/{EVENT}": [
                "content/**/*.yaml",
                "content/**/*.yml",
                "!content/**/_*",
                "!content/**/_*/**",
            ],
            f"./{folder}/{SITE}": ["site.yaml"],
            f"./{folder}/{ACTORS}": ["content/_actors.yaml", "content/_actors.yml"],
        }
    }


# -- values that are one text ---------------------------------------------------------------

# Editors offer `true`, `false` and `null` where a schema names their types; so it tells what not.
_MOST_TYPES = ("string", "number", "array", "object")
_TRUTH = {"not": {"type": [*_MOST_TYPES, "null"]}}
_NOTHING = {"title": "nothing yet", "not": {"type": [*_MOST_TYPES, "boolean"]}}
_SCALAR = {"anyOf": [{"type": ["string", "number"], "errorMessage": "write text here"}, _TRUTH]}

_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = "(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
_OFFSET = "(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
_LANGUAGE = (
    "[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"
    "(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
)
_IN_IDS = r"[^\s!-,/:-@\[-^`{-~]"
"""No space and no sign of ASCII but `-_.`; which signs beyond ASCII are none, `check` knows."""
# Without regard to case, in the one way that all dialects of patterns know.
_YES_OR_NO = "|".join("".join(f"[{sign.upper()}{sign}]" for sign in word) for word in YES_NO)


def _like(kind: Any, pattern: str, form: Mapping[str, Any]) -> Schema:
    """Texts of a kind in this form; white space around them means nothing."""
    return {
        "title": KINDS[kind].name,
        **form,
        "pattern": rf"^\s*(?:{pattern})\s*$",
        "errorMessage": _wrong(kind),
    }


def _wrong(kind: Any) -> str:
    """What editors say of a value; other readers of a schema pass over `errorMessage`."""
    return f"this is not {KINDS[kind].name}; write it like {KINDS[kind].example}"


def _listed(words: _Listed) -> Schema:
    meanings = [meaning for _, meaning in words]
    described = {"enumDescriptions": meanings} if any(meanings) else {}
    return {"enum": [word for word, _ in words], **described}


_WARNINGS: _Listed = tuple(
    (code, meaning) for code, (severity, meaning) in CODES.items() if severity is Severity.WARNING
)
_STRING = {"type": "string"}
_KINDS: Mapping[Any, tuple[str, Schema]] = types.MappingProxyType(
    {
        str: ("words", {"title": KINDS[str].name, **_SCALAR}),
        int: ("whole-number", _like(int, "[+-]?[0-9]{1,15}", _STRING)),
        float: ("number", _like(float, r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)", _STRING)),
        bool: ("yes-or-no", _like(bool, _YES_OR_NO, _STRING)),
        FuzzyDate: (
            "date",
            {
                "title": KINDS[FuzzyDate].name,
                "anyOf": [
                    {
                        "type": ["string", "number"],
                        "pattern": r"\S",
                        "errorMessage": _wrong(FuzzyDate),
                    },
                    # [1667,1668] and {1960,1961-12} are lists to YAML only.
                    {"type": "array", "items": {"type": ["string", "number"]}, "minItems": 1},
                    {"type": "object", "additionalProperties": _NOTHING, "minProperties": 1},
                ],
            },
        ),
        Id: ("id", _like(Id, rf"(?![-_.]){_IN_IDS}*(?![-_.]){_IN_IDS}", _SCALAR)),
        Url: ("web-address", _like(Url, r"[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#]\S*", _STRING)),
        LanguageCode: ("language-code", _like(LanguageCode, _LANGUAGE, _STRING)),
        SiteLanguage: ("site-language", _like(SiteLanguage, _LANGUAGE, _STRING)),
        Fingerprint: ("fingerprint", _like(Fingerprint, "[0-9a-f]{8}", _SCALAR)),
        Zone: ("time-zone", _like(Zone, r"\S+", _STRING)),
        ClockTime: ("time-of-day", _like(ClockTime, _CLOCK, _STRING)),
        Moment: ("moment", _like(Moment, f"{_DAY}(?:[T ]{_CLOCK} ?{_OFFSET})?", _STRING)),
        Color: ("color", _like(Color, "#[0-9A-Fa-f]{6}", _STRING)),
        Origin: (
            "site-address",
            _like(Origin, r"[Hh][Tt][Tt][Pp][Ss]?://[^\s/?#@,;'\"]+", _STRING),
        ),
        FileName: ("file-name", _like(FileName, r"[^\s./\\][^/\\]*", _SCALAR)),
        WarningCode: ("warning", {"title": KINDS[WarningCode].name, **_listed(_WARNINGS)}),
        Reason: ("reason", _like(Reason, r"\S[\s\S]*", _SCALAR)),
    }
)
"""The kinds of `decode`, each with its name among the parts of a schema, and its form as text."""
_UNQUOTED = {int: "integer", float: "number", bool: "boolean"}
"""Kinds that YAML knows as well."""


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _one_text(making: _Making, kind: Any, place: _PlaceOfField) -> Schema:
    name, form = _KINDS[kind]
    written = making.part(name, form)
    if kind in _UNQUOTED:
        low, high = RANGES.get(place, (None, None))
        limits = {} if low is None else {"minimum": low, "maximum": high}
        return {
            "anyOf": [{"type": _UNQUOTED[kind], **limits, "errorMessage": _wrong(kind)}, written]
        }
    words = _offered(making.words, place)
    if words and place == VOCABULARY:
        return _one_of(words)
    return {"anyOf": [written, making.part(OFFERED[place], _listed(words))]} if words else written


# -- words ----------------------------------------------------------------------------------


def _offered(words: Words, place: _PlaceOfField) -> _Listed:
    listed: _Listed = getattr(words, OFFERED[place]) if place in OFFERED else ()
    return listed if len(listed) <= MOST_OFFERED else ()


def _one_of(words: _Listed, between: str = "-") -> Schema:
    """One of these words; `between` is what a hyphen in them may be."""
    escaped = (re.sub(r"[\^$.*+?()\[\]{}|\\]", r"\\\g<0>", word) for word, _ in words)
    spelled = "|".join(escaped).replace("-", between)
    choices = [_listed(words), {"type": "string", "pattern": rf"^\s*(?:{spelled})\s*$"}]
    if not all(map(_is_surely_text, (word for word, _ in words))):
        choices += [{"type": "number"}, _TRUTH]
    return {"anyOf": choices}


def _is_surely_text(word: str) -> bool:
    """Whether no editor takes this word, without quotes, for a number, a truth or nothing."""
    return word[:1].isalpha() and word.lower() not in {"true", "false", "null"}


# -- texts in languages ---------------------------------------------------------------------

_TEXTS = "text"
_NO_SIGN = r"^[ \t\n]*$"
_NO_TEXT = {
    "anyOf": [
        {"type": "string", "pattern": _NO_SIGN},
        {
            "type": "object",
            "additionalProperties": {"type": ["string", "null"], "pattern": _NO_SIGN},
        },
    ]
}


def _texts(languages: tuple[str, ...], *, others: bool = False) -> Schema:
    """A text, or one for each of these languages, and of all others that there are."""
    one = _or_nothing(_ref("words"))
    by_language = {
        "type": "object",
        "properties": dict.fromkeys(languages, one),
        **({"patternProperties": {f"^(?:{_LANGUAGE})$": one}} if others else {}),
        "additionalProperties": False,
    }
    return {"title": "text, or one for each language", "anyOf": [_ref("words"), by_language]}


def _or_nothing(schema: Schema) -> Schema:
    """The same for a field that may be left empty."""
    choices = schema["anyOf"] if schema.keys() == {"anyOf"} else [schema]
    return {"anyOf": [*choices, _ref("nothing")]}


# -- groups of fields -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Making:
    """What the parts of one schema are made with, and those that are made."""

    words: Words
    parts: dict[str, Schema]

    def part(self, name: str, schema: Schema) -> Schema:
        """A reference to a part, which is kept under its name."""
        self.parts[name] = schema
        return _ref(name)


def _fields(making: _Making, record: type) -> Schema:
    """A group of fields; nothing else may stand in it."""
    docs, hints = field_docs(record), typing.get_type_hints(record)
    properties, spelled_otherwise, required = {}, {}, []
    for one in fields(record):
        key, hint = spelled_key(record, one), hints[one.name]
        value = _value(making, hint, (record, one.name))
        if one.default is not MISSING and not _lacks(making.words, record, one):
            value = _or_nothing(value)
        else:
            required.append(key)
            value = {"anyOf": [value], **({"not": _NO_TEXT} if hint in {Text, str} else {})}
        properties[key] = {"description": docs[one.name], **value}
        if "_" in one.name:
            spelled_otherwise[f"^{one.name.replace('_', '[-_]')}$"] = properties[key]
    return {
        "title": next(title for title, _, chapter in CHAPTERS if chapter is record),
        "type": "object",
        "properties": properties,
        **({"patternProperties": spelled_otherwise} if spelled_otherwise else {}),
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }


def _lacks(words: Words, record: type, one: Field[Any]) -> bool:
    """Whether a site has not the word that a field has when it is left out: none goes without."""
    known = dict(words.statuses) if (record, one.name) == VOCABULARY else {}
    return known != {} and one.default not in known


def _value(making: _Making, hint: Any, place: _PlaceOfField) -> Schema:
    """What a type takes in a field, as `decode` reads it."""
    if hint in KINDS:
        return _one_text(making, hint, place)
    if hint is Any:
        return {}
    if typing.get_origin(hint) is not None:
        return _compound(making, hint, place)
    if issubclass(hint, StrEnum):
        return _one_of(tuple((word.value, "") for word in hint), between="[-_]")
    return _ref(_TEXTS) if issubclass(hint, Text) else _group(making, hint)


def _compound(making: _Making, hint: Any, place: _PlaceOfField) -> Schema:
    """`X | None`, `tuple[X, ...]` and `tuple[tuple[str, X], ...]`."""
    inner, *_ = arguments = typing.get_args(hint)
    if typing.get_origin(hint) is not tuple:
        (inner,) = (one for one in arguments if one is not types.NoneType)
        return _value(making, inner, place)
    if typing.get_origin(inner) is tuple:
        name, value = typing.get_args(inner)
        item = _value(making, value, _NOWHERE)
        if name is WarningCode:
            return {**_named(making, item, _WARNINGS), "additionalProperties": False}
        if name is SiteLanguage:
            codes = tuple((code, "") for code in making.words.languages)
            return {**_named(making, item, codes), "additionalProperties": False}
        return _named(making, item, _offered(making.words, place))
    item = _value(making, inner, place)
    return {"anyOf": [{"type": "array", "items": item}, item]}


def _group(making: _Making, record: type) -> Schema:
    group = making.part(record.__name__, _fields(making, record))
    if record not in SHORTHAND:
        return group
    words, by_language = making.parts[_TEXTS]["anyOf"]
    return {"anyOf": [words, {**by_language, "minProperties": 1}, group]}


def _named(making: _Making, item: Schema, names: _Listed) -> Schema:
    """Names with a value each: any names, some of which are offered."""
    # A text may be left empty here, as in a map of languages.
    empty = item == _ref(_TEXTS)
    value = making.part("text-or-nothing", _or_nothing(item)) if empty else item
    known = {name: {"description": meaning, **value} for name, meaning in names}
    return {"type": "object", "properties": known, "additionalProperties": value}
