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
    """The messages of a `.po` file; diagnostics `bad-catalog`, `bad-translation`, `not-utf-8`."""
    try:
        text = file.data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = file.data.count(b"\n", 0, error.start) + 1
        hint = "save the file as UTF-8"
        message = "This file of translations is not UTF-8"
        return {}, (problem("not-utf-8", Span(file.path, line), message, hint),)
    try:
        catalog = pofile.read_po(
            text.splitlines(keepends=True), ignore_obsolete=True, abort_invalid=True
        )
        plural_form(catalog.plural_expr, 1)
    except pofile.PoFileError as error:
        return {}, (_broken(file, int(error.lineno or 0) + 1, str(error.line).strip()),)
    except (ValueError, LookupError):
        return {}, (_broken(file, 1, ""),)
    return _messages(file.path, catalog)


def _broken(file: ThemeFile, line: int, text: str) -> Diagnostic:
    if not text:
        message = "The head of this catalog can't be read"
        hint = "a head has lines such as “Plural-Forms: nplurals=2; plural=(n != 1);”"
    else:
        message = f"This line can't be read as a translation: {text}"
        hint = 'a message is a line msgid "…" followed by a line msgstr "…"'
    return problem("bad-catalog", Span(file.path, line), message, hint)


def _messages(path: str, catalog: Catalog) -> tuple[Messages, tuple[Diagnostic, ...]]:
    messages: dict[str, Message] = {}
    diagnostics = []
    for entry in catalog:
        original = _texts(entry.id)
        forms = _texts(entry.string)
        if not original[0] or entry.fuzzy or entry.context or not all(forms):
            continue
        if wrong := _mistake(original, forms, catalog.num_plurals):
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


def _mistake(original: tuple[str, ...], forms: tuple[str, ...], plurals: int) -> tuple[str, ...]:
    """What is wrong with a translation and what would be right; empty when all is well."""
    if len(original) > 1 and len(forms) != plurals:
        return (
            f"The translation of “{original[0]}” has {len(forms)} forms",
            f"this language has {plurals}: msgstr[0] to msgstr[{plurals - 1}]",
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
    return ()


def _names(text: str) -> set[str]:
    """The placeholders of a text; a lone percent sign counts as one named %."""
    return {name or lone for name, _, lone in _PLACEHOLDER.findall(text)} - {""}
