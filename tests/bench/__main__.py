"""Measure Linimasa and Hugo on equal sites: `make bench BENCH="--events 1000 --runs 3"`."""

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.measure import Cost, Failed
from bench.report import growth, machine, table
from bench.rounds import BUILDS, OURS, hugo, measured, prepared
from bench.saving import saved
from bench.sizes import compared, sizes

EVERYTHING = (*BUILDS, "save")


def main() -> None:
    given = _given()
    _say(f"# Linimasa against Hugo\n\n{machine()}. Medians of {given.runs} runs, in turns;")
    _say("Hugo builds all of its site each time, which is what warm builds are compared with.")
    colds: dict[int, Sequence[Cost]] = {}
    for count in given.events:
        try:
            hugo()
            colds |= _size(count, given.runs, given.only)
        except Failed as failure:
            _say(f"\n{count:,} events were not measured: {failure}")
    if {10_000, 100_000} <= colds.keys():
        _say(f"\n{growth(colds)}")
    _say(f"\nIn the end: {machine()}.")


def _size(count: int, runs: int, only: Sequence[str]) -> dict[int, Sequence[Cost]]:
    """Measure one size; gives the cold builds of Linimasa."""
    with tempfile.TemporaryDirectory(prefix="linimasa-bench-") as folder:
        _tell(f"{count:,} events are being invented")
        sites = prepared(Path(folder), count)
        costs = measured(sites, only, runs, _tell)
        lines = list(compared(sizes(sites.our_output), sizes(sites.their_output)))
        saves = saved(sites, runs, _tell) if "save" in only else {}
    _say("\n" + "\n".join(table(count, costs, saves)))
    _say("\n" + "\n".join(lines))
    return {count: costs["cold", OURS]} if "cold" in only else {}


def _given() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("--events", type=_numbers, default=[100, 1000, 10_000], metavar="N,N")
    parser.add_argument("--runs", type=int, default=5, metavar="N")
    parser.add_argument("--only", type=_words, default=EVERYTHING, help=",".join(EVERYTHING))
    return parser.parse_args()


def _numbers(text: str) -> list[int]:
    return [int(one) for one in text.split(",")]


def _words(text: str) -> list[str]:
    words = text.split(",")
    if unknown := set(words) - set(EVERYTHING):
        raise argparse.ArgumentTypeError(f"there is no {', '.join(sorted(unknown))}")
    return words


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    main()
