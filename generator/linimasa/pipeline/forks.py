"""Calls of a function spread over processes, where the system can fork.

In: a function, the calls to make, how many processes. Out: the results, in the order of the
calls. A forked process has all that its parent has, so that arguments need no way there; only
results travel, pickled. A process that ends early is an exception here: a bug of ours, unless the
system ended it, as Linux does where memory runs out.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import starmap
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

T = TypeVar("T")
Call = tuple[Any, ...]

_SIGNAL_AT_PARENTS_DEATH = 1
"""`PR_SET_PDEATHSIG` of prctl(2)."""
_ENDING = tuple(
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
)
"""Signals that end a build; Windows, which cannot fork, lacks some."""
CHUNK = 24
"""Calls that a process makes before it sends their results; fewer are not worth the way."""


def spread(workers: int, function: Callable[..., T], calls: Sequence[Call]) -> Iterator[T]:
    """Make the calls in this many processes; in this one where that saves no time.

    Raises what a call raises, and `MemoryError` where the system ended a process, or lets none
    begin.
    """
    if workers == 1 or len(calls) < 4 * CHUNK or "fork" not in get_all_start_methods():
        yield from starmap(function, calls)
        return
    context = get_context("fork")
    # What one call has compiled and loaded here, no other process has to.
    yield function(*calls[0])
    # Its garbage, such as the trees that templates were parsed into, would be frozen below.
    gc.collect(1)
    chunks = [calls[start : start + CHUNK] for start in range(1, len(calls), CHUNK)]
    # What is there already shall stay shared: looking for garbage would touch, and copy, it all.
    gc.freeze()
    ends: list[Connection] = []
    children: list[BaseProcess] = []
    try:
        for number in range(workers):
            receiving, sending = context.Pipe(duplex=False)
            ends.append(receiving)
            share = chunks[number::workers]
            arguments = (function, share, sending, ends, os.getpid())
            child: BaseProcess = context.Process(target=_work, args=arguments, daemon=True)
            children.append(child)
            with _undisturbed():
                _start(child)
            sending.close()
        for number in range(len(chunks)):
            yield from _received(ends[number % workers], children[number % workers])
    finally:
        gc.unfreeze()
        for receiving in ends:
            receiving.close()
        for child in children:
            if child.pid:
                child.terminate()
                child.join()


def _start(child: BaseProcess) -> None:
    try:
        child.start()
    except OSError as error:
        raise MemoryError from error  # or as many processes as there may be


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Have signals wait that would end a build, so that a new process can ask for its own way."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(
    function: Callable[..., object],
    chunks: Sequence[Sequence[Call]],
    end: Connection,
    others: Sequence[Connection],
    parent: int,
) -> None:
    """Make a process's share of the calls; an exception is a result too, the last one.

    `others` are the ends that only the parent receives at. While one is open here, too, a
    process would wait for ever to get rid of its results after the parent was killed.
    """
    _end_with_parent(parent)
    _leave_signals_to_parent()
    for other in others:
        other.close()
    for chunk in chunks:
        try:
            results: object = list(starmap(function, chunk))
        except Exception as error:
            results = error
        try:
            end.send(results)
        except BrokenPipeError:
            return
        except MemoryError:  # pickling takes some, and so would telling of it
            os.kill(os.getpid(), signal.SIGKILL)
    end.close()


def _leave_signals_to_parent() -> None:
    """Have this process be ended by its parent, which a Ctrl-C reaches just the same."""
    for number in _ENDING:
        signal.signal(number, signal.SIG_DFL if number == signal.SIGTERM else signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDING)


def _end_with_parent(parent: int) -> None:
    """Have the system end this process as soon as its parent is killed, where it can.

    Elsewhere it ends when it finds nobody to send its results to; until then it holds what the
    parent had locked.
    """
    if sys.platform == "linux":
        try:
            import ctypes  # noqa: PLC0415 - hardly ever needed
        except ImportError:  # Python can be made without it
            return
        ctypes.CDLL(None).prctl(_SIGNAL_AT_PARENTS_DEATH, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)  # it was killed before


def _received(end: Connection, child: BaseProcess) -> list[Any]:
    try:
        results = end.recv()
    except EOFError as error:
        child.join()
        if child.exitcode == -signal.SIGKILL:
            raise MemoryError from error
        raise RuntimeError(f"a process of the build ended with {child.exitcode}") from error
    if isinstance(results, Exception):
        raise results
    return list(results)
