"""Every importer keeps its promises: nothing breaks it, nothing is dropped silently, and what it
gives becomes files that the ordinary `load` takes."""

import csv
import io
import json
import os
import random
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import example, given, settings
from hypothesis import strategies as st

from linimasa import cli
from linimasa.commands.downloading import NotFetched, fetch
from linimasa.commands.importing import importer
from linimasa.decode import Context
from linimasa.diagnostics import CODES
from linimasa.importers import IMPORTERS
from linimasa.importers.cells import words_of
from linimasa.importers.fitting import Target, fitted
from linimasa.importers.headers import field_of
from linimasa.importers.mapping import read_mapping
from linimasa.importers.markwhen_dates import NotUnderstood, stretch_of
from linimasa.importers.placing import Known, placed
from linimasa.load import load
from linimasa.markup import to_html
from linimasa.markup.htmltext import escaped, markdown_of, plain_of
from linimasa.model.files import InputFile
from linimasa.model.freeform import Pairs
from linimasa.model.imported import Draft, Imported, Wish
from linimasa.model.settings import DEFAULT_STATUSES
from linimasa.scaffold.draft import event_text, printable
from samples import write_all

CASES = Path(__file__).parent / "cases" / "imports"
WISH = Wish("en", "UTC")
SAMPLES = {
    "atom": "feed.xml",
    "csv": "table.csv",
    "ics": "calendar.ics",
    "json": "events.json",
    "jsonfeed": "feed.json",
    "markwhen": "document.mw",
    "timelinejs": "timelinejs.json",
    "timelinejs-csv": "timelinejs.csv",
}


def sample(form: str) -> bytes:
    return (CASES / SAMPLES[form]).read_bytes()


def read(form: str, data: bytes, wish: Wish = WISH) -> Imported:
    return importer(form)(data, f"in/{SAMPLES[form]}", wish)


def fit(form: str, made: Imported) -> Iterator[tuple[Draft, str]]:
    """Each draft with the text of its file, where there is one."""
    known = Known(frozenset(), frozenset(), {})
    places, _ = placed(made.drafts, known, form, "content/{year}", Context())
    names = {place.name for place in places}
    words = [word for word, _ in DEFAULT_STATUSES]
    target = Target(form, ("en",), "en", "UTC", words, names, load)
    for place in places:
        done = fitted(place.draft, place.path, target)
        yield place.draft, done.text
        if done.text:
            loaded = load(InputFile(place.path, done.text.encode()), ("en",), "UTC")
            assert loaded.event, done.text
            assert [one.code for one in loaded.diagnostics if one.severity == "error"] == []
        else:
            assert done.diagnostics


# -- the contract ---------------------------------------------------------------------------


def test_command_offers_every_format_of_the_registry() -> None:
    assert sorted(cli.IMPORTED_FORMATS) == sorted(IMPORTERS)
    assert sorted(SAMPLES) == sorted(IMPORTERS)


@pytest.mark.parametrize("form", IMPORTERS)
@given(data=st.binary(max_size=300))
@example(data=b"")
@example(data=b"\xff\xfe")
@example(data=b"[" * 100_000)
@example(data=b"2021: A " + b"[" * 50_000 + b"\n" + b"(" * 50_000)
@example(data=b"date,title\n2021," + b"[" * 100_000)
@example(data=b"\xef\xbb\xbf\0\0\0")
@settings(max_examples=25)
def test_any_bytes_give_events_or_a_mistake(form: str, data: bytes) -> None:
    made = read(form, data)
    assert all(found.code in CODES for found in made.diagnostics)
    assert made.drafts or made.diagnostics
    list(fit(form, made))


@pytest.mark.parametrize("form", IMPORTERS)
@given(seed=st.integers(0, 2**32))
@settings(max_examples=25)
def test_broken_sample_still_gives_what_can_be_read(form: str, seed: int) -> None:
    chance, data = random.Random(seed), bytearray(sample(form))
    for _ in range(chance.randint(1, 12)):
        at = chance.randrange(len(data))
        data[at : at + chance.randint(0, 3)] = bytes([chance.choice(b'"\\<>[]{}:;,\n\0\xff09A')])
    list(fit(form, read(form, bytes(data))))


@pytest.mark.parametrize("form", IMPORTERS)
def test_events_of_a_sample_are_as_recorded(form: str) -> None:
    made = read(form, sample(form))
    assert recorded(form, made) == (CASES / f"{form}.expected.txt").read_text("utf-8")


def recorded(form: str, made: Imported) -> str:
    texts = [f"-- {draft.place.line}\n{text}" for draft, text in fit(form, made)]
    losses = [f"{one.place.line}: {one.field} = {one.value}: {one.became}" for one in made.losses]
    found = [f"{one.span.line}:{one.span.column}: {one.code}: {one.message}"
             for one in made.diagnostics]  # fmt: skip
    return "\n".join([*texts, "-- losses", *losses, "-- mistakes", *found]) + "\n"


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield name
            yield from leaves(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from leaves(one)
    elif value not in (None, ""):
        yield str(value)


def told(made: Imported) -> str:
    """Everything that an import says, in one text."""
    drafts = [*(leaves(draft.fields) for draft in made.drafts), leaves(made.extra)]
    names = [draft.name for draft in made.drafts]
    return "\n".join([*(text for one in drafts for text in one), *names,
                      *(f"{loss.field} {loss.value}" for loss in made.losses)])  # fmt: skip


CELLS = st.text(st.sampled_from("abc XY1,;|\t\"'é漢#:-"), max_size=12)


@given(
    st.lists(CELLS, min_size=3, max_size=5, unique_by=lambda one: one.strip().casefold()),
    st.lists(st.lists(CELLS, min_size=0, max_size=7), max_size=5),
)
def test_every_cell_of_a_table_is_somewhere(headers: list[str], rows: list[list[str]]) -> None:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["date", "title", *headers])
    writer.writerows([["2021-03-30", "A flood", *row] for row in rows])
    made = read("csv", text.getvalue().encode())
    assert len(made.drafts) == len(rows)
    said = told(made)
    for cell in (cell.strip() for row in rows for cell in row):
        assert all(
            part.strip() in said for part in cell.replace(",", ";").replace("|", ";").split(";")
        )


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ("ics", ["CONFIRMED", "COUNT=4", "Kalender", "PUBLIC", "VTODO", "T100000"]),
        ("jsonfeed", ["a.png", "A feed", "icon.png", "extra thing"]),
        ("atom", ["a.mp3", "a.jpg", "someone@", "A feed", "2024-02-04"]),
        ("markwhen", ["blue", "a comment", "2 weeks", "every", "$4", "Party"]),
        ("csv", ["bar", "nobody"]),
        ("json", ["A timeline", "odd"]),
        ("timelinejs", ["bg.jpg", "small.png", "139.69", "_self", "full", "250", "No year"]),
        ("timelinejs-csv", ["for the editor", "24", "soon", "small.png", "bg.jpg", "x"]),
    ],
)
def test_what_has_no_field_is_kept_or_named(form: str, words: list[str]) -> None:
    said = told(read(form, sample(form)))
    assert [word for word in words if word not in said] == []


# -- tables ---------------------------------------------------------------------------------


def rows(text: str, **wishes: Any) -> Imported:
    return read("csv", text.encode(), Wish("en", "UTC", **wishes))


@pytest.mark.parametrize("sign", ",;\t|")
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_table_of_any_dialect_is_read(sign: str, encoding: str) -> None:
    text = sign.join(["Tanggal", "Judul"]) + "\n" + sign.join(["2021-03", '"Banjir, besar"'])
    made = read("csv", text.encode(encoding))
    (draft,) = made.drafts
    assert draft.fields == {"title": "Banjir, besar", "date": "2021-03"}


def test_columns_are_what_was_asked() -> None:
    made = rows(
        "When it was;What\n30/03/2021;A flood",
        columns={"when it was": "date", "What": "title", "=status": "rumor", "separator": "/"},
        date_format="%d/%m/%Y",
    )
    assert made.drafts[0].fields == {"title": "A flood", "status": "rumor", "date": "2021-03-30"}


@pytest.mark.parametrize(
    ("form", "text", "date"),
    [("%Y", "2021", "2021"), ("%m.%Y", "03.2021", "2021-03"), ("%d/%m/%Y", "late 2021-11", None)],
)
def test_date_says_no_more_than_its_format(form: str, text: str, date: str | None) -> None:
    made = rows(f"date,title\n{text},A flood", date_format=form)
    assert made.drafts[0].fields["date"] == (date or text)


def test_date_in_another_form_says_how_to_state_it(site: Path) -> None:
    (site / "t.csv").write_text("date,title\n31/12/2021,A flood\n", "utf-8")
    done = run("import", "csv", site / "t.csv", "--site", site)
    assert (done.exit_code, "--date-format %d/%m/%Y" in done.stderr) == (1, True)


def test_mistake_in_a_cell_is_told_at_its_place() -> None:
    made = rows('date,title,lat\n2021,"A\nflood",north\n')
    assert [one.places["place"].line for one in made.drafts] == [3]
    assert made.drafts[0].places["place"].column == 8


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        ("\n\na,b\n1,2", "no column is known to be the date"),
        ("date,b\n1,2", "title"),
        ("date,title\n2021,x,y", "more cells"),
    ],
)
def test_table_that_is_none_is_told_plainly(text: str, says: str) -> None:
    (found,) = rows(text).diagnostics
    assert found.code == "bad-input"
    assert says in found.message


@pytest.mark.parametrize(
    ("header", "pair"),
    [(",Kapan,Judul", "Kapan=date"), ("Tanggal,,Apa", "Apa=title"), ("a,b", "a=date")],
)
def test_hint_names_a_column_that_can_be_what_is_missing(header: str, pair: str) -> None:
    hint = rows(f"{header}\n1,2,3").diagnostics[0].hint
    assert f"--map “{pair}”" in hint
    assert "“”" not in hint


def test_mapping_that_names_nothing_is_a_mistake() -> None:
    made = rows("date,title\n2021,x", columns={"Nothing": "title", "date": "dato"})
    messages = "\n".join(found.message for found in made.diagnostics)
    assert "no column “Nothing”" in messages
    assert "“dato” is not a field" in messages


def test_columns_that_say_the_same_take_nothing_from_each_other() -> None:
    table = "date,title,title_en,tags,Kategori,source,publisher,x,y\n2021,A,B,a;b,c,[1],Paper,1,2\n"
    made = rows(table, columns={"x": "-", "y": "-"})
    assert made.drafts[0].fields == {
        "date": "2021",
        "title": "A",
        "tags": ["a", "b", "c"],
        "sources": [{"title": "[1]", "publisher": "Paper"}],
        "extra": {"csv": {"title_en": "B"}},
    }
    assert [(loss.field, loss.is_kept) for loss in made.losses] == [
        ("title_en", True),
        ("x", False),
        ("y", False),
    ]


def test_constant_is_what_a_row_has_that_says_nothing_else() -> None:
    made = rows("title,status\nA,rumor\nB,\n", columns={"=status": "reported", "=date": "2021"})
    assert [draft.fields["status"] for draft in made.drafts] == ["rumor", "reported"]
    assert [draft.fields["date"] for draft in made.drafts] == ["2021", "2021"]


@pytest.mark.parametrize("between", ["; ", ";", ",", "|", " ", " + "])
def test_addresses_in_a_cell_are_sources_of_their_own(between: str) -> None:
    cell = between.join(["https://a.example/x;y,z", "https://b.example/"])
    made = rows(f'date,title,url\n2021,A,"{cell}"\n', columns={"separator": "+"})
    assert [one["url"] for one in made.drafts[0].fields["sources"]] == [
        "https://a.example/x;y,z",
        "https://b.example/",
    ]


def test_column_called_extra_is_kept_as_any_other() -> None:
    made = rows("date,title,extra,color\n2021,A,a note,red\n")
    assert made.drafts[0].fields["extra"] == {"csv": {"extra": "a note", "color": "red"}}


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Event ID", "id"),
        ("event_id", "id"),
        ("Event (id)", "title.id"),
        ("JUDUL (EN)", "title.en"),
        ("Title zh-Hant", "title.zh-Hant"),
    ],
)
def test_header_with_two_letters_at_its_end_is_what_it_means(header: str, field: str) -> None:
    assert field_of(header) == field


def test_column_called_as_another_was_mapped_is_kept() -> None:
    made = rows("date,title,Catatan,note\n2021,A,one,two", columns={"Catatan": "extra.note"})
    assert made.drafts[0].fields["extra"] == {"csv": {"note": "one", "note 4": "two"}}


def test_words_for_a_source_that_has_others_are_not_lost() -> None:
    table = "date,title,source,source title,sources.supports\n2021,A,Paper of that day,T,S"
    made = rows(table)
    ((_, text),) = fit("csv", made)
    assert "Paper of that day" in text


def test_id_that_cannot_be_one_is_kept() -> None:
    made = rows("kode,date,title\nB/12,2021,A\nb-13,2021,B\n")
    assert [(loss.field, loss.value) for loss in made.losses] == [("kode", "B/12")]
    assert made.drafts[0].fields["extra"] == {"csv": {"kode": "B/12"}}


@pytest.mark.parametrize("start", ["sep=;\r\n", ";;\r\n", "sep=;\n;\n"])
def test_lines_of_a_spreadsheet_before_the_headers_are_none(start: str) -> None:
    (draft,) = rows(f"{start}title;date;x\r\nA, B;2021\r\n").drafts
    assert draft.fields == {"title": "A, B", "date": "2021"}
    assert draft.place.line == start.count("\n") + 2


@pytest.mark.parametrize(("row", "is_told"), [('2021,"A\n2022,B\n', True), ('2021,"A"\n', False)])
def test_quote_that_is_closed_nowhere_is_told(row: str, is_told: bool) -> None:
    made = rows(f"date,title\n{row}")
    assert [(one.span.line, one.span.column) for one in made.diagnostics] == [(2, 6)] * is_told


@pytest.mark.parametrize(
    ("form", "text", "expected"),
    [
        ("%-d/%-m/%Y", "3/4/2021", {"date": "2021-04-03"}),
        ("%Y-%m-%dT%H:%M:%S%z", "2021-03-30T23:30:15+00:00",
         {"date": "2021-03-31", "time": "06:30:15"}),
        ("%d %Y", "30 2021", {"date": "2021"}),
        ("%d/%m", "30/03", {"date": "30/03"}),
        ("%H:%M", "10:00", {"date": "10:00"}),
    ],
)  # fmt: skip
def test_stated_format_says_neither_more_nor_less(
    form: str, text: str, expected: dict[str, str]
) -> None:
    wish = Wish("en", "Asia/Jakarta", date_format=form)
    (draft,) = read("csv", f"date,title\n{text},A".encode(), wish).drafts
    assert draft.fields == {"title": "A", **expected}


def test_time_of_day_that_has_no_field_is_kept() -> None:
    table = (
        "date,end,title\n30/03/2021 10:00,30/03/2021 18:00,A\n30/03/2021 10:00,31/03/2021 18:00,B"
    )
    made = rows(table, date_format="%d/%m/%Y %H:%M")
    one, two = (draft.fields for draft in made.drafts)
    assert (one["date"], one["time"]) == ("2021-03-30", "10:00")
    assert one["extra"] == {"csv": {"end": "30/03/2021 18:00"}}
    assert (two["date"], "time" in two) == ("2021-03-30/2021-03-31", False)
    assert two["extra"] == {"csv": {"date": "30/03/2021 10:00", "end": "31/03/2021 18:00"}}
    assert [loss.field for loss in made.losses] == ["end", "date", "end"]


def test_time_of_no_day_is_kept_with_its_zone() -> None:
    made = rows("date,time,zone,title\n2021-03,10:00,Asia/Shanghai,A")
    ((_, text),) = fit("csv", made)
    loaded = load(InputFile("content/a.yaml", text.encode()), ("en",), "UTC")
    assert loaded.event
    assert loaded.event.extra == (("csv", Pairs((("time", "10:00"), ("zone", "Asia/Shanghai")))),)
    assert loaded.diagnostics == ()


def test_very_many_columns_take_no_time() -> None:
    names = ",".join(f"x{number}" for number in range(10_000))
    started = time.process_time()
    rows(f"date,title,{names}\n2021,A" + ",1" * 10_000)
    assert time.process_time() - started < 1  # here 0.2; each compared with each takes 3


def test_our_own_table_comes_back_as_it_was() -> None:
    """As `exporters` write it: apostrophes before formulas, lists, and JSON in cells."""
    made = read("csv", (CASES / "own.csv").read_bytes())
    (draft,) = made.drafts
    assert (made.losses, made.diagnostics) == ((), ())
    assert (draft.name, dict(draft.fields)) == (
        "a-flood",
        {
            "date": "late 2021-11",
            "title": {"en": "=A flood", "id": "Banjir"},
            "body": {"en": "It rained [@one].\n"},
            "status": "reported",
            "importance": "2",
            "tags": ["rain; river", "-water"],
            "place": {"name": {"id": "Bogor"}, "lat": "-6.6", "lon": "106.8"},
            "relations": {"follows": ["a", "b"]},
            "sources": [{"key": "one", "url": "https://example.com/a"}],
            "extra": {"mine": ["1"]},
        },
    )


@given(st.lists(st.text(st.sampled_from("ab;\\ ")).map(str.strip).filter(bool)))
def test_list_in_a_cell_is_read_as_it_was_written(words: list[str]) -> None:
    escaped_ = (word.replace("\\", "\\\\").replace(";", "\\;") for word in words)
    assert words_of("; ".join(escaped_)) == words


def test_our_own_calendar_says_no_more_than_is_known() -> None:
    entry = (
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nSUMMARY:A flood\nDTSTART;VALUE=DATE:20211121\n"
        "DTEND;VALUE=DATE:20211201\nX-LINIMASA-DATE:late 2021-11\nEND:VEVENT\nEND:VCALENDAR\n"
    )
    assert read("ics", entry.encode()).drafts[0].fields["date"] == "late 2021-11"
    other = entry.replace("late 2021-11", "whenever").encode()
    assert read("ics", other).drafts[0].fields["date"] == "2021-11-21/2021-11-30"


@pytest.mark.parametrize("line", ["RECURRENCE-ID:VEVENT", "DTSTART;TZID=Europe:20240101T090000"])
def test_calendar_with_a_broken_line_is_told(line: str) -> None:
    entry = f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:A\n{line}\nEND:VEVENT\nEND:VCALENDAR\n"
    assert [one.code for one in read("ics", entry.encode()).diagnostics] == ["bad-input"]


def calendar(rule: str, start: str = "20200101") -> bytes:
    lines = ("BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:a", "SUMMARY:A", f"DTSTART:{start}")
    return "\n".join([*lines, f"RRULE:{rule}", "END:VEVENT", "END:VCALENDAR", ""]).encode()


@pytest.mark.parametrize("often", ["HOURLY", "DAILY", "MONTHLY", "YEARLY"])
@pytest.mark.parametrize("days", ["BYMONTH=2;BYMONTHDAY=30", "BYMONTH=3;BYYEARDAY=300"])
def test_days_that_never_come_are_not_looked_for_long(often: str, days: str) -> None:
    started = time.process_time()
    made = read("ics", calendar(f"FREQ={often};{days};COUNT=3"))
    assert time.process_time() - started < 3  # here 0.2; until its last year it takes up to 20
    assert [draft.fields["date"] for draft in made.drafts] == ["2020-01-01"]
    assert "left out: such a day never comes" in [loss.became for loss in made.losses]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=MONTHLY;COUNT=3", ["2020-01-01", "2020-02-01", "2020-03-01"]),
        ("FREQ=MONTHLY;UNTIL=20200301", ["2020-01-01", "2020-02-01", "2020-03-01"]),
        ("UNTIL=20200301T000000Z;FREQ=MONTHLY", ["2020-01-01", "2020-02-01", "2020-03-01"]),
        ("COUNT=2;FREQ=YEARLY;BYMONTH=1", ["2020-01-01"]),
        ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29", ["2020-01-01", "2020-02-29"]),
        ("FREQ=YEARLY", ["2020-01-01"]),
    ],
)
def test_times_of_a_rule_are_written_out_for_a_year(rule: str, expected: list[str]) -> None:
    made = read("ics", calendar(rule))
    assert [draft.fields["date"] for draft in made.drafts] == expected


def entry(*lines: str, more: str = "") -> Imported:
    """What comes of an event in a calendar, in Jakarta."""
    whole = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:a", "SUMMARY:A", *lines, "END:VEVENT"]
    data = "\r\n".join([*whole, more, "END:VCALENDAR", ""]).encode()
    return read("ics", data, Wish("en", "Asia/Jakarta"))


def test_evening_that_ends_at_midnight_has_its_time() -> None:
    (draft,) = entry("DTSTART:20240101T200000", "DTEND:20240102T000000").drafts
    assert (draft.fields["date"], draft.fields["time"]) == ("2024-01-01", "20:00")


@pytest.mark.parametrize(
    ("lines", "field", "why"),
    [
        (["DTSTART:20240101T220000", "DTEND:20240102T020000"], "DTSTART", "no time of day here"),
        (["DTSTART;TZID=Foo/Bar:20240101T220000"], "DTSTART", "taken for Asia/Jakarta"),
        (["DTSTART;VALUE=DATE:20240105", "DTEND:20240107T100000Z"], "DTEND", "no end of whole"),
        (["DTSTART;VALUE=DATE:20240105", "DTEND;VALUE=DATE:20240101"], "DTEND", "no end of whole"),
        (["DTSTART;VALUE=DATE:20240105", "DURATION:PT2H"], "DURATION", "no end of whole"),
        (["DTSTART:20240101", "SUMMARY:B"], "SUMMARY", "kept"),
        (["DTSTART:20240101", "URL:a.example", "URL:b.example"], "URL", "kept"),
        (["DTSTART:20240101", "LOCATION;LANGUAGE=de:Bonn"], "LOCATION;LANGUAGE", "kept"),
        (["DTSTART:20240101", "RECURRENCE-ID;RANGE=THISANDFUTURE:20240103"], "RECURRENCE-ID",
         "this time alone"),
    ],
)  # fmt: skip
def test_what_the_date_does_not_tell_is_kept(lines: list[str], field: str, why: str) -> None:
    made = entry(*lines)
    (loss,) = (one for one in made.losses if one.field == field)
    assert why in loss.became
    assert field in made.drafts[0].fields["extra"]["ics"]


def test_periods_begin_a_time_each() -> None:
    dates = "RDATE;VALUE=PERIOD:20240105T080000/PT1H,20240107T080000/20240107T090000"
    made = entry("DTSTART:20240101T080000", dates)
    days = ["2024-01-01", "2024-01-05", "2024-01-07"]
    assert [draft.fields["date"] for draft in made.drafts] == days


def test_only_time_that_was_moved_comes_once() -> None:
    moved = "RECURRENCE-ID:20240101T080000\r\nDTSTART:20240102T080000\r\nSUMMARY:A"
    more = f"BEGIN:VEVENT\r\nUID:a\r\n{moved}\r\nEND:VEVENT"
    made = entry("DTSTART:20240101T080000", "RRULE:FREQ=YEARLY", more=more)
    assert [draft.fields["date"] for draft in made.drafts] == ["2024-01-02"]


def test_last_day_of_a_rule_is_meant_whole() -> None:
    made = entry("DTSTART:20240101T080000", "RRULE:FREQ=DAILY;UNTIL=20240103")
    assert [draft.fields["date"] for draft in made.drafts][-1] == "2024-01-03"


def test_broken_lines_of_an_event_are_left_out_and_the_rest_comes_in() -> None:
    lines = ("DTEND:x", "GEO:x", "RRULE:FREQ=FOO", "EXDATE:x", "no colon")
    made = entry("DTSTART:20240101T100000", *lines)
    assert (made.drafts[0].fields["date"], made.diagnostics) == ("2024-01-01", ())
    left = {one.field for one in made.losses if one.became == "left out: it cannot be read"}
    assert left == {"DTEND", "GEO", "RRULE", "EXDATE", "a line"}


@pytest.mark.parametrize("lines", [["DTSTART:x"], ["DTSTART:20240101", "DTSTART:20240102"]])
def test_event_that_begins_nowhere_is_told_plainly(lines: list[str]) -> None:
    assert "DTSTART is not one day or moment" in entry(*lines).diagnostics[0].message


NEVER = (
    "FREQ=DAILY;BYSETPOS=3;BYMONTH=1",
    "FREQ=HOURLY;BYSETPOS=-2",
    "FREQ=WEEKLY;BYDAY=MO;BYSETPOS=2",
    "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
)


@pytest.mark.parametrize("rule", NEVER)
def test_place_that_no_day_has_is_not_looked_for(rule: str) -> None:
    started = time.process_time()
    assert len(read("ics", calendar(rule)).drafts) == 1
    assert time.process_time() - started < 1  # here 0.1; hour by hour until the year 9999 minutes
    assert len(read("ics", calendar("FREQ=DAILY;BYHOUR=1,2;BYSETPOS=-1;COUNT=3")).drafts) == 4


def test_names_of_all_calendars_in_a_file_are_kept() -> None:
    one, two = (f"BEGIN:VCALENDAR\nX-WR-CALNAME:{name}\nEND:VCALENDAR\n" for name in "AB")
    assert read("ics", f"{one}{two}".encode()).extra == {"X-WR-CALNAME": "A\nB"}


def test_calendar_that_is_cut_off_says_so() -> None:
    made = read("ics", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:A\n")
    assert "has no end" in made.diagnostics[0].message
    whole = calendar("FREQ=DAILY;COUNT=2").replace(b"\n", b"\r")
    assert len(read("ics", whole).drafts) == 2


def test_moment_of_our_own_calendar_keeps_its_time() -> None:
    (draft,) = entry("DTSTART:20240101T080000Z", "X-LINIMASA-DATE:2024-01-01").drafts
    assert (draft.fields["date"], draft.fields["time"]) == ("2024-01-01", "15:00")


def rss(item: str, home: str = "https://a.example/news/") -> bytes:
    spaces = (
        'xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    )
    channel = f"<title>Paper</title><link>{home}</link><item>{item}</item>"
    return f'<rss version="2.0" {spaces}><channel>{channel}</channel></rss>'.encode()


def test_what_other_vocabularies_call_a_title_takes_the_place_of_none() -> None:
    item = (
        "<title>Car</title><description>It drives.</description><dc:creator>Ann</dc:creator>"
        "<media:title>Photo</media:title><media:description>Blue</media:description>"
        "<media:author>Bob</media:author><pubDate>Tue, 30 Mar 2021 10:00:00 GMT</pubDate>"
    )
    (draft,) = read("atom", rss(item)).drafts
    assert (draft.fields["title"], draft.fields["summary"]) == ("Car", "It drives.")
    kept = draft.fields["extra"]["atom"]
    assert (kept["title"], kept["description"], kept["author"]) == ("Photo", "Blue", "Bob")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/a", "https://a.example/a"),
        ("b", "https://a.example/news/b"),
        ("https://b.example/", "https://b.example/"),
        ("http://[", "http://["),
        ("", None),
    ],
)
def test_address_in_a_feed_is_told_in_full(address: str, expected: str | None) -> None:
    given = f"<title>A</title><link>{address}</link><pubDate>2021-03-30</pubDate>"
    (draft,) = read("atom", rss(given)).drafts
    assert [source["url"] for source in draft.fields["sources"]] == ([expected] if expected else [])


def test_feed_of_rss_1_names_its_publisher() -> None:
    feed = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
        ' xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<channel><title>Paper</title></channel><item><title>A</title>"
        "<link>https://a.example/</link><dc:date>2021-03-30</dc:date></item></rdf:RDF>"
    )
    (draft,) = read("atom", feed.encode()).drafts
    assert draft.fields["sources"][0]["publisher"] == "Paper"
    assert draft.fields["date"] == "2021-03-30"


def test_language_and_base_of_an_atom_feed_are_those_of_its_entries() -> None:
    entries = (
        '<entry><title>A</title><link href="/a"/></entry>'
        '<entry xml:lang="ar" xml:base="https://b.example/"><title>B</title>'
        '<link href="b"/></entry>'
    )
    feed = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="id" xml:base="https://a.example/x/">'
        f"<updated>2021-03-30</updated>{entries}</feed>"
    )
    drafts = read("atom", feed.encode()).drafts
    assert [draft.fields["sources"][0]["url"] for draft in drafts] == [
        "https://a.example/a",
        "https://b.example/b",
    ]
    assert [draft.fields["extra"]["atom"]["language"] for draft in drafts] == ["id", "ar"]


def test_xml_that_would_grow_is_refused() -> None:
    feed = b'<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><feed>&b;</feed>'
    assert "entities of its own" in read("atom", feed).diagnostics[0].message


def test_author_of_an_entry_without_address_is_kept() -> None:
    item = "<title>A</title><author>Ann</author><pubDate>2021-03-30</pubDate>"
    made = read("atom", rss(item))
    assert made.drafts[0].fields["extra"]["atom"]["author"] == "Ann"
    assert ("author", "Ann") in [(loss.field, loss.value) for loss in made.losses]


def test_nothing_in_json_is_nothing() -> None:
    nothing = ("url", "content_html", "summary", "tags", "authors", "image")
    item = {"title": "A", "date_published": "2021-01-01", **dict.fromkeys(nothing)}
    made = read("jsonfeed", json.dumps({"items": [item]}).encode())
    assert made.losses == ()
    assert "extra" not in {name for name, one in made.drafts[0].fields.items() if one}
    unnamed = [{"id": None, "title": "A", "date": 2021}]
    ((draft, text),) = fit("json", read("json", json.dumps(unnamed).encode()))
    assert (draft.name, text) == ("", "date: 2021\ntitle: A\n")


def test_event_in_a_plain_list_is_told_at_its_place() -> None:
    made = read("json", b'[{"title": "A"}, {"title": "B"}]')
    assert [(one.place.line, one.place.column) for one in made.drafts] == [(1, 2), (1, 18)]


def test_what_our_own_json_has_in_another_form_is_kept_or_named() -> None:
    event = {"id": "B/12", "title": "A", "date": "2021"}
    made = read("json", json.dumps({"events": [event], "actors": ["Ann"]}).encode())
    assert made.extra == {"actors": ["Ann"]}
    assert [(one.field, one.value, one.is_kept) for one in made.losses] == [
        ("actors", "['Ann']", True),
        ("id", "B/12", False),
    ]


@pytest.mark.parametrize(
    ("extra", "kept"),
    [
        ("text", {"extra": "text"}),
        (["1"], {"extra": ["1"]}),
        ({"json": "text"}, {"json": "text"}),
        ({"json": {"a": "b"}}, {"a": "b"}),
    ],
)
def test_what_is_taken_out_is_kept_beside_any_extra(extra: Any, kept: dict[str, Any]) -> None:
    event = {"title": "A", "date": "2021", "extra": extra, "importance": "x"}
    ((_, text),) = fit("json", read("json", json.dumps([event]).encode()))
    assert yaml.load(text, yaml.BaseLoader)["extra"]["json"] == {**kept, "importance": "x"}


def test_mapping_file_is_read() -> None:
    assert read_mapping(b"Hari: date\n=tags: [a, b]\n", "m.yaml") == {
        "Hari": "date",
        "=tags": "a, b",
    }
    assert "m.yaml:1" in str(read_mapping(b"a: [", "m.yaml"))
    assert "Column: field" in str(read_mapping(b"- a", "m.yaml"))


# -- HTML -----------------------------------------------------------------------------------


PIECES = st.sampled_from(
    ["<p>", "</p>", "<b>", "</b>", "<ul>", "<li>", "</ul>", "<a href='https://x.test/a_(b)'>",
     "</a>",      "<table><tr><td>", "<td>", "</table>", "<pre>", "</pre>", "<blockquote>", "<br>",
     "</blockquote>",
     "<h1>", "</h1>", "<script>", "<img src=x alt=y>", "word ", "*", "_", "[x]", "# ", "1. ", "- ",
     "`",      "&lt;b&gt; ", "&amp;amp; ", "|", "    ", "\n", "=== ", "![a](b) ", "[@key] "]
)  # fmt: skip


@given(st.lists(PIECES, max_size=25))
def test_html_becomes_markdown_without_mistakes(pieces: list[str]) -> None:
    text, _ = markdown_of("".join(pieces))
    converted = to_html(text, {}, "../")
    assert [found.code for found in converted.findings] == []
    assert text == "" or text.endswith("\n")


@given(st.text(st.sampled_from("ab *_`[]()#>+-.!|=&;<:/@^~1\\\n"), max_size=40))
@example("<1@1>")
@example("<<1@1>")
@example("1.\n1")
def test_plain_text_as_markdown_shows_just_that(text: str) -> None:
    shown = plain_of(to_html(escaped(text), {}, "../").html)[0]
    assert "".join(shown.split()) == "".join(text.split())


@pytest.mark.parametrize("html", ["<div>" * 50_000, "<ul><li>" * 20_000, "<a href='" * 20_000])
def test_hostile_html_takes_no_time(html: str) -> None:
    started = time.process_time()
    markdown_of(html)
    assert time.process_time() - started < 5


# -- files ----------------------------------------------------------------------------------


TEXTS = st.text(max_size=40)
VALUES = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3)
)


@given(st.dictionaries(TEXTS.filter(bool), VALUES, max_size=4), st.just("A flood"))
def test_what_is_kept_is_read_as_it_was(extra: dict[str, Any], title: str) -> None:
    draft = Draft({"date": "2021", "title": title, "extra": {"csv": extra}}, span(), "a")
    ((_, text),) = fit("csv", Imported((draft,)))
    if extra:
        whole = yaml.load(text, yaml.BaseLoader)
        assert whole["extra"]["csv"] == printable(extra)


def span() -> Any:
    from linimasa.diagnostics import Span

    return Span("in/table.csv", 2, 1)


@given(st.text(st.sampled_from("a #:-\n\t|'\"é"), max_size=60))
def test_body_is_read_as_it_was(body: str) -> None:
    text = event_text({"date": "2021", "title": "A", "body": body}, ("en",), "en")
    loaded = load(InputFile("content/a.yaml", text.encode()), ("en",), "UTC")
    assert loaded.event
    assert (loaded.event.body.get("en") or "") == (body if body.strip() else "")


# -- dates of Markwhen ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        ("1981", "1981"),
        ("2012-05", "2012-05"),
        ("1964/2008", "1964/2008"),
        ("2004-06 / 2006-08", "2004-06/2006-08"),
        ("2005/now", "2005/.."),
        ("2018/6 months", "2018-01/2018-06"),
        ("04/1776", "1776-04"),
        ("01/30/2024", "2024-01-30"),
        ("11/11/2024-12/12/2024", "2024-11-11/2024-12-12"),
        ("1 Jan 1998 to 11/11/2011 8am", "1998-01-01/2011-11-11"),
        ("18 March 2026", "2026-03-18"),
        ("July 13, 2022 - 5 week days", "2022-07-13/2022-07-19"),
        ("01/01/2023 - 2 weeks", "2023-01-01/2023-01-14"),
        ("2 weeks", "2023-01-15/2023-01-28"),
        ("1 week - 3 days", "2023-01-22/2023-01-24"),
        ("before !xmas 1 month", "2022-11-25/2022-12-24"),
        ("before !xmas 1 week - 1 month", "2022-11-18/2022-12-17"),
        ("after !xmas 5 days", "2022-12-26/2022-12-30"),
        ("1998-06/01/2000", "1998/2000-06-01"),
        ("Jan 3", None),
        ("now", None),
        ("99/99/2020", None),
    ],
)
def test_date_of_markwhen_is_what_its_documentation_says(text: str, edtf: str | None) -> None:
    before = stretch_of("01/01/2023 - 2 weeks", False, {}, None)
    ids = {"xmas": stretch_of("2022-12-25", False, {}, None)}
    if edtf:
        assert stretch_of(text, False, ids, before).edtf == edtf
    else:
        with pytest.raises(NotUnderstood):
            stretch_of(text, False, ids, before)


def document(text: str) -> Imported:
    return read("markwhen", text.encode(), Wish("en", "Asia/Jakarta"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("timezone: Europe/Berlin\n2021-03-30 20:00: A", ("2021-03-30", "20:00", "Europe/Berlin")),
        ("2021-03-30 20:00: A\ntz: Europe/Berlin", ("2021-03-30", "20:00", "Europe/Berlin")),
        ("timezone: -5\n2021-03-30 20:00: A", ("2021-03-31", "08:00", "")),
        ("2021-03-30 20:00: A\ntimezone: +05:30", ("2021-03-30", "21:30", "")),
        ("2021-03-30T20:00:05Z: A\ntz: Europe/Berlin", ("2021-03-30", "20:00:05", "UTC")),
        ("dateFormat: 'd/M/y'\n03/04/2021 20:00: A", ("2021-04-03", "20:00", "")),
        ("timezone: -99\n0001-01-01 20:00: A", ("0001-01-01", "20:00", "-99")),
    ],
)
def test_clock_of_markwhen_is_in_the_zone_that_is_said(
    text: str, expected: tuple[str, str, str]
) -> None:
    fields = document(text).drafts[0].fields
    assert tuple(fields[name] for name in ("date", "time", "zone") if fields.get(name)) == tuple(
        filter(None, expected)
    )


@pytest.mark.parametrize("start", ["2021: A\na:", "a: y"])
def test_many_spaces_take_no_time(start: str) -> None:
    started = time.process_time()
    document(f"{start}{' ' * 30_000}x")
    document(f"{start}{' ' * 30_000}")
    assert time.process_time() - started < 1  # each with each takes 4


def test_group_of_markwhen_ends_with_its_headings() -> None:
    made = document("group A\n## H\n2021: x\nendGroup\n# I\n2022: y\n")
    assert [draft.fields["tags"] for draft in made.drafts] == [["a", "h"], ["i"]]


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("2021: A\nNote: one\nNote: two", "Note", "one two"),
        ("2021: A !one !two", "ids", "two"),
        ("2021: A !_one", "ids", "_one"),
        ("2021: [x] A", "checkbox", "[x]"),
        ("2021: A [Jakarta](location) [Bonn](map)", "places", "Bonn"),
        ("2021-03-30 10am - 11am: A", "date", "2021-03-30 10am - 11am"),
        ("2021-03-30 10am - 2021-04-01 11am: A", "date", "2021-03-30 10am - 2021-04-01 11am"),
        ("# S // why\n2021: A", "comment", "// why"),
        ("2021: A\nSept 2021: B", "text", "Sept 2021: B"),
        ("2021: A\n2021-3-5: B", "text", "2021-3-5: B"),
    ],
)
def test_what_of_a_document_has_no_field_is_named(text: str, field: str, value: str) -> None:
    made = document(text)
    assert (field, value) in [(loss.field, loss.value) for loss in made.losses]
    assert made.drafts[0].fields["title"].startswith("A")


def test_event_that_is_named_by_a_property_is_counted_from() -> None:
    made = document("2021-03-30: A\nid: one\n2022: B\nafter !one 2 days: C\n")
    assert made.drafts[2].fields["date"] == "2021-03-31/2021-04-01"


@pytest.mark.parametrize(
    ("date", "says"), [("after !two 2 days", "no event “!two”"), ("before !one", "how long")]
)
def test_relative_date_that_says_too_little_is_a_mistake(date: str, says: str) -> None:
    (found,) = document(f"2021: A !one\n{date}: B\n").diagnostics
    assert (found.code, found.span.line) == ("bad-date", 2)
    assert says in found.message


# -- the command ----------------------------------------------------------------------------


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli.cli, [str(one) for one in arguments])


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write_all(tmp_path, {"site.yaml": "title: A\nlanguages: [en, id]\n"})
    return tmp_path


def bring(site: Path, text: str | bytes, *options: str, form: str = "csv") -> Result:
    write_all(site, {"in/rows.csv": text})
    return run("import", form, site / "in" / "rows.csv", "--site", site, *options)


def contents(site: Path) -> dict[str, str]:
    return {
        path.relative_to(site / "content").as_posix(): path.read_text("utf-8")
        for path in sorted((site / "content").rglob("*.yaml"))
    }


GOOD = "date,title,Color\n2021-03-30,A flood,red\nlate 2021-11,A flood,blue\n"


def test_rows_become_commented_files_that_check_takes(site: Path) -> None:
    done = bring(site, GOOD)
    assert done.exit_code == 0, done.output
    assert "Wrote 2 events" in done.stdout
    assert "Color  kept in extra.csv" in done.stdout
    files = contents(site)
    assert sorted(files) == ["2021/a-flood-2.yaml", "2021/a-flood.yaml"]
    first = files["2021/a-flood.yaml"]
    assert first.startswith("# From rows.csv, line 2. ")
    assert first.endswith(
        "\ndate: 2021-03-30\ntitle:\n  en: A flood\nextra:\n  csv:\n    Color: red\n"
    )
    assert run("check", site).exit_code == 0


def test_rows_without_a_status_are_told_once_where_the_site_lacks_the_usual_one(site: Path) -> None:
    rows = "date,title,status\n2021,A,seen\n2022,B,\n2023,C,\n"
    write_all(site, {"site.yaml": "title: A\nstatuses: {seen: {label: Seen}, heard: {}}\n"})
    done = bring(site, rows)
    assert done.exit_code == 1
    assert done.stderr.count("[unknown-status]") == 1
    assert "rows.csv:3:1: error[unknown-status]: 2 events have no status, and “reported”" in (
        done.stderr
    )
    assert "Wrote 3 events" in done.stdout
    done = bring(site, rows.replace("B,", "D,heard").replace("C,", "E,heard"))
    assert (done.exit_code, "[unknown-status]" in done.stderr) == (0, False)
    write_all(site, {"site.yaml": "title: A\n"})
    assert bring(site, rows.replace("seen", "").replace("2021", "2011")).exit_code == 0


def test_broken_rows_are_told_and_the_rest_is_written(site: Path) -> None:
    done = bring(
        site, "date,title\n2021-13,A\n2021,B\n,C\n2021,\n", "--report", str(site / "r.json")
    )
    assert done.exit_code == 1
    assert "rows.csv:2:1: error[bad-date]" in done.stderr
    assert list(contents(site)) == ["2021/b.yaml"]
    report = json.loads((site / "r.json").read_text("utf-8"))
    assert [one["became"] for one in report["events"]] == ["new"]
    assert [one["line"] for one in report["mistakes"]] == [2, 4, 5]


def test_second_import_changes_nothing_and_update_renews_what_nobody_edited(site: Path) -> None:
    bring(site, GOOD)
    before = contents(site)
    assert "2 events here already" in bring(site, GOOD).stdout
    assert contents(site) == before
    edited = site / "content/2021/a-flood.yaml"
    edited.write_text(before["2021/a-flood.yaml"] + "# mine\n", "utf-8")
    done = bring(site, GOOD.replace("red", "green").replace("blue", "gray"), "--update")
    assert "1 event renewed" in done.stdout
    assert "1 event left as they are, since somebody edited them" in done.stdout
    after = contents(site)
    assert "red" in after["2021/a-flood.yaml"]
    assert "gray" in after["2021/a-flood-2.yaml"]


def test_dry_run_writes_nothing_and_needs_no_site(tmp_path: Path) -> None:
    done = bring(tmp_path, GOOD, "--dry-run")
    assert done.exit_code == 0
    assert "Would write 2 events" in done.stdout
    assert sorted(one.name for one in tmp_path.iterdir()) == ["in"]
    done = bring(tmp_path, GOOD)
    assert done.exit_code == 2
    assert "linimasa init" in done.stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--into", "../x"], "below content/"),
        (["--into", "content/_x"], "below content/"),
        (["--into", "content/pages"], "below content/"),
        (["--language", "xx"], "not a language of this site"),
        (["--map", "date"], "Column=field"),
        (["--until", "never"], "--until"),
    ],
)
def test_wrong_option_is_wrong_use(site: Path, options: list[str], says: str) -> None:
    done = bring(site, GOOD, *options)
    assert done.exit_code == 2
    assert says in done.stderr
    assert not (site / "content").exists()


def test_folder_of_the_new_events_is_as_asked(site: Path) -> None:
    bring(site, GOOD, "--into", "content/floods/")
    assert "floods/2021/a-flood.yaml" in contents(site)


def test_id_that_is_there_already_is_named(site: Path) -> None:
    done = bring(site, "id,date,title\nx,2021,A\nx,2021,B\n")
    assert sorted(contents(site)) == ["2021/x-2.yaml", "2021/x.yaml"]
    assert "1× id  there already: this one has a number behind it  rows.csv:3 “x”" in done.stdout


def test_file_of_any_name_becomes_events_that_check_takes(site: Path) -> None:
    for name in (b"caf\xe9.csv", b"a\x01b.csv"):
        path = site / os.fsdecode(name)
        path.write_text("date,title\n2021,A\n", "utf-8")
        assert run("import", "csv", path, "--site", site).exit_code == 0
    assert len(contents(site)) == 2
    assert run("check", site).exit_code == 0


def test_actor_that_check_would_refuse_is_told_and_kept(site: Path) -> None:
    actors = {"one": {"name": "One"}, "two": 5, "three": {"name": {"de": "Drei"}}}
    deep: Any = "deep"
    for _ in range(100):
        deep = [deep]
    text = json.dumps({"actors": actors, "events": [], "color": "red", "deep": deep})
    done = bring(site, text, form="json")
    assert done.exit_code == 1
    assert "“de” is not a language of this site" in done.stderr
    files = {name: yaml.load(one, yaml.BaseLoader) for name, one in contents(site).items()}
    assert files["_actors.yaml"] == {"one": {"name": "One"}}
    assert files["_extra.yaml"] == {
        "json": {"color": "red", "actors.two": "5", "actors.three": {"name": {"de": "Drei"}}}
    }
    assert "left out: no YAML file can hold it" in done.stdout
    assert run("check", site).exit_code == 0


def test_what_several_files_say_of_themselves_is_kept(site: Path) -> None:
    for name in "ab":
        feed = {"title": name.upper(), "language": "en", "items": []}
        write_all(site, {f"in/{name}.json": json.dumps(feed)})
    files = (site / "in" / "a.json", site / "in" / "b.json")
    report = site / "r.json"
    run("import", "jsonfeed", *files, "--site", site)
    kept = (site / "content/_extra.yaml").read_text("utf-8")
    assert kept == "jsonfeed:\n  title: A\n  language: en\n  title 2: B\n"
    run("import", "jsonfeed", files[1], "--site", site, "--report", report)
    losses = json.loads(report.read_text("utf-8"))["losses"]
    assert {one["from"]["path"] for one in losses} == {str(files[1])}
    assert {one["became"] for one in losses} == {"left out: content/_extra.yaml is there already"}


def test_picture_beside_the_input_is_copied_and_none_from_elsewhere(site: Path) -> None:
    png = b"\x89PNG\r\n\x1a\n" + bytes(20)
    write_all(site, {"in/p/a.png": png, "secret.png": png})
    (site / "in" / "link.png").symlink_to(site / "secret.png")
    table = (
        "date,title,image,alt\n2021,A,p/a.png,x\n2021,B,../secret.png,x\n2021,C,link.png,x\n"
        "2021,D,https://example.com/d.png,x\n2021,E,a.svg,x\n"
    )
    done = bring(site, table)
    assert done.exit_code == 1
    assert done.stderr.count("error[missing-picture]") == 3
    assert (site / "content/2021/a.png").read_bytes() == png
    assert [one.name for one in (site / "content").rglob("*.png")] == ["a.png"]
    assert "https://example.com/d.png" in contents(site)["2021/d.yaml"]
    assert "--download-media fetches it" in done.stdout
    assert run("check", site).exit_code == 0


def test_pictures_of_one_name_in_two_folders_are_two(site: Path) -> None:
    png = b"\x89PNG\r\n\x1a\n"
    write_all(site, {"in/p/a.png": png + b"one", "in/q/a.png": png + b"two"})
    done = bring(site, "2021: A ![x](p/a.png) ![y](q/a.png)\n", form="markwhen")
    assert done.exit_code == 0, done.output
    (event,) = contents(site).values()
    media = yaml.load(event, yaml.BaseLoader)["media"]
    folder = site / "content" / "2021"
    assert [(folder / one["file"]).read_bytes()[-3:] for one in media] == [b"one", b"two"]


@contextmanager
def server(answers: Mapping[str, tuple[int, dict[str, str], bytes]]) -> Iterator[str]:
    """A web server on the loopback; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            code, headers, data = answers.get(self.path, (404, {}, b""))
            self.send_response(code)
            for name, value in {"Content-Length": str(len(data)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.server_port}"
        finally:
            listening.shutdown()
            thread.join()


def test_pictures_in_the_web_are_fetched_only_when_asked(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    png = b"\x89PNG\r\n\x1a\n" + bytes(20)
    answers = {
        "/a.png": (200, {}, png),
        "/b.png": (200, {}, b"<html>"),
        "/c.png": (302, {"Location": "file:///etc/passwd"}, b""),
        "/d.png": (302, {"Location": "/a.png"}, b""),
        "/f.png?w=3": (200, {}, png),
    }
    with server(answers) as address:
        table = "date,title,image,alt\n" + "".join(
            f"2021,{name},{address}/{name}.png{'?w=3' * (name == 'f')},x\n" for name in "abcdef"
        )
        done = bring(site, table, "--download-media", "--dry-run")
        assert done.stderr.count("in a private network") == 6
        monkeypatch.setenv("LINIMASA_DOWNLOAD_PRIVATE", "1")
        done = bring(site, table, "--download-media")
    assert "what is there is no picture" in done.stderr
    assert "the server answers 404" in done.stderr
    pictures = sorted(one.name for one in (site / "content").rglob("*.png*"))
    assert pictures == ["a.png", "d.png", "f.png"]
    assert run("check", site).exit_code == 0


def test_picture_that_is_too_large_is_not_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINIMASA_DOWNLOAD_PRIVATE", "1")
    answers = {"/a.png": (200, dict[str, str](), bytes(3000))}
    with server(answers) as address, pytest.raises(NotFetched, match="larger"):
        fetch(f"{address}/a.png", tmp_path, 1000)
    for wrong in ("file:///etc/passwd", "http://", "ftp://example.org/a.png", "http://[x/a.png"):
        with pytest.raises(NotFetched):
            fetch(wrong, tmp_path, 1000)


def test_many_rows_come_in_quickly(site: Path) -> None:
    table = "date,title,source,tags,summary\n" + "".join(
        f"2021-03-{number % 28 + 1:02},Event number {number % 300},https://example.com/{number},"
        f"a;b,What happened\n"
        for number in range(500)
    )
    started = time.process_time()
    assert bring(site, table).exit_code == 0
    assert time.process_time() - started < 10
    assert len(contents(site)) == 500


def record() -> None:
    """Write down what comes of each sample now."""
    for form in IMPORTERS:
        made = read(form, sample(form))
        (CASES / f"{form}.expected.txt").write_text(recorded(form, made), "utf-8")


if __name__ == "__main__":
    record()
