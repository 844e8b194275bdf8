"""Records → JSON → equal records, and text that is none of ours."""

import json
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linimasa.fuzzydate import parse
from linimasa.load import filed, listed_event, load, load_settings, whole_event
from linimasa.model.files import InputFile
from linimasa.model.freeform import Pairs
from linimasa.model.jsonform import Damaged, from_json, to_json
from linimasa.model.record import (
    Correction,
    Event,
    MarkdownText,
    Media,
    Place,
    Relations,
    Source,
    Stance,
    Statement,
    Text,
)
from linimasa.model.site import Filed, Outline, Prose
from samples import ROOT, SITES

GOLDEN = ROOT / "tests" / "golden"
HOMES = [GOLDEN / "minimal", GOLDEN / "override", GOLDEN / "tour", GOLDEN / "fuzzy-dates", ROOT]
HOMES += [SITES / "arabic", SITES / "chinese"]
FILES = [
    pytest.param(home, path, id=f"{home.name}/{path.stem}")
    for home in HOMES
    for path in sorted((home / "content").rglob("[!_]*.yaml"))
]
Body = tuple[Prose, ...]


# -- there and back -------------------------------------------------------------------------


@pytest.mark.parametrize(("home", "path"), FILES)
def test_event_comes_back_equal(home: Path, path: Path) -> None:
    settings = load_settings(InputFile("site.yaml", (home / "site.yaml").read_bytes())).settings
    assert settings
    zone = settings.timezone
    loaded = load(InputFile(path.name, path.read_bytes()), settings.languages, zone)
    assert loaded.event
    text = to_json((loaded.event, loaded.body), tuple[Event, Body])
    event, body = from_json(text, tuple[Event, Body], zone)
    assert (event, body) == (loaded.event, loaded.body)
    assert repr((event, body)) == repr((loaded.event, loaded.body)), "of the same types, too"
    assert to_json((event, body), tuple[Event, Body]) == text
    assert "\n" not in text


words = st.text(st.characters(codec=None))  # with lone halves of pairs, which files can bring
languages = st.sampled_from(["id", "en", "zh-Hans"])
entries = st.lists(st.tuples(languages, words), max_size=3).map(tuple)
texts = st.builds(Text, entries)
dates = st.one_of(
    st.dates().map(str),
    st.sampled_from(
        [
            "2021-11",
            "late 2021-11",
            "c. 1450",
            "44 BCE",
            "1990s",
            "199X?",
            "../2021",
            "/2021",
            "2021/..",
            "Y-1000000000",
            "2021-11-28/2022-02",
            "[2021-11-21..2021-11-30]",
            "2022-08-26T19:30 Asia/Tokyo",
            "2022-08-26T19:30:15Z",
        ]
    ),
).map(lambda written: parse(written, "Asia/Jakarta"))
ids = st.lists(words, max_size=3).map(tuple)
degrees = st.none() | st.floats(-180, 180)
anything = st.recursive(
    words | st.booleans() | st.none() | st.integers() | st.floats(allow_nan=False),
    lambda inner: (
        st.lists(inner, max_size=3).map(tuple)
        | st.lists(st.tuples(words, inner), max_size=3, unique_by=lambda pair: pair[0])
        .map(tuple)
        .map(Pairs)
    ),
    max_leaves=5,
)
sources = st.builds(
    Source,
    key=words,
    url=words,
    title=words,
    publisher=words,
    author=words,
    date=st.none() | dates,
    accessed=st.none() | dates,
    language=words,
    archived=words,
    origin=words,
    quote=texts,
    supports=texts,
)
statements = st.builds(
    Statement,
    by=words,
    stance=st.sampled_from(Stance),
    text=texts,
    date=st.none() | dates,
    sources=ids,
)
events = st.builds(
    Event,
    id=words,
    date=dates,
    time=words,
    zone=words,
    title=texts,
    summary=texts,
    body=st.builds(MarkdownText, entries),
    status=words,
    statements=st.lists(statements, max_size=2).map(tuple),
    actors=ids,
    tags=ids,
    place=st.none() | st.builds(Place, name=texts, lat=degrees, lon=degrees),
    sources=st.lists(sources, max_size=2).map(tuple),
    media=st.lists(st.builds(Media, file=words, alt=texts, credit=words), max_size=2).map(tuple),
    relations=st.builds(Relations, follows=ids, see_also=ids),
    corrections=st.lists(st.builds(Correction, date=dates, text=texts), max_size=2).map(tuple),
    importance=st.integers(),
    publish=words,
    draft=st.booleans(),
    aliases=ids,
    extra=st.lists(st.tuples(words, anything), max_size=2).map(tuple),
)


@given(events)
def test_any_event_comes_back_equal(event: Event) -> None:
    again = from_json(to_json(event, Event), Event, "Asia/Jakarta")
    assert again == event
    assert repr(again) == repr(event)


def filed_tour() -> Filed:
    """An event of the tour, as the site keeps it."""
    path = min((GOLDEN / "tour" / "content").rglob("[!_]*.yaml"))
    file = InputFile(path.name, path.read_bytes())
    return filed(load(file, ("id", "en"), "UTC"), ("id", "en"), "UTC")


def test_file_comes_back_equal_in_every_field() -> None:
    file = filed_tour()
    assert file.outline
    assert repr(from_json(to_json(file, Filed), Filed)) == repr(file)


# -- what is none of ours -------------------------------------------------------------------


class Sure(StrEnum):
    YES = "yes"


EVENT = Event(date=parse("2022-08-26"), title=Text((("id", "Satu"),)))
LINE = to_json(EVENT, Event)


def broken(at: int, value: object) -> str:
    """The line with another value in one of its fields."""
    parts = json.loads(LINE)
    parts[at] = value
    return json.dumps(parts)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON",
        LINE[:-1],
        LINE + "x",
        "null",
        "1",
        '"text"',
        "[]",
        "{}",
        "[" * 100_000,
        json.dumps(json.loads(LINE)[:-1]),
        json.dumps([*json.loads(LINE), None]),
        broken(1, "soon"),
        broken(1, None),
        broken(1, ["2022"]),
        broken(4, None),
        broken(4, [[["id"]]]),
        broken(4, [[["id", "Satu", "more"]]]),
        broken(4, []),
        broken(8, [["Ana", "shouts", [[]], None, []]]),
        broken(8, [["Ana", "denies"]]),
        broken(11, [1]),
        broken(14, None),
    ],
    ids=lambda text: text[:40],
)
def test_damaged_text_is_no_value(text: str) -> None:
    with pytest.raises(Damaged):
        from_json(text, Event)


@pytest.mark.parametrize("shape", [tuple[str, int], Sure, Outline, tuple[Event, Body]], ids=str)
def test_text_of_another_type_is_no_value(shape: Any) -> None:
    with pytest.raises(Damaged):
        from_json(LINE, shape)


@given(st.data())
def test_text_that_was_cut_anywhere_is_no_value(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(LINE) - 1))
    with pytest.raises(Damaged):
        from_json(LINE[:at], Event)


def test_event_whose_kept_text_was_damaged_is_no_event() -> None:
    file = filed_tour()
    assert file.outline
    assert file.whole
    with pytest.raises(Damaged):
        whole_event(replace(file.whole, text=file.whole.text[:-1]), "UTC")
    with pytest.raises(Damaged):
        listed_event(replace(file.outline, listed=file.whole.text), "UTC")
