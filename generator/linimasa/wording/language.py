"""A language of the site: in go a code and catalogs, out comes one frozen value.

Everything that puts data into words takes this value as an argument; there is no current
language anywhere.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field

from linimasa.diagnostics import Diagnostic, Span, problem
from linimasa.model.files import ThemeFile, digest_of
from linimasa.wording.catalog import Message, read_catalog
from linimasa.wording.cldr import Cldr, autonym_of, direction_of, locale_of, name_of, snapshot


@dataclass(frozen=True, slots=True)
class Language:
    """What is needed to speak to readers of one language."""

    code: str
    """As `site.yaml` writes it, for `lang` attributes."""
    name: str
    """Its name in itself: Bahasa Indonesia, العربية."""
    direction: str
    """`ltr` or `rtl`."""
    digest: str
    """Stands for all that follows when two languages are compared."""
    cldr: Cldr = field(compare=False)
    messages: Mapping[str, Message] = field(compare=False)
    """Translations by their English text; what is missing stays English."""


@functools.lru_cache(maxsize=32)
def language(
    code: str, catalogs: tuple[ThemeFile, ...] = (), span: Span | None = None
) -> tuple[Language | None, tuple[Diagnostic, ...]]:
    """A language with its catalogs, later ones overriding earlier ones message by message.

    Remembered: reading it takes a tenth of a second, and a preview asks at each save.

    `span` is where the code stands. Diagnostics: `no-language-data` (and no language),
    `bad-catalog`, `not-utf-8`, `bad-translation` (and a language without those messages).
    """
    locale = locale_of(code)
    if locale is None:
        message = f"no language is known as “{code}”"
        hint = "write a code such as id, en, ar or zh-Hant (BCP 47)"
        return None, (problem("no-language-data", span or Span(""), message, hint),)
    messages: dict[str, Message] = {}
    diagnostics: list[Diagnostic] = []
    for file in catalogs:
        found, wrong = read_catalog(file)
        messages.update(found)
        diagnostics.extend(wrong)
    cldr = snapshot(locale)
    digest = digest_of(repr((locale, sorted(messages.items()))).encode())
    one = Language(code, cldr.autonym, cldr.direction, digest, cldr, messages)
    return one, tuple(diagnostics)


def gettext(language: Language, message: str) -> str:
    """The translation of an English text, or the text itself."""
    found = language.messages.get(message)
    return found.forms[0] if found else message


def ngettext(language: Language, one: str, many: str, count: int) -> str:
    """The translation in the plural form for this many, or the English form."""
    found = language.messages.get(one)
    if found:
        return found.form(count)
    return one if count == 1 else many


def number(value: int, language: Language) -> str:
    """A whole number with the signs and groups of the language, in Latin digits."""
    if 0 <= value < 100:
        return str(value)
    last, others = language.cldr.grouping
    digits = str(abs(value))
    groups = [digits[-last:]]
    digits = digits[:-last]
    while digits:
        groups.append(digits[-others:])
        digits = digits[:-others]
    sign = language.cldr.minus if value < 0 else ""
    return sign + language.cldr.group.join(reversed(groups))


def language_name(code: str, language: Language) -> str:
    """The name of a language, in another one; the code itself when it has none there."""
    return name_of(code, language.cldr.languages)


def autonym(code: str) -> str:
    """The name of a language in itself; the code itself when it is not known."""
    locale = locale_of(code)
    return autonym_of(locale) if locale else code


def direction(code: str) -> str:
    """Which way a language runs, as HTML's `dir` has it: `rtl`, `ltr`, or `auto` if unknown."""
    locale = locale_of(code)
    return direction_of(locale) if locale else "auto"
