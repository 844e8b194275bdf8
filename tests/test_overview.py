"""The overview: a timeline of any length as a bounded number of bars in true time."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linimasa.fuzzydate import SECONDS_A_DAY, day_number, parse
from linimasa.model.views import Overview
from linimasa.plan.overview import LENGTH, MOST_BARS
from test_plan import Planned, dated, many, planned


def measured(site: Planned, address: str = "") -> Overview:
    found = site.timeline(address).overview
    assert found is not None
    return found


def check(whole: Overview, events: int) -> None:
    """What holds for every overview."""
    assert 1 <= len(whole.bars) <= MOST_BARS + 1
    assert sum(bar.count for bar in whole.bars) == events
    assert all(a.place + a.size <= b.place for a, b in pairwise(whole.bars) if a.size > 1)
    for bar in whole.bars:
        assert 0 <= bar.place < bar.place + bar.size <= LENGTH + 1
        assert bar.size >= 1
        assert 0 < bar.sure + bar.unsure + bar.denied <= LENGTH
        assert min(bar.sure, bar.unsure, bar.denied) >= 0
        assert bar.date
    assert whole.marks
    assert all(0 <= mark.place <= LENGTH for mark in whole.marks)
    assert [mark.place for mark in whole.marks] == sorted(mark.place for mark in whole.marks)
    assert any(mark.tall for mark in whole.marks)
    assert any(mark.wide for mark in whole.marks)


def lengths(whole: Overview) -> list[int]:
    return [bar.sure + bar.unsure + bar.denied for bar in whole.bars]


def words(whole: Overview) -> list[str]:
    return [bar.date for bar in whole.bars]


def test_timeline_without_events_has_none() -> None:
    assert planned({}).timeline().overview is None


@pytest.mark.parametrize(
    "date", ["2021-03-30T14:00", "2021", "1990s", "44 BCE", "Y-1000000000", "../1850", "XXXX-12-25"]
)
def test_single_event_is_one_bar(date: str) -> None:
    check(measured(dated(date)), 1)


def test_date_without_a_year_does_not_stretch_the_axis() -> None:
    site = dated("2021-01-05", "2021-07-20", "XXXX-12-25", "XXXX")
    whole = measured(site)
    check(whole, 2)
    assert words(whole) == ["Januari 2021", "Juli 2021"]
    assert [mark.place for mark in whole.marks] == [0, 0]
    assert [mark.link.label.text for mark in whole.marks] == ["1–9999 M", "2021"]
    span = site.timeline().span
    assert span is not None
    assert span.edtf == "2021"


def test_bars_are_months_at_their_true_places() -> None:
    whole = measured(dated("2021-01-05", "2021-07-20", "2021-07-31", "2022-12-31"))
    check(whole, 4)
    assert words(whole) == ["Januari 2021", "Juli 2021", "Desember 2022"]
    assert [bar.count for bar in whole.bars] == [1, 2, 1]
    july = day_number(2021, 7, 1) - day_number(2021, 1, 1)
    middle = (july + 15.5) / 730 * LENGTH
    assert whole.bars[1].place + whole.bars[1].size / 2 == pytest.approx(middle, abs=3)
    assert [(mark.link.label.text, mark.place) for mark in whole.marks] == [
        ("2021", 0),
        ("2022", LENGTH // 2),
    ]


@pytest.mark.parametrize(
    ("dates", "bars"),
    [
        (["2021-03", "2030-12"], ["Maret 2021", "Desember 2030"]),
        (["2021-03", "2031-12"], ["kuartal ke-1 2021", "kuartal ke-4 2031"]),
        (["1989-03", "2021-12"], ["1989", "2021"]),
        (["1803-01", "2021-12"], ["1802–1803", "2020–2021"]),
        (["1066-01", "2021-12"], ["1060–1069", "2020–2029"]),
        (["Y-1000000000", "2021-12-03"], ["1.010.000.000–1.000.000.001 SM", "1–9.999.999 M"]),
    ],
)
def test_longer_spans_have_longer_bars(dates: list[str], bars: list[str]) -> None:
    whole = measured(dated(*dates))
    check(whole, 2)
    assert [one.replace("\u2009", "") for one in words(whole)] == bars


def test_bars_say_no_more_than_most_events_know() -> None:
    assert words(measured(dated("2020", "2021", "2022-03"))) == ["2020", "2021", "2022"]
    assert words(measured(dated("2020-01", "2021", "2022-03"))) == [
        "Januari 2020",
        "Januari 2021",
        "Maret 2022",
    ]


def test_share_of_what_is_not_sure_is_told_apart() -> None:
    statuses = ("confirmed", "announced", "rumor", "planned", "disputed", "denied", "retracted")
    whole = measured(
        planned(
            {
                f"content/e{n}.yaml": f"date: 2021-03-0{n + 1}\ntitle: T\nstatus: {status}\n"
                for n, status in enumerate(statuses)
            }
        )
    )
    (bar,) = whole.bars
    assert bar.sure + bar.unsure + bar.denied == LENGTH
    assert bar.sure == pytest.approx(LENGTH * 2 / 7, abs=2)
    assert bar.unsure == pytest.approx(LENGTH * 3 / 7, abs=2)
    assert bar.denied == pytest.approx(LENGTH * 2 / 7, abs=2)


@pytest.mark.parametrize(
    ("status", "parts"), [("confirmed", "sure"), ("rumor", "unsure"), ("denied", "denied")]
)
def test_bar_of_one_kind_has_one_part(status: str, parts: str) -> None:
    (bar,) = measured(dated("2021-03-30", "2021-03-31", more=f"status: {status}\n")).bars
    found = {"sure": bar.sure, "unsure": bar.unsure, "denied": bar.denied}
    assert found.pop(parts) > 0
    assert not any(found.values())


def test_lengths_grow_with_events_and_by_the_root_where_one_month_has_most() -> None:
    even = measured(dated(*["2021-01-05"] * 4, *["2021-06-05"] * 8, "2021-09-09"))
    assert even.scale == "linear"
    assert lengths(even) == [LENGTH // 2, LENGTH, LENGTH // 8]
    skewed = measured(dated(*["2021-01-05"] * 100, "2021-02", "2021-03", *["2021-06-05"] * 25))
    assert skewed.scale == "root"
    assert lengths(skewed) == [LENGTH, LENGTH // 10, LENGTH // 10, LENGTH // 2]


def test_single_events_do_not_fill_the_picture() -> None:
    assert lengths(measured(dated("2021-01", "2021-05"))) == [LENGTH // 4] * 2


def test_other_order_mirrors_everything() -> None:
    site = dated("2021-01-05", "2022-07-20", "2022-07-21")
    forth, back = measured(site), measured(site, "newest/")
    check(back, 3)
    assert words(back) == words(forth)[::-1]
    assert [bar.events for bar in forth.bars] == [("e0",), ("e1", "e2")]
    assert [bar.events for bar in back.bars] == [("e2", "e1"), ("e0",)]
    for one, other in zip(forth.bars, back.bars[::-1], strict=True):
        assert one.size == other.size
        assert one.place + one.size + other.place == pytest.approx(LENGTH, abs=2)
    assert [(mark.anchor, mark.place) for mark in back.marks] == [("t2022", 0), ("t2021", 5000)]


def test_vague_and_open_dates_count_where_they_are_listed() -> None:
    whole = measured(dated("1st century", "18th century", "../1850", "1990/..", "2021-03-30"))
    check(whole, 5)
    assert [bar.events for bar in whole.bars] == [("e0",), ("e1",), ("e2",), ("e3",), ("e4",)]


def test_marks_lead_to_the_periods_and_to_their_first_heading() -> None:
    whole = measured(dated(*(str(year) for year in range(1900, 1970))))
    assert whole.marks[1].link.label.text == "1910-an"
    assert [mark.anchor for mark in whole.marks][:2] == ["t1900", "t1910"]
    assert whole.marks[1].link.address == "1910s/"
    assert next(iter(measured(many(70, "{year}"), "newest/").marks)).anchor == "t1769"


def test_labels_are_round_years_that_do_not_touch() -> None:
    marks = measured(dated(*(str(year) for year in range(1990, 2023)))).marks
    tall = [mark.link.label.text for mark in marks if mark.tall]
    assert tall == ["1990", "1995", "2000", "2005", "2010", "2015", "2020"]
    wide = [mark.place for mark in marks if mark.wide]
    assert all(b - a >= LENGTH // 10 for a, b in pairwise(wide))


def test_ten_thousand_events_have_no_more_bars() -> None:
    site = many(1_000, "{year}-{month:02}-{day:02}")
    whole = measured(site)
    check(whole, 1_000)
    listed = {item.id for section in site.timeline().sections for item in section.items}
    assert {name for bar in whole.bars for name in bar.events} == listed


written = st.one_of(
    st.integers(-(10**9), 10**9).map(lambda year: f"Y{year}" if abs(year) > 9999 else ""),
    st.integers(1, 2100).map(lambda year: f"{year:04}"),
    st.integers(1, 9998).map(lambda year: f"-{year:04}"),
    st.dates().map(str),
    st.sampled_from(["199X", "18XX", "000X", "00XX", "0XXX", "-01XX", "../1850", "1990/.."]),
).filter(bool)


@settings(max_examples=60)
@given(st.lists(written, min_size=1, max_size=12), st.booleans())
def test_any_dates_at_all_make_an_overview(dates: list[str], backward: bool) -> None:
    check(measured(dated(*dates), "newest/" if backward else ""), len(dates))


def test_axis_is_whole_years() -> None:
    whole = measured(dated("2021-12-31"))
    assert [mark.place for mark in whole.marks] == [0]
    (bar,) = whole.bars
    year = parse("2021")
    assert year.earliest is not None
    days = (parse("2021-12-16").earliest or 0) - year.earliest
    assert bar.place + bar.size / 2 == pytest.approx(
        days / SECONDS_A_DAY / 365 * LENGTH, abs=LENGTH / 365
    )
