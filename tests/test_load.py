"""One file → one event, with every mistake at its place."""

import pytest

from linimasa.diagnostics import in_order
from linimasa.load import load, load_actors, load_settings, overdue
from linimasa.model.files import InputFile
from linimasa.model.site import Loaded


def loaded(text: str, path: str = "content/talks.yaml") -> Loaded:
    return load(InputFile(path, text.encode()), ("id", "en"), "Asia/Jakarta")


def places(text: str, path: str = "content/talks.yaml") -> list[str]:
    found = in_order(loaded(text, path).diagnostics)
    return [f"{one.span.line}:{one.span.column} {one.code}" for one in found]


def test_event_is_named_by_its_file() -> None:
    assert loaded("date: 2022\ntitle: A\n").id == "talks"


def test_event_is_named_by_its_id_when_it_has_one() -> None:
    assert loaded("id: other\ndate: 2022\ntitle: A\n").id == "other"


def test_broken_event_keeps_its_id_for_others_to_refer_to() -> None:
    broken = loaded("id: other\ndate: yesterday\ntitle: A\n")
    assert (broken.id, broken.event) == ("other", None)


def test_event_that_takes_too_long_is_told_at_its_text_and_keeps_its_id() -> None:
    given = overdue(InputFile("content/talks.yaml", b"id: other\ndate: 2022\nbody: [[[\n"))
    assert (given.id, given.event) == ("other", None)
    given = overdue(InputFile("content/talks.yaml", b"date: 2022\nbody: |\n  A\n"))
    (found,) = given.diagnostics
    assert (given.id, found.code, found.span.line) == ("talks", "text-too-slow", 2)


def test_file_name_that_cannot_be_an_id_is_found() -> None:
    (found,) = loaded("date: 2022\ntitle: A\n", "content/My talks (2).yaml").diagnostics
    assert found.code == "bad-id"
    assert "my-talks-2" in found.hint


def test_empty_file_is_found() -> None:
    assert places("") == ["1:1 empty-file"]
    assert places("# only a comment\n") == ["1:1 empty-file"]


def test_time_of_day_joins_the_date_in_its_zone() -> None:
    event = loaded("date: 2021-03-30\ntime: 19:30\nzone: Asia/Shanghai\ntitle: A\n").event
    assert event is not None
    assert event.date.edtf == "2021-03-30T19:30:00+08:00"


def test_time_of_day_is_in_the_zone_of_the_site() -> None:
    event = loaded("date: 2021-03-30\ntime: 19:30\ntitle: A\n").event
    assert event is not None
    assert event.date.edtf.endswith("+07:00")


def test_time_of_day_beside_a_month_is_found() -> None:
    assert places("date: 2021-03\ntime: 19:30\ntitle: A\n") == ["2:7 time-without-day"]


def test_unknown_citation_is_found_at_its_place_in_the_block() -> None:
    text = "date: 2022\ntitle: A\nbody:\n  id: |\n    Satu.\n\n    Dua [@x] tiga.\n"
    assert places(text) == ["7:10 unknown-source"]


def test_citation_is_numbered_by_the_order_of_sources() -> None:
    text = (
        "date: 2022\ntitle: A\nbody: 'One [@b].'\n"
        "sources:\n- {key: a, title: A}\n- {key: b, title: B}\n"
    )
    (body,) = loaded(text).body
    assert (body.language, body.cited) == ("id", ((2, 1),))
    assert "#source-2" in body.html


def test_source_that_names_nothing_is_found() -> None:
    text = "date: 2022\ntitle: A\nsources:\n  - {key: a}\n  - {publisher: P}\n"
    assert places(text) == ["4:5 empty-source"]


@pytest.mark.parametrize(
    ("published", "read", "is_told"),
    [
        ("2022-08-26", "2022-08-23", True),
        ("2022-08-26", "2021-08", True),
        ("2022-08-26/2022-08-30", "2022-08-20", True),
        ("2022-08-26", "2022-08-26", False),
        ("2022-08-26", "2022-08-25", False),  # it was the 26th elsewhere
        ("2022-08-26", "2022-08", False),
        ("2022-08-26", "2022-09-01", False),
        ("2022-10", "2022-08-26", False),  # the October issue of a magazine
        ("2022-08-26?", "2022-08-20", False),
        ("2022-08-26", "2022-08-20~", False),
        ("../2022-08-26", "2022-08-20", False),
    ],
)
def test_source_that_was_read_before_it_was_published_is_told(
    published: str, read: str, is_told: bool
) -> None:
    text = f"date: 2021\ntitle: A\nsources:\n  - title: B\n    date: {published}\n"
    assert places(text + f"    accessed: {read}\n") == ["6:15 accessed-too-early"] * is_told


def test_source_key_given_twice_names_both_places() -> None:
    text = "date: 2022\ntitle: A\nsources:\n  - {key: a, title: A}\n  - {key: a, title: B}\n"
    (found,) = loaded(text).diagnostics
    assert (found.code, found.span.line, found.related[0].span.line) == ("duplicate-source", 5, 4)


def test_statement_with_unknown_source_is_found() -> None:
    text = (
        "date: 2022\ntitle: A\nsources: [{key: reuters, title: A}]\n"
        "statements:\n  - {by: X, stance: denies, sources: [reuter]}\n"
    )
    (found,) = loaded(text).diagnostics
    assert (found.code, found.span.line, found.span.column) == ("unknown-source", 5, 39)
    assert "reuters" in found.hint


def test_references_name_what_lies_elsewhere() -> None:
    text = (
        "date: 2022\ntitle: A\nstatus: rumor\nactors: [xiaomi]\n"
        "statements: [{by: hyundai, stance: denies}]\nrelations: {responds-to: [talks]}\n"
        "body: '[x](event:other) [y](page:method)'\n"
    )
    references = loaded(text).references
    assert [(one.kind, one.word, one.span.line) for one in references] == [
        ("status", "rumor", 3),
        ("actor", "xiaomi", 4),
        ("actor", "hyundai", 5),
        ("event", "talks", 6),
        ("event-link", "other", 7),
        ("page", "method", 7),
    ]


def test_all_mistakes_of_a_file_come_at_once() -> None:
    text = "date: 2022-13\ntitel: A\nstatus: [x]\nsources:\n  - {url: ftp://x}\n"
    assert places(text) == [
        "1:7 bad-date",
        "2:1 unknown-field",
        "3:9 wrong-type",
        "5:11 bad-value",
    ]


def test_mistakes_in_the_rest_of_a_broken_event_are_found_too() -> None:
    text = (
        "date: 2022-13\ntitle: A\nbody: 'One [@x].'\nsources: [{key: y, title: A}]\n"
        "relations: {follows: [[x], other]}\n"
    )
    assert places(text) == ["1:7 bad-date", "3:13 unknown-source", "5:23 wrong-type"]
    assert [(one.word, one.span.column) for one in loaded(text).references] == [("other", 28)]


def test_unknown_key_is_no_mistake_beside_a_source_that_cannot_be_read() -> None:
    text = "date: 2022\ntitle: A\nbody: 'One [@x].'\nsources: [{key: 'x y', title: A}]\n"
    assert places(text) == ["4:17 bad-value"]


def test_source_whose_address_is_wrong_is_one_mistake() -> None:
    assert places("date: 2022\ntitle: A\nsources: [{url: ftp://x}]\n") == ["3:17 bad-value"]


def test_time_beside_an_uncertain_day_is_found() -> None:
    assert places("date: 2021-03-30?\ntime: 19:30\ntitle: A\n") == ["2:7 time-without-day"]


def test_settings_without_a_language_are_refused() -> None:
    read = load_settings(InputFile("site.yaml", b"title: A\nlanguages: []\n"))
    assert read.settings is None
    assert [one.code for one in read.diagnostics] == ["missing-field"]


def test_settings_with_a_language_twice_are_found() -> None:
    file = InputFile("site.yaml", b"title: A\nlanguages: [id, en, id]\n")
    found = load_settings(file).diagnostics
    assert [(one.code, one.span.column) for one in found] == [("duplicate-language", 21)]


def test_actors_need_not_exist() -> None:
    assert load_actors(None, ("en",), "UTC") == ({}, ())
    assert load_actors(InputFile("content/_actors.yaml", b"\n"), ("en",), "UTC") == ({}, ())


def test_actors_are_read_by_id() -> None:
    file = InputFile("content/_actors.yaml", b"xiaomi: {name: Xiaomi}\nlei: {nme: Lei}\n")
    _, found = load_actors(file, ("en",), "UTC")
    assert [(one.code, one.span.line) for one in found] == [("unknown-field", 2)]
