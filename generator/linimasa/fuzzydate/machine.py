"""A Point for machines: in goes a Point, out comes a value for HTML's `datetime` attribute.

It must never say more than the Point does; what HTML can't say becomes an empty text.
"""

from .clock import offset_text
from .model import Point, Precision
from .seasons import crosses_years

_CLOCK = (Precision.SECOND, Precision.MINUTE)
_TOO_COARSE = (Precision.DECADE, Precision.CENTURY, Precision.MILLENNIUM, Precision.AGE)


def machine_value(point: Point) -> str:
    """Write the longest prefix of the date that is known for certain and that HTML can say.

    Year, month and day each count only when all their digits are known and neither they nor
    anything before them is approximate or uncertain: 2004-06-~11 gives 2004-06, 1450~ gives
    ''. So do years before 1 CE, decades and longer, and seasons that cross into another year.
    """
    if point.year is None or point.year < 1 or point.precision in _TOO_COARSE:
        return ""
    if point.season is not None and crosses_years(point.season):
        return ""
    value = ""
    numbers = (point.year, point.month, point.day)
    for name, number, width in zip(("year", "month", "day"), numbers, (4, 2, 2), strict=True):
        if number is None or name in point.approximate_parts or name in point.uncertain_parts:
            return value
        value += f"{'-' if value else ''}{number:0{width}}"
    return value + _clock(point) if point.precision in _CLOCK else value


def _clock(point: Point) -> str:
    second = "" if point.second is None else f":{point.second:02}"
    zone = "" if point.offset is None else offset_text(point.offset)
    if point.zone in {"Z", "UTC"}:
        zone = "Z"
    return f"T{point.hour:02}:{point.minute:02}{second}{zone}"
