"""The figures as Markdown: medians, what they range over, ratios, and the bars they should meet."""

import os
import platform
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from statistics import median

from bench.measure import Cost
from bench.rounds import OURS, THEIRS, Runs
from bench.saving import Saving

Bar = tuple[Fraction, Fraction]
"""What the ratio must not exceed, and what it should not."""

WARM = {
    "noop": "no-op",
    "body": "one body edited",
    "title": "one title edited, first since a clean build",
    "again": "another title edited",
    "added": "one event added",
    "removed": "one event removed",
    "template": "one template edited",
}
FIGURES: Mapping[str, tuple[str, Callable[[Cost], float]]] = {
    "cpu": ("CPU s", lambda cost: cost.cpu),
    "wall": ("wall s", lambda cost: cost.wall),
    "together": ("memory of all processes, MiB", lambda cost: cost.together),
    "largest": ("memory of the largest, MiB", lambda cost: cost.largest),
}


def bar(must: str, goal: str) -> Bar:
    return Fraction(must), Fraction(goal)


BARS = {
    ("cold", "cpu"): bar("1.4", "0.8"),
    ("cold", "wall"): bar("1.5", "0.8"),
    ("cold", "together"): bar("1/4", "1/10"),
    ("noop", "wall"): bar("1/40", "1/100"),
    ("body", "wall"): bar("1/15", "1/30"),
    ("title", "cpu"): bar("1/10", "1/25"),
    ("again", "cpu"): bar("1/10", "1/25"),
    ("save", "wall"): bar("1/10", "1/40"),
}
"""For 10,000 events on two cores."""
SMALL_COLD_WALL = bar("1.5", "1.0")
"""For a hundred events, the only bar there."""
GROWTH = bar("1.2", "1.0")
"""CPU for each event of a cold build at 100,000, against the same at 10,000."""


def machine() -> str:
    """What is measured on, and how busy it is."""
    cpus = Path("/proc/cpuinfo")
    names = cpus.read_text("utf-8").split("\n") if cpus.exists() else []
    model = next((line.partition(": ")[2] for line in names if "model name" in line), "")
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"{os.cpu_count()} cores, {model or platform.machine()}, {platform.system()},"
        f" Python {platform.python_version()}; load {load}"
    )


def table(count: int, runs: Runs, saves: Mapping[str, Saving]) -> Iterator[str]:
    """All figures of one size; Hugo's full rebuild stands beside every warm build."""
    at = 100 if count == 100 else 10_000
    yield f"| {count:,} events | Linimasa | Hugo | ratio | must at {at:,} | goal |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for build in ("cold", *WARM):
        if (build, OURS) in runs:
            yield from _rows(count, build, runs)
    if saves:
        our, their = saves[OURS], saves[THEIRS]
        bars = _bar("save", "wall", count)
        yield _row("save to served: wall s", our.seconds, their.seconds, bars)
        yield _row("preview server: memory, MiB", [our.memory], [their.memory], None)


def _rows(count: int, build: str, runs: Runs) -> Iterator[str]:
    """What one kind of build took."""
    both = runs[build, OURS], runs["cold" if build == "cold" else "rebuild", THEIRS]
    for figure, (words, value) in FIGURES.items():
        if figure != "largest" or build == "cold":
            # The first run is the only one whose memory was looked at, which takes time.
            part = slice(0, 1) if figure == "together" else slice(1, None)
            our, their = ([value(one) for one in costs[part]] for costs in both)
            name = f"{WARM.get(build, build)}: {words}"
            yield _row(name, our, their, _bar(build, figure, count))


def growth(colds: Mapping[int, Sequence[Cost]]) -> str:
    """How the work for each event grows from 10,000 to 100,000 of them."""
    small, large = (median(one.cpu for one in colds[size][1:]) / size for size in (10_000, 100_000))
    must, goal = GROWTH
    return (
        f"Cold CPU for each event at 100,000 against 10,000: {large / small:.2f}×"
        f" (must {float(must)}×, goal {float(goal)}×)."
    )


def _bar(build: str, figure: str, count: int) -> Bar | None:
    if count == 100:
        return SMALL_COLD_WALL if (build, figure) == ("cold", "wall") else None
    return BARS.get((build, figure))


def _row(name: str, our: Sequence[float], their: Sequence[float], bars: Bar | None) -> str:
    ratio = median(our) / median(their) if median(their) else 0
    must, goal = (_fraction(float(one)) for one in bars) if bars else ("", "")
    return f"| {name} | {_cell(our)} | {_cell(their)} | {_fraction(ratio)} | {must} | {goal} |"


def _cell(values: Sequence[float]) -> str:
    low, high = min(values), max(values)
    return _number(median(values)) + (f" ({_number(low)}–{_number(high)})" if low < high else "")


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _fraction(ratio: float) -> str:
    """0.8, or 1/40 for what is small."""
    return f"1/{1 / ratio:.0f}" if 0 < ratio <= 0.3 else f"{ratio:.2f}"
