"""A published folder against its sources, and the list of hashes of both."""

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from linimasa.cli import cli
from linimasa.model.files import Snapshot
from linimasa.read import project
from linimasa.write.refusals import MANIFEST
from samples import write_all

EVENT = "date: 2022\ntitle: A\nmedia:\n  - {file: p.jpg, alt: A plant}\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    settings = "title: A\nlanguages: [en]\n"
    files: dict[str, str | bytes] = {
        "site.yaml": settings,
        "content/a.yaml": EVENT,
        "content/p.jpg": b"picture",
    }
    write_all(folder, files)
    assert run("build", site=folder).exit_code == 0
    return folder


def run(*arguments: str | Path, site: Path) -> Result:
    return CliRunner().invoke(cli, [*map(str, arguments), str(site)])


def verified(site: Path, *options: str) -> tuple[int, list[str]]:
    """The exit code, and the lines that are told of files."""
    done = run("verify", *options, site / "_site", site=site)
    return done.exit_code, done.stdout.splitlines()[:-1]


def test_folder_that_was_just_built_is_what_its_sources_give(site: Path) -> None:
    assert verified(site) == (0, [])
    assert "is just what" in run("verify", site / "_site", site=site).stdout


def _append(place: Path) -> None:
    place.write_bytes(place.read_bytes() + b" ")


def _link(place: Path) -> None:
    content = place.read_bytes()
    aside = place.parent.parent / "aside"
    aside.write_bytes(content)
    place.unlink()
    place.symlink_to(aside)


@pytest.mark.parametrize(
    ("file", "spoil", "told"),
    [
        ("index.html", _append, "changed  index.html"),
        ("media/a/p.jpg", _append, "changed  media/a/p.jpg"),
        ("events/a/index.html", Path.unlink, "missing  events/a/index.html"),
        ("robots.txt", _link, "changed  robots.txt"),
        ("CNAME", Path.touch, "unknown  CNAME"),
        (".well-known", Path.touch, "unknown  .well-known"),
        ("link", lambda place: place.symlink_to(place.parent), "unknown  link"),
    ],
)
def test_file_that_differs_is_named(
    site: Path, file: str, spoil: Callable[[Path], None], told: str
) -> None:
    spoil(site / "_site" / file)
    assert verified(site) == (1, [told])


@pytest.mark.parametrize("name", [MANIFEST, ".DS_Store", ".git"])
def test_what_is_not_the_site_is_not_looked_at(site: Path, name: str) -> None:
    place = site / "_site" / name
    if not place.exists():
        place.mkdir()
        (place / "config").touch()
    assert verified(site) == (0, [])


def test_folder_is_told_from_that_of_another_content_or_address(site: Path) -> None:
    assert verified(site, "--base-url", "https://other.example/")[0] == 1
    (site / "content" / "a.yaml").write_text(EVENT.replace("A", "B", 1), "utf-8")
    code, told = verified(site)
    assert code == 1
    assert "changed  events/a/index.html" in told


def test_content_with_mistakes_proves_nothing(site: Path) -> None:
    (site / "content" / "a.yaml").write_text("date: soon\ntitle: A\n", "utf-8")
    done = run("verify", site / "_site", site=site)
    assert (done.exit_code, done.stdout) == (1, "")
    assert "content/a.yaml:1:7: error[bad-date]" in done.stderr


def test_folder_that_is_not_there_is_a_wrong_use(site: Path) -> None:
    done = run("verify", site / "nowhere", site=site)
    assert done.exit_code == 2
    assert "there is no folder" in done.stderr


@pytest.mark.parametrize("command", ["build", "verify"])
@pytest.mark.parametrize(
    ("found", "told"), [(Path("/"), "cannot be read"), (None, "is not there any more")]
)
def test_picture_that_cannot_be_read_is_named(
    site: Path, monkeypatch: pytest.MonkeyPatch, command: str, found: Path | None, told: str
) -> None:
    for module in ("stage", "proof"):
        monkeypatch.setattr(f"linimasa.write.{module}.media_file", lambda *_: found)
    os.utime(site / "content" / "p.jpg", (1, 1))
    done = run(command, *([site / "_site"] if command == "verify" else []), site=site)
    assert done.exit_code == 2
    assert f"Error: “content/p.jpg” {told}" in done.stderr
    assert "--output" not in done.stderr


@pytest.mark.parametrize("command", ["build", "check", "verify"])
@pytest.mark.parametrize("edit", [Path.unlink, _append], ids=["gone", "changed"])
def test_save_while_a_large_site_is_read_is_no_bug(
    site: Path, monkeypatch: pytest.MonkeyPatch, command: str, edit: Callable[[Path], None]
) -> None:
    def meanwhile(*arguments: Any) -> Snapshot:
        snapshot = project.read(*arguments)
        edit(site / "content" / "a.yaml")
        return snapshot

    monkeypatch.setattr("linimasa.read.project.MOST_HELD", 0)
    for module in ("commands", "pipeline.rebuild"):
        monkeypatch.setattr(f"linimasa.{module}.read", meanwhile)
    folder = [site / "_site"] if command == "verify" else ["--no-cache"]
    done = run(command, *(folder if command != "check" else []), site=site)
    assert done.exit_code == 2
    assert "Error: “content/a.yaml” changed during the build" in done.stderr


@pytest.mark.parametrize("ending", ["?q=1", "#top"])
def test_address_that_goes_on_after_its_path_is_refused(site: Path, ending: str) -> None:
    done = run("build", "--base-url", f"https://x.example/a/{ending}", site=site)
    assert done.exit_code == 2
    assert "write https://x.example/a/" in done.stderr


def test_nothing_is_written_by_verifying(site: Path) -> None:
    before = {place: place.lstat().st_mtime_ns for place in site.rglob("*")}
    verified(site)
    assert {place: place.lstat().st_mtime_ns for place in site.rglob("*")} == before


# -- the list of hashes ---------------------------------------------------------------------


def _hashes(folder: Path) -> dict[str, str]:
    return {
        place.relative_to(folder).as_posix(): hashlib.sha256(place.read_bytes()).hexdigest()
        for place in folder.rglob("*")
        if place.is_file()
    }


def test_manifest_has_a_hash_of_all_that_went_in_and_came_out(site: Path) -> None:
    file = site.parent / "manifest.json"
    assert run("build", "--manifest", file, site=site).exit_code == 0
    listed = json.loads(file.read_bytes())
    out = _hashes(site / "_site")
    del out[MANIFEST]
    assert listed["outputs"] == out
    own = {path: mark for path, mark in listed["inputs"].items() if "theme/" not in path}
    content = {f"content/{path}": mark for path, mark in _hashes(site / "content").items()}
    assert own == content | {"site.yaml": _hashes(site)["site.yaml"]}
    assert any(path.endswith("theme/templates/base.html") for path in listed["inputs"])


def test_manifest_is_the_same_however_the_site_was_built(site: Path) -> None:
    file = site.parent / "manifest.json"

    def listed(*options: str) -> bytes:
        assert run("build", "--manifest", file, *options, site=site).exit_code == 0
        return file.read_bytes()

    warm = listed()
    for place in (site / "content").iterdir():
        os.utime(place, (1, 1))
    assert listed("--no-cache") == warm == listed()
    assert listed("--drafts") != warm


@pytest.mark.parametrize(
    "place", ["_site/manifest.json", "nowhere/manifest.json", "site.yaml", "content/a.yaml"]
)
def test_manifest_that_cannot_be_there_is_refused_before_anything_is_done(
    site: Path, place: str
) -> None:
    before = _hashes(site)
    (site / "content" / "b.yaml").write_text(EVENT, "utf-8")
    done = run("build", "--manifest", site / place, site=site)
    assert done.exit_code == 2
    assert "--manifest" in done.stderr
    assert _hashes(site / "_site") == {
        path.removeprefix("_site/"): mark
        for path, mark in before.items()
        if path.startswith("_site/")
    }
