"""What the commands do: read a site, build it, say what is wrong, publish or preview it.

In: what `cli` was told. Out: an exit code. Everything that talks to a person is here; what
is wrong with the content is worded by `report`.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import click

from linimasa import fuzzydate, report
from linimasa.build import Work, build
from linimasa.decode import KINDS, Context, Wrong
from linimasa.diagnostics import Diagnostic
from linimasa.forks import spread
from linimasa.model.files import Build, Options
from linimasa.model.record import Url
from linimasa.project import read
from linimasa.write import CannotPublish, publish

FINE, CONTENT_ERRORS, WRONG_USE = 0, 1, 2
MANY_EVENTS = 400
"""From here on further processes save more time than they take to start."""
LONG_WORK = 200
"""Fewer steps than this need no progress bar."""


def run_build(
    site: Path, folder: Path, base_url: str, drafts: bool, no_cache: bool, form: str, **how: Any
) -> int:
    """Build a site and publish it into `folder`."""
    started = time.perf_counter()
    address = KINDS[Url].read(base_url, Context()) if base_url else ""
    if isinstance(address, Wrong):
        raise click.BadParameter(f"{address.message}; {address.hint}", param_hint="--base-url")
    made = _make(site, Options(address, drafts), form=form, **how)
    if not made.outputs:
        click.echo(f"Nothing was published; {folder} is as it was.", err=True)
        return CONTENT_ERRORS
    try:
        done = publish(made.outputs, folder, site)
    except CannotPublish as error:
        return _refused(error)
    seconds = time.perf_counter() - started
    click.echo(
        f"Built {_count(made.events, 'event')}, {_count(made.pages, 'page')} in {seconds:.1f} s: "
        f"{folder} ({done.written:,} written, {done.unchanged:,} unchanged,"
        f" {done.removed:,} removed)",
        err=form != "text",
    )
    return FINE


def run_check(site: Path, form: str, **how: Any) -> int:
    """Say everything that is wrong with a site, drafts included."""
    made = _make(site, Options(drafts=True), form=form, **how)
    if not made.outputs:
        return CONTENT_ERRORS
    verdict = report.summary(made.diagnostics) or "nothing is wrong"
    click.echo(f"Checked {_count(made.events, 'event')}: {verdict}.", err=form != "text")
    return FINE


def run_serve(site: Path, host: str, port: int, open_browser: bool) -> int:
    """Preview a site until it is interrupted."""
    from linimasa.serve import CannotServe, preview  # noqa: PLC0415 - brings a web server with it

    try:
        preview(site, host, port, open_browser, now=lambda: _now(None))
    except CannotServe as error:
        return _refused(error)
    return FINE


def _make(
    site: Path,
    options: Options,
    form: str,
    strict: bool,
    moment: str | None,
    jobs: int | None,
) -> Build:
    """Read and build a site and report what is wrong; no outputs mean that it failed."""
    snapshot = read(site, _now(moment))
    workers = jobs or (os.cpu_count() or 1 if len(snapshot.events) >= MANY_EVENTS else 1)
    with _progress() as tell:
        made = build(snapshot, options, Work(spread=partial(spread, workers), tell=tell))
    _report(made.diagnostics, report.sources(snapshot), site, form)
    if strict and made.diagnostics:
        return replace(made, outputs=())
    return made


def _report(
    diagnostics: Sequence[Diagnostic], sources: Mapping[str, bytes], site: Path, form: str
) -> None:
    """Say what is wrong. For people and GitHub, paths begin where the command was started."""
    if form == "json":
        click.echo(report.as_json(diagnostics))
        return
    shown, moved = report.seen_from(PurePosixPath(site.as_posix()), diagnostics, sources)
    if form == "github":
        click.echo(report.github(shown), nl=False)
    elif shown:
        color = sys.stderr.isatty() and "NO_COLOR" not in os.environ
        click.echo(report.text(shown, moved, color=color), err=True, color=color)
        click.echo(report.summary(shown), err=True)


def _now(moment: str | None) -> int:
    """The moment of the build in seconds since 1970: `--now`, SOURCE_DATE_EPOCH, or now."""
    if moment is None:
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        return int(epoch) if epoch.isdecimal() else int(time.time())
    try:
        earliest = fuzzydate.parse(moment, "UTC").earliest
    except fuzzydate.DateError as error:
        raise click.BadParameter(f"{error} ({error.hint})", param_hint="--now") from error
    if earliest is None:
        raise click.BadParameter("this is no moment; write 2026-08-27", param_hint="--now")
    return earliest


@contextlib.contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal for each long stage, and silence elsewhere."""
    if not sys.stderr.isatty():
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


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _refused(error: Exception) -> int:
    """Say plainly why the command cannot do what it was asked to."""
    hint = getattr(error, "hint", "")
    click.echo(f"Error: {error}" + (f"\n  hint: {hint}" if hint else ""), err=True)
    return WRONG_USE
