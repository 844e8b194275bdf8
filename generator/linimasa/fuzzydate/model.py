"""The values of a fuzzy date: in go numbers, out come frozen records; nothing here reads text.

Two scales meet in a record. The fields of a `Point` say what its author wrote, no more. The
bounds `earliest` and `latest` are whole seconds on the civil axis of the site's zone, counted
from 1970-01-01T00:00 in the proleptic Gregorian calendar with a year 0; both are inclusive.
This module must never know a language, a clock or a file.
"""

from dataclasses import dataclass
from enum import StrEnum


class DateError(ValueError):
    """What is wrong with a date, in words for the editor who wrote it.

    The text of the error says what is wrong; `hint` says what would be right, and `meant` is the
    date that was surely meant, if there is no doubt.
    """

    hint: str
    meant: str

    def __init__(self, message: str, hint: str, meant: str = "") -> None:
        """Keep the message as the error's text and the rest beside it."""
        super().__init__(message)
        self.hint = hint
        self.meant = meant

    def __reduce__(self) -> "tuple[type[DateError], tuple[str, str, str]]":
        """Survive the way back from a worker process."""
        return DateError, (str(self), self.hint, self.meant)


class Precision(StrEnum):
    """How exactly a date is known: the smallest stretch of time that it names."""

    SECOND = "second"
    MINUTE = "minute"
    DAY = "day"
    PART_OF_MONTH = "part-of-month"
    """Early, mid or late in a month, or a masked day such as 1985-04-2X."""
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    QUADRIMESTER = "quadrimester"
    PART_OF_YEAR = "part-of-year"
    """Early, mid or late in a year, or a masked month such as 1984-1X."""
    SEMESTER = "semester"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"
    MILLENNIUM = "millennium"
    AGE = "age"
    """Longer than a thousand years: XXXX, Y171010000S3."""


PRECISIONS: tuple[Precision, ...] = tuple(Precision)
"""Every precision, the finest first."""

_RANK = {precision: rank for rank, precision in enumerate(PRECISIONS)}


class Part(StrEnum):
    """A third of a month (days 1-10, 11-20, 21-end) or of a year (months 1-4, 5-8, 9-12)."""

    EARLY = "early"
    MID = "mid"
    LATE = "late"


class Kind(StrEnum):
    """What the expression as a whole is."""

    POINT = "point"
    """One date, however coarse: 2021-11-27, 199X, late 2021-11."""
    INTERVAL = "interval"
    """Something that lasted: 1964/2008."""
    ONE_OF = "one-of"
    """Exactly one of several dates, it is not known which: [1667,1668]."""
    ALL_OF = "all-of"
    """Each of several dates: {1960,1961-12}."""


class End(StrEnum):
    """How one side of an interval or of a set is limited."""

    CLOSED = "closed"
    """By a date."""
    OPEN = "open"
    """`..`: an interval goes on (or always did); a set reaches any distance."""
    UNKNOWN = "unknown"
    """Empty: the interval has an end, but nobody knows which."""


@dataclass(frozen=True, slots=True)
class Point:
    """One EDTF date expression."""

    precision: Precision
    """The smallest stretch of time that is fully known; what is below it is not."""
    year: int | None
    """Astronomical year: 0 is 1 BCE, -43 is 44 BCE. The first (earliest) year of a decade,
    century, millennium or of an estimate; None when not even the first digit is known."""
    month: int | None
    """1 to 12, when known in full; may be known where the year is not (156X-12-25)."""
    day: int | None
    """1 to 31, when known in full; may be known where the month or year is not."""
    earliest: int
    """First second that it can mean, on the civil axis of the site's zone."""
    latest: int
    """Last second that it can mean, inclusive, on the same axis."""
    hour: int | None = None
    """0 to 23, in `zone`, as written."""
    minute: int | None = None
    """0 to 59."""
    second: int | None = None
    """0 to 59; None when the clock time is known to the minute."""
    zone: str = ""
    """Of a clock time, as written: an IANA name, 'Z', an offset such as '+07:00', or '' for
    the site's own zone."""
    offset: int | None = None
    """Minutes east of UTC that were in force for a clock time; None without a clock time, and
    for years that no zone table covers."""
    season: int | None = None
    """EDTF code of a sub-year grouping, 21 to 41: seasons 21-32, quarters 33-36,
    quadrimesters 37-39, semesters 40-41."""
    part: Part | None = None
    """Early, mid or late in the month or year that the other fields name."""
    mask: str = ""
    """The date with its unspecified digits, such as 156X-12-25; '' when there are none."""
    estimate: int | None = None
    """The year that an expression with significant digits is estimated to be: 1950 in 1950S2."""
    approximate: bool = False
    """The whole or any component is approximate (`~`, `%`)."""
    uncertain: bool = False
    """The whole or any component is uncertain (`?`, `%`)."""
    approximate_parts: tuple[str, ...] = ()
    """Which components are approximate: 'year', 'month', 'day', 'season'."""
    uncertain_parts: tuple[str, ...] = ()
    """Which components are uncertain."""


@dataclass(frozen=True, slots=True)
class FuzzyDate:
    """A date as an editor wrote it, and all that it can mean."""

    text: str
    """As written, without the spaces around it."""
    edtf: str
    """Canonical EDTF; sugar such as 'c. 1450' is normalized (1450~)."""
    kind: Kind
    """One point, an interval, one of a set or all of a set."""
    points: tuple[Point, ...]
    """The point; the closed ends of an interval, one or two; the dates named in a set, in the
    order written."""
    earliest: int | None
    """First second it can mean (see `Point.earliest`); None when nothing limits that side."""
    latest: int | None
    """Last second it can mean, inclusive; None when nothing limits that side."""
    precision: Precision
    """Of the coarsest point."""
    approximate: bool = False
    """Any point is approximate."""
    uncertain: bool = False
    """Any point is uncertain."""
    start: End = End.CLOSED
    """How the early side is limited; CLOSED unless an interval or set says otherwise."""
    end: End = End.CLOSED
    """How the late side is limited."""
    spans: tuple[tuple[int, int], ...] = ((0, 0),)
    """Members of a set as first and last place in `points`: [1667,1670..1672] has
    ((0, 0), (1, 2)). An open side ('..1984') is told by `start` and `end`."""

    @property
    def sort_key(self) -> tuple[int, int, int, int]:
        """Order by earliest, then latest; no start sorts first, no end last."""
        return (
            0 if self.earliest is None else 1,
            self.earliest or 0,
            1 if self.latest is None else 0,
            self.latest or 0,
        )

    def overlaps(self, first: int | None, last: int | None) -> bool:
        """Tell whether the bounds share a second with `first` to `last` (None: no limit)."""
        starts_in_time = last is None or self.earliest is None or self.earliest <= last
        ends_in_time = first is None or self.latest is None or self.latest >= first
        return starts_in_time and ends_in_time


def coarsest(points: tuple[Point, ...]) -> Precision:
    """Give the precision of the least exact of these points."""
    return max((point.precision for point in points), key=_RANK.__getitem__)
