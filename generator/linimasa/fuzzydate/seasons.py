"""Sub-year groupings: in go a year and an EDTF code from 21 to 41, out come bounds and precision.

EDTF leaves the months of a season open. Here spring is March to May, summer June to August,
autumn September to November and winter December to February of the next year; the southern
ones (29-32) lie half a year apart, and those without a hemisphere (21-24) are taken as
northern. Quarters, quadrimesters and semesters are parts of the calendar year.
"""

from .calendar import first_second, last_second
from .model import Precision

_FIRST_MONTH_AND_LENGTH = {
    **dict.fromkeys((21, 25, 31), (3, 3)),
    **dict.fromkeys((22, 26, 32), (6, 3)),
    **dict.fromkeys((23, 27, 29), (9, 3)),
    **dict.fromkeys((24, 28, 30), (12, 3)),
    **{33 + place: (1 + 3 * place, 3) for place in range(4)},
    **{37 + place: (1 + 4 * place, 4) for place in range(3)},
    **{40 + place: (1 + 6 * place, 6) for place in range(2)},
}
_PRECISION = {
    **dict.fromkeys(range(21, 33), Precision.SEASON),
    **dict.fromkeys(range(33, 37), Precision.QUARTER),
    **dict.fromkeys(range(37, 40), Precision.QUADRIMESTER),
    **dict.fromkeys(range(40, 42), Precision.SEMESTER),
}


def season_bounds(year: int, season: int) -> tuple[int, int]:
    """Give the first and last second (EDTF Level 2, Sub-year groupings)."""
    month, length = _FIRST_MONTH_AND_LENGTH[season]
    years_on, last_month = divmod(month + length - 2, 12)
    return first_second(year, month), last_second(year + years_on, last_month + 1)


def season_precision(season: int) -> Precision:
    """Give the precision of a grouping's code."""
    return _PRECISION[season]


def crosses_years(season: int) -> bool:
    """Tell whether the grouping ends in the year after the one it is named for."""
    month, length = _FIRST_MONTH_AND_LENGTH[season]
    return month + length > 13
