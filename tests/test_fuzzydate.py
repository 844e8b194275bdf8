"""EDTF to FuzzyDate: the cases files, laws that hold for any text, and other libraries' word."""

import pickle
import re
import time
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import edtf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linimasa.fuzzydate import (
    PRECISIONS,
    SECONDS_A_DAY,
    DateError,
    End,
    FuzzyDate,
    Kind,
    Part,
    Point,
    Precision,
    date_of,
    day_number,
    days_in_month,
    era_year,
    first_second,
    last_second,
    machine_value,
    parse,
)

CASES = Path(__file__).parent / "cases"
EPOCH = date(1970, 1, 1).toordinal()
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def rows(name: str) -> list[tuple[str, ...]]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [tuple(line.split(" | ")) for line in lines if line and not re.match("#( |$)", line)]


def second(text: str, *, latest: bool) -> int | None:
    """The second that a bound in a cases file means."""
    if text == "none":
        return None
    match = re.fullmatch(r"(-?\d+)-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d))?", text)
    assert match, text
    year, month, day = (int(part) for part in match.groups()[:3])
    if match[4] is None:
        return last_second(year, month, day) if latest else first_second(year, month, day)
    hours, minutes, seconds = (int(part) for part in match.groups()[3:])
    return first_second(year, month, day) + hours * 3600 + minutes * 60 + seconds


def meaning(value: FuzzyDate) -> tuple[Any, ...]:
    """All of a date but its text and what EDTF can't write: the name of a zone."""
    points = tuple(
        tuple(getattr(point, name) for name in Point.__dataclass_fields__ if name != "zone")
        for point in value.points
    )
    kept = [name for name in FuzzyDate.__dataclass_fields__ if name not in {"text", "points"}]
    return (points, *(getattr(value, name) for name in kept))


# --- cases -----------------------------------------------------------------------------------


@pytest.mark.parametrize("case", rows("edtf.txt"), ids=lambda case: case[0])
def test_case(case: tuple[str, ...]) -> None:
    text, canonical, earliest, latest, notes = case
    got = parse(text)
    assert got.text == text.strip()
    assert got.edtf == (text if canonical == "=" else canonical)
    assert got.earliest == second(earliest, latest=False)
    assert got.latest == second(latest, latest=True)
    assert got.precision == notes.partition(",")[0]
    assert meaning(parse(got.edtf)) == meaning(got)
    assert got == pickle.loads(pickle.dumps(got))
    assert got.approximate == bool(re.search("[~%]", got.edtf))
    assert got.uncertain == bool(re.search("[?%]", got.edtf))


@pytest.mark.parametrize("case", rows("edtf_errors.txt"), ids=lambda case: case[0])
def test_mistake(case: tuple[str, ...]) -> None:
    text, message, hint = case
    with pytest.raises(DateError) as caught:
        parse(text)
    assert message in str(caught.value)
    assert hint in caught.value.hint
    assert len(str(caught.value)) < 200


def test_every_hint_with_write_is_right() -> None:
    for text, _, hint in rows("edtf_errors.txt"):
        if hint.startswith("Write "):
            try:
                parse(text)
            except DateError as error:
                written = error.hint.removeprefix("Write ").rstrip(".")
                assert parse(written), text


# --- what a date remembers -------------------------------------------------------------------


def test_point_fields() -> None:
    point = parse("156X-12-25").points[0]
    assert (point.year, point.month, point.day, point.mask) == (1560, 12, 25, "156X-12-25")
    assert parse("XXXX-12-XX").points[0].year is None
    assert parse("-04XX").points[0].year == -499
    assert parse("1985-XX-05").points[0].day == 5
    estimate = parse("Y3388E2S3").points[0]
    assert (estimate.year, estimate.estimate) == (338000, 338800)
    assert parse("2001-34").points[0].season == 34


def test_parts_come_back_from_canonical_text() -> None:
    for word, part in (("early", Part.EARLY), ("mid", Part.MID), ("late", Part.LATE)):
        for text, month in (("2021-11", 11), ("2024", None)):
            got = parse(parse(f"{word} {text}").edtf)
            assert got.kind is Kind.POINT
            assert (got.points[0].part, got.points[0].month) == (part, month)
    for plain in (
        "{2021-11-21..2021-11-30}",
        "[2021-11-21..2021-12-30]",
        "[2021-11-21..2021-11-29]",
        "[2021-11-21~..2021-11-30]",
        "[2021-11-~21..2021-11-~30]",
        "[2021-33..2021-34]",
        "[2021-01..2021-12]",
        "[199X..200X]",
    ):
        assert parse(plain).points[0].part is None


def test_qualified_components() -> None:
    point = parse("2004?-06-~11").points[0]
    assert (point.uncertain_parts, point.approximate_parts) == (("year",), ("day",))
    point = parse("2004-06~-11").points[0]
    assert point.approximate_parts == ("year", "month")
    point = parse("2004-06-11%").points[0]
    assert point.approximate_parts == point.uncertain_parts == ("year", "month", "day")
    point = parse("2001-~21").points[0]
    assert point.approximate_parts == ("season",)
    assert parse("late 2021-11~").points[0].approximate_parts == ("year", "month")


def test_open_differs_from_unknown() -> None:
    assert parse("1985/..").end is End.OPEN
    assert parse("1985/").end is End.UNKNOWN
    assert parse("../1985").start is End.OPEN
    assert parse("/1985").start is End.UNKNOWN
    assert parse("1985").start is parse("1985").end is End.CLOSED


def test_sets_keep_ranges() -> None:
    got = parse("[..1660,1667,1670..1672,1700..]")
    assert [point.year for point in got.points] == [1660, 1667, 1670, 1672, 1700]
    assert got.spans == ((0, 0), (1, 1), (2, 3), (4, 4))
    assert (got.start, got.end) == (End.OPEN, End.OPEN)
    assert (got.earliest, got.latest) == (None, None)
    assert parse("{1960,1961-12}").kind is Kind.ALL_OF


def test_precision_is_the_coarsest() -> None:
    assert parse("2004-02-01/2005").precision is Precision.YEAR
    assert PRECISIONS[0] is Precision.SECOND
    assert PRECISIONS[-1] is Precision.AGE


def test_clock_keeps_zone_and_site_zone_is_the_axis() -> None:
    point = parse("2021-03-30T19:30 Asia/Shanghai", "Asia/Jakarta").points[0]
    assert (point.zone, point.offset, point.second) == ("Asia/Shanghai", 480, None)
    assert point.earliest == second("2021-03-30T18:30:00", latest=False)
    own = parse("2021-03-30T19:30", "Asia/Jakarta").points[0]
    assert (own.zone, own.offset) == ("", 420)
    assert own.earliest == second("2021-03-30T19:30:00", latest=False)
    assert parse("2021-03-30T19:30Z", "") == parse("2021-03-30T19:30Z", "UTC")
    assert parse("2021-03-30", "Asia/Jakarta") == parse("2021-03-30")
    assert parse("2021-03-30T19:30 wita").points[0].zone == "Asia/Makassar"
    with pytest.raises(DateError, match="Nowhere"):
        parse("2021-03-30T19:30Z", "Nowhere/Land")


def test_edges_of_zone_tables_are_taken_as_given() -> None:
    for text, earliest in (
        ("9999-12-31T23:59-15:00", "9999-12-31T23:59:00"),
        ("0001-01-01T00:00+15:00", "1-01-01T00:00:00"),
        ("-0043-03-15T12:00Z", "-43-03-15T12:00:00"),
    ):
        assert parse(text, "Asia/Jakarta").earliest == second(earliest, latest=False)


def test_errors_keep_their_hint_through_pickle() -> None:
    with pytest.raises(DateError) as caught:
        parse("30/03/2021")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (str(again), again.hint) == (str(caught.value), caught.value.hint)


def test_hostile_text_is_refused_quickly() -> None:
    for text in ("ſpring 2021", "30 ſeptember 2021", "2021-0٣"):  # no ASCII
        with pytest.raises(DateError):
            parse(text)
    for text in ("1" * 10**6, "c." * 124, "[" + "1," * 120, "1-" * 125, "early " * 41, " - " * 83):
        began = time.process_time()
        with pytest.raises(DateError):
            parse(text)
        assert time.process_time() - began < 1


def test_overlaps() -> None:
    first, last = first_second(2021, 11, 1), last_second(2021, 11)
    for text, expected in (
        ("2021", True),
        ("2021-11-30", True),
        ("2021-12", False),
        ("2021-10-31", False),
        ("1985/..", True),
        ("2022/..", False),
        ("../2020", False),
    ):
        assert parse(text).overlaps(first, last) is expected
    assert parse("1985").overlaps(None, None)
    assert parse("1985").overlaps(None, last)
    assert not parse("1985").overlaps(first, None)


def test_sort_order() -> None:
    ordered = ["../1950", "../1985", "44 BCE", "1984-01-01", "1984-01", "1984", "1984/..", "1985"]
    assert sorted(ordered[4:] + ordered[:4], key=lambda text: parse(text).sort_key) == ordered


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-11-27", "2021-11-27"),
        ("2021-11", "2021-11"),
        ("2021", "2021"),
        ("0450", "0450"),
        ("Y12345", "12345"),
        ("2021-11-27T19:30+08:00", "2021-11-27T19:30+08:00"),
        ("2021-11-27T19:30:15Z", "2021-11-27T19:30:15Z"),
        ("2021-11-27T19:30 Asia/Shanghai", "2021-11-27T19:30+08:00"),
        ("2021-11-27T19:30", "2021-11-27T19:30+00:00"),
        ("late 2021-11", "2021-11"),
        ("early 2024", "2024"),
        ("2004-XX", "2004"),
        ("1985-04-XX", "1985-04"),
        ("1985-XX-05", "1985"),
        ("1984-1X", "1984"),
        ("2021-Q4", "2021"),
        ("2021-21", "2021"),
        ("2021-24", ""),
        ("2021-30", ""),
        ("2004-06-~11", "2004-06"),
        ("2004~-06-11", ""),
        ("1450~", ""),
        ("199X", ""),
        ("17XX", ""),
        ("XXXX-12-25", ""),
        ("1950S2", ""),
        ("44 BCE", ""),
        ("0000", ""),
    ],
)
def test_machine_value(text: str, expected: str) -> None:
    assert machine_value(parse(text).points[0]) == expected


def test_era_year() -> None:
    assert [era_year(year) for year in (2021, 1, 0, -43)] == [
        (2021, False),
        (1, False),
        (1, True),
        (44, True),
    ]


# --- calendar --------------------------------------------------------------------------------


@given(st.dates())
@MANY
def test_days_agree_with_the_standard_library(day: date) -> None:
    number = day.toordinal() - EPOCH
    assert day_number(day.year, day.month, day.day) == number
    assert date_of(number) == (day.year, day.month, day.day)
    got = parse(f"{day:%Y}".zfill(4) + f"-{day:%m-%d}")
    assert (got.earliest, got.latest) == (
        number * SECONDS_A_DAY,
        (number + 1) * SECONDS_A_DAY - 1,
    )


@given(st.integers(-(10**12), 10**12))
@MANY
def test_days_of_any_year(number: int) -> None:
    year, month, day = date_of(number)
    assert 1 <= day <= days_in_month(year, month)
    assert day_number(year, month, day) == number
    assert date_of(number + 146_097) == (year + 400, month, day)


@given(
    st.datetimes(datetime(1921, 1, 1), datetime(2400, 1, 1)),  # noqa: DTZ001
    st.sampled_from(["Asia/Jakarta", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC"]),
)
@MANY
def test_clock_agrees_with_the_standard_library(moment: datetime, name: str) -> None:
    moment = moment.replace(microsecond=0, second=moment.second or 1)
    instant = moment.replace(tzinfo=UTC)
    local = instant.astimezone(ZoneInfo(name)).replace(tzinfo=None)
    text = f"{moment.year:04}-{moment:%m-%dT%H:%M:%S}Z"
    wall = (local - datetime(1970, 1, 1)).total_seconds()  # noqa: DTZ001
    assert abs((parse(text, name).earliest or 0) - wall) < 60


# --- laws ------------------------------------------------------------------------------------

MARK = st.sampled_from(["", "", "", "?", "~", "%"])
YEAR = st.one_of(
    st.integers(0, 9999).map(lambda year: f"{year:04}"),
    st.integers(1, 9999).map(lambda year: f"-{year:04}"),
    st.from_regex(r"-?[12X][0-9X]{3}", fullmatch=True),
)
MONTH = st.one_of(
    st.integers(1, 12).map(lambda month: f"{month:02}"), st.sampled_from(["XX", "0X", "1X", "X2"])
)
DAY = st.one_of(
    st.integers(1, 31).map(lambda day: f"{day:02}"), st.sampled_from(["XX", "0X", "2X", "3X", "X1"])
)


@st.composite
def dates(draw: st.DrawFn) -> str:
    shape = draw(st.integers(0, 6))
    if shape == 5:
        power = draw(st.integers(0, 9))
        tail = draw(st.sampled_from(["", "S1", "S3"]))
        return f"Y{draw(st.integers(10**4, 10**6)) * draw(st.sampled_from([1, -1]))}E{power}{tail}"
    if shape == 6:
        return f"{draw(st.integers(0, 9999)):04}-{draw(st.integers(21, 41))}{draw(MARK)}"
    parts = [YEAR, MONTH, DAY][: 1 + min(shape, 2)]
    return "-".join(draw(MARK) + draw(part) + draw(MARK) for part in parts)


@st.composite
def expressions(draw: st.DrawFn) -> str:
    one, two, three = draw(dates()), draw(dates()), draw(dates())
    word = draw(st.sampled_from(["c. ", "early ", "late ", "mid-", "before ", "after ", "since "]))
    forms = [
        "{0}",
        "{0}",
        "{0}/{1}",
        "{0}/",
        "../{0}",
        "[{0},{1}..{2}]",
        "{{..{0},{1}}}",
        "[{0}..]",
    ]
    forms += ["{0} – {1}", "between {0} and {1}", f"{word}{{0}}"]
    return draw(st.sampled_from(forms)).format(one, two, three)


SUGAR = st.from_regex(
    r"(c\. |late |awal |before )?(the )?[0-9]{1,4}(-[01][0-9]){0,2}(s|th century)? ?(BCE|SM|CE)?",
    fullmatch=True,
)


def lawful(text: str) -> None:
    """Either a DateError with a hint, or a date that keeps the laws."""
    try:
        got = parse(text)
    except DateError as error:
        assert str(error)
        assert error.hint
        return
    again = parse(got.edtf)
    assert again.edtf == got.edtf
    assert meaning(again) == meaning(got)
    for point in got.points:
        assert point.earliest <= point.latest
        machine_value(point)
    if got.earliest is not None and got.latest is not None:
        assert got.earliest <= got.latest
        assert got.overlaps(got.earliest, got.latest)
    assert got.overlaps(None, None)
    assert got == parse(text)


@given(expressions())
@settings(MANY, max_examples=400)
def test_laws_of_edtf(text: str) -> None:
    lawful(text)


@given(SUGAR)
@MANY
def test_laws_of_sugar(text: str) -> None:
    lawful(text)


@given(st.text(max_size=300))
@MANY
def test_any_text(text: str) -> None:
    lawful(text)


@given(st.text(alphabet="0123456789-X?~%/.,[]{}YES:TZ+ –c", max_size=40))
@settings(MANY, max_examples=400)
def test_any_text_of_edtf_characters(text: str) -> None:
    lawful(text)


@given(st.lists(dates(), min_size=3, max_size=3))
@FEW
def test_order_is_total(texts: list[str]) -> None:
    try:
        keys = [parse(text).sort_key for text in texts]
    except DateError:
        return
    one, two, three = sorted(keys)
    assert one <= two <= three
    assert one <= three


# --- another library's word ------------------------------------------------------------------


@given(st.dates(date(1, 1, 1)), st.integers(1, 3), st.sampled_from(["", "?", "~"]))
@settings(MANY, max_examples=60)
def test_edtf_package_agrees_on_points(day: date, length: int, mark: str) -> None:
    """Strict bounds only. Left out as wrong there: negative years, seasons, masks and sets."""
    text = "-".join([f"{day.year:04}", f"{day:%m}", f"{day:%d}"][:length]) + mark
    theirs, ours = edtf.parse_edtf(text), parse(text)
    assert ours.earliest == first_second(*theirs.lower_strict()[:3])
    assert ours.latest == last_second(*theirs.upper_strict()[:3])
    assert (ours.approximate, ours.uncertain) == (theirs.is_approximate, theirs.is_uncertain)


@given(st.dates(date(1, 1, 1)), st.dates(date(1, 1, 1)), st.integers(1, 3))
@settings(MANY, max_examples=60)
def test_edtf_package_agrees_on_intervals(one: date, two: date, length: int) -> None:
    sides = [
        "-".join([f"{day.year:04}", f"{day:%m}", f"{day:%d}"][:length])
        for day in sorted([one, two])
    ]
    theirs, ours = edtf.parse_edtf("/".join(sides)), parse("/".join(sides))
    assert ours.earliest == first_second(*theirs.lower_strict()[:3])
    assert ours.latest == last_second(*theirs.upper_strict()[:3])
