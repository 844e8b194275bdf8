"""Proleptic Gregorian arithmetic on whole numbers: in go years of any size, out come days.

Year 0 exists (astronomical numbering, ISO 8601-1 4.2.1). Nothing here is limited to the years
1 to 9999 of the standard library, and nothing here must ever ask what day it is.
"""

SECONDS_A_DAY = 86_400

_DAYS_IN_MONTH = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DAYS_BEFORE_MARCH_BASED = (306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275)
_DAYS_IN_ERA = 146_097  # of 400 years
_EPOCH = 719_468  # days from 0000-03-01 to 1970-01-01
_FEBRUARY = 2


def is_leap(year: int) -> bool:
    """Tell whether an astronomical year has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    """Count the days of a month."""
    return 29 if month == _FEBRUARY and is_leap(year) else _DAYS_IN_MONTH[month]


def day_number(year: int, month: int, day: int) -> int:
    """Count the days from 1970-01-01 to a date; negative before it."""
    shifted = year - 1 if month <= _FEBRUARY else year
    years = 365 * shifted + shifted // 4 - shifted // 100 + shifted // 400
    return years + _DAYS_BEFORE_MARCH_BASED[month - 1] + day - 1 - _EPOCH


def date_of(number: int) -> tuple[int, int, int]:
    """Give the year, month and day of a day number; undoes `day_number`."""
    era, day_of_era = divmod(number + _EPOCH, _DAYS_IN_ERA)
    year_of_era = (
        day_of_era - day_of_era // 1460 + day_of_era // 36_524 - day_of_era // 146_096
    ) // 365
    day_of_year = day_of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted_month = (5 * day_of_year + 2) // 153
    day = day_of_year - (153 * shifted_month + 2) // 5 + 1
    month = shifted_month + 3 if shifted_month < 10 else shifted_month - 9
    return 400 * era + year_of_era + (month <= _FEBRUARY), month, day


def first_second(year: int, month: int = 1, day: int = 1) -> int:
    """Give the second at which a date begins."""
    return day_number(year, month, day) * SECONDS_A_DAY


def last_second(year: int, month: int = 12, day: int = 0) -> int:
    """Give the last second of a date; day 0 stands for the end of the month."""
    day = day or days_in_month(year, month)
    return (day_number(year, month, day) + 1) * SECONDS_A_DAY - 1


def era_year(year: int) -> tuple[int, bool]:
    """Give the number people say for a year and whether it is BCE: -43 → (44, True)."""
    return (year, False) if year > 0 else (1 - year, True)
