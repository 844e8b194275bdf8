"""What the commands do: read a site, build it, say what is wrong, publish or preview it.

In: what `cli` was told. Out: an exit code. What takes time to load is loaded when it is needed.
`build`, `check`, `verify` and `serve` are here; the others have modules of their own: `starting`
(`init`, `new`), `importing`, `exporting`, `describing` (`schema`).
"""

from __future__ import annotations

import gc
import os
import stat
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from linimasa.diagnostics import in_order
from linimasa.model.files import ChangedMeanwhile, NotInstalled, Options, Output, Placed
from linimasa.pipeline.rebuild import Done, How, make_site, rebuilt
from linimasa.read.project import held, media_file, read
from linimasa.reporting.terminal import count
from linimasa.write import CannotPublish, publishing
from linimasa.write.whole import write_whole

FINE, CONTENT_ERRORS, WRONG_USE = 0, 1, 2


def run_build(
    site: Path,
    folder: Path,
    base_url: str,
    drafts: bool,
    manifest: Path | None = None,
    **how: Any,
) -> int:
    """Build a site and publish it into `folder`; list its hashes in the file `manifest`."""
    started = time.perf_counter()
    # Most of what a build makes lasts to its end: looking for garbage as often as usual costs a
    # fifth of the time, and not at all takes half a gigabyte on a large site.
    gc.set_threshold(50_000, 20, 100)
    options, asked = Options(_address(base_url), drafts), _how(**how)
    if manifest:
        _check_place(manifest, folder, site)
    try:
        with publishing(folder, site) as stage:
            done = rebuilt(site, options, stage, asked)
            if done and manifest:
                _list_hashes(manifest, site, done, options, folder)
    except (CannotPublish, ChangedMeanwhile, NotInstalled) as error:
        return refused(error)
    if done is None:
        click.echo(f"Nothing was published; {folder} is as it was.", err=True)
        return CONTENT_ERRORS
    if asked.explain:
        _explain(done, asked)
    seconds, files = time.perf_counter() - started, done.published
    click.echo(
        f"Built {count(done.seen.events, 'event')}, {count(done.seen.pages, 'page')}"
        f" in {seconds:.1f} s: {folder} ({files.written:,} written,"
        f" {files.unchanged:,} unchanged, {files.removed:,} removed)",
        err=asked.form != "text",
    )
    return FINE


def _explain(done: Done, how: How) -> None:
    """Say why each page was drawn."""
    for path, reason in done.reasons:
        click.echo(f"{path}: {reason}", err=how.form != "text")
    if not done.reasons:
        click.echo("No page was drawn: none has changed.", err=how.form != "text")


def _list_hashes(manifest: Path, site: Path, done: Done, options: Options, folder: Path) -> None:
    from linimasa.write import proof  # noqa: PLC0415 - loads when it is asked for

    try:
        listed = proof.manifest(site, done.snapshot, options, folder, done.seen.files)
        write_whole(manifest, listed.encode())
    except OSError as error:
        raise CannotPublish(f"cannot write {manifest}: {error.strerror}", "") from error


def _check_place(manifest: Path, folder: Path, site: Path) -> None:
    """Raise `click.BadParameter` where the list of hashes cannot be."""
    wrong, own = "", [(site / name).resolve() for name in ("site.yaml", "content", "theme")]
    if manifest.resolve().is_relative_to(folder.resolve()):
        wrong = f"{folder} holds only the site; choose a place outside it, such as manifest.json"
    elif any(manifest.resolve().is_relative_to(place) for place in own):
        wrong = f"{manifest} is for what the site is made from; choose another place"
    elif not manifest.resolve().parent.is_dir():
        wrong = f"there is no folder {manifest.parent}"
    if wrong:
        raise click.BadParameter(wrong, param_hint="--manifest")


def run_check(
    site: Path, fix: bool, since: str | None = None, stale: bool = False, **how: Any
) -> int:
    """Say everything that is wrong with a site, drafts included; mend first what can be.

    That is also what changed `since` a revision in published events without a correction, and
    which translations nobody knows whether they are `stale`, which mending notes.
    """
    asked = _how(**how)
    if fix:
        try:
            _mend(site, asked)
            if stale:
                _note(site, asked)
        except OSError as error:
            message = f"cannot write {error.filename}: {error.strerror}"
            return refused(CannotPublish(message, "what was not mended is as it was"))
    snapshot = read(site, asked.now)
    if since is not None:
        from linimasa.commands import history  # noqa: PLC0415 - loads when it is asked for

        try:
            found = history.uncorrected_since(since, site, snapshot)
        except (history.NoHistory, ChangedMeanwhile) as error:
            return refused(error)
        if found is None:
            click.echo(
                f"Nothing was compared: at {since} there is no site.yaml here that can be read.",
                err=True,
            )
        snapshot = replace(snapshot, diagnostics=in_order((*snapshot.diagnostics, *(found or ()))))
    try:
        options = Options(drafts=True, advice=True, unnoted=stale)
        made = make_site(site, snapshot, options, asked, keep=_in_name_only)
    except (ChangedMeanwhile, NotInstalled) as error:
        return refused(error)
    if not made.outputs:
        return CONTENT_ERRORS
    from linimasa.reporting import report  # noqa: PLC0415 - loads with what needs it

    verdict = report.summary(made.diagnostics) or "nothing is wrong"
    click.echo(f"Checked {count(made.events, 'event')}: {verdict}.", err=asked.form != "text")
    return FINE


def _in_name_only(output: Output) -> Placed:
    """What a check keeps of a page: drawing it told what is wrong, and nothing is published."""
    return Placed(output.path, "")


def _mend(site: Path, how: How) -> None:
    """Mend what needs no asking, and say what it was; raises OSError where it cannot be written."""
    from linimasa.check.mend import mending  # noqa: PLC0415
    from linimasa.commands.history import load_in_time, load_text_in_time  # noqa: PLC0415 - loads when asked

    snapshot = read(site, how.now)
    for one in mending(snapshot, held(site, snapshot), load_in_time, load_text_in_time):
        if not _is_put(media_file(site, one.path), one.before, one.data):
            continue
        for mistake in one.fixed:
            where = f"{one.path}:{mistake.span.line}:{mistake.span.column}"
            click.echo(f"{where}: mended: {mistake.message}; now “{mistake.fix}”", err=True)
        if one.is_ordered:
            click.echo(f"{one.path}: mended: the fields are in their usual order now", err=True)


def _note(site: Path, how: How) -> None:
    """Note what translations were made from; raises OSError where that cannot be written."""
    from linimasa.check.noting import noting, noting_pages  # noqa: PLC0415
    from linimasa.commands.history import load_in_time, load_text_in_time  # noqa: PLC0415 - loads when asked

    snapshot = read(site, how.now)
    events = noting(snapshot, held(site, snapshot), load_in_time)
    for one in (*events, *noting_pages(snapshot, load_text_in_time)):
        if _is_put(media_file(site, one.path), one.before, one.data):
            click.echo(f"{one.path}: noted what its translations were made from", err=True)


def _is_put(place: Path | None, before: bytes, data: bytes) -> bool:
    """Write a file that was mended, unless somebody else is writing it just now."""
    if place is None or place.read_bytes() != before:
        return False
    mode = stat.S_IMODE(place.stat().st_mode)
    write_whole(place, data)
    place.chmod(mode)
    return True


def run_verify(site: Path, folder: Path, base_url: str, drafts: bool, **how: Any) -> int:
    """Say whether a published folder is just what the site gives; publish nothing."""
    from linimasa.pipeline.encoders import encoders  # noqa: PLC0415
    from linimasa.write import proof  # noqa: PLC0415 - loads when it is asked for

    if not folder.is_dir():
        raise click.BadParameter(f"there is no folder {folder}", param_hint="DIR")
    asked, options = _how(**how), Options(_address(base_url), drafts)
    keep = partial(proof.digested, site)
    try:
        made = make_site(
            site, read(site, asked.now), options, asked, keep=keep, encoders=encoders()
        )
    except (CannotPublish, ChangedMeanwhile, NotInstalled) as error:
        return refused(error)
    if not made.outputs:
        return CONTENT_ERRORS
    files = [one for one in made.outputs if isinstance(one, Placed)]
    found = list(proof.differences(files, folder))
    for word, path in found:
        click.echo(f"{word:8} {path}")
    if found:
        click.echo(f"{folder} differs from what {site} gives in {count(len(found), 'file')}.")
        return CONTENT_ERRORS
    click.echo(f"{folder} is just what {site} gives: {count(len(files), 'file')}.")
    return FINE


def run_serve(site: Path, host: str, port: int, open_browser: bool, editor: str) -> int:
    """Preview a site until it is interrupted."""
    from linimasa.preview.serve import CannotServe  # noqa: PLC0415 - brings a web server with it
    from linimasa.preview.showing import preview  # noqa: PLC0415

    try:
        preview(site, host, port, open_browser, lambda: moment_of(None), editor)
    except CannotServe as error:
        return refused(error)
    return FINE


def _how(moment: str | None, **how: Any) -> How:
    return How(now=moment_of(moment), **how)


def moment_of(moment: str | None) -> int:
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


def _address(base_url: str) -> str:
    """The address that takes the place of the site's own."""
    if not base_url:
        return ""
    from linimasa.decode import KINDS, Context, Wrong  # noqa: PLC0415 - loads with what needs it
    from linimasa.model.address import up_to_path  # noqa: PLC0415
    from linimasa.model.record import Url  # noqa: PLC0415

    address = KINDS[Url].read(base_url, Context())
    if isinstance(address, Wrong):
        raise click.BadParameter(f"{address.message}; {address.hint}", param_hint="--base-url")
    bare = up_to_path(address)
    if bare != address:
        wrong = f"“{address}” goes on after its path; write {bare}"
        raise click.BadParameter(wrong, param_hint="--base-url")
    return str(address)


def refused(error: Exception) -> int:
    """Say plainly why the command cannot do what it was asked to."""
    hint = getattr(error, "hint", "")
    click.echo(f"Error: {error}" + (f"\n  hint: {hint}" if hint else ""), err=True)
    return WRONG_USE
