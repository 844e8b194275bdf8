"""What the tests of publishing share: small sites in memory, and what a folder holds."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from linimasa.model.files import Output
from linimasa.write.refusals import MANIFEST
from samples import ROOT


def new_site(root: Path) -> Path:
    """Make a site folder without events."""
    (root / "content").mkdir(parents=True)
    (root / "theme").mkdir()
    (root / "site.yaml").write_text("title: x\n")
    return root


def outputs(files: Mapping[str, str]) -> list[Output]:
    return [Output(path, text.encode()) for path, text in files.items()]


def tree(folder: Path) -> dict[str, bytes | str | None]:
    """All that is in a folder: bytes of files, targets of links, None for folders."""
    return {
        place.relative_to(folder).as_posix(): (
            str(place.readlink())
            if place.is_symlink()
            else None
            if place.is_dir()
            else place.read_bytes()
        )
        for place in folder.rglob("*")
    }


def expected(files: Mapping[str, str]) -> dict[str, bytes | None]:
    """What `tree` gives for these files, without the manifest."""
    folders: dict[str, bytes | None] = {
        above.as_posix(): None for path in files for above in Path(path).parents if above.name
    }
    return folders | {path: text.encode() for path, text in files.items()}


def without_manifest(found: dict[str, bytes | str | None]) -> dict[str, bytes | str | None]:
    return {path: data for path, data in found.items() if path != MANIFEST}


def listed(folder: Path) -> dict[str, str]:
    """The digests in the manifest, by path."""
    files = json.loads((folder / MANIFEST).read_bytes())["files"]
    assert isinstance(files, dict)
    return files


def home_of(folder: Path) -> Path:
    """The folder beside the output folder, for what is not live."""
    return folder.with_name(f".{folder.name}.linimasa")


def leftovers(folder: Path) -> set[str]:
    """What publishing left beside or in the output folder, but the spare."""
    home = home_of(folder)
    found = {place.name for place in home.iterdir()} if home.exists() else set()
    inside = {place.name for place in folder.glob(".linimasa*")}
    return (found - {".gitignore", "spare"}) | (inside - {MANIFEST})


def start(
    script: str, *arguments: object, cwd: Path = ROOT, through: Sequence[str] = ()
) -> subprocess.Popen[str]:
    """Run Python code in a process group of its own, `through` another command if need be."""
    return subprocess.Popen(
        [*through, sys.executable, "-c", script, *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT / "generator")},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
