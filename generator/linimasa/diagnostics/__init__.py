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
    fix: str = ""
    """What shall stand at `span` instead, where that is sure; empty where an author must decide."""


CODES: dict[str, tuple[Severity, str]] = {
    "accessed-too-early": (Severity.WARNING, "A source was read before it was published."),
    "actor-spelling": (
        Severity.WARNING,
        "An actor is named in nearly the same way as another one.",
    ),
    "address-collision": (Severity.ERROR, "Two pages would be one file, on some disks or on all."),
    "bad-catalog": (Severity.ERROR, "A file of translations (`.po`) can't be read."),
    "bad-date": (Severity.ERROR, "A date is neither EDTF nor one of the spelled forms."),
    "bad-id": (Severity.ERROR, "A name cannot be part of an address."),
    "bad-input": (Severity.ERROR, "A file that is imported is not what its format says."),
    "bad-link": (Severity.ERROR, "A link in a text leads nowhere a reader can follow."),
    "bad-name": (
        Severity.ERROR,
        "A file's or folder's name has a sign that cannot be in an address.",
    ),
    "bad-template": (Severity.ERROR, "A template cannot be read."),
    "bad-translation": (Severity.ERROR, "A translation has other placeholders than its original."),
    "bad-value": (Severity.ERROR, "A value is not written as its field wants it."),
    "comment-in-text": (Severity.WARNING, "YAML leaves out what follows a #, as a comment."),
    "control-character": (Severity.ERROR, "An invisible character stands in a file."),
    "duplicate-id": (Severity.ERROR, "Two events have the same address."),
    "duplicate-key": (Severity.ERROR, "A field or name stands twice in one group."),
    "duplicate-language": (Severity.ERROR, "A language stands twice in `languages`."),
    "duplicate-source": (Severity.ERROR, "Two sources of an event have the same key."),
    "empty-file": (Severity.ERROR, "A file has nothing in it."),
    "empty-source": (Severity.ERROR, "A source names nothing by which a reader could find it."),
    "false-precision": (
        Severity.WARNING,
        "Many events are dated to the first of a month, more than chance makes.",
    ),
    "file-too-large": (Severity.ERROR, "A file is larger than anything written by hand."),
    "folder-link": (Severity.ERROR, "A link to a folder would lead round in a circle."),
    "hidden-event": (Severity.ERROR, "A published text links an event that is not published."),
    "home-page": (
        Severity.WARNING,
        "A source leads to the front page of a site, not to what it says.",
    ),
    "link-outside": (Severity.ERROR, "A link leads out of the site's folder, and is not followed."),
    "low-contrast": (Severity.WARNING, "The accent of the site is hard to read on its ground."),
    "missing-alt": (Severity.WARNING, "A picture has no text for readers who do not see it."),
    "missing-archive": (
        Severity.WARNING,
        "Sources have no archived copy (told where `checks:` asks for it).",
    ),
    "missing-catalog": (Severity.WARNING, "The theme has no words in a language of the site."),
    "missing-extra": (Severity.ERROR, "Something that `site.yaml` asks for is not installed."),
    "missing-field": (Severity.ERROR, "A field that must be there is not."),
    "missing-picture": (Severity.ERROR, "A picture does not lie beside its event."),
    "missing-template": (Severity.ERROR, "A template names another one that is not there."),
    "missing-translation": (
        Severity.WARNING,
        "Something is not translated into a language of the site.",
    ),
    "no-events": (Severity.WARNING, "There is no event yet."),
    "no-front-matter": (Severity.ERROR, "A plain page does not begin with its title."),
    "no-language-data": (Severity.ERROR, "A language of the site is not known to CLDR."),
    "no-site": (Severity.ERROR, "There is no `site.yaml`."),
    "no-theme": (Severity.ERROR, "The default theme is missing from this installation."),
    "not-a-file": (
        Severity.ERROR,
        "What should be an ordinary file, or a folder, is something else.",
    ),
    "not-read": (
        Severity.WARNING,
        "A file below `content/` has a name by which it is not read.",
    ),
    "not-utf-8": (Severity.ERROR, "A file is not saved as UTF-8."),
    "picture-in-text": (Severity.WARNING, "A picture stands in a text, where it cannot be shown."),
    "placeholder": (Severity.WARNING, "Something stands here only until the real thing is known."),
    "raw-html": (Severity.WARNING, "HTML stands in a text; it is shown as text."),
    "removed-event": (
        Severity.WARNING,
        "A published event is gone, and no other has its old name as an alias (`--since`).",
    ),
    "reply-before-event": (
        Severity.WARNING,
        "An event answers or follows one that is dated later.",
    ),
    "same-name": (
        Severity.ERROR,
        "Two file names look alike and differ in how a letter is stored.",
    ),
    "self-relation": (Severity.ERROR, "An event is tied to itself."),
    "stale-translation": (
        Severity.WARNING,
        "A text was changed after it was translated.",
    ),
    "tag-spelling": (Severity.WARNING, "A tag is written in nearly the same way as another one."),
    "tag-used-once": (Severity.WARNING, "Only one event has this tag."),
    "template-failed": (Severity.ERROR, "A template fails while a page is made."),
    "text-too-long": (Severity.ERROR, "A text is longer than anything meant for one event."),
    "text-too-slow": (Severity.ERROR, "A text takes too long to convert."),
    "text-too-tangled": (
        Severity.ERROR,
        "A text has more nested or unfinished marks than a text needs.",
    ),
    "thin-evidence": (Severity.WARNING, "An event has fewer sources than its status asks for."),
    "time-without-day": (Severity.ERROR, "A time of day stands beside a date that is not a day."),
    "too-deep": (Severity.ERROR, "YAML is nested too deep."),
    "too-long": (Severity.ERROR, "A text is longer than its place allows."),
    "too-many-values": (Severity.ERROR, "A YAML file holds too many values."),
    "uncorrected-change": (
        Severity.WARNING,
        "A published event says something else than before, and no correction says so (`--since`).",
    ),
    "unknown-actor": (
        Severity.WARNING,
        "A name looks like an id and is not in `content/_actors.yaml`.",
    ),
    "unknown-event": (Severity.ERROR, "There is no event of that id."),
    "unknown-field": (Severity.ERROR, "A field has a name that is not known here."),
    "unknown-language": (Severity.ERROR, "A language code is not among the site's languages."),
    "unknown-page": (Severity.ERROR, "There is no plain page of that name."),
    "unknown-source": (Severity.ERROR, "No source of the event has that key."),
    "unknown-status": (Severity.ERROR, "A status is not in the site's vocabulary."),
    "unknown-word": (Severity.ERROR, "A word is not in the vocabulary of its field."),
    "unnoted-translation": (
        Severity.WARNING,
        "Nothing says which wording a translation was made from (`--stale`).",
    ),
    "unreadable": (Severity.ERROR, "A file or folder cannot be read."),
    "unsupported-yaml": (Severity.ERROR, "YAML is used in a way that is refused here."),
    "useless-ignore": (Severity.WARNING, "A warning is ignored that would not be told anyway."),
    "wrong-type": (Severity.ERROR, "Text, list or group of fields: one stands for another."),
    "yaml-syntax": (Severity.ERROR, "YAML cannot be read."),
    "zone-without-time": (Severity.WARNING, "A time zone stands beside no time of day."),
}
"""Every code with its severity and one sentence on its meaning."""


def problem(
    code: str,
    span: Span,
    message: str,
    hint: str = "",
    related: tuple[Related, ...] = (),
    fix: str = "",
) -> Diagnostic:
    """Make a diagnostic; its severity is what `CODES` says of `code`."""
    return Diagnostic(span, CODES[code][0], code, message, hint, related, fix)


_SURE = 0.75
"""Two letters that changed places in a word of four give just this."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that `word` was probably meant to be, or an empty string.

    Case, `-` and `_` count for nothing, as people mix them up most.
    """
    folded = {name.casefold().replace("_", "-"): name for name in sorted(known, reverse=True)}
    wanted = word.casefold().replace("_", "-")
    close = difflib.get_close_matches(wanted, folded, n=1, cutoff=0.6)
    return folded[close[0]] if close else ""


def surely(word: str, meant: str) -> str:
    """`meant`, if `word` is just that but for a slip: case, `-` and `_` aside, a letter or two."""
    one, other = (text.casefold().replace("_", "-") for text in (word, meant))
    return meant if difflib.SequenceMatcher(None, one, other).ratio() >= _SURE else ""


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
