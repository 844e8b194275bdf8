"""The command line: arguments in, exit codes out.

Only click is imported at the start; what a command needs loads with it, so that help and
completion answer at once. Exit codes: 0 fine, 1 the content has errors, 2 wrong use, 3 a
bug of ours.
"""

from __future__ import annotations

import contextlib
import os
import platform
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import click

from linimasa import __version__
from linimasa.model.files import Build

FINE, CONTENT_ERRORS, WRONG_USE, OUR_BUG = 0, 1, 2, 3
MANY_EVENTS = 400
"""From here on a second process saves more time than it takes to start."""
LONG_WORK = 200
"""Fewer steps than this need no progress bar."""

Command = Callable[..., Any]


def site_argument(command: Command) -> Command:
    """The folder that holds `site.yaml`."""
    folder = click.Path(exists=True, file_okay=False, path_type=Path)
    return click.argument("site", type=folder, default=".")(command)


def diagnostics_options(command: Command) -> Command:
    """How mistakes are shown, and whether warnings count."""
    formats = click.Choice(["text", "json", "github"])
    for option in (
        click.option("--strict", is_flag=True, help="Treat warnings as errors."),
        click.option("--format", "form", type=formats, default="text", show_default=True,
                     help="How mistakes are written: for people, programs, or GitHub."),
        click.option("--now", "moment", metavar="MOMENT",
                     help="Build as of this moment (2026-08-27 or 2026-08-27T09:00+07:00)."),
        click.option("--jobs", type=click.IntRange(1), metavar="N",
                     help="How many processes to use; the number of cores for large sites."),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="linimasa")
def cli() -> None:
    """Event timelines that a reader can trust: YAML files in, a static site out.

    SITE is a folder with a site.yaml, the current one unless given.
    """


@cli.command()
@site_argument
@click.option("--output", type=click.Path(path_type=Path), metavar="DIR",
              help="Where the site goes; SITE/_site unless given.")
@click.option("--base-url", default="", metavar="URL", help="Takes the place of url: in site.yaml.")
@click.option("--drafts", is_flag=True, help="Include drafts and embargoed events, marked.")
@diagnostics_options
def build(site: Path, output: Path | None, base_url: str, drafts: bool, **how: Any) -> None:
    """Build the site into a folder.

    With errors in the content nothing is published; the last good site stays as it is.
    """
    from linimasa.write import CannotPublish, publish  # noqa: PLC0415

    started = time.perf_counter()
    folder = output or site / "_site"
    made = _make(site, base_url, drafts, **how)
    if not made.outputs:
        click.echo(f"Nothing was published; {folder} is as it was.", err=True)
        sys.exit(CONTENT_ERRORS)
    try:
        done = publish(made.outputs, folder, site)
    except CannotPublish as error:
        _refuse(error)
    seconds = time.perf_counter() - started
    click.echo(
        f"Built {_count(made.events, 'event')}, {_count(made.pages, 'page')} in {seconds:.1f} s: "
        f"{folder} ({done.written} written, {done.unchanged} unchanged, {done.removed} removed)",
        err=how["form"] != "text",
    )


@cli.command()
@site_argument
@diagnostics_options
def check(site: Path, **how: Any) -> None:
    """Say everything that is wrong; write nothing."""
    from linimasa.report import summary  # noqa: PLC0415

    made = _make(site, "", drafts=True, **how)
    if not made.outputs:
        sys.exit(CONTENT_ERRORS)
    verdict = summary(made.diagnostics) or "nothing is wrong"
    click.echo(f"Checked {_count(made.events, 'event')}: {verdict}.", err=how["form"] != "text")


@cli.command()
@site_argument
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
def serve(site: Path, host: str, port: int, open_browser: bool) -> None:
    """Preview the site; the browser reloads whenever you save."""
    from linimasa.serve import CannotServe, preview  # noqa: PLC0415

    try:
        preview(site, host, port, open_browser, now=lambda: _now(None))
    except CannotServe as error:
        _refuse(error)


def _make(
    site: Path,
    base_url: str,
    drafts: bool,
    strict: bool,
    form: str,
    moment: str | None,
    jobs: int | None,
) -> Build:
    """Read and build a site and report what is wrong; no outputs mean that it failed."""
    from linimasa import report  # noqa: PLC0415
    from linimasa.build import build as make  # noqa: PLC0415
    from linimasa.model.files import Options  # noqa: PLC0415
    from linimasa.project import read  # noqa: PLC0415

    snapshot = read(site, _now(moment))
    workers = jobs or (os.cpu_count() or 1 if len(snapshot.events) >= MANY_EVENTS else 1)
    with _executor(workers) as executor, _progress() as tell:
        made = make(snapshot, Options(base_url, drafts), executor, tell)
    sources = report.sources(snapshot)
    if form == "json":
        click.echo(report.as_json(made.diagnostics))
    elif form == "github":
        click.echo(report.github(made.diagnostics), nl=False)
    elif made.diagnostics:
        color = sys.stderr.isatty() and "NO_COLOR" not in os.environ
        click.echo(report.text(made.diagnostics, sources, color=color), err=True, color=color)
        click.echo(report.summary(made.diagnostics), err=True)
    if strict and made.diagnostics:
        return replace(made, outputs=())
    return made


def _now(moment: str | None) -> int:
    """The moment of the build in seconds since 1970: `--now`, SOURCE_DATE_EPOCH, or now."""
    from linimasa import fuzzydate  # noqa: PLC0415

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
def _executor(workers: int) -> Iterator[Executor | None]:
    """Worker processes, or none for one worker.

    Forked where the system can, as that takes a tenth of the time of a fresh start.
    """
    if workers == 1:
        yield None
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415
    from multiprocessing import get_all_start_methods, get_context  # noqa: PLC0415

    method = "fork" if "fork" in get_all_start_methods() else None
    with ProcessPoolExecutor(workers, get_context(method)) as executor:
        yield executor


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
                bar = click.progressbar(length=total, label=stage, file=sys.stderr)
                shown[stage] = bars.enter_context(bar)
            shown[stage].update(done)

        yield tell


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _refuse(error: Exception) -> NoReturn:
    """End with a plain message: the command was used in a way that cannot work."""
    click.echo(f"Error: {error}", err=True)
    sys.exit(WRONG_USE)


def main() -> None:
    """Run the command line; an exception that gets this far is a bug of ours."""
    try:
        cli(standalone_mode=True)
    except Exception:  # noqa: BLE001 - the one place that reports any bug
        traceback.print_exc()
        click.echo(
            "\nThis is a bug in Linimasa, not in your site. Please report it with the lines above"
            f" and: linimasa {__version__}, Python {platform.python_version()},"
            f" {platform.platform()}",
            err=True,
        )
        sys.exit(OUR_BUG)
