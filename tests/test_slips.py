"""Words that were nearly written, found without comparing each with each."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linimasa.diagnostics import nearest, slips
from linimasa.diagnostics.slips import FEW, finder, spelled_alike

LETTERS = "abcdefghijklmnopqrstuvwxyz"
CHANCE = random.Random(1)
MANY = ["-".join("".join(CHANCE.choices(LETTERS, k=6)) for _ in range(3)) for _ in range(FEW * 10)]


@given(st.sampled_from(MANY), st.data())
def test_finder_when_one_letter_differs_then_finds_the_word_among_many(
    word: str, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(word) - 1))
    letter = data.draw(st.sampled_from(LETTERS))
    end = data.draw(st.sampled_from([at, at + 1]))  # one letter more, or another one
    assert finder(MANY)(word[:at] + letter + word[end:]) == word


@pytest.mark.parametrize("at", range(3))
def test_finder_when_a_part_is_lost_or_another_then_finds_the_word(at: int) -> None:
    parts = MANY[7].split("-")
    assert finder(MANY)("-".join(parts[:at] + parts[at + 1 :])) == MANY[7]
    assert finder(MANY)("-".join([*parts[:at], "quite", *parts[at + 1 :]])) == MANY[7]


def test_finder_when_nothing_is_near_then_says_nothing() -> None:
    assert finder(MANY)("zz") == ""
    assert finder([])("x") == ""


def test_finder_when_few_are_known_then_compares_all() -> None:
    assert finder(["announced", "denied"])("anouncd") == "announced"


@pytest.mark.parametrize(
    ("word", "other", "alike"),
    [
        ("Lei Jun", "lei-jun", True),
        ("Xaomi", "xiaomi", True),
        ("xaiomi", "xiaomi", True),
        ("Joko Santoso", "eko-santoso", False),
        ("Wang", "wang-wei", False),
    ],
)
def test_spelled_alike(word: str, other: str, alike: bool) -> None:
    assert spelled_alike(word, other) is alike
    assert spelled_alike(other, word) is alike


def test_work_when_there_are_many_unknown_words_then_grows_with_their_number(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared = []
    real = nearest

    def counted(word: str, known: set[str]) -> str:
        compared.append(len(known))
        return real(word, known)

    monkeypatch.setattr(slips, "nearest", counted)
    find = finder(MANY)
    unknown = ["".join(CHANCE.choices(LETTERS, k=12)) for _ in range(200)]
    for word in unknown * 2:
        find(word)
    assert len(compared) == len(unknown)  # each word is looked for once
    assert max(compared) <= slips.MOST * 4
