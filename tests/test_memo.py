"""Keys, kept results, and the file on the disk that may be damaged, foreign or out of reach."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum
from functools import partial
from itertools import starmap
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from linimasa.load import load
from linimasa.memo import CannotFingerprint, Memory, codec, fingerprint, keys_of, remembered
from linimasa.memo.codec import Damaged
from linimasa.model.files import InputFile, Output
from linimasa.model.record import Text
from linimasa.model.site import Loaded
from linimasa.render import Rendered
from linimasa.store import namespace_of, opened, own_namespace

SAMPLE = Path(__file__).parent.parent / "content"


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


@dataclass(frozen=True, slots=True)
class Tree:
    """Every kind of field that a result may have."""

    name: str
    data: bytes = b""
    number: int = 0
    size: float = 0.0
    sure: bool = False
    color: Color = Color.RED
    leaf: Leaf | None = None
    leaves: tuple[Leaf, ...] = ()
    pairs: tuple[tuple[str, int], ...] = ()
    files: tuple[bytes, ...] = ()
    extra: tuple[tuple[str, Any], ...] = ()


@dataclass(slots=True)
class Melting:
    text: str


@dataclass(frozen=True, slots=True)
class Listed:
    names: list[str]


@dataclass(frozen=True, slots=True)
class Either:
    value: Text | Leaf


def grow(name: str, number: int) -> Tree:
    """A pure function, as they are remembered."""
    return Tree(name, name.encode(), number)


def shrink(name: str, number: int) -> Tree:
    return Tree(name, number=-number)


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


def test_key_of_a_call_depends_on_the_function() -> None:
    assert keys_of(grow, [("a", 1)]) != keys_of(shrink, [("a", 1)])
    first, other, again = keys_of(grow, [("a", 1), ("a", 2), ("a", 1)])
    assert first != other
    assert first == again


@pytest.mark.parametrize(
    "function",
    [lambda name: name, partial(grow, "a"), "".join, Memory().recall],
    ids=["lambda", "partial", "method of a text", "method"],
)
def test_key_of_a_function_with_hidden_values_is_refused(function: Callable[..., Any]) -> None:
    with pytest.raises(TypeError, match="may depend on more"):
        keys_of(function, [()])


# -- remembering ----------------------------------------------------------------------------


@dataclass(slots=True)
class Runner:
    """Runs calls and writes them down."""

    executor: Executor | None = None
    made: list[tuple[object, ...]] = field(default_factory=list)

    def __call__(
        self, function: Callable[..., Any], calls: Sequence[tuple[object, ...]]
    ) -> Iterator[Any]:
        self.made += calls
        if self.executor:
            return self.executor.map(function, *zip(*calls, strict=True))
        return starmap(function, calls)


def test_remembered_when_some_are_known_runs_the_others_and_keeps_the_order() -> None:
    memo, run = Memory(), Runner()
    list(remembered(memo, grow, [("a", 1), ("c", 3)], run))
    run.made.clear()
    calls = [("d", 4), ("c", 3), ("b", 2), ("a", 1)]
    assert list(remembered(memo, grow, calls, run)) == [grow(*call) for call in calls]
    assert run.made == [("d", 4), ("b", 2)]


def test_remembered_when_a_call_stands_twice_runs_it_once() -> None:
    run = Runner()
    calls = [("a", 1), ("b", 2), ("a", 1)]
    assert list(remembered(Memory(), grow, calls, run)) == [grow(*call) for call in calls]
    assert run.made == [("a", 1), ("b", 2)]


def test_remembered_through_an_executor_gives_the_results_in_order() -> None:
    calls = [(str(number), number) for number in range(50)]
    memo = Memory()
    list(remembered(memo, grow, calls[::3], Runner()))
    with ThreadPoolExecutor(3) as executor:
        results = list(remembered(memo, grow, calls, Runner(executor)))
    assert results == [grow(*call) for call in calls]


def test_remembered_results_of_two_functions_do_not_mix() -> None:
    memo = Memory()
    assert list(remembered(memo, grow, [("a", 1)], Runner())) == [grow("a", 1)]
    assert list(remembered(memo, shrink, [("a", 1)], Runner())) == [shrink("a", 1)]
    assert list(remembered(memo, grow, [("a", 1)], Runner())) == [grow("a", 1)]


def test_memory_when_a_call_is_not_made_again_forgets_it() -> None:
    memo, run = Memory(), Runner()
    list(remembered(memo, grow, [("a", 1), ("b", 2)], run))
    list(remembered(memo, grow, [("b", 2)], run))
    run.made.clear()
    list(remembered(memo, grow, [("a", 1), ("b", 2)], run))
    assert run.made == [("a", 1)]


# -- results as bytes -----------------------------------------------------------------------

KEY = b"k" * 16
anything = st.recursive(
    st.text() | st.booleans() | st.none() | st.integers() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3).map(tuple),
    max_leaves=5,
)
leaves = st.builds(Leaf, st.text(), st.text())
words = st.text(st.characters(codec=None))  # with lone halves of pairs, which files can bring
trees = st.builds(
    Tree,
    name=words,
    data=st.binary(),
    number=st.integers(),
    size=st.floats(allow_nan=False) | st.integers(),
    sure=st.booleans(),
    leaf=st.none() | leaves,
    leaves=st.lists(leaves, max_size=3).map(tuple),
    pairs=st.lists(st.tuples(st.text(), st.integers()), max_size=3).map(tuple),
    files=st.lists(st.binary(), max_size=3).map(tuple),
    extra=st.lists(st.tuples(st.text(), anything), max_size=2).map(tuple),
)


@given(trees)
def test_decode_of_an_encoded_value_is_that_value(tree: Tree) -> None:
    assert repr(codec.decode(codec.encode(tree, Tree, KEY), Tree, KEY)) == repr(tree)


@pytest.mark.parametrize("path", sorted(SAMPLE.rglob("[!_]*.yaml")), ids=lambda path: path.stem)
def test_decode_of_an_encoded_event_is_that_event(path: Path) -> None:
    loaded = load(InputFile(path.name, path.read_bytes()), ("id", "en"), "Asia/Jakarta")
    again = codec.decode(codec.encode(loaded, Loaded, KEY), Loaded, KEY)
    assert repr(again) == repr(loaded)
    assert fingerprint(again) == fingerprint(loaded)


@given(trees, st.data())
def test_decode_of_damaged_bytes_is_never_a_value(tree: Tree, data: st.DataObject) -> None:
    whole = codec.encode(tree, Tree, KEY)
    at = data.draw(st.integers(0, len(whole) - 1))
    changed = bytes([whole[at] ^ data.draw(st.integers(1, 255))])
    for damaged in (whole[:at], whole[:at] + changed + whole[at + 1 :], whole + changed, changed):
        with pytest.raises(Damaged):
            codec.decode(damaged, Tree, KEY)


def test_decode_under_another_key_is_damaged() -> None:
    with pytest.raises(Damaged):
        codec.decode(codec.encode(grow("a", 1), Tree, KEY), Tree, b"another key")


@pytest.mark.parametrize("shape", [Loaded, Rendered, Leaf, Output, str, tuple[Tree, ...]], ids=str)
def test_decode_as_another_type_is_damaged(shape: Any) -> None:
    with pytest.raises(Damaged):
        codec.decode(codec.encode(grow("a", 1), Tree, KEY), shape, KEY)


def test_decode_of_no_bytes_at_all_is_damaged() -> None:
    for nothing in (b"", None, 1, "text"):
        with pytest.raises(Damaged):
            codec.decode(nothing, Tree, KEY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        (1, str),
        (True, int),
        ("red", Color),
        (Color.RED, str),
        (Leaf("a"), OtherLeaf),
        (Listed([]), Listed),
        (Either(Leaf("a")), Either),
        (["a"], tuple[str, ...]),
        (("a",), tuple[str, int]),
        (Tree("a", extra=(("b", Leaf("c")),)), Tree),
        ({}, dict[str, str]),
    ],
    ids=repr,
)
def test_encode_of_a_value_that_would_not_come_back_is_refused(value: object, shape: Any) -> None:
    with pytest.raises(TypeError):
        codec.encode(value, shape, KEY)


# -- the file on the disk -------------------------------------------------------------------

CALLS = [(f"name {number}", number) for number in range(40)]


def run_calls(
    site: Path, calls: Sequence[tuple[object, ...]] = CALLS, namespace: bytes = b"this code"
) -> list[tuple[object, ...]]:
    """Which of these calls a run of the program had to make."""
    run = Runner()
    with opened(site, namespace) as memo:
        results = list(remembered(memo, grow, calls, run))
    assert results == [grow(*call) for call in calls]  # type: ignore[arg-type]
    return run.made


def memo_file(site: Path) -> Path:
    return site / ".linimasa" / "memo.sqlite"


def test_store_when_a_new_process_opens_it_knows_the_results(tmp_path: Path) -> None:
    assert run_calls(tmp_path) == CALLS
    assert run_calls(tmp_path) == []
    assert run_calls(tmp_path, [*CALLS, ("new", 0)]) == [("new", 0)]


def test_store_is_one_file_that_no_repository_takes_in(tmp_path: Path) -> None:
    run_calls(tmp_path)
    folder = tmp_path / ".linimasa"
    assert sorted(path.name for path in folder.iterdir()) == [".gitignore", "memo.sqlite"]
    assert (folder / ".gitignore").read_text("ascii") == "*\n"


def test_store_when_a_result_was_not_used_drops_it(tmp_path: Path) -> None:
    run_calls(tmp_path)
    assert run_calls(tmp_path, CALLS[:3]) == []
    assert run_calls(tmp_path, CALLS[:5]) == CALLS[3:5]
    with sqlite3.connect(memo_file(tmp_path)) as connection:
        assert connection.execute("SELECT count(*) FROM results").fetchone() == (5,)
    connection.close()


def test_store_when_a_stage_was_not_reached_keeps_its_results(tmp_path: Path) -> None:
    with opened(tmp_path, b"") as memo:
        list(remembered(memo, grow, CALLS, Runner()))
        list(remembered(memo, shrink, CALLS, Runner()))
    run_calls(tmp_path, CALLS[:1], b"")
    run = Runner()
    with opened(tmp_path, b"") as memo:
        list(remembered(memo, shrink, CALLS, run))
    assert run.made == []


def test_store_when_the_code_is_another_knows_nothing(tmp_path: Path) -> None:
    run_calls(tmp_path)
    assert run_calls(tmp_path, namespace=b"other code") == CALLS
    assert run_calls(tmp_path, namespace=b"other code") == []
    assert run_calls(tmp_path) == CALLS


def test_store_when_the_build_fails_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), opened(tmp_path, b"") as memo:
        list(remembered(memo, grow, CALLS, Runner()))
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def damaged_row(file: Path) -> None:
    change(file, "UPDATE results SET result = zeroblob(length(result)) WHERE rowid % 2 = 0")


def change(file: Path, *statements: str) -> None:
    connection = sqlite3.connect(file)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    "harm",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(b"no database"),
        lambda file: file.write_bytes(file.read_bytes()[:5000]),
        lambda file: file.write_bytes(file.read_bytes()[:4096] + b"\0" * 4096),
        lambda file: file.write_bytes(file.read_bytes()[:4096] + b"\xff" * 40000),
        damaged_row,
        lambda file: change(file, "UPDATE results SET result = 'text'"),
        lambda file: change(file, "UPDATE results SET result = NULL"),
        lambda file: change(file, "DROP TABLE results"),
        lambda file: change(file, "DELETE FROM origin"),
        lambda file: change(file, "ALTER TABLE results ADD COLUMN more"),
        lambda file: change(
            file,
            "DROP TABLE results",
            "CREATE VIEW results AS SELECT zeroblob(1) AS key, 'x' AS function, 1 AS result",
        ),
        lambda file: change(
            file,
            "CREATE TRIGGER t AFTER INSERT ON results BEGIN DELETE FROM origin; END",
        ),
        lambda file: file.with_name("memo.sqlite-journal").write_bytes(b"made up"),
        lambda file: file.with_name("memo.sqlite-wal").write_bytes(b"made up"),
    ],
    ids=lambda _: "",
)
def test_store_when_it_was_damaged_is_as_good_as_new_after_one_build(
    harm: Callable[[Path], object], tmp_path: Path
) -> None:
    run_calls(tmp_path)
    harm(memo_file(tmp_path))
    assert run_calls(tmp_path) != [], "what was damaged is made again"
    assert run_calls(tmp_path) == []


def test_store_when_a_part_that_is_not_needed_was_damaged_is_as_good_as_new_after_one_build(
    tmp_path: Path,
) -> None:
    run_calls(tmp_path)
    data = bytearray(memo_file(tmp_path).read_bytes())
    leaf = 0x0D  # the first byte of a page with rows, as SQLite's file format has it
    at = next(at for at in range(4 * 4096, len(data), 4096) if data[at] == leaf)
    data[at : at + 200] = b"\xff" * 200
    memo_file(tmp_path).write_bytes(data)
    assert run_calls(tmp_path, [("new", 0)]) == [("new", 0)]
    assert run_calls(tmp_path, [("new", 0)]) == []


def test_store_when_two_results_changed_places_knows_neither(tmp_path: Path) -> None:
    run_calls(tmp_path)
    change(
        memo_file(tmp_path),
        "CREATE TEMP TABLE before AS SELECT rowid AS number, result FROM results",
        "UPDATE results SET result = (SELECT result FROM before WHERE number = 3 - results.rowid)"
        " WHERE rowid IN (1, 2)",
    )
    assert run_calls(tmp_path) == CALLS[:2]


def test_store_when_another_build_is_writing_does_without(tmp_path: Path) -> None:
    run_calls(tmp_path, CALLS[:5])
    other = sqlite3.connect(memo_file(tmp_path), isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    assert run_calls(tmp_path) == CALLS
    other.execute("ROLLBACK")
    other.close()
    assert run_calls(tmp_path, CALLS[:5]) == [], "what the other one has is still there"


@pytest.mark.parametrize("place", [".linimasa", ".linimasa/memo.sqlite"])
def test_store_when_something_else_stands_in_its_place_does_without(
    place: str, tmp_path: Path
) -> None:
    if place == ".linimasa":
        (tmp_path / place).write_text("a file")
    else:
        (tmp_path / place).mkdir(parents=True)
    before = sorted(tmp_path.rglob("memo*"))
    assert run_calls(tmp_path) == CALLS
    assert run_calls(tmp_path) == CALLS
    assert sorted(tmp_path.rglob("memo*")) == before


@pytest.mark.parametrize("place", ["", "memo.sqlite", ".gitignore"])
def test_store_when_a_link_leads_away_leaves_its_target_alone(place: str, tmp_path: Path) -> None:
    target, site = tmp_path / "target", tmp_path / "site"
    (site / ".linimasa").parent.mkdir()
    if place:
        (site / ".linimasa").mkdir()
        target.write_bytes(b"")
    else:
        target.mkdir()
    (site / ".linimasa" / place).symlink_to(target)
    assert run_calls(site) == CALLS
    assert run_calls(site) == CALLS
    assert (target.read_bytes() == b"") if place else (list(target.iterdir()) == [])


def test_store_when_the_site_has_vanished_does_without(tmp_path: Path) -> None:
    assert run_calls(tmp_path / "gone") == CALLS
    assert list(tmp_path.iterdir()) == []


def test_store_refuses_to_keep_what_it_could_not_read_back(tmp_path: Path) -> None:
    wrong = replace(grow("a", 1), color="red")  # type: ignore[arg-type]
    with pytest.raises(TypeError), opened(tmp_path, b"") as memo:
        memo.keep(grow, [KEY], {KEY: wrong})


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


def test_own_namespace_is_the_default_of_a_store(tmp_path: Path) -> None:
    with opened(tmp_path) as memo:
        assert memo.namespace == own_namespace()
    assert own_namespace() != namespace_of({}, {})
