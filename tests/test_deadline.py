"""A call that does not end is ended, and leaves no trace."""

from __future__ import annotations

import re
import signal
import threading
import time

import pytest

from linimasa.pipeline.deadline import Overrun, within


def endless() -> None:
    while True:
        pass


def test_call_in_time_gives_its_value() -> None:
    assert within(60, divmod, 7, 2) == (3, 1)


def test_endless_loop_is_ended() -> None:
    started = time.process_time()
    with pytest.raises(Overrun):
        within(0.05, endless)
    assert time.process_time() - started < 5


def test_endless_regular_expression_is_ended() -> None:
    with pytest.raises(Overrun):
        within(0.05, re.match, r"(a|a)*\Z", "a" * 100 + "b")


def test_mistake_of_the_call_comes_through() -> None:
    with pytest.raises(ZeroDivisionError):
        within(60, divmod, 1, 0)


@pytest.mark.parametrize("seconds", [0.05, 60])
def test_nothing_is_left_to_go_off_later(seconds: float) -> None:
    before = signal.getsignal(signal.SIGVTALRM)
    with pytest.raises((Overrun, ZeroDivisionError)):
        within(seconds, endless if seconds < 1 else lambda: 1 / 0)
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)
    assert signal.getsignal(signal.SIGVTALRM) == before


def test_waiting_does_not_count() -> None:
    go_on = threading.Event()
    threading.Timer(0.2, go_on.set).start()
    assert within(0.05, go_on.wait, 60)


def test_other_thread_just_calls() -> None:
    given: list[object] = []
    thread = threading.Thread(target=lambda: given.append(within(0.001, sum, range(1_000_000))))
    thread.start()
    thread.join()
    assert given == [sum(range(1_000_000))]
