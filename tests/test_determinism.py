"""One content, one site: nothing of the machine, the moment or the order of files gets in."""

import hashlib
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest

from samples import ROOT, linimasa

MACHINES: tuple[Mapping[str, str], ...] = (
    {"PYTHONHASHSEED": "0", "TZ": "Pacific/Kiritimati", "LC_ALL": "tr_TR.UTF-8"},
    {"PYTHONHASHSEED": "424242", "TZ": "America/St_Johns", "LC_ALL": "C", "PYTHONUTF8": "0"},
)
NOW = "2026-11-22"


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


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("expected") / "site"
    done = linimasa("build", ROOT, "--output", folder, "--now", NOW)
    assert done.returncode == 0, done.stderr
    return digest(folder)


@pytest.mark.parametrize("machine", MACHINES, ids=["far east, Turkish", "far west, no locale"])
def test_site_when_the_machine_differs_is_the_same(
    machine: Mapping[str, str], expected: dict[str, str], tmp_path: Path
) -> None:
    source = copied_backwards(tmp_path / "elsewhere" / "a site, copied")
    done = linimasa("build", "--output", "../out", "--now", NOW, cwd=source, env=machine)
    assert done.returncode == 0, done.stderr
    assert digest(source.parent / "out") == expected


def test_site_when_built_by_two_processes_is_the_same(
    expected: dict[str, str], tmp_path: Path
) -> None:
    done = linimasa("build", ROOT, "--output", tmp_path / "out", "--now", NOW, "--jobs", "2")
    assert done.returncode == 0, done.stderr
    assert digest(tmp_path / "out") == expected
