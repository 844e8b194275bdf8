"""EDTF or what people type for it: in goes a text, out comes a FuzzyDate or a DateError.

EDTF of ISO 8601-2:2019 as the Library of Congress specifies it: levels 0 and 1, and of level 2
exponential and estimated years, sub-year groupings, sets, qualification of components,
unspecified digits anywhere and intervals of all these. Any text at all gets one of the two
answers, quickly; this module must never raise anything else.
"""

import re
from functools import lru_cache

from .calendar import days_in_month
from .mistakes import explain, quoted
from .model import DateError, End, FuzzyDate, Kind, Part, Point, Precision, coarsest
from .point import Written, plain_day, read_point
from .sugar import check_member, plain_spaces, rewrite, rewrite_range

_LONGEST = 250
_ORDINARY = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])")
_BRACKETS = {"[": ("]", Kind.ONE_OF), "{": ("}", Kind.ALL_OF)}
_MONTH_THIRDS = {1: (10, Part.EARLY), 11: (20, Part.MID), 21: (0, Part.LATE)}
_YEAR_THIRDS = {1: (4, Part.EARLY), 5: (8, Part.MID), 9: (12, Part.LATE)}


@lru_cache(maxsize=4096)  # a timeline names most days several times: an event's and its sources'
def parse(text: str, zone: str = "UTC") -> FuzzyDate:
    """Read the date that a text means; DateError when it means none.

    `zone` is the site's: bounds are on its civil axis, and clock times without a zone are its.
    """
    if ordinary := _ORDINARY.fullmatch(text):
        point = plain_day(int(ordinary[1]), int(ordinary[2]), int(ordinary[3]))
        return FuzzyDate(
            text, text, Kind.POINT, (point,), point.earliest, point.latest, Precision.DAY
        )
    written, zone = text.strip(), zone or "UTC"
    if len(written) > _LONGEST:
        raise DateError(
            f"This is too long for a date: {quoted(written)}.",
            f"A date has at most {_LONGEST} characters; put the rest into the text.",
        )
    return _read(written, plain_spaces(written), zone)


def _read(written: str, text: str, zone: str) -> FuzzyDate:
    if text[:1] in _BRACKETS:
        return _read_set(written, text, zone)
    if read := read_point(text, zone):
        return _single(written, *read)
    if (plain := rewrite_range(text)) is not None:
        return _read_interval(written, plain, zone)
    if "/" in text:
        return _read_interval(written, text, zone)
    plain = rewrite(text)
    if plain is None or plain == text:
        raise explain(text, text)
    return _read(written, plain, zone)


def _single(written: str, edtf: str, point: Point) -> FuzzyDate:
    return FuzzyDate(
        written,
        edtf,
        Kind.POINT,
        (point,),
        point.earliest,
        point.latest,
        point.precision,
        point.approximate,
        point.uncertain,
    )


def _member(text: str, whole: str, zone: str) -> Written:
    """Read a date inside an interval or a set: EDTF or sugar, but itself neither."""
    read = read_point(text, zone)
    if not read and (plain := text if text[:1] in _BRACKETS else rewrite(text)):
        check_member(plain, text)
        read = read_point(plain, zone)
    if not read:
        raise explain(text, whole)
    if read[1].hour is not None:
        raise DateError(
            "Clock times in an interval or set are not supported.",
            "Leave the clock times out here: EDTF intervals are made of dates.",
        )
    return read


# --- intervals -------------------------------------------------------------------------------


def _read_interval(written: str, text: str, zone: str) -> FuzzyDate:
    """EDTF Level 0 Time Interval; Level 1 Extended Interval; Level 2 Interval.

    `..` is an open side (it goes on), an empty one is unknown. Neither limits the bounds.
    """
    sides = [side.strip() for side in text.split("/")]
    if len(sides) != 2:
        raise explain(text, text)
    kinds = [_side_kind(side) for side in sides]
    if End.CLOSED not in kinds:
        raise DateError(
            f"{quoted(text)} names no date at all.",
            "At least one side needs a date: 2021-03/.. goes on, 2021-03/ ended some day.",
        )
    first, last = (
        _member(side, text, zone) if kind is End.CLOSED else None
        for side, kind in zip(sides, kinds, strict=True)
    )
    if first and last and first[1].earliest > last[1].latest:
        raise _reversed(sides[0], sides[1], "/")
    points = tuple(read[1] for read in (first, last) if read)
    return FuzzyDate(
        written,
        "/".join(
            read[0] if read else side for read, side in zip((first, last), sides, strict=True)
        ),
        Kind.INTERVAL,
        points,
        first[1].earliest if first else None,
        last[1].latest if last else None,
        coarsest(points),
        any(point.approximate for point in points),
        any(point.uncertain for point in points),
        kinds[0],
        kinds[1],
        ((0, len(points) - 1),),
    )


def _side_kind(side: str) -> End:
    return {"": End.UNKNOWN, "..": End.OPEN}.get(side, End.CLOSED)


def _reversed(first: str, last: str, between: str) -> DateError:
    return DateError(
        f"{quoted(first)} is later than {quoted(last)}.",
        f"The earlier date comes first: {last}{between}{first}.",
    )


# --- sets ------------------------------------------------------------------------------------


def _read_set(written: str, text: str, zone: str) -> FuzzyDate:
    """EDTF Level 2 Set representation: [one of these], {all of these}; `..` is a range.

    A leading or trailing `..` means "or earlier", "or later"; the date beside it is included.
    """
    closing, kind = _BRACKETS[text[0]]
    members, start, end = _split_set(text, closing)
    points: list[Point] = []
    spans: list[tuple[int, int]] = []
    names: list[str] = []
    for member in members:
        reads = _set_member(member, text, zone)
        spans.append((len(points), len(points) + len(reads) - 1))
        points.extend(read[1] for read in reads)
        names.append("..".join(read[0] for read in reads))
    names[0] = (".." if start is End.OPEN else "") + names[0]
    names[-1] += ".." if end is End.OPEN else ""
    edtf = f"{text[0]}{','.join(names)}{closing}"
    if kind is Kind.ONE_OF and spans == [(0, 1)] and start is end is End.CLOSED:
        part = _part_of(points[0], points[1])
        if part:
            return _single(written, edtf, part)
    return FuzzyDate(
        written,
        edtf,
        kind,
        tuple(points),
        None if start is End.OPEN else min(point.earliest for point in points),
        None if end is End.OPEN else max(point.latest for point in points),
        coarsest(tuple(points)),
        any(point.approximate for point in points),
        any(point.uncertain for point in points),
        start,
        end,
        tuple(spans),
    )


def _split_set(text: str, closing: str) -> tuple[list[str], End, End]:
    if text[-1] != closing or len(text) < 3:
        raise DateError(
            f"{quoted(text)} is not a complete set of dates.",
            f"Write the dates between {text[0]} and {closing}, with commas: [1667,1668].",
        )
    members = [member.strip() for member in text[1:-1].split(",")]
    start = End.OPEN if members[0].startswith("..") else End.CLOSED
    end = End.OPEN if members[-1].endswith("..") else End.CLOSED
    members[0] = members[0].removeprefix("..")
    members[-1] = members[-1].removesuffix("..")
    return members, start, end


def _set_member(member: str, whole: str, zone: str) -> list[Written]:
    """Read one date, or the first and last of a range."""
    ends = [end.strip() for end in member.split("..")]
    if len(ends) > 2 or not all(ends):
        raise DateError(
            f"{quoted(whole)} has a place without a date.",
            "Write [1667,1668,1670..1672]; “..” alone stands only at the very start or end.",
        )
    reads = [_member(end, whole, zone) for end in ends]
    if reads[0][1].earliest > reads[-1][1].latest:
        raise _reversed(ends[0], ends[-1], "..")
    return reads


def _part_of(first: Point, last: Point) -> Point | None:
    """Find the early, mid or late that a range of days or months spells out, if it does."""
    if (
        first.precision is not last.precision
        or first.mask
        or last.mask
        or first.year is None
        or first.year != last.year
        or first.approximate_parts != last.approximate_parts
        or first.uncertain_parts != last.uncertain_parts
    ):
        return None
    if first.precision is Precision.DAY and first.day and first.month and first.month == last.month:
        until, part = _MONTH_THIRDS.get(first.day, (-1, Part.EARLY))
        until = until or days_in_month(first.year, first.month)
        return _third(first, last, ("year", "month"), part) if last.day == until else None
    if first.precision is Precision.MONTH and first.month:
        until, part = _YEAR_THIRDS.get(first.month, (-1, Part.EARLY))
        return _third(first, last, ("year",), part) if last.month == until else None
    return None


def _third(first: Point, last: Point, names: tuple[str, ...], part: Part) -> Point | None:
    full = (*names, "day" if len(names) == 2 else "month")
    for doubts in (first.approximate_parts, first.uncertain_parts):
        if doubts not in {(), full}:
            return None
    return Point(
        Precision.PART_OF_MONTH if len(names) == 2 else Precision.PART_OF_YEAR,
        first.year,
        first.month if len(names) == 2 else None,
        None,
        first.earliest,
        last.latest,
        part=part,
        approximate=first.approximate,
        uncertain=first.uncertain,
        approximate_parts=names if first.approximate else (),
        uncertain_parts=names if first.uncertain else (),
    )
