"""Calls spread over processes: the same results in the same order, and nobody left behind."""

import errno
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from itertools import islice
from multiprocessing import active_children

import pytest

from linimasa.pipeline.forks import CHUNK, spread

CALLS = [(number, number % 7) for number in range(5 * CHUNK + 3)]
FEW = CALLS[: 4 * CHUNK - 1]
LATE = CALLS[-1][0]


def power(base: int, exponent: int) -> int:
    return int(base**exponent)


def where(*_: int) -> int:
    return os.getpid()


@pytest.fixture(autouse=True)
def nobody_is_left() -> Iterator[None]:
    yield
    assert active_children() == []


@pytest.mark.parametrize("workers", [1, 2, 3, 16])
@pytest.mark.parametrize("count", [0, 1, 4 * CHUNK, len(CALLS)])
def test_results_are_those_of_one_process_in_the_order_of_the_calls(
    workers: int, count: int
) -> None:
    calls = CALLS[:count]
    assert list(spread(workers, power, calls)) == [power(*call) for call in calls]


def test_calls_are_made_in_as_many_processes_as_asked_for() -> None:
    first, *others = spread(3, where, CALLS)
    assert first == os.getpid()  # so that the others have what it takes
    assert len(set(others)) == 3
    assert first not in others


@pytest.mark.parametrize(("workers", "calls"), [(1, CALLS), (2, FEW)], ids=["one", "few"])
def test_calls_are_made_here_where_that_saves_time(
    workers: int, calls: list[tuple[int, int]]
) -> None:
    assert set(spread(workers, where, calls)) == {os.getpid()}


def test_function_and_arguments_need_no_way_to_the_processes() -> None:
    lock = threading.Lock()

    def locked(number: int, given: threading.Lock, grow: Callable[[int], int]) -> int:
        with given:
            return grow(number) if given is lock else -1

    with pytest.raises(TypeError):
        pickle.dumps(lock)
    calls = [(number, lock, lambda one: one + 1) for number, _ in CALLS]
    assert list(spread(2, locked, calls)) == [number + 1 for number, _ in CALLS]


@pytest.mark.parametrize("at", [0, CHUNK, LATE], ids=["first", "second process", "last"])
def test_exception_in_a_process_comes_out(at: int) -> None:
    def fail(number: int, _: int) -> int:
        if number == at:
            raise ZeroDivisionError(f"at {at}")
        return number

    results = spread(2, fail, CALLS)
    with pytest.raises(ZeroDivisionError, match=f"at {at}"):
        list(results)


def test_results_before_an_exception_are_given() -> None:
    def fail(number: int, _: int) -> int:
        return 1 // (LATE - number)

    given: list[int] = []
    with pytest.raises(ZeroDivisionError):
        given.extend(spread(2, fail, CALLS))
    assert len(given) == 1 + 5 * CHUNK


@pytest.mark.parametrize(
    ("leave", "error"),
    [
        (lambda: os._exit(3), RuntimeError),
        # As Linux does where memory runs out.
        (lambda: os.kill(os.getpid(), signal.SIGKILL), MemoryError),
    ],
    ids=["by itself", "killed"],
)
def test_process_that_ends_early_is_an_exception(
    leave: Callable[[], None], error: type[Exception]
) -> None:
    def maybe(number: int, _: int) -> int:
        if number == LATE:
            leave()
        return number

    with pytest.raises(error):
        list(spread(2, maybe, CALLS))


def test_python_without_ctypes_can_do_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ctypes", None)
    assert list(spread(2, power, CALLS)) == [power(*call) for call in CALLS]


def test_process_that_the_system_lets_not_begin_is_too_little_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse() -> int:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr("os.fork", refuse)
    with pytest.raises(MemoryError):
        list(spread(2, power, CALLS))


def test_process_without_the_memory_to_send_its_results_says_so() -> None:
    class Huge:
        def __reduce__(self) -> str:
            raise MemoryError

    def grow(number: int, _: int) -> object:
        return Huge() if number == LATE else number

    with pytest.raises(MemoryError):
        list(spread(2, grow, CALLS))


def test_processes_are_gone_when_nobody_wants_more_results() -> None:
    # More than goes into a pipe: both are still busy when the first results are here.
    results = spread(2, lambda number, _: (number, "x" * 100_000), CALLS)
    assert [number for number, _ in islice(results, 3)] == [0, 1, 2]
    assert len(active_children()) == 2
    results.close()  # type: ignore[attr-defined]  # it is a generator
    assert active_children() == []


BUSY = """
from linimasa.pipeline.forks import spread
results = spread(2, lambda number: (number, "x" * 100_000), [(number,) for number in range(500)])
print(next(results), flush=True)
input()
"""


def test_processes_end_when_the_one_that_wants_their_results_is_killed() -> None:
    command = (sys.executable, "-c", BUSY)
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        parent.stdout.readline()
        parent.kill()
        # Every process holds this pipe open: it ends with the last of them.
        said, _ = parent.communicate(timeout=30)
        assert said == b""
