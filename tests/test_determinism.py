"""One content, one site: nothing of the machine, the moment or the order of files gets in."""

import hashlib
import random
import shutil
from collections.abc import Mapping
from pathlib import Path

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
COMBINATIONS = 24


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


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("expected") / "site"
    done = linimasa("build", ROOT, "--output", folder, "--no-cache")
    assert done.returncode == 0, done.stderr
    return digest(folder)


@pytest.mark.parametrize("number", range(COMBINATIONS))
def test_site_is_the_same_whatever_the_circumstances(
    number: int, expected: dict[str, str], tmp_path: Path
) -> None:
    chance = random.Random(number)
    environment: dict[str, str] = {}
    for ways in CIRCUMSTANCES.values():
        environment |= chance.choice(ways)
    copied = chance.choice((copied_forwards, copied_backwards))
    source = copied(tmp_path / chance.choice(PLACES))
    jobs = str(chance.choice(JOBS))
    done = linimasa("build", "--output", "../out", "--jobs", jobs, cwd=source, env=environment)
    assert done.returncode == 0, done.stderr
    assert digest(source.parent / "out") == expected


def test_every_circumstance_is_met_in_some_combination() -> None:
    chances = [random.Random(number) for number in range(COMBINATIONS)]
    for name, ways in CIRCUMSTANCES.items():
        met = [chance.choice(ways) for chance in chances]
        assert all(way in met for way in ways), name
    for ways in ((copied_forwards, copied_backwards), PLACES, JOBS):
        assert {chance.choice(ways) for chance in chances} == set(ways)
