"""Where a new event is put: a readable name for its file, and the folder that fits.

In: its title and date, and the paths of the events there are. Out: a name that can be typed on
any keyboard, and a folder.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import count

from anyascii import anyascii

from linimasa.decode import Context
from linimasa.fuzzydate import FuzzyDate
from linimasa.load.reading import read_yaml
from linimasa.model.address import folder_of, same_place, slug, stem
from linimasa.model.files import InputFile
from linimasa.model.record import Event

LONGEST = 60
"""Letters of a name; what is longer is cut between two words."""
_YEAR, _MONTH = re.compile(r"[0-9]{4}"), re.compile(r"0[1-9]|1[0-2]")
_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")
_NAMING = re.compile(rb"\A\s*\{|^[\"' ]?(?:id|aliases)\b", re.M)
"""Where a file may say by what names its event is known, or was: seldom."""
_APOSTROPHES = re.compile("['\u2018\u2019\u02bc`]")


def name_of(title: str, date: FuzzyDate) -> str:
    """A name for an event in Latin letters; its date where the title has none and no digits.

    Each Chinese character is a syllable and gets one of its own: `da-yu` rather than `dayu`.
    """
    apart = _HAN.sub(lambda sign: f" {sign[0]} ", unicodedata.normalize("NFC", title))
    latin = _APOSTROPHES.sub("", anyascii(apart))
    words = latin if any(map(str.isalnum, latin)) else date.edtf
    name = slug(words)
    if len(name) <= LONGEST:
        return name
    return (name[: LONGEST + 1].rpartition("-")[0] or name)[:LONGEST]


def free_name(name: str, taken: Collection[str]) -> str:
    """The name, or the name with the first number that makes it free: `flood-2`."""
    numbered = (f"{name}-{number}" for number in count(2))
    return name if name not in taken else next(one for one in numbered if one not in taken)


def names_like(name: str, files: Iterable[InputFile], context: Context) -> Iterator[str]:
    """The names of all files of events, and the ids and aliases that begin with `name`.

    Only files that may name it are read as events, as a site may have very many.
    """
    for file in files:
        yield same_place(stem(file.path))
        if _NAMING.search(file.data) and name in same_place(file.data.decode(errors="replace")):
            yield from map(same_place, given_names(file, context))


def given_names(file: InputFile, context: Context) -> tuple[str, ...]:
    """The id and the former ones that the file of an event gives it; none where it says none."""
    decoded = read_yaml(file, Event, context).decoded if _NAMING.search(file.data) else None
    if decoded is None or decoded.value is None:
        return ()
    return tuple(filter(None, (decoded.value.id, *decoded.value.aliases)))


def folder_for(date: FuzzyDate, events: Sequence[str]) -> str:
    """The folder for an event of this date, beside events with these paths.

    The newest of them show how this site sorts: by year, by year and month, or not at all. A
    site without any begins with a folder for each year.
    """
    return dated(layout_of(events), date)


def layout_of(events: Sequence[str], start: str = "content") -> str:
    """How events with these paths below `start` are sorted, for `dated`: `content/{year}`."""
    if not events:
        return _layout(start) + "/{year}"
    folders = {folder_of(path) for path in events}
    newest = max(folders, key=lambda folder: (_last_year(folder), folder))
    if _last_year(newest):
        return _layout(newest)
    # Folders by topic: which one fits this event is for its editor to say.
    return _layout(newest if len(folders) == 1 else start)


def _last_year(folder: str) -> str:
    return max((part for part in folder.split("/") if _YEAR.fullmatch(part)), default="")


def _layout(folder: str) -> str:
    """`content/2024/07` as `content/{year}/{month}`; folders of other names stay."""
    layout: list[str] = []
    for part in folder.split("/"):
        if _YEAR.fullmatch(part):
            layout.append("{year}")
        elif layout[-1:] == ["{year}"] and _MONTH.fullmatch(part):
            layout.append("{month}")
        else:
            layout.append(part.replace("{", "{{").replace("}", "}}"))
    return "/".join(layout)


def dated(layout: str, date: FuzzyDate) -> str:
    """The folder of a date, as far as its year and month are known."""
    point = date.points[0] if date.points else None
    if point is None or point.year is None or not 1 <= point.year <= 9999:
        layout = layout.partition("/{year}")[0]
        return layout.format(year="", month="")
    if point.month is None:
        layout = layout.replace("/{month}", "")
    return layout.format(year=f"{point.year:04}", month=f"{point.month or 0:02}")
