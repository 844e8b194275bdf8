"""Keys, results kept between builds, and what makes them void."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

import linimasa
from linimasa.cache.memo import SHARE, Backed, Forgetful, Memo, Memory, remembered
from linimasa.cache.namespace import namespace_of, own_namespace
from linimasa.model.fingerprint import CannotFingerprint, fingerprint, fingerprints, name_of
from linimasa.pipeline.work import Work


class Color(StrEnum):
    RED = "red"


class Number(Enum):
    ONE = 1


@dataclass(frozen=True, slots=True)
class Leaf:
    text: str
    note: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class OtherLeaf:
    text: str


@dataclass(slots=True)
class Melting:
    text: str


@dataclass(frozen=True, slots=True)
class Listed:
    names: list[str]


def grow(number: int) -> Leaf:
    """A pure function, as its results are remembered."""
    return Leaf(f"+{number}")


def shrink(number: int) -> Leaf:
    return Leaf(f"-{number}")


# -- keys -----------------------------------------------------------------------------------

plain = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 300) | st.text(max_size=3) | st.binary(max_size=3)
    | st.sampled_from([0.0, -0.0, 1.0, Color.RED, Number.ONE, Leaf("red"), OtherLeaf("red")]),
    lambda inner: st.lists(inner, max_size=3).map(tuple),
    max_leaves=6,
)  # fmt: skip


@given(plain, plain)
def test_fingerprint_when_values_differ_at_all_differs(one: Any, other: Any) -> None:
    assert (fingerprint(one) == fingerprint(other)) == (repr(one) == repr(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((1,), (True,)),
        ((1,), (1.0,)),
        ((0.0,), (-0.0,)),
        (("a",), (b"a",)),
        (("", None), (None, "")),
        (("ab", "c"), ("a", "bc")),
        ((("a",), "b"), (("a", "b"),)),
        (("a",), ("a", ())),
        ((Color.RED,), ("red",)),
        ((Color.RED,), ("RED",)),
        ((Leaf("a"),), (OtherLeaf("a"),)),
        ((Leaf("a"),), ("a",)),
        ((Leaf("a"),), ((f"{__name__}.Leaf", "a"),)),
        ((Color.RED,), ((f"{__name__}.Color", "RED"),)),
        ((2**63,), (-(2**63),)),
    ],
)
def test_fingerprint_of_look_alikes_differs(
    one: tuple[object, ...], other: tuple[object, ...]
) -> None:
    assert fingerprint(*one) != fingerprint(*other)


def test_fingerprint_of_equal_values_is_equal_whether_they_are_one_object_or_two() -> None:
    once = "".join(["some ", "words"])
    twice = "".join(["some ", "words"])
    assert once is not twice
    assert fingerprint(once, once) == fingerprint(once, twice)
    assert fingerprint(Leaf(once), (once,)) == fingerprint(Leaf(twice), (once,))


def test_fingerprint_leaves_out_what_does_not_count_in_a_comparison() -> None:
    assert fingerprint(Leaf("a", "noted")) == fingerprint(Leaf("a"))


@pytest.mark.parametrize(
    "value",
    [
        [],
        {},
        {1},
        frozenset({1}),
        MappingProxyType({}),
        bytearray(b"a"),
        Markup("a"),
        1j,
        ...,
        len,
        Leaf,
        Path(),
        Melting("a"),
        Listed(["a"]),
        ("deep", (Leaf("down"), [])),
    ],
    ids=repr,
)
def test_fingerprint_of_anything_that_could_change_is_refused(value: object) -> None:
    with pytest.raises(CannotFingerprint):
        fingerprint(value)


def test_name_of_a_function_tells_it_from_others() -> None:
    assert name_of(grow) == f"{__name__}.grow"
    assert name_of(shrink) == f"{__name__}.shrink"
    assert name_of(fingerprint) == "linimasa.model.fingerprint.fingerprint"


@pytest.mark.parametrize(
    "function",
    [lambda name: name, partial(grow, 1), "".join, Memory().recall],
    ids=["lambda", "partial", "method of a text", "method"],
)
def test_function_with_hidden_values_has_no_name(function: Callable[..., Any]) -> None:
    with pytest.raises(TypeError, match="may depend on more"):
        name_of(function)


def test_fingerprints_of_rows_are_those_of_each_row_alone() -> None:
    shared = Leaf("a")
    rows: list[tuple[object, ...]] = [(shared, 1), (shared, shared), (), (Leaf("a"), 1)]
    assert fingerprints(rows) == [fingerprint(*row) for row in rows]
    assert fingerprints(rows)[0] == fingerprints(rows)[3]


# -- remembering ----------------------------------------------------------------------------


def key(number: int) -> bytes:
    return fingerprint(number)


class Lossy(dict[bytes, Any]):
    """Has keys, and lost their values."""

    def __getitem__(self, key: bytes) -> Any:
        raise KeyError(key)


class Damaged(Memory):
    """Says that it knows a result, and then has none."""

    def recall(self, stage: str, keys: Sequence[bytes]) -> Mapping[bytes, Any]:
        return Lossy(Memory.recall(self, stage, keys))


@dataclass(slots=True)
class Maker:
    """Makes results of numbers and writes down which."""

    function: Callable[[int], Leaf] = grow
    made: list[int] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)

    def results(
        self,
        memo: Memo,
        numbers: Sequence[int],
        stage: str = "growing",
        lasting: Callable[[Leaf], bool] = lambda result: True,
    ) -> list[Leaf]:
        """The results in the order of the numbers; `made` then has those that were made."""

        def make(places: Sequence[int], total: int) -> Iterator[Leaf]:
            self.totals.append(total)
            self.made += [numbers[at] for at in places]
            return map(self.function, [numbers[at] for at in places])

        self.made, self.totals = [], []
        keys = [key(number) for number in numbers]
        found = remembered(memo, stage, keys, make, lasting)
        return [found[one] for one in keys]


def test_remembered_when_some_are_known_makes_the_others_and_keeps_the_order() -> None:
    memo, maker = Memory(), Maker()
    maker.results(memo, [1, 3])
    assert maker.results(memo, [4, 3, 2, 1]) == [grow(number) for number in (4, 3, 2, 1)]
    assert maker.made == [4, 2]


def test_remembered_when_a_key_stands_twice_makes_its_result_once() -> None:
    maker = Maker()
    assert maker.results(Memory(), [1, 2, 1]) == [grow(1), grow(2), grow(1)]
    assert sorted(maker.made) == [1, 2]


def test_remembered_when_there_are_many_makes_them_share_by_share_and_learns_each() -> None:
    memo, maker = Memory(), Maker()
    numbers = list(range(2 * SHARE + 1))
    assert maker.results(memo, numbers) == [grow(number) for number in numbers]
    assert (maker.made, maker.totals) == (numbers, [len(numbers)] * 3)
    with pytest.raises(ZeroDivisionError):
        Maker(lambda number: Leaf(str(1 // (number - SHARE)))).results(memo, numbers, "dividing")
    assert len(memo.results["dividing"]) == SHARE, "the first share was learned"


def test_results_are_those_that_were_known_and_those_that_were_made() -> None:
    memo = Memory()
    Maker().results(memo, [1, 2])
    found = remembered(
        memo,
        "growing",
        [key(2), key(3), key(4)],
        lambda places, _: iter([grow(3), grow(4)]),
        lambda result: result != grow(4),
    )
    assert found.passing == {key(4): grow(4)}
    assert [found[key(number)] for number in (2, 3, 4)] == [grow(2), grow(3), grow(4)]
    assert {key(2), key(3), key(4)} <= set(found)
    assert len(found) == len(set(found))
    with pytest.raises(KeyError):
        found[key(5)]


def test_remembered_results_of_two_stages_do_not_mix() -> None:
    memo, growing, shrinking = Memory(), Maker(), Maker(shrink)
    assert growing.results(memo, [1]) == [grow(1)]
    assert shrinking.results(memo, [1], "shrinking") == [shrink(1)]
    assert growing.results(memo, [1]) == [grow(1)]
    assert growing.made == []


def test_remembered_makes_what_did_not_succeed_again() -> None:
    memo, maker = Memory(), Maker()
    for _ in range(2):
        found = maker.results(memo, [1, 2], lasting=lambda result: result != grow(2))
        assert found == [grow(1), grow(2)]
    assert maker.made == [2]


def test_memory_when_a_result_is_not_wanted_again_forgets_it() -> None:
    memo, maker = Memory(), Maker()
    maker.results(memo, [1, 2])
    maker.results(memo, [2])
    maker.results(memo, [1, 2])
    assert maker.made == [1]


def test_remembered_makes_again_what_turns_out_to_be_lost() -> None:
    memo, maker = Damaged(), Maker()
    maker.results(memo, [1, 2])
    assert maker.results(memo, [2, 1]) == [grow(2), grow(1)]
    assert (maker.made, maker.totals) == ([2, 1], [1, 1])


def test_forgetful_memo_makes_everything_again() -> None:
    memo, maker = Forgetful(), Maker()
    maker.results(memo, [1, 2])
    assert maker.results(memo, [1, 2]) == [grow(1), grow(2)]
    assert maker.made == [1, 2]


def test_memory_with_a_memo_behind_it_learns_from_it_and_teaches_it() -> None:
    memory, behind, maker = Memory(), Memory(), Maker()
    maker.results(behind, [1, 2])
    assert maker.results(Backed(memory, behind), [2, 3]) == [grow(2), grow(3)]
    assert maker.made == [3]
    for memo in (memory, behind):
        maker.results(memo, [2, 3])
        assert maker.made == []
        maker.results(memo, [1])
        assert maker.made == [1]


def test_memory_makes_anew_what_turns_out_to_be_lost_behind_it() -> None:
    memory, behind, maker = Memory(), Damaged(), Maker()
    maker.results(behind, [1])
    assert maker.results(Backed(memory, behind), [1, 2]) == [grow(1), grow(2)]
    assert maker.made == [1, 2]


def test_work_makes_the_calls_of_what_is_not_known_and_tells_of_each() -> None:
    told: list[tuple[str, int, int]] = []
    work = Work(Memory(), tell=lambda stage, done, total: told.append((stage, done, total)))
    numbers = [1, 2, 3]
    keys = [key(number) for number in numbers]
    work.results("growing", keys[1:2], grow, lambda places: [(2,)])
    told.clear()
    found = work.results("growing", keys, grow, lambda places: [(numbers[at],) for at in places])
    assert [found[one] for one in keys] == [grow(number) for number in numbers]
    assert told == [("growing", 1, 2), ("growing", 1, 2)]


# -- the namespace --------------------------------------------------------------------------


def test_namespace_when_code_or_a_version_differs_differs() -> None:
    first = namespace_of({"a.py": b"one", "b.py": b"two"}, {"python": "3.11.7"})
    assert first == namespace_of({"b.py": b"two", "a.py": b"one"}, {"python": "3.11.7"})
    others = [
        namespace_of({"a.py": b"one", "b.py": b"2"}, {"python": "3.11.7"}),
        namespace_of({"a.py": b"one", "c.py": b"two"}, {"python": "3.11.7"}),
        namespace_of({"a.py": b"oneb.py", "": b"two"}, {"python": "3.11.7"}),
        namespace_of({"a.py": b"one", "b.py": b"two"}, {"python": "3.11.8"}),
        namespace_of({"a.py": b"one", "b.py": b"two"}, {"jinja2": "3.11.7"}),
    ]
    assert len({first, *others}) == 6


def test_own_namespace_stays_and_is_not_that_of_nothing() -> None:
    own_namespace.cache_clear()
    first = own_namespace()
    own_namespace.cache_clear()
    assert own_namespace() == first
    assert first != namespace_of({}, {})


def test_own_namespace_is_of_every_source(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: set[Path] = set()
    really = Path.read_bytes

    def noted(path: Path) -> bytes:
        seen.add(path)
        return really(path)

    monkeypatch.setattr(Path, "read_bytes", noted)
    own_namespace.cache_clear()
    own_namespace()
    assert seen == set(Path(linimasa.__file__).parent.rglob("*.py"))
