"""EDTF text to a frozen FuzzyDate: bounds, precision and doubts, without locale, clock or file.

Public: `parse` (text → FuzzyDate or DateError), the values of `model`, `machine_value` for
HTML, and the calendar arithmetic that an axis needs.
"""

from .calendar import (
    SECONDS_A_DAY,
    date_of,
    day_number,
    days_in_month,
    era_year,
    first_second,
    last_second,
)
from .machine import machine_value
from .model import PRECISIONS, DateError, End, FuzzyDate, Kind, Part, Point, Precision
from .parse import parse

__all__ = [
    "PRECISIONS",
    "SECONDS_A_DAY",
    "DateError",
    "End",
    "FuzzyDate",
    "Kind",
    "Part",
    "Point",
    "Precision",
    "date_of",
    "day_number",
    "days_in_month",
    "era_year",
    "first_second",
    "last_second",
    "machine_value",
    "parse",
]
