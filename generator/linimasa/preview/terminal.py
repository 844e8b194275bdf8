"""What the terminal is told while the preview runs.

In: what was built, and how it went. Out: lines on the error output; raises `NobodyListens` where
that leads nowhere any more.
"""

from __future__ import annotations

import time
import traceback
from pathlib import Path, PurePosixPath

import click

from linimasa.diagnostics import has_errors
from linimasa.preview.answers import DASHBOARD, Made
from linimasa.preview.nearby import invitation
from linimasa.reporting import report
from linimasa.reporting.terminal import count, in_color


class NobodyListens(Exception):
    """The terminal is gone, or whatever else read what it is told."""


def tell_ready(url: str, host: str, port: int) -> None:
    """Where the preview is, and how other devices find it if they are let in."""
    _say(f"Preview at {url} (drafts included); Ctrl-C ends it.")
    _say(f"How the site stands: {url.rstrip('/')}{DASHBOARD}")
    if others := invitation(host.strip("[]"), port):
        _say(others)


def tell_built(site: Path, made: Made, seconds: float) -> None:
    """What came of a build, with paths from where the command was started."""
    found, sources = report.seen_from(
        PurePosixPath(site.as_posix()), made.build.diagnostics, made.sources
    )
    if found:
        _say(f"\n{report.text(found, sources, color=in_color())}\n")
    ending = f", {report.summary(found)}" if found else ""
    verdict = "Not built" if has_errors(found) else "Built"
    _say(f"{time.strftime('%H:%M:%S')}  {verdict} in {seconds:.2f} s{ending}")


def tell_described(written: int, error: OSError | None) -> None:
    """That the schemas for text editors were made anew, or why not; nothing if they had no need."""
    if error:
        _say(f"The files for text editors in schema/ are as they were: {error.strerror}")
    elif written:
        _say(f"Described the site for text editors anew ({count(written, 'file')} in schema/).")


def tell_failed(error: Exception) -> None:
    """What to report when the generator itself failed."""
    _say("".join(traceback.format_exception(error)))
    _say(
        "This is a bug in Linimasa, not in your site; please report it with the lines above. "
        "The preview goes on, and the next save tries again."
    )


def tell_end() -> None:
    """That it is over."""
    _say("The preview has ended.")


def _say(words: str) -> None:
    """Say it; raises `NobodyListens`."""
    try:
        click.echo(words, err=True)
    except OSError as error:
        raise NobodyListens from error
