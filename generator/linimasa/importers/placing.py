"""Where each draft goes: a file that is not there yet, or the one it made before.

In: drafts, and the event files of the site. Out: a path for each. A file that an import wrote says
so in its second line, with a digest of what follows, by which it is known whether an editor has
changed it since.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from linimasa.decode import KINDS, Context, Wrong
from linimasa.decode.values import is_id
from linimasa.diagnostics import Diagnostic, problem
from linimasa.fuzzydate import FuzzyDate
from linimasa.model.address import same_place, stem
from linimasa.model.files import InputFile
from linimasa.model.imported import Draft
from linimasa.scaffold.draft import printable
from linimasa.scaffold.naming import dated, given_names, name_of

_HEAD = re.compile(r"\A#[^\n]*\n# linimasa-import: ([\w-]+) ([0-9a-f]{16}) ([0-9a-f]{16})\n")
_STATED = "or say how the table writes all dates, such as --date-format %d/%m/%Y"
_ANYTHING_BUT_LINES = re.compile(r"[^\S ]+")


@dataclass(frozen=True, slots=True)
class Written:
    """A file that an import wrote."""

    path: str
    text: str
    is_edited: bool
    """Whether somebody has edited it since."""


@dataclass(frozen=True, slots=True)
class Known:
    """The event files a site has already."""

    names: frozenset[str]
    """All ids and aliases, as `same_place` has them."""
    ids: frozenset[str]
    imported: Mapping[str, Written]
    """What imports wrote, by identity."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a draft goes."""

    draft: Draft
    name: str
    path: str
    identity: str


def known_events(files: Iterable[InputFile], context: Context) -> Known:
    """What is to be known of the events there are, drafts and broken ones included."""
    names: set[str] = set()
    imported: dict[str, Written] = {}
    for file in files:
        names.update((stem(file.path), *given_names(file, context)))
        text = file.data.decode(errors="replace").replace("\r\n", "\n")
        if head := _HEAD.match(text):
            is_edited = _digest(text[head.end() :]) != head[3]
            imported[head[2]] = Written(file.path, text, is_edited)
    return Known(frozenset(map(same_place, names)), frozenset(names), imported)


def headed(text: str, place: Place, form: str) -> str:
    """The text of an event file, told where it came from."""
    span = place.draft.place
    source = printable(_ANYTHING_BUT_LINES.sub(" ", span.path.rpartition("/")[2]))
    line = f", line {span.line}" if span.line else ""
    return (
        f"# From {source}{line}. `linimasa import --update` renews this file until you edit it.\n"
        f"# linimasa-import: {form} {place.identity} {_digest(text)}\n{text}"
    )


def placed(
    drafts: Sequence[Draft], known: Known, form: str, layout: str, context: Context
) -> tuple[list[Place], list[Diagnostic]]:
    """A place for each draft that has a title and a date; what is wrong with the others.

    `layout` is that of `scaffold.naming.layout_of`. Diagnostics: missing-field, bad-date.
    """
    places: list[Place] = []
    found: list[Diagnostic] = []
    taken, seen, numbers = set(known.names), Counter[str](), dict[str, int]()
    for draft in drafts:
        date = _date(draft, form, context)
        title = _title(draft)
        if isinstance(date, Diagnostic):
            found.append(date)
            continue
        if not title.strip():
            message = "this event has no title"
            found.append(
                problem("missing-field", draft.span("title"), message, "give it a headline")
            )
            continue
        fit = bool(draft.name) and is_id(draft.name)
        base = draft.name if fit else name_of(draft.name or title, date)
        file = draft.place.path.rpartition("/")[2]
        own = f"{form}\0{file}\0{draft.key or base}"
        seen[own] += 1
        identity = _digest(f"{own}\0{seen[own]}")
        if identity in known.imported:
            path = known.imported[identity].path
            name = stem(path)
        else:
            name = _free(base, taken, numbers)
            path = f"{dated(layout, date)}/{name}.yaml"
        taken.add(same_place(name))
        places.append(Place(draft, name, path, identity))
    return places, found


def _digest(text: str) -> str:
    return blake2b(text.encode(errors="replace"), digest_size=8).hexdigest()


def _date(draft: Draft, form: str, context: Context) -> FuzzyDate | Diagnostic:
    given = draft.fields.get("date")
    text = str(given) if isinstance(given, int) else given  # a year, as JSON may have it
    if not isinstance(text, str) or not text.strip():
        hint = "write when it happened, as far as that is known: 2021-11"
        return problem("missing-field", draft.span("date"), "this event has no date", hint)
    date = KINDS[FuzzyDate].read(text, context)
    if isinstance(date, Wrong):
        hint = f"{date.hint}; {_STATED}" if form == "csv" else date.hint
        return problem(date.code, draft.span("date"), date.message, hint)
    assert isinstance(date, FuzzyDate)
    return date


def _title(draft: Draft) -> str:
    title = draft.fields.get("title", "")
    if isinstance(title, Mapping):
        title = next((one for one in title.values() if one), "")
    return str(title or "")


def _free(name: str, taken: set[str], numbers: dict[str, int]) -> str:
    """As `free_name`; `numbers` says where to go on, as thousands of events may have one title."""
    if same_place(name) not in taken:
        return name
    number = numbers.get(name, 2)
    while same_place(f"{name}-{number}") in taken:
        number += 1
    numbers[name] = number + 1
    return f"{name}-{number}"
