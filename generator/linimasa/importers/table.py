"""Any table → events: one for each row.

In: CSV in whatever dialect, and which column is which field where headers do not say. Out: a
draft for each row; what has no field is kept under `extra.csv` by its header.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from linimasa.decode.values import is_id
from linimasa.diagnostics import Diagnostic, Span
from linimasa.importers.cells import GROUPS, group_of, is_own, unguarded, words_of
from linimasa.importers.fitting import cut
from linimasa.importers.headers import FIELDS, LISTS, TEXTS, field_of, folded
from linimasa.importers.reading import bad_input, text_of
from linimasa.model.imported import Draft, Imported, Loss, Wish

DELIMITERS = ",;\t|"
_SAMPLE = 50
"""So many rows show which sign is between the cells."""
_LINES = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_SEPARATORS = (";", "|", "\n", ",")
_TOLD_SIGN = re.compile(r"sep=(.)[\r\n]*", re.I)
"""What Excel reads and writes before the headers: the sign between the cells."""
_WEB = re.compile(r"https?://(?:(?![;,|]https?://)\S)+", re.I)
_NO_END = "kept in extra.csv: a time of day has no end here"
SEPARATOR, CONSTANT = "separator", "="
"""Words of a mapping that are no columns."""


@dataclass(frozen=True, slots=True)
class _Row:
    """The cells of a row, and where each stands."""

    cells: tuple[str, ...]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class _Columns:
    """What all rows have in common."""

    names: tuple[str, ...]
    """What each is called under `extra`; no two have one name."""
    fields: tuple[str, ...]
    """The field of each, empty where it has none."""
    is_ours: bool


def parse(data: bytes, path: str, wish: Wish) -> Imported:
    """Read a table whose first row has its headers.

    Diagnostics: not-utf-8, bad-input.
    """
    text, wrong = text_of(data, path)
    if text is None:
        return Imported((), diagnostics=wrong)
    lines = _LINES.findall(text)
    sign = _TOLD_SIGN.fullmatch(lines[0]) if lines else None
    lines[:1] = ["\n"] if sign else lines[:1]
    found: list[Diagnostic] = []
    rows = (
        row
        for row in _rows(lines, sign[1] if sign else _delimiter(lines), path, found)
        if any(cell.strip() for cell in row.cells)
    )
    header = next(rows, None)
    if header is None:
        found.append(
            bad_input(Span(path, 1, 1), "this table is empty", "it needs a row of headers")
        )
        return Imported((), diagnostics=tuple(found))
    fields = tuple(_fields(header, wish, found))
    constants = (name.removeprefix(CONSTANT) for name in wish.columns if name.startswith(CONSTANT))
    known = {field.partition(".")[0] for field in (*fields, *map(str.strip, constants))}
    if not {"date", "title"} <= known:
        message = "no column is known to be the date and none the title of an event"
        if "date" in known:
            message = "no column is known to be the title of an event"
        elif "title" in known:
            message = "no column is known to be the date of an event"
        named = [one for one in zip(header.cells, fields, strict=True) if one[0].strip()]
        column = next((cell for cell, field in named if not field), named[0][0])
        missing = "title" if "date" in known else "date"
        hint = f"say which: --map “{column[:40]}={missing}”; there are: {_listed(header)}"
        found.append(bad_input(header.spans[0], message, hint))
        return Imported((), diagnostics=tuple(found))
    columns = _Columns(tuple(_names(header, fields)), fields, is_own(header.cells))
    losses: list[Loss] = []
    drafts = [_draft(row, columns, wish, losses, found) for row in rows]
    return Imported(tuple(drafts), losses=tuple(losses), diagnostics=tuple(found))


def _listed(header: _Row) -> str:
    return ", ".join(f"“{cell[:40]}”" for cell in header.cells[:12] if cell.strip())


# -- cells ----------------------------------------------------------------------------------


def _delimiter(lines: Sequence[str]) -> str:
    """The sign that makes the most known headers, then as many cells in each row, then most."""

    def weight(sign: str) -> tuple[int, float, int]:
        try:
            cells = csv.reader(lines[: _SAMPLE * 2], delimiter=sign)
            rows = [row for row in cells if any(cell.strip() for cell in row)]
        except csv.Error:
            return 0, 0, 0
        width = len(rows[0]) if rows else 0
        alike = sum(len(row) == width for row in rows[:_SAMPLE])
        known = sum(bool(field_of(cell)) for cell in rows[0]) if rows else 0
        return known, (alike / len(rows[:_SAMPLE]) * (width > 1) if rows else 0), width

    return max(DELIMITERS, key=weight)


def _rows(
    lines: Sequence[str], delimiter: str, path: str, found: list[Diagnostic]
) -> Iterator[_Row]:
    reader = csv.reader(lines, delimiter=delimiter)
    cell = re.compile(rf'(?:"(?:[^"]|"")*(?:"|\Z))?[^{re.escape(delimiter)}]*')
    while True:
        first = reader.line_num
        try:
            cells = next(reader, None)
        except csv.Error as error:
            span = Span(path, first + 1, 1)
            message = f"the table cannot be read from here on: {error}"
            found.append(bad_input(span, message, "look for a quote that is not closed"))
            return
        if cells is None:
            return
        if not cells:
            continue
        raw = "".join(lines[first : reader.line_num]).rstrip("\r\n")
        row = _Row(tuple(cells), tuple(_spans(raw, cell, len(cells), path, first + 1)))
        if reader.line_num == len(lines) and _is_open(lines[first:], delimiter):
            message = "a quote that this cell begins with is closed nowhere: all the rest is in it"
            found.append(bad_input(row.spans[-1], message, "close it, or write it twice"))
        yield row


def _is_open(lines: Sequence[str], delimiter: str) -> bool:
    """Whether what came after the last row would be in it still."""
    return len(list(csv.reader([*lines, "next"], delimiter=delimiter))) == 1


def _spans(raw: str, cell: re.Pattern[str], number: int, path: str, line: int) -> Iterator[Span]:
    at, start = 0, 0
    for _ in range(number):
        match = cell.match(raw, at)
        end = match.end() if match else at
        width = max(min(end, _line_end(raw, at)) - at, 1)
        yield Span(path, line, at - start + 1, line, at - start + 1 + width)
        for broken in re.finditer(r"\r\n|\r|\n", raw[at:end]):
            line, start = line + 1, at + broken.end()
        at = end + 1


def _line_end(raw: str, at: int) -> int:
    end = raw.find("\n", at)
    return len(raw) if end < 0 else end


# -- columns --------------------------------------------------------------------------------


def _fields(header: _Row, wish: Wish, found: list[Diagnostic]) -> list[str]:
    """The field of each column, empty where it has none; each field once."""
    asked = {
        folded(name): field
        for name, field in wish.columns.items()
        if name != SEPARATOR and not name.startswith(CONSTANT)
    }
    fields: list[str] = []
    taken: set[str] = set()
    for name in header.cells:
        field = asked.pop(folded(name)) if folded(name) in asked else field_of(name)
        same = _same(field, wish.language)
        fields.append("" if same in taken else field)
        taken |= {same} - LISTS - {"-"}
    for column, field in wish.columns.items():
        if column == SEPARATOR or column.startswith(CONSTANT):
            continue
        if folded(column) not in map(folded, header.cells):
            message = f"there is no column “{column}” in this table"
            hint = f"there are: {_listed(header)}"
            found.append(bad_input(header.spans[0], message, hint))
        elif not _is_field(field):
            message = f"“{field}” is not a field that the column “{column}” can be"
            hint = "write a field such as date, title, sources.url, or - to leave it out"
            found.append(bad_input(header.spans[0], message, hint))
    return [field if not field or _is_field(field) else "" for field in fields]


def _same(field: str, language: str) -> str:
    """One name for what is the same: `title` in the language that it is in anyway."""
    base, _, last = field.rpartition(".")
    return base if base in TEXTS and (last == language or field == "place.name") else field


def _names(header: _Row, fields: Sequence[str]) -> Iterator[str]:
    seen = {"", *(one.removeprefix("extra.") for one in fields if one.startswith("extra."))}
    for at, cell in enumerate(header.cells, 1):
        name = cell.strip()
        yield f"{name or 'column'} {at}" if name in seen else name
        seen.add(name)


def _is_field(field: str) -> bool:
    base = field.rpartition(".")[0]
    return field in FIELDS or field in {"-", "end"} or base in TEXTS or base == "extra"


# -- rows -----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Cells:
    """What a row says, while it is gathered."""

    values: dict[str, Any]
    """By fields; lists are apart."""
    extra: dict[str, str]
    places: dict[str, Span]
    losses: list[Loss]

    def keep(self, name: str, value: str, span: Span, became: str = "kept in extra.csv") -> None:
        """Keep what has no field."""
        self.extra[name] = value
        self.losses.append(Loss(span, name, cut(value), became, is_kept=True))


def _draft(
    row: _Row, columns: _Columns, wish: Wish, losses: list[Loss], found: list[Diagnostic]
) -> Draft:
    several = words_of if columns.is_ours else partial(_several, wish=wish)
    cells = _Cells({}, {}, {}, losses)
    _gather(row, columns, several, cells)
    for span, cell in list(zip(row.spans, row.cells, strict=True))[len(columns.names) :]:
        if cell.strip():
            message = "this row has more cells than there are headers"
            found.append(bad_input(span, message, "put quotes around a cell with such a sign"))
    for name, constant in wish.columns.items():
        if name.startswith(CONSTANT):
            field = name.removeprefix(CONSTANT).strip()
            cells.values.setdefault(field, several(constant) if field in LISTS else constant)
    place = Span(row.spans[0].path, row.spans[0].line, 1, row.spans[0].line, 2)
    dates, untold = _dates(cells.values, wish)
    for field in untold:
        cells.keep(field, cells.values[field], cells.places.get(field, place), _NO_END)
    given = _record(cells.values, wish, cells.extra) | dates
    media = [one for one in given.get("media", ()) if isinstance(one, dict) and "file" in one]
    pictures = tuple(str(one["file"]).replace("\\", "/") for one in media)
    for one, path in zip(media, pictures, strict=True):
        one["file"] = (path.partition("?")[0] if _WEB.match(path) else path).rpartition("/")[2]
    name = str(cells.values.get("id", ""))
    return Draft(given, place, name, pictures, name, cells.places)


def _gather(
    row: _Row, columns: _Columns, several: Callable[[str], list[str]], cells: _Cells
) -> None:
    for at, (cell, span) in enumerate(zip(row.cells, row.spans, strict=True)):
        is_known = at < len(columns.names)
        field = columns.fields[at] if is_known else ""
        name = columns.names[at] if is_known else f"column {at + 1}"
        value = unguarded(cell) if columns.is_ours else cell.strip()
        if not value.strip():
            continue
        if field == "-":
            cells.losses.append(Loss(span, name, cut(value), "left out as asked", False))
            continue
        if not field or (field == "extra" and not isinstance(group_of(value), dict)):
            cells.keep(name, value, span)
            continue
        if field == "id" and not is_id(value):
            cells.keep(name, value, span, "made its name, and kept in extra.csv")
        is_list = field in LISTS
        cells.values[field] = [*cells.values.get(field, ()), *several(value)] if is_list else value
        cells.places.setdefault(field.partition(".")[0], span)


def _record(values: Mapping[str, Any], wish: Wish, extra: dict[str, Any]) -> dict[str, Any]:
    """The fields of an event from those of a row."""
    given: dict[str, Any] = {}
    sources: dict[str, Any] = {}
    media: dict[str, Any] = {}
    for field, value in values.items():
        first, _, rest = field.partition(".")
        group = group_of(value) if first in GROUPS else None
        if group is not None:
            given[first] = group
        elif first == "sources":
            _put(sources, rest, value, wish.language)
        elif first == "media":
            _put(media, rest, value, wish.language)
        elif first == "extra":
            extra[rest] = value
        elif field not in {"id", "date", "end"}:
            _put(given, field, value, wish.language)
    if isinstance(given.get("place"), Mapping):
        given["place"] = _place(given["place"], wish)
    if sources:
        given["sources"] = [*given.get("sources", ()), *_sources(sources, wish)]
    if media:
        given["media"] = [*given.get("media", ()), media]
    if extra:
        whole = given.get("extra")
        given["extra"] = {**(whole if isinstance(whole, Mapping) else {}), "csv": extra}
    return given


def _place(parts: Mapping[str, Any], wish: Wish) -> dict[str, Any]:
    """A place with a name in each language; one that has none is called by where it is."""
    numbers = {name: parts[name] for name in ("lat", "lon") if name in parts}
    names = {name: one for name, one in parts.items() if name not in numbers}
    if "name" in names:
        names = {wish.language: names.pop("name"), **names}
    only = names.get(wish.language) if len(names) == 1 else None
    return {"name": only or names or ", ".join(map(str, numbers.values())), **numbers}


def _put(into: dict[str, Any], field: str, value: Any, language: str) -> None:
    """Put a value where a field such as `title.en` is; a text beside those is in `language`."""
    first, _, rest = field.partition(".")
    if not rest:
        there = into.get(first)
        if isinstance(there, dict):
            there["name" if first == "place" else language] = value
        else:
            into[first] = value
        return
    there = into.get(first)
    if not isinstance(there, dict):
        there = {} if there is None else {"name" if first == "place" else language: there}
        into[first] = there
    there[rest] = value


def _several(value: str, wish: Wish) -> list[str]:
    sign = wish.columns.get(SEPARATOR) or next((one for one in _SEPARATORS if one in value), ",")
    return [one.strip() for one in value.split(sign) if one.strip()]


def _sources(source: dict[str, Any], wish: Wish) -> Iterator[dict[str, Any]]:
    """A source for each address in the cell; words without an address are its title."""
    text = str(source.get("url", ""))
    addresses = _WEB.findall(text)
    between = re.escape(wish.columns.get(SEPARATOR, ""))
    if len(addresses) > 1 and not re.sub(rf"[\s;,|{between}]+", "", _WEB.sub("", text)):
        first, *others = (one.rstrip(";,|") for one in addresses)
        yield {**source, "url": first}
        yield from ({"url": one} for one in others)
    elif (
        text
        and not addresses
        and "." not in text.partition(" ")[0]
        and not {"title", "supports"} <= set(source)
    ):
        rest = {name: value for name, value in source.items() if name != "url"}
        name = "title" if "title" not in rest else "supports"
        yield {name: text, **rest}
    else:
        yield source


def _dates(values: Mapping[str, str], wish: Wish) -> tuple[dict[str, str], list[str]]:
    """The date as EDTF with the time of day that a stated format has; whose time is not told."""
    start, time = _date(values.get("date", ""), wish)
    end, end_time = _date(values.get("end", ""), wish)
    fields = {"date": f"{start}/{end}" if start and end and end != start else start}
    is_told = "/" not in fields["date"] and "time" not in values
    if time and is_told:
        fields["time"] = time
    untold = [name for name, one in (("date", time and not is_told), ("end", end_time)) if one]
    return {name: value for name, value in fields.items() if value}, untold


def _date(text: str, wish: Wish) -> tuple[str, str]:
    """A date in the stated format as EDTF, no more exact than the format is; else as it is."""
    form = wish.date_format.replace("%-", "%")  # other programs' sign for no zero before it
    signs = set(re.findall(r"%([a-zA-Z])", form))
    if not text or not signs & set("YyGcxDF"):
        return text, ""
    try:
        moment = datetime.strptime(text, form)  # noqa: DTZ007 - the zone is that of the site
        if moment.tzinfo:
            moment = moment.astimezone(ZoneInfo(wish.timezone))
    except (ValueError, OverflowError, re.error):
        return text, ""
    clock = moment.strftime("%H:%M:%S" if moment.second else "%H:%M")
    time = clock if signs & set("HIXcT") else ""
    has_month = signs & set("mbB")
    if signs & set("jcxDF") or ("d" in signs and has_month) or {"V", "u"} <= signs:
        return f"{moment.year:04}-{moment.month:02}-{moment.day:02}", time
    if has_month:
        return f"{moment.year:04}-{moment.month:02}", ""
    return f"{moment.year:04}", ""
