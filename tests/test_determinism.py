"""One content, one site: nothing of the machine, the moment or the order of files gets in."""

import hashlib
import random
import shutil
from collections.abc import Mapping
from itertools import combinations, product
from pathlib import Path
from typing import Any

import pytest

from samples import ROOT, linimasa

CIRCUMSTANCES: Mapping[str, tuple[Mapping[str, str], ...]] = {
    "clock": ({}, {"SOURCE_DATE_EPOCH": "1800000000"}, {"SOURCE_DATE_EPOCH": "4102444800"}),
    "zone": ({"TZ": "Pacific/Kiritimati"}, {"TZ": "America/St_Johns"}, {"TZ": "UTC"}),
    "locale": (
        {"LC_ALL": "tr_TR.UTF-8"},
        {"LC_ALL": "C", "PYTHONUTF8": "0"},
        {"LC_ALL": "", "LANG": "ar_EG.UTF-8"},
    ),
    "hash seed": tuple({"PYTHONHASHSEED": seed} for seed in ("0", "1", "424242", "random")),
    "user": ({}, {"USER": "nobody", "LOGNAME": "nobody", "HOME": "/nonexistent"}),
}
"""What a machine has around a command, by what differs; all of it comes with the environment."""
PLACES = ("a", "elsewhere, at the end of a long way/a site, copied")
JOBS = (1, 2, 3)


def digest(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def copied_backwards(target: Path) -> Path:
    """The site of this repository, its files made in the opposite order."""
    for name in ("content", "theme"):
        for path in sorted((ROOT / name).rglob("*"), reverse=True):
            if path.is_file():
                place = target / path.relative_to(ROOT)
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, place)
    shutil.copyfile(ROOT / "site.yaml", target / "site.yaml")
    return target


def copied_forwards(target: Path) -> Path:
    """The same, by the order of names."""
    for name in ("content", "theme"):
        shutil.copytree(ROOT / name, target / name)
    shutil.copyfile(ROOT / "site.yaml", target / "site.yaml")
    return target


CHOICES: tuple[tuple[Any, ...], ...] = (
    *CIRCUMSTANCES.values(),
    (copied_forwards, copied_backwards),
    PLACES,
    JOBS,
)


def pairs(chosen: tuple[int, ...]) -> set[tuple[tuple[int, int], ...]]:
    """Every two of the ways that are chosen, each by what it is of and its number."""
    return set(combinations(enumerate(chosen), 2))


def every_two_together() -> list[tuple[int, ...]]:
    """Combinations in which every way of one circumstance meets every way of each other."""
    chance = random.Random(0)
    numbers = [range(len(ways)) for ways in CHOICES]
    missing = {
        ((one, way), (other, another))
        for one, other in combinations(range(len(CHOICES)), 2)
        for way, another in product(numbers[one], numbers[other])
    }
    found: list[tuple[int, ...]] = []
    while missing:
        tried = [tuple(map(chance.choice, numbers)) for _ in range(500)]
        found.append(max(tried, key=lambda chosen: len(pairs(chosen) & missing)))
        missing -= pairs(found[-1])
    return found


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("expected") / "site"
    done = linimasa("build", ROOT, "--output", folder, "--no-cache")
    assert done.returncode == 0, done.stderr
    return digest(folder)


@pytest.mark.parametrize(
    "chosen", every_two_together(), ids=lambda chosen: "".join(map(str, chosen))
)
def test_site_is_the_same_whatever_the_circumstances(
    chosen: tuple[int, ...], expected: dict[str, str], tmp_path: Path
) -> None:
    *ways, copied, place, jobs = (CHOICES[at][way] for at, way in enumerate(chosen))
    environment = {name: value for way in ways for name, value in way.items()}
    source = copied(tmp_path / place)
    done = linimasa("build", "--output", "../out", "--jobs", str(jobs), cwd=source, env=environment)
    assert done.returncode == 0, done.stderr
    assert digest(source.parent / "out") == expected


def test_every_two_circumstances_are_met_together() -> None:
    met = every_two_together()
    assert len(set(met)) == len(met)
    for one, other in combinations(range(len(CHOICES)), 2):
        together = {(chosen[one], chosen[other]) for chosen in met}
        assert len(together) == len(CHOICES[one]) * len(CHOICES[other])
