"""Translations: in goes the text of a gettext catalog (.po), out come its messages.

Babel's reader does the work. What is marked fuzzy or not translated is left out, and what
would break a page (other placeholders than the original has) is a diagnostic.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from gettext import c2py

from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry

from linimasa.diagnostics import Diagnostic, Span, problem
from linimasa.model.files import ThemeFile

_PLACEHOLDER = re.compile(r"%\((\w+)\)s|(%%)|(%)")
_LINE = re.compile(
    r'\s*(?:(?:msgid|msgid_plural|msgctxt|msgstr(?:\[\d\])?)\s*)?"(?:[^"\\]|\\.)*"\s*|\s*(?:#.*)?'
)


@dataclass(frozen=True, slots=True)
class Message:
    """A translation, in as many forms as its language has plurals."""

    forms: tuple[str, ...]
    plural: str = "0"
    """The catalog's rule that gives the number of the form for `n`, as C writes it."""

    def form(self, count: int) -> str:
        """The form for this many."""
        return self.forms[min(plural_form(self.plural, count), len(self.forms) - 1)]


Messages = Mapping[str, Message]


def plural_form(rule: str, count: int) -> int:
    """The number of the form that a gettext plural rule gives for a count."""
    return int(_plural_rule(rule)(abs(count)))


_plural_rule = lru_cache(maxsize=32)(c2py)


def read_catalog(file: ThemeFile) -> tuple[Messages, tuple[Diagnostic, ...]]:
    """The messages of a `.po` file; diagnostics `bad-catalog`, `bad-translation`, `not-utf-8`.

    Messages with a context (msgctxt) are left out, as nothing here asks for one.
    """
    try:
        text = file.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = file.data.count(b"\n", 0, error.start) + 1
        hint = "save the file as UTF-8"
        message = "This file of translations is not UTF-8"
        return {}, (problem("not-utf-8", Span(file.path, line), message, hint),)
    lines = text.splitlines()
    for place, line_text in enumerate(lines, start=1):
        if not _LINE.fullmatch(line_text):  # Babel would drop some of these without a word
            message = f"This line can't be read as a translation: {line_text.strip()}"
            return {}, (_broken(file, place, message, 'texts stand in quotes: msgstr "…"'),)
    return _parsed(file, lines)


def _parsed(file: ThemeFile, lines: list[str]) -> tuple[Messages, tuple[Diagnostic, ...]]:
    try:
        catalog = pofile.read_po(lines, ignore_obsolete=True, abort_invalid=True)
        plural_form(catalog.plural_expr, 1)
    except pofile.PoFileError as error:
        hint = "a message is a line msgid “…” and a msgstr “…”, numbered for each plural form"
        near = int(error.lineno or 0) + 1
        return {}, (_broken(file, near, "A message near this line is not complete", hint),)
    except (ValueError, LookupError):
        hint = "a head has lines such as “Plural-Forms: nplurals=2; plural=(n != 1);”"
        return {}, (_broken(file, 1, "The head of this catalog can't be read", hint),)
    return _messages(file.path, catalog)


def _broken(file: ThemeFile, line: int, message: str, hint: str) -> Diagnostic:
    return problem("bad-catalog", Span(file.path, line), message, hint)


def _messages(path: str, catalog: Catalog) -> tuple[Messages, tuple[Diagnostic, ...]]:
    messages: dict[str, Message] = {}
    diagnostics = []
    for entry in catalog:
        original = _texts(entry.id)
        forms = _texts(entry.string)
        if not original[0] or entry.fuzzy or entry.context or not any(forms):
            continue
        if wrong := _mistake(original, forms):
            span = Span(path, entry.lineno or 0)
            diagnostics.append(problem("bad-translation", span, *wrong))
        else:
            plural = catalog.plural_expr if len(original) > 1 else "0"
            messages[original[0]] = Message(forms, plural)
    return messages, tuple(diagnostics)


def _texts(text: Entry | str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    if isinstance(text, (list, tuple)):
        return tuple(text)
    return (str(text or ""),)


def _mistake(original: tuple[str, ...], forms: tuple[str, ...]) -> tuple[str, str] | None:
    """What is wrong with a translation and what would be right; None when all is well."""
    if not all(forms):
        return (
            f"A plural form of “{original[0]}” is not translated",
            f"this language has {len(forms)}: msgstr[0] to msgstr[{len(forms) - 1}]",
        )
    wanted = set().union(*(_names(text) for text in original))
    for form in forms:
        names = _names(form)
        # A plural form may leave its number out, as “one event” does.
        missing = set() if len(original) > 1 else wanted - names
        if extra := sorted(names - wanted) or sorted(missing):
            return (
                f"“{form}” does not fit “{original[0]}”: {', '.join(extra)}",
                "keep each %(name)s just as the original has it; a percent sign alone is %%",
            )
    return None


def _names(text: str) -> set[str]:
    """The placeholders of a text; a lone percent sign counts as one named %."""
    return {name or lone for name, _, lone in _PLACEHOLDER.findall(text)} - {""}
