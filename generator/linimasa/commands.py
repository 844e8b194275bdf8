"""What the commands do: read a site, build it, say what is wrong, publish or preview it.

In: what `cli` was told. Out: an exit code. Everything that talks to a person is here; what
is wrong with the content is worded by `report`. A build looks first whether there is anything
to do at all; what takes time to load is loaded after that.
"""

from __future__ import annotations

import contextlib
import gc
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath
from typing import Any

import click

from linimasa.deadline import Overrun, within
from linimasa.diagnostics import Diagnostic
from linimasa.model.files import Build, ChangedMeanwhile, Options, Placed, Snapshot
from linimasa.namespace import own_namespace
from linimasa.project import read, reread
from linimasa.seen import Seen, key_of, read_seen, rest_of, write_seen
from linimasa.write import CannotPublish, Published, Stage, publishing
from linimasa.write.whole import write_whole

FINE, CONTENT_ERRORS, WRONG_USE = 0, 1, 2
MANY_EVENTS = 400
"""From here on further processes save more time than they take to start."""
LONGEST = 20.0
"""Seconds that one event may take to load; the slowest known takes less than one."""
LONG_WORK = 200
"""Fewer steps than this need no progress bar."""


@dataclass(frozen=True, slots=True)
class How:
    """How a site is read, and how mistakes in it are shown."""

    form: str
    strict: bool
    moment: str | None
    jobs: int | None


def run_build(
    site: Path,
    folder: Path,
    base_url: str,
    drafts: bool,
    no_cache: bool,
    manifest: Path | None = None,
    **how: Any,
) -> int:
    """Build a site and publish it into `folder`; list its hashes in the file `manifest`."""
    started = time.perf_counter()
    # Most of what a build makes lasts to its end: looking for garbage as often as usual costs a
    # fifth of the time, and not at all takes half a gigabyte on a large site.
    gc.set_threshold(50_000, 20, 100)
    options, asked = Options(_address(base_url), drafts), How(**how)
    if manifest:
        _check_place(manifest, folder)
    try:
        with publishing(folder, site) as stage:
            done = _published(site, options, stage, no_cache, asked)
            if done and manifest:
                _list_hashes(manifest, site, done[0], options, folder, done[1].files)
    except (CannotPublish, ChangedMeanwhile) as error:
        return _refused(error)
    if done is None:
        click.echo(f"Nothing was published; {folder} is as it was.", err=True)
        return CONTENT_ERRORS
    _, built, files = done
    seconds = time.perf_counter() - started
    click.echo(
        f"Built {_count(built.events, 'event')}, {_count(built.pages, 'page')} in {seconds:.1f} s: "
        f"{folder} ({files.written:,} written, {files.unchanged:,} unchanged,"
        f" {files.removed:,} removed)",
        err=asked.form != "text",
    )
    return FINE


def _published(
    site: Path, options: Options, stage: Stage, no_cache: bool, how: How
) -> tuple[Snapshot, Seen, Published] | None:
    """Build what has changed, if anything has, and publish it; None where it has errors."""
    now = _now(how.moment)
    seen = Seen() if no_cache else read_seen(site)
    snapshot = read(site, now, seen.stamps)
    key = key_of(snapshot, options, seen.embargoes, own_namespace())
    placed = [Placed(path, digest) for path, digest in seen.files.items()]
    if key and key == seen.key and all(stage.holds(one.path, one.digest) for one in placed):
        _repeat(seen.warnings, snapshot, site, how)
        if how.strict and seen.warnings:
            return None
        return snapshot, seen, stage.commit(placed)
    made = None
    if seen.rest and seen.rest == rest_of(snapshot, options, seen.embargoes, own_namespace()):
        if sum(not file.known for file in snapshot.events) < MANY_EVENTS:
            gc.disable()  # there is too little to do to look for garbage
        made = _amended(site, snapshot, options, stage, seen, how)
    made = made or _made(site, snapshot, options, stage, no_cache, how)
    if not made.outputs:
        return None
    files = {one.path: one.digest for one in made.outputs if isinstance(one, Placed)}
    published = stage.commit([one for one in made.outputs if isinstance(one, Placed)])
    seen = Seen(
        key_of(snapshot, options, made.embargoes, own_namespace()),
        rest_of(snapshot, options, made.embargoes, own_namespace()),
        made.brief,
        {file.path: (file.stamp, file.digest) for file in snapshot.events},
        made.embargoes,
        files,
        made.events,
        made.pages,
        _written(made.diagnostics),
    )
    if not no_cache:
        write_seen(site, seen)
    return snapshot, seen, published


def _list_hashes(
    manifest: Path,
    site: Path,
    snapshot: Snapshot,
    options: Options,
    folder: Path,
    files: Iterable[str],
) -> None:
    from linimasa import proof  # noqa: PLC0415 - loads when it is asked for

    try:
        listed = proof.manifest(site, snapshot, options, folder, files)
        write_whole(manifest, listed.encode())
    except OSError as error:
        raise CannotPublish(f"cannot write {manifest}: {error.strerror}", "") from error


def _check_place(manifest: Path, folder: Path) -> None:
    """Raise `click.BadParameter` where the list of hashes cannot be."""
    wrong = ""
    if manifest.resolve().is_relative_to(folder.resolve()):
        wrong = f"{folder} holds only the site; choose a place outside it, such as manifest.json"
    elif not manifest.resolve().parent.is_dir():
        wrong = f"there is no folder {manifest.parent}"
    if wrong:
        raise click.BadParameter(wrong, param_hint="--manifest")


def _amended(
    site: Path, snapshot: Snapshot, options: Options, stage: Stage, seen: Seen, how: How
) -> Build | None:
    """Make anew what an edit changed, where it shows on the edited events' own pages alone."""
    from linimasa.amend import Before, amended  # noqa: PLC0415 - loads when there is something to do
    from linimasa.store import opened  # noqa: PLC0415
    from linimasa.work import Work  # noqa: PLC0415

    if how.strict and seen.warnings:
        return None
    if not all(stage.holds(path, digest) for path, digest in seen.files.items()):
        return None
    warnings = _read(seen.warnings)
    digests = {path: digest for path, (_, digest) in seen.stamps.items()}
    before = Before(digests, bytes.fromhex(seen.brief), warnings)
    with opened(site, own_namespace(), stage.holds) as memo:
        work = Work(memo, reread=partial(reread, site), in_time=_in_time, keep=stage.put)
        pages = amended(snapshot, options, before, work)
    if pages is None:
        return None
    _report(warnings, snapshot, site, how.form)
    same = [Placed(*one) for one in seen.files.items()]
    files = {one.path: one for one in (*same, *pages)}
    outputs = tuple(files.values())
    return Build(outputs, warnings, seen.events, seen.pages, seen.embargoes, seen.brief)


def _made(
    site: Path, snapshot: Snapshot, options: Options, stage: Stage, no_cache: bool, how: How
) -> Build:
    """Build a site, with what earlier builds remember of it, and report what is wrong."""
    from linimasa.memo import Forgetful  # noqa: PLC0415 - loads when there is something to do
    from linimasa.store import opened  # noqa: PLC0415

    remembering = (
        contextlib.nullcontext(Forgetful())
        if no_cache or snapshot.settings is None
        else opened(site, own_namespace(), stage.holds)
    )
    with remembering as memo:
        return _make(site, snapshot, options, how, memo=memo, keep=stage.put)


def run_check(site: Path, **how: Any) -> int:
    """Say everything that is wrong with a site, drafts included."""
    asked = How(**how)
    made = _make(site, read(site, _now(asked.moment)), Options(drafts=True), asked)
    if not made.outputs:
        return CONTENT_ERRORS
    from linimasa import report  # noqa: PLC0415 - loads with what needs it

    verdict = report.summary(made.diagnostics) or "nothing is wrong"
    click.echo(f"Checked {_count(made.events, 'event')}: {verdict}.", err=asked.form != "text")
    return FINE


def run_verify(site: Path, folder: Path, base_url: str, drafts: bool, **how: Any) -> int:
    """Say whether a published folder is just what the site gives; publish nothing."""
    from linimasa import proof  # noqa: PLC0415 - loads when it is asked for

    if not folder.is_dir():
        raise click.BadParameter(f"there is no folder {folder}", param_hint="DIR")
    asked, options = How(**how), Options(_address(base_url), drafts)
    made = _make(
        site, read(site, _now(asked.moment)), options, asked, keep=partial(proof.digested, site)
    )
    if not made.outputs:
        return CONTENT_ERRORS
    files = [one for one in made.outputs if isinstance(one, Placed)]
    found = list(proof.differences(files, folder))
    for word, path in found:
        click.echo(f"{word:8} {path}")
    if found:
        click.echo(f"{folder} differs from what {site} gives in {_count(len(found), 'file')}.")
        return CONTENT_ERRORS
    click.echo(f"{folder} is just what {site} gives: {_count(len(files), 'file')}.")
    return FINE


def run_serve(site: Path, host: str, port: int, open_browser: bool) -> int:
    """Preview a site until it is interrupted."""
    from linimasa.serve import CannotServe, preview  # noqa: PLC0415 - brings a web server with it

    try:
        preview(site, host, port, open_browser, now=lambda: _now(None))
    except CannotServe as error:
        return _refused(error)
    return FINE


def _make(site: Path, snapshot: Snapshot, options: Options, how: How, **work: Any) -> Build:
    """Build a site and report what is wrong; no outputs mean that it failed."""
    from linimasa.build import build  # noqa: PLC0415 - loads when there is something to do
    from linimasa.forks import spread  # noqa: PLC0415
    from linimasa.work import Work  # noqa: PLC0415

    workers = how.jobs or (os.cpu_count() or 1 if len(snapshot.events) >= MANY_EVENTS else 1)
    with _progress() as tell:
        made = build(
            snapshot,
            options,
            Work(
                spread=partial(spread, workers),
                reread=partial(reread, site),
                in_time=_in_time,
                tell=tell,
                **work,
            ),
        )
    _report(made.diagnostics, snapshot, site, how.form)
    if how.strict and made.diagnostics:
        return replace(made, outputs=())
    return made


def _in_time(function: Callable[..., Any], *arguments: object) -> Any:
    """Call a function; None if it computes longer than any text should take."""
    try:
        return within(LONGEST, function, *arguments)
    except Overrun:
        return None


def _repeat(warnings: str, snapshot: Snapshot, site: Path, how: How) -> None:
    """Say again what was wrong with a site that has not changed."""
    found = _read(warnings)
    if found or how.form != "text":
        _report(found, snapshot, site, how.form)


def _read(warnings: str) -> tuple[Diagnostic, ...]:
    if not warnings:
        return ()
    from linimasa.jsonform import from_json  # noqa: PLC0415 - loads with what needs it

    found: tuple[Diagnostic, ...] = from_json(warnings, tuple[Diagnostic, ...])
    return found


def _written(diagnostics: Sequence[Diagnostic]) -> str:
    from linimasa.jsonform import to_json  # noqa: PLC0415 - loads with what needs it

    return to_json(tuple(diagnostics), tuple[Diagnostic, ...]) if diagnostics else ""


def _report(diagnostics: Sequence[Diagnostic], snapshot: Snapshot, site: Path, form: str) -> None:
    """Say what is wrong. For people and GitHub, paths begin where the command was started."""
    from linimasa import report  # noqa: PLC0415 - loads with what needs it

    places = {
        span.path
        for one in diagnostics
        for span in (one.span, *(other.span for other in one.related))
    }
    sources = report.sources(snapshot)
    for file in snapshot.events:
        if file.known and file.path in places:
            with contextlib.suppress(OSError):  # then its lines are not shown
                sources[file.path] = reread(site, file).data
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
    from linimasa import fuzzydate  # noqa: PLC0415 - loads with what needs it

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


def _address(base_url: str) -> str:
    """The address that takes the place of the site's own."""
    if not base_url:
        return ""
    from linimasa.decode import KINDS, Context, Wrong  # noqa: PLC0415 - loads with what needs it
    from linimasa.model.record import Url  # noqa: PLC0415

    address = KINDS[Url].read(base_url, Context())
    if isinstance(address, Wrong):
        raise click.BadParameter(f"{address.message}; {address.hint}", param_hint="--base-url")
    return str(address)
