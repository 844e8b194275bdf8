"""A last resort against calls that do not end.

In: a number of seconds and a call. Out: what the call gives, or `Overrun`. The seconds are those
that this process computes, so a busy machine makes no difference; waiting does not count.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import NoReturn, TypeVar

T = TypeVar("T")


class Overrun(Exception):
    """A call took longer than it may."""


def within(seconds: float, function: Callable[..., T], *arguments: object) -> T:
    """Call a function, and raise `Overrun` when it computes for longer.

    Python's regular expressions let themselves be interrupted, too. Where a signal cannot reach
    the call, which is outside the main thread and on Windows, it takes as long as it takes.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() != threading.main_thread():
        return function(*arguments)
    previous = signal.signal(signal.SIGVTALRM, _overrun)
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        return function(*arguments)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, previous)


def _overrun(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise Overrun
