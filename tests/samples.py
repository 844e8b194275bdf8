"""Whole sites as tests see them: built by the real command from real folders."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
SITES = ROOT / "tests" / "sites"
ARABIC = SITES / "arabic"

LANGUAGES = {
    "sample": ("id", "en"),
    "arabic": ("ar", "en"),
    "chinese": ("zh-Hans", "en"),
    "hebrew": ("he", "en"),
    "persian": ("fa", "en"),
}
"""The sites by name, with their languages; that of this repository is the sample."""


@dataclass(frozen=True)
class BuiltSite:
    """A finished site: where its sources are, where its files are, and its address."""

    source: Path
    folder: Path
    url: str
    languages: tuple[str, ...]


def linimasa(
    *arguments: str | Path, cwd: Path = ROOT, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run the command as a user would, from the source of this repository."""
    return subprocess.run(
        [sys.executable, "-m", "linimasa", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT / "generator"), **(env or {})},
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def write_all(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files, by their paths below a folder, and the folders that they need."""
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)


def built(source: Path, folder: Path, url: str, languages: tuple[str, ...]) -> BuiltSite:
    done = linimasa("build", source, "--output", folder, "--base-url", url)
    assert done.returncode == 0, done.stderr
    return BuiltSite(source, folder, url, languages)
