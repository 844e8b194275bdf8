"""What a command costs: time, work and memory of all its processes."""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
PAUSE = 0.03
"""Seconds between two looks at the memory."""
MIB = 1024


class Failed(Exception):
    """A command that is measured did not do its work; the message says what it said."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one run took; memory in MiB."""

    wall: float
    cpu: float
    """User and system seconds of the process and of all that it waited for."""
    largest: float
    """The most that one of its processes held at a time (resident set)."""
    together: float
    """The most that all held at a time, shared pages counted once (PSS); 0 if not looked at."""


def run(command: Sequence[str], environment: Mapping[str, str], look: bool = False) -> Cost:
    """Run a command to its end. To `look` at its memory takes some of its time."""
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=said, stderr=said, env=environment)
        with _watched(process.pid, look) as peaks:
            _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        # Popen must not wait for what has been waited for.
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise Failed(f"{' '.join(command)}:\n{said.read().decode(errors='replace')}")
    cpu = usage.ru_utime + usage.ru_stime
    return Cost(wall, cpu, usage.ru_maxrss / MIB, max(peaks))


def held(process: int) -> float:
    """MiB that a process and all below it hold now, shared pages counted once."""
    return sum(_pss(one) for one in _tree(process)) / MIB


@contextmanager
def _watched(process: int, look: bool) -> Iterator[list[float]]:
    """The memory of a process and all below it, again and again until the end."""
    peaks, ended = [0.0], threading.Event()

    def watch() -> None:
        while not ended.wait(PAUSE):
            peaks.append(held(process))

    watching = threading.Thread(target=watch)
    if look and PROC.is_dir():
        watching.start()
    try:
        yield peaks
    finally:
        ended.set()
        if watching.is_alive():
            watching.join()


def _tree(process: int) -> Iterator[int]:
    yield process
    for children in PROC.glob(f"{process}/task/*/children"):
        for child in _read(children).split():
            yield from _tree(int(child))


def _pss(process: int) -> int:
    """KiB; 0 for a process that has ended."""
    for line in _read(PROC / f"{process}/smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def _read(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except OSError:  # the process has ended meanwhile
        return ""
