"""When a save is built: at once where it is one, after it where it is a burst of many files."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from linimasa.preview.bursts import FEW, LONGEST, QUIET, is_burst, noticed, settled

SAVES = st.lists(st.tuples(st.sampled_from("abcdefghijklmnop"), st.floats(0, 0.5)), min_size=1)


def built(saves: Iterable[tuple[str, float]]) -> list[float]:
    """When builds begin, of which each takes no time, for saves of a path at a moment."""
    lately: Mapping[str, float] = {}
    since = None
    begun = []
    for path, moment in (*saves, ("", float("inf"))):
        if since is not None and (due := max(settled(lately, since), since)) < moment:
            begun.append(due)
            lately = {} if is_burst(lately) else lately
            since = None
        lately = noticed(lately, [path], moment)
        since = moment if since is None else since
    return begun


def each(paths: Iterable[str], pause: float) -> Iterator[tuple[str, float]]:
    for number, path in enumerate(paths):
        yield path, number * pause


def test_saves_of_a_few_files_are_built_when_they_are_made() -> None:
    saves = list(each("abcde" * 200, 0.01))
    assert built(saves) == [moment for _, moment in saves]


def test_one_file_saved_a_thousand_times_in_ten_seconds_is_shown_all_the_while() -> None:
    assert len(built(each("a" * 1000, 0.01))) == 1000


def test_many_files_at_once_are_built_when_they_are_over() -> None:
    lately = noticed({}, [f"{number}.yaml" for number in range(FEW + 1)], 5.0)
    assert settled(lately, 5.0) == 5.0 + QUIET
    more = noticed(lately, ["other.yaml"], 5.09)
    assert settled(more, 5.0) == 5.09 + QUIET


def test_of_files_that_come_one_after_another_few_are_shown_before_all() -> None:
    begun = built(each(map(str, range(80)), 0.03))
    assert len(begun) == FEW + 1
    assert begun[-1] >= 79 * 0.03


def test_a_burst_that_never_ends_is_built_now_and_then() -> None:
    begun = built(each(map(str, range(1000)), 0.05))
    pauses = [later - sooner for sooner, later in pairwise(begun)]
    assert max(pauses) <= LONGEST + 0.1
    assert len(begun) > 5


def test_a_save_after_a_burst_is_built_at_once() -> None:
    over = [(str(number), 0.0) for number in range(100)]
    assert built([*over, ("0", 0.2)])[-1] == 0.2


@given(SAVES)
def test_every_save_is_built_after_it_and_soon(steps: list[tuple[str, float]]) -> None:
    moment, saves = 0.0, []
    for path, pause in steps:
        moment += pause
        saves.append((path, moment))
    begun = built(saves)
    for _, moment in saves:
        assert any(moment <= build <= moment + LONGEST for build in begun)
