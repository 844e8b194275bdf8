"""Nodes to values: what authors are told, and that nothing at all makes it raise."""

import dataclasses
import re
import time
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from linimasa.decode import Context, Decoded, decode, first_languages
from linimasa.decode.mistakes import BELOW, OTHER_WORDS
from linimasa.decode.values import is_id
from linimasa.diagnostics import Diagnostic, Span
from linimasa.model.freeform import Pairs
from linimasa.model.record import (
    Actor,
    Correction,
    Event,
    Id,
    Media,
    Place,
    Relations,
    Source,
    Stance,
    Statement,
    Text,
)
from linimasa.model.settings import Settings
from linimasa.yamltree import Scalar, compose, reader

CASES = Path(__file__).parent / "cases" / "decode.txt"
SITE = Context(("id", "en"), "Asia/Jakarta")
SHAPES = {"event": Event, "settings": Settings, "actors": tuple[tuple[Id, Actor], ...]}


def cases() -> list[tuple[str, str, str]]:
    found = []
    for case in re.split(r"^== ", CASES.read_text(encoding="utf-8"), flags=re.M)[1:]:
        title, rest = case.split("\n", 1)
        source, expected = re.split(r"^---\n", rest, maxsplit=1, flags=re.M)
        source = re.sub("^---- # .*", "---", source, flags=re.M)
        found.append((title, source, expected.strip()))
    return found


def report(found: list[Diagnostic]) -> str:
    lines = []
    for each in sorted(found, key=lambda one: one.span):
        lines += [f"{each.span.line}:{each.span.column} {each.code}: {each.message}"]
        lines += [f"  {each.hint}"] if each.hint else []
        lines += [f"  {one.span.line}:{one.span.column} {one.note}" for one in each.related]
    return "\n".join(lines)


def told(title: str, source: str) -> str:
    kind = re.search(r"\[(\w+)\]$", title)
    tree = compose(source.encode(), "file.yaml")
    found = list(tree.diagnostics)
    if tree.root is not None:
        shape = SHAPES[kind[1] if kind else "event"]
        found += decode(tree.root, shape, SITE).diagnostics
    return report(found)


@pytest.mark.parametrize(("title", "source", "expected"), cases(), ids=lambda text: text[:40])
def test_broken_file_is_explained(title: str, source: str, expected: str) -> None:
    assert told(title, source) == expected


@pytest.mark.parametrize(("title", "source", "expected"), cases(), ids=lambda text: text[:40])
def test_broken_file_is_explained_alike_without_libyaml(
    title: str, source: str, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_LOADER", yaml.SafeLoader)
    assert told(title, source) == expected


# -- values ---------------------------------------------------------------------------------


def event(source: str, context: Context = SITE) -> Event:
    read = decoded(f"date: 2022\ntitle: T\n{source}", context)
    assert read.diagnostics == ()
    assert read.value is not None
    return read.value


def decoded(source: str, context: Context = SITE) -> Decoded[Event]:
    tree = compose(source.encode(), "file.yaml")
    assert tree.root is not None
    assert tree.diagnostics == ()
    return decode(tree.root, Event, context)


def test_plain_text_is_in_the_first_language() -> None:
    assert event("summary: Foo").summary == Text((("id", "Foo"),))


def test_text_in_languages_keeps_their_order_and_passes_over_empty_ones() -> None:
    assert event("summary: {en: Foo, id: }").summary == Text((("en", "Foo"),))


def test_text_over_several_lines_becomes_one_line() -> None:
    text = event("summary: |\n  Foo\n\n    bar\u00a0baz\n").summary.entries
    assert text == (("id", "Foo bar\u00a0baz"),)


def test_body_keeps_its_lines_and_its_node() -> None:
    read = decoded("date: 2022\ntitle: T\nbody:\n  en: |\n    Foo\n\n    bar\n")
    assert read.value is not None
    assert read.value.body.entries == (("en", "Foo\n\nbar\n"),)
    body = read.places["body", "en"]
    assert isinstance(body, Scalar)
    assert body.locate(3, 1) == Span("file.yaml", 7, 5, 7, 6)


def test_scalars_mean_what_their_field_says() -> None:
    read = event("tags: [NO, 1945, 12:30, 0755]\nstatus: on\ntime: 12:30\nid: 007\ndraft: off\n")
    assert read.tags == ("NO", "1945", "12:30", "0755")
    assert (read.status, read.time, read.id, read.draft) == ("on", "12:30", "007", False)


@pytest.mark.parametrize("word", ["true", "Yes", "ON"])
def test_yes_in_any_spelling_is_true(word: str) -> None:
    assert event(f"draft: {word}").draft is True


@pytest.mark.parametrize(
    ("written", "edtf"),
    [("[1667,1668]", "[1667,1668]"), ("{1960,1961-12}", "{1960,1961-12}"), ("'2021'", "2021")],
)
def test_date_in_brackets_is_a_set(written: str, edtf: str) -> None:
    read = decoded(f"date: {written}\ntitle: T\n")
    assert read.value is not None
    assert read.value.date.edtf == edtf


def test_single_value_is_a_list_of_one() -> None:
    read = event("actors: xiaomi\nsources: {url: HTTPS://example.org}\nrelations: {see_also: a}")
    assert read.actors == ("xiaomi",)
    assert [source.url for source in read.sources] == ["HTTPS://example.org"]
    assert read.relations.see_also == ("a",)


def test_place_may_be_words_or_words_in_languages_or_fields() -> None:
    beijing = Text((("id", "Beijing"),))
    assert event("place: Beijing").place == Place(name=beijing)
    assert event("place: {id: Beijing}").place == Place(name=beijing)
    full = event("place: {name: Beijing, lat: -6.2, lon: +106}").place
    assert full == Place(name=beijing, lat=-6.2, lon=106.0)


def test_word_of_a_vocabulary_may_have_an_underscore() -> None:
    read = event("statements: [{by: xiaomi, stance: no_comment}]")
    assert read.statements[0].stance is Stance.NO_COMMENT


def test_moment_with_a_space_is_normalized() -> None:
    assert event("publish: 2022-08-27 09:00 +07:00").publish == "2022-08-27T09:00+07:00"


def test_short_name_of_a_zone_is_resolved() -> None:
    assert event("zone: wib").zone == "Asia/Jakarta"


def test_extra_is_plain_and_hashable() -> None:
    extra = event("extra: {a: [1, {b: no}], c: {d: }}").extra
    assert extra == (("a", ("1", Pairs((("b", "no"),)))), ("c", Pairs((("d", ""),))))
    assert hash(extra)


def test_empty_optional_field_is_absent() -> None:
    empty = event("place:\nsources:\nimportance:\ndraft:\n")
    assert empty == event("")


@pytest.mark.parametrize("text", ["baic-talks", "小米", "नमस्ते", "a.b_c", "7", "e\u0301"])
def test_id_has_letters_digits_and_marks_of_any_script(text: str) -> None:
    assert is_id(text)


@pytest.mark.parametrize("text", ["", "-a", "a-", ".", "..", "a/b", "a b", "a\u200bb", "a" * 121])
def test_id_is_refused_when_it_is_no_part_of_an_address(text: str) -> None:
    assert not is_id(text)


def test_text_that_is_too_long_is_refused() -> None:
    (found,) = decoded(f"date: 2022\ntitle: {'T' * 2001}\n").diagnostics
    assert (found.code, found.span.line) == ("too-long", 2)


# -- places and what failed -----------------------------------------------------------------


def test_spans_cover_the_values_as_written() -> None:
    source = "date: 2022\ntitle: {id: A, en: 'B'}\nsources:\n  - url: https://a.b\n"
    places = decoded(source).places
    lines = source.split("\n")
    shown = {
        path: lines[node.span.line - 1][node.span.column - 1 : node.span.end_column - 1]
        for path, node in places.items()
    }
    assert shown["date",] == "2022"
    assert (shown["title", "id"], shown["title", "en"]) == ("A", "'B'")
    assert shown["sources", 0, "url"] == "https://a.b"


def test_wrong_optional_field_leaves_its_default_and_is_listed() -> None:
    read = decoded("date: 2022\ntitle: T\nimportance: 9\nsources: [{url: x}, 1]\n")
    assert read.value is not None
    assert read.value.importance == 2
    assert len(read.value.sources) == 1
    assert read.failed == {("importance",), ("sources", 0, "url"), ("sources", 1)}


def test_missing_needed_field_leaves_no_value() -> None:
    assert decoded("title: T\n").value is None


def test_what_yaml_lost_is_not_called_missing() -> None:
    tree = compose(b"date: a: b\nimportance: 9\n", "f")
    assert tree.root is not None
    read = decode(tree.root, Event, SITE)
    assert [found.span.line for found in read.diagnostics] == [2]
    assert read.value is None


def test_thousands_of_mistakes_end_quickly() -> None:
    source = "statements:\n" + "- {zzz: 1, by: [], stance: xxxx}\n" * 12_000
    started = time.process_time()
    assert len(decoded(source).diagnostics) <= 500
    assert time.process_time() - started < 3


# -- the other files ------------------------------------------------------------------------


def test_actors_are_read_by_id() -> None:
    tree = compose(b"xiaomi: {name: Xiaomi}\n", "_actors.yaml")
    assert tree.root is not None
    read = decode(tree.root, tuple[tuple[Id, Actor], ...], SITE)
    assert read.value == (("xiaomi", Actor(name=Text((("id", "Xiaomi"),)))),)
    empty = compose(b"", "_actors.yaml").root
    assert empty is not None
    assert decode(empty, tuple[tuple[Id, Actor], ...], SITE).value == ()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("languages: [id, en]", ("id", "en")),
        ("languages: ar", ("ar",)),
        ("languages: [id, '!', {}, id]", ("id",)),
        ("title: T", ("en",)),
        ("languages: {a: b}", ("en",)),
        ("- a", ("en",)),
    ],
)
def test_languages_are_found_before_the_rest(source: str, expected: tuple[str, ...]) -> None:
    assert first_languages(compose(source.encode(), "site.yaml").root) == expected


# -- properties -----------------------------------------------------------------------------

VALID = """\
date: 2022-08-26
title: {id: A, en: B}
body:
  en: |
    Foo [@a]
statements:
  - {by: x, stance: asserts, sources: [a]}
place: {name: Beijing, lat: 1.5}
sources:
  - key: a
    url: https://example.org/
    date: "[1667,1668]"
relations: {follows: [b]}
importance: 1
publish: 2022-08-27T09:00+07:00
extra: {a: [b, {c: d}]}
"""
PIECES = st.sampled_from([*"-:[]{}'a9*#&!\" \n\t", "", ": ", "- "])


@settings(max_examples=300)
@given(
    st.integers(0, len(VALID)),
    st.integers(0, 12),
    PIECES,
    st.sampled_from([Event, Settings, tuple[tuple[Id, Actor], ...]]),
)
def test_changed_file_gives_a_value_or_a_diagnostic(
    start: int, length: int, piece: str, shape: type[object]
) -> None:
    source = VALID[:start] + piece + VALID[start + length :]
    tree = compose(source.encode(), "f")
    found = list(tree.diagnostics)
    value = None
    if tree.root is not None:
        read = decode(tree.root, shape, SITE)
        found += read.diagnostics
        value = read.value
        assert all(inside(node.span, source) for node in read.places.values())
    assert value is not None or found
    assert all(inside(one.span, source) for one in found)


TREES = st.recursive(
    st.text(st.characters(codec="utf-8"), max_size=8).map(repr),
    lambda inner: st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
    | st.dictionaries(
        st.sampled_from(["date", "title", "id", "en", "sources", "url", "by", "extra", "place"]),
        inner, max_size=4,
    ).map(lambda items: "{" + ", ".join(f"{key}: {value}" for key, value in items.items()) + "}"),
    max_leaves=12,
)  # fmt: skip


@given(TREES, st.sampled_from([Event, Settings, tuple[tuple[Id, Actor], ...]]))
def test_any_tree_gives_a_value_or_a_diagnostic(source: str, shape: type[object]) -> None:
    tree = compose(source.encode(), "f")
    if tree.root is None:
        return
    read = decode(tree.root, shape, SITE)
    assert read.value is not None or read.diagnostics or tree.diagnostics


def inside(span: Span, source: str) -> bool:
    lines = source.split("\n")
    return (
        1 <= span.line <= span.end_line <= len(lines)
        and 1 <= span.column <= len(lines[span.line - 1]) + 1
        and 1 <= span.end_column <= len(lines[span.end_line - 1]) + 2
    )


if __name__ == "__main__":  # writes what is told now into the file of cases, for review
    text = CASES.read_text(encoding="utf-8")
    head = text[: text.index("\n== ") + 1]
    body = [
        f"== {title}\n{source.replace('---', '---- # becomes three hyphens')}---\n"
        f"{told(title, source)}\n"
        for title, source, _ in cases()
    ]
    CASES.write_text(head + "\n".join(body), encoding="utf-8")


def names_of(record: type) -> set[str]:
    return {field.name.replace("_", "-") for field in dataclasses.fields(record)}


GROUPS = {
    "media": Media,
    "place": Place,
    "relations": Relations,
    "sources": Source,
    "statements": Statement,
}


@pytest.mark.parametrize("group", BELOW)
def test_hints_name_the_group_that_has_the_field(group: str) -> None:
    assert group in names_of(Event)
    assert set(BELOW[group]) <= names_of(GROUPS[group]) - names_of(Event)


def test_hints_name_fields_that_there_are() -> None:
    records = (Actor, Correction, Event, Media, Place, Settings, Source, Statement)
    assert OTHER_WORDS.keys() <= set().union(*map(names_of, records))
