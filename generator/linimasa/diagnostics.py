"""What is wrong in what an author wrote, and where.

In: nothing. Out: the values every stage reports with. A mistake of an author is a
`Diagnostic`, collected and shown; an exception is a bug of ours. This module knows
no file, no terminal and no stage.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of text in a file of the site.

    Lines and columns count from 1, columns in code points; the end is exclusive.
    Line 0 stands for the file as a whole.
    """

    path: str
    """Path below the site folder, with forward slashes."""
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0


class Severity(StrEnum):
    """How bad it is: an error stops publishing, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Related:
    """A second place that belongs to a diagnostic, such as the first of two equal keys."""

    span: Span
    note: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One mistake: where, what, and what would be right."""

    span: Span
    severity: Severity
    code: str
    """A word from `CODES`; stable, for machines and for looking it up in the docs."""
    message: str
    """What is wrong, in plain words, one sentence without a full stop."""
    hint: str = ""
    """What would be right, or how to mend it."""
    related: tuple[Related, ...] = ()


CODES: dict[str, tuple[Severity, str]] = {
    "bad-catalog": (Severity.ERROR, "A file of translations (`.po`) can't be read."),
    "bad-date": (Severity.ERROR, "A date is neither EDTF nor one of the spelled forms."),
    "bad-name": (Severity.ERROR, "A file's or folder's name has a sign that cannot be in an address."),
    "bad-translation": (Severity.ERROR, "A translation has other placeholders than its original."),
    "bad-value": (Severity.ERROR, "A value is not written as its field wants it."),
    "comment-in-text": (Severity.WARNING, "YAML leaves out what follows a #, as a comment."),
    "control-character": (Severity.ERROR, "An invisible character stands in a file."),
    "duplicate-key": (Severity.ERROR, "A field or name stands twice in one group."),
    "file-too-large": (Severity.ERROR, "A file is larger than anything written by hand."),
    "folder-link": (Severity.ERROR, "A link to a folder would lead round in a circle."),
    "link-outside": (Severity.ERROR, "A link leads out of the site's folder, and is not followed."),
    "missing-field": (Severity.ERROR, "A field that must be there is not."),
    "no-events": (Severity.WARNING, "There is no event yet."),
    "no-language-data": (Severity.ERROR, "A language of the site is not known to CLDR."),
    "no-site": (Severity.ERROR, "There is no `site.yaml`."),
    "no-theme": (Severity.ERROR, "The default theme is missing from this installation."),
    "not-a-file": (Severity.ERROR, "What should be an ordinary file, or a folder, is something else."),
    "not-utf-8": (Severity.ERROR, "A file is not saved as UTF-8."),
    "same-name": (Severity.ERROR, "Two file names look alike and differ in how a letter is stored."),
    "too-deep": (Severity.ERROR, "YAML is nested too deep."),
    "too-long": (Severity.ERROR, "A text is longer than its place allows."),
    "too-many-values": (Severity.ERROR, "A YAML file holds too many values."),
    "unknown-field": (Severity.ERROR, "A field has a name that is not known here."),
    "unknown-language": (Severity.ERROR, "A language code is not among the site's languages."),
    "unknown-word": (Severity.ERROR, "A word is not in the vocabulary of its field."),
    "unreadable": (Severity.ERROR, "A file or folder cannot be read."),
    "unsupported-yaml": (Severity.ERROR, "YAML is used in a way that is refused here."),
    "wrong-type": (Severity.ERROR, "Text, list or group of fields: one stands for another."),
    "yaml-syntax": (Severity.ERROR, "YAML cannot be read."),
}
"""Every code with its severity and one sentence on its meaning."""


def problem(
    code: str, span: Span, message: str, hint: str = "", related: tuple[Related, ...] = ()
) -> Diagnostic:
    """Make a diagnostic; its severity is what `CODES` says of `code`."""
    return Diagnostic(span, CODES[code][0], code, message, hint, related)


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that `word` was probably meant to be, or an empty string.

    Case, `-` and `_` count for nothing, as people mix them up most.
    """
    folded = {name.casefold().replace("_", "-"): name for name in sorted(known, reverse=True)}
    wanted = word.casefold().replace("_", "-")
    close = difflib.get_close_matches(wanted, folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else ""


def did_you_mean(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """A hint that names the nearest known word, else `otherwise`."""
    near = nearest(word, known)
    return f"did you mean “{near}”?" if near else otherwise


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sorted by place, then code, each once."""
    unique = dict.fromkeys(diagnostics)
    return tuple(sorted(unique, key=lambda found: (found.span, found.code, found.message)))


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Whether anything here stops publishing."""
    return any(found.severity is Severity.ERROR for found in diagnostics)
