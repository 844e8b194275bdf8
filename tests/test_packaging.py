"""What is published as a package works alone: its command, with the theme that it carries."""

import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from samples import ROOT, write_all

SETTINGS = "title: A small timeline\n"
EVENT = """\
date: 1969-07-20
title: Apollo 11 lands on the Moon
sources: [{publisher: NASA, url: "https://www.nasa.gov/mission/apollo-11/"}]
"""


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command with nothing of this repository on its path."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(
        [*map(str, command)], cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build_package(kind: str, source: Path, target: Path) -> Path:
    """A wheel or an sdist, made by the build backend that is installed here."""
    options = ("--no-isolation", "--skip-dependency-check", f"--{kind}", "--outdir", target)
    run(sys.executable, "-m", "build", *options, source, cwd=source)
    (made,) = target.iterdir()
    return made


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_package("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


@pytest.fixture(scope="module")
def unpacked(sdist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(sdist) as archive:
        archive.extractall(folder, filter="data")
    (inside,) = folder.iterdir()
    return inside


@pytest.fixture(scope="module")
def wheel(unpacked: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel made from the sdist, which proves both."""
    return build_package("wheel", unpacked, tmp_path_factory.mktemp("wheel"))


def test_wheel_holds_the_package_the_theme_and_the_license_only(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    roots = {name.split("/")[0] for name in names}
    assert {root.split("-")[0] for root in roots} == {"linimasa"}
    written = {path.relative_to(ROOT / "theme") for path in (ROOT / "theme").rglob("*.*")}
    carried = {Path(name).relative_to("linimasa/theme") for name in names if "/theme/" in name}
    assert carried == {path for path in written if (ROOT / "theme" / path).is_file()}
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not [name for name in names if "test" in name or name.endswith(".pyc")]


def test_wheel_from_the_sdist_is_the_wheel_from_the_repository(wheel: Path, tmp_path: Path) -> None:
    direct = build_package("wheel", ROOT, tmp_path)
    assert direct.read_bytes() == wheel.read_bytes()


def test_sdist_holds_what_it_takes_to_build_and_test_the_sample(unpacked: Path) -> None:
    there = {path.name for path in unpacked.iterdir()}
    assert {"generator", "theme", "tests", "content", "site.yaml", "Makefile", "LICENSE"} <= there


@pytest.mark.long
def test_command_when_installed_from_a_wheel_builds_a_site_with_its_own_theme(
    wheel: Path, tmp_path: Path
) -> None:
    environment, site, elsewhere = tmp_path / "env", tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    write_all(site, {"site.yaml": SETTINGS, "content/moon.yaml": EVENT})

    run(sys.executable, "-m", "venv", "--without-pip", environment, cwd=tmp_path)
    python = environment / "bin" / "python"
    installing = ("install", "--quiet", "--no-deps", "--no-index", wheel)
    run(sys.executable, "-m", "pip", "--python", python, *installing, cwd=tmp_path)
    # The packages it needs come from the environment of the tests, itself from the wheel.
    (needed,) = [Path(place) for place in sys.path if place.endswith("site-packages")]
    (packages,) = environment.glob("lib/python*/site-packages")
    (packages / "needed.pth").write_text(f"{needed}\n", "utf-8")
    where = run(python, "-c", "import linimasa; print(linimasa.__file__)", cwd=elsewhere)
    assert Path(where.strip()).is_relative_to(environment)

    run(environment / "bin" / "linimasa", "build", site, cwd=elsewhere)
    home = (site / "_site" / "index.html").read_text("utf-8")
    event = (site / "_site" / "events" / "moon" / "index.html").read_text("utf-8")
    assert "Apollo 11 lands on the Moon" in home
    assert "https://www.nasa.gov/mission/apollo-11/" in event
    assert list((site / "_site" / "assets").glob("style*.css"))

    # So are the files that a new site begins with.
    run(environment / "bin" / "linimasa", "init", "new", cwd=elsewhere)
    run(environment / "bin" / "linimasa", "build", "new", "--strict", cwd=elsewhere)


def test_make_site_installs_all_that_the_sample_asks_for(tmp_path: Path) -> None:
    optional = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
        "optional-dependencies"
    ]
    makefile = (ROOT / "Makefile").read_text("utf-8")
    installed = re.search(r"--editable '?\.(?:\[([\w,]+)\])?'?$", makefile, re.M)
    assert installed
    there = {"dev", "bench", *(installed[1] or "").split(",")}
    missing = [
        re.split(r"[^\w-]", need)[0]
        for extra, needs in optional.items()
        if extra not in there
        for need in needs
    ]
    assert "brotli" in missing
    without = f"import sys; sys.modules.update(dict.fromkeys({missing}))"
    code = f"{without}; from linimasa.cli import main; main()"
    target = tmp_path / "site"
    run(sys.executable, "-c", code, "build", ROOT, "--output", target, "--no-cache", cwd=ROOT)
    assert (target / "calendar.ics").is_file()
