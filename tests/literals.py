"""Small sites written in a test: a dict of files becomes a Snapshot, without a disk."""

import functools
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from linimasa.cache.memo import Memory
from linimasa.model.files import Build, InputFile, Options, Output, Snapshot, ThemeFile
from linimasa.pipeline.build import build
from linimasa.pipeline.work import Work
from linimasa.read.project import read

SETTINGS = "title: {id: Contoh, en: Example}\nlanguages: [id, en]\nurl: https://example.org/t/\n"
NOW = 1_767_225_600  # 2026-01-01T00:00Z


@dataclass(frozen=True, slots=True)
class ThemeRead:
    """A memo of what the files of a theme are, and of nothing else: to read them takes longer than
    most tests."""

    memory: Memory = field(default_factory=Memory)

    def recall(self, stage: str, keys: Sequence[bytes]) -> Mapping[bytes, Any]:
        return self.memory.recall(stage, keys) if stage in ("templates", "assets") else {}

    def learn(self, stage: str, fresh: Mapping[bytes, Any]) -> Mapping[bytes, Any]:
        return self.memory.learn(stage, fresh) if stage in ("templates", "assets") else fresh

    def forget(self, stage: str, keys: Sequence[bytes]) -> None:
        """Keep all: the next test may have the default theme again."""


THEME_READ = Work(ThemeRead())
"""Builds anew, but for the theme."""


@functools.cache
def default_theme() -> tuple[ThemeFile, ...]:
    """The theme of this repository, as every site without files of its own sees it."""
    return read(Path(__file__).parent / "sites" / "arabic", NOW).theme


def snapshot(
    files: Mapping[str, str | bytes], theme: tuple[ThemeFile, ...] | None = None
) -> Snapshot:
    """A site of these files; `site.yaml` is added where it is missing."""
    data = {
        path: InputFile(path, text if isinstance(text, bytes) else textwrap.dedent(text).encode())
        for path, text in {"site.yaml": SETTINGS, **files}.items()
    }
    actors = "content/_actors.yaml"
    extra = "content/_extra.yaml"
    special = {"site.yaml", actors, extra}
    return Snapshot(
        settings=data["site.yaml"],
        events=tuple(
            data[path] for path in sorted(data) if path.endswith(".yaml") and path not in special
        ),
        actors=data.get(actors),
        pages=tuple(data[path] for path in sorted(data) if path.endswith(".md")),
        media=tuple(path for path in sorted(data) if path.endswith((".jpg", ".png"))),
        theme=default_theme() if theme is None else theme,
        now=NOW,
        extra=data.get(extra),
    )


def made(
    files: Mapping[str, str | bytes],
    drafts: bool = False,
    theme: tuple[ThemeFile, ...] | None = None,
) -> Build:
    """The finished build of a site of these files."""
    return build(snapshot(files, theme), Options(drafts=drafts), THEME_READ)


def outputs(done: Build) -> list[Output]:
    """The files of a build that was given nobody to keep them; fails when the build did."""
    assert done.outputs, [f"{one.span} {one.code} {one.message}" for one in done.diagnostics]
    return [one for one in done.outputs if isinstance(one, Output)]


def pages(done: Build) -> dict[str, str]:
    """The text files of a build, by path; fails when the build did."""
    return {
        output.path: output.content.decode()
        for output in outputs(done)
        if output.path.endswith((".html", ".xml", ".txt"))
    }


def codes(done: Build) -> list[str]:
    """The codes of what is wrong, in order."""
    return [found.code for found in done.diagnostics]


def errors(done: Build) -> list[str]:
    """Each error as `path:line:col code`, in order."""
    return [
        f"{one.span.path}:{one.span.line}:{one.span.column} {one.code}"
        for one in done.diagnostics
        if one.severity == "error"
    ]
