"""What the terminal is told: what is wrong with the content, how far long work is, how it ended.

In: values. Out: lines on the standard output or the error output; colors and a bar only where a
person looks at them.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import click

from linimasa import __version__
from linimasa.diagnostics import Diagnostic
from linimasa.model.files import Snapshot
from linimasa.read.project import sources

LONG_WORK = 200
"""Fewer steps than this need no progress bar."""


def tell_mistakes(
    diagnostics: Sequence[Diagnostic], snapshot: Snapshot, site: Path, form: str
) -> None:
    """Say what is wrong. But in JSON, paths begin where the command was started."""
    from linimasa.reporting import report  # noqa: PLC0415 - loads with what needs it

    if form == "json":
        click.echo(report.as_json(diagnostics))
        return
    shown, moved = report.seen_from(
        PurePosixPath(site.as_posix()), diagnostics, sources(site, snapshot, diagnostics)
    )
    if form == "sarif":
        from linimasa.reporting import sarif  # noqa: PLC0415 - loads when it is asked for

        click.echo(sarif.as_sarif(shown, moved, __version__))
    elif form == "github":
        click.echo(report.github(shown), nl=False)
    elif shown:
        color = in_color()
        click.echo(report.text(shown, moved, color=color), err=True, color=color)
        click.echo(report.summary(shown), err=True)


@contextlib.contextmanager
def progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal for each long stage, and silence elsewhere."""
    if not _is_terminal():
        yield lambda stage, done, total: None
        return
    with contextlib.ExitStack() as bars:
        shown: dict[str, Any] = {}

        def tell(stage: str, done: int, total: int) -> None:
            if total < LONG_WORK:
                return
            if stage not in shown:
                bars.close()  # the bar of the stage before is full
                bar = click.progressbar(length=total, label=stage, file=sys.stderr)
                shown[stage] = bars.enter_context(bar)
            shown[stage].update(done)

        yield tell


def in_color() -> bool:
    """Whether messages may be colored: on a terminal, unless `NO_COLOR` is set."""
    return _is_terminal() and "NO_COLOR" not in os.environ


def _is_terminal() -> bool:
    # Whoever starts a program may leave its error output closed.
    return sys.stderr is not None and sys.stderr.isatty()


def count(number: int, word: str) -> str:
    """A number of things in words: `1 event`, `2,305 events`."""
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"
