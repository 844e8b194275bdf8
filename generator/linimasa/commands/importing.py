"""What `import` does: read files of other formats, write their events, say what was lost.

In: what `cli` was told. Out: an exit code. Nothing that is there already is changed, but for files
that an import wrote and nobody edited, where `--update` asks for that; the web is asked for
nothing unless `--download-media` is given.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path, PurePosixPath
from typing import Any

import click

from linimasa import schema
from linimasa.commands import CONTENT_ERRORS, FINE, refused
from linimasa.commands.history import load_in_time
from linimasa.commands.opening import settings_of
from linimasa.commands.picturing import Found, find_pictures
from linimasa.decode import KINDS, Context, Wrong
from linimasa.decode.values import is_id
from linimasa.diagnostics import Diagnostic, Span, did_you_mean, has_errors, in_order
from linimasa.fuzzydate import FuzzyDate
from linimasa.importers import IMPORTERS, Importer
from linimasa.importers.about import ACTORS, EXTRA, about, as_yaml
from linimasa.importers.fitting import Target, cut, fitted, without_status
from linimasa.importers.mapping import read_mapping
from linimasa.importers.placing import Known, Place, headed, known_events, placed
from linimasa.model.files import ChangedMeanwhile, Snapshot
from linimasa.model.imported import Imported, Loss, Wish
from linimasa.model.record import LanguageCode
from linimasa.model.settings import DEFAULT_STATUSES, Settings
from linimasa.read.folder import content
from linimasa.read.project import held, read
from linimasa.reporting import report
from linimasa.reporting.terminal import count
from linimasa.scaffold.draft import printable
from linimasa.scaffold.naming import layout_of
from linimasa.write.anew import NotWritten, write_anew
from linimasa.write.whole import write_whole

INPUT_LIMIT = 64 << 20
"""The most bytes of a file that is imported."""
SHOWN = 50
"""So many mistakes and losses are told on a terminal; `--report` has all."""


@dataclass(slots=True)
class _Outcome:
    """What an import gives."""

    new: dict[str, bytes | Path] = field(default_factory=dict)
    renewed: dict[str, bytes] = field(default_factory=dict)
    events: list[tuple[str, Place]] = field(default_factory=list)
    """What becomes of each event, and where it is."""
    losses: list[Loss] = field(default_factory=list)
    mistakes: list[Diagnostic] = field(default_factory=list)
    without_status: list[Span] = field(default_factory=list)
    """Where events stand in the input that are written and have no status."""


def run_import(
    form: str,
    files: Sequence[Path],
    site: Path,
    into: str,
    dry_run: bool,
    update: bool,
    report_file: Path | None,
    download_media: bool,
    **wishes: Any,
) -> int:
    """Import files into a site."""
    snapshot = read(site, 0)
    settings = _settings(site, snapshot, dry_run, wishes["language"])
    if settings is None:
        return CONTENT_ERRORS if snapshot.settings else refused(_no_site(site))
    wish, folder = _wish(settings, **wishes), _folder(into)
    inputs = {str(path): _bytes(path) for path in files}
    try:
        parse = importer(form)
    except ImportError as error:
        return refused(_no_library(form, error))
    given = {path: parse(data, path, wish) for path, data in inputs.items()}
    context = Context(settings.languages, settings.timezone)
    try:
        known = known_events(held(site, snapshot), context)
        outcome = _Outcome()
        for one in given.values():
            outcome.losses += one.losses
            outcome.mistakes += one.diagnostics
        layout = _layout(snapshot, folder)
        drafts = [draft for one in given.values() for draft in one.drafts]
        places, wrong = placed(drafts, known, form, layout, context)
        outcome.mistakes += wrong
        has_schema = (site / schema.FOLDER / schema.EVENT).is_file()
        target = _target(form, settings, wish, known, places)
        with find_pictures(site, download_media) as pictures:
            for place in places:
                how = {"has_schema": has_schema, "update": update}
                _bring(place, form, target, known, pictures, outcome, **how)
            outcome.mistakes += without_status(outcome.without_status, target.statuses)
            _bring_extra(form, given, site, settings, outcome)
            if not dry_run:
                write_anew(site, outcome.new)
                for path, data in outcome.renewed.items():
                    write_whole(site / path, data)
    except (NotWritten, ChangedMeanwhile) as error:
        return refused(error)
    except OSError as error:
        return refused(NotWritten(f"cannot write {error.filename}: {error.strerror}", ""))
    _tell(outcome, form, inputs, dry_run=dry_run)
    if report_file:
        try:
            write_whole(report_file, _as_json(outcome, form, list(inputs), dry_run).encode())
        except OSError as error:
            return refused(NotWritten(f"cannot write {report_file}: {error.strerror}", ""))
    return CONTENT_ERRORS if has_errors(outcome.mistakes) else FINE


def importer(form: str) -> Importer:
    """The importer of a format; raises ImportError where the library it needs is missing."""
    module, _, name = IMPORTERS[form].partition(":")
    parse: Importer = getattr(import_module(f"linimasa.importers.{module}"), name)
    return parse


def _no_library(form: str, error: ImportError) -> NotWritten:
    hint = f"install it: pip install 'linimasa[{form}]'"
    return NotWritten(f"the format {form} needs the library {error.name}", hint)


# -- what is asked --------------------------------------------------------------------------


def _no_site(site: Path) -> NotWritten:
    hint = "begin a site with “linimasa init”, then import into it; --dry-run needs none"
    return NotWritten(f"there is no file “site.yaml” in {site}", hint)


def _settings(
    site: Path, snapshot: Snapshot, dry_run: bool, language: str | None
) -> Settings | None:
    """Those of the site; where there is none, those of a new one are enough for a trial."""
    if snapshot.settings is not None:
        return settings_of(site, snapshot)
    if not dry_run:
        return None
    from linimasa.model.record import Text  # noqa: PLC0415 - only here

    code = LanguageCode(language or "en")
    return Settings(title=Text(((code, "Trial"),)), languages=(code,))


def _wish(
    settings: Settings,
    language: str | None,
    columns: Sequence[str],
    mapping: Path | None,
    date_format: str,
    until: str | None,
) -> Wish:
    code = language or settings.languages[0]
    if code not in settings.languages:
        listed = "this site has: " + ", ".join(settings.languages)
        message = f"“{code}” is not a language of this site"
        hint = did_you_mean(code, settings.languages, listed)
        raise click.BadParameter(f"{message}; {hint}", param_hint="--language")
    fields = read_mapping(_bytes(mapping), str(mapping)) if mapping else {}
    if isinstance(fields, str):
        raise click.BadParameter(fields, param_hint="--mapping")
    for pair in columns:
        column, sign, name = pair.rpartition("=")
        if not sign or not column.strip():
            message = f"write “Column=field”, not “{pair}”"
            raise click.BadParameter(message, param_hint="--map")
        fields = {**fields, column.strip(): name.strip()}
    return Wish(code, settings.timezone, fields, date_format, _until(until))


def _until(text: str | None) -> int:
    if text is None:
        return 0
    date = KINDS[FuzzyDate].read(text, Context())
    if isinstance(date, Wrong) or date.latest is None:
        hint = f"{date.message}; {date.hint}" if isinstance(date, Wrong) else "it has no end"
        raise click.BadParameter(hint, param_hint="--until")
    return int(date.latest)


def _folder(into: str) -> str:
    """The folder of new events below the site."""
    parts = PurePosixPath(into.replace("\\", "/")).parts
    wrong = parts[:1] != ("content",) or any(part[0] in "._" for part in parts)
    if wrong or "pages" in parts[1:2]:
        message = f"events lie below content/, not in “{into}”; no folder may begin with . or _"
        raise click.BadParameter(message, param_hint="--into")
    return "/".join(parts)


def _layout(snapshot: Snapshot, folder: str) -> str:
    below = [file.path for file in snapshot.events if file.path.startswith(f"{folder}/")]
    return layout_of(below, folder)


def _bytes(path: Path) -> bytes:
    """The content of an input; raises `click.BadParameter` where there is none to be had."""
    found: list[Diagnostic] = []
    data = content(str(path), str(path), INPUT_LIMIT, found)
    if data is None:
        raise click.BadParameter(found[0].message if found else f"{path} cannot be read")
    return data


# -- events ---------------------------------------------------------------------------------


def _target(
    form: str, settings: Settings, wish: Wish, known: Known, places: Sequence[Place]
) -> Target:
    return Target(
        form.partition("-")[0],
        settings.languages,
        wish.language,
        settings.timezone,
        [word for word, _ in settings.statuses or DEFAULT_STATUSES],
        known.ids | {place.name for place in places},
        load_in_time,
    )


def _bring(
    place: Place,
    form: str,
    target: Target,
    known: Known,
    pictures: Found,
    outcome: _Outcome,
    *,
    has_schema: bool,
    update: bool,
) -> None:
    """Make one event, and note what becomes of it."""
    before = known.imported.get(place.identity)
    if before and (before.is_edited or not update):
        outcome.events.append(("edited" if before.is_edited else "there", place))
        return
    draft, files, losses, wrong = pictures.of(place, target.form, set(outcome.new))
    made = fitted(draft, place.path, target)
    outcome.losses += [*losses, *made.losses]
    outcome.mistakes += [*wrong, *made.diagnostics]
    if not made.text:
        outcome.events.append(("left out", place))
        return
    if not made.has_status:
        outcome.without_status.append(place.draft.place)
    modeline = schema.modeline(place.path)
    text = headed(f"{modeline}\n{made.text}" if has_schema else made.text, place, form)
    if before is None:
        word = "new"
        if is_id(draft.name) and draft.name != place.name:
            became = "there already: this one has a number behind it"
            span = draft.span("id")
            outcome.losses.append(Loss(span, "id", draft.name, became, is_kept=False))
        outcome.new[place.path] = text.encode()
    elif before.text != text:
        word = "renewed"
        outcome.renewed[place.path] = text.encode()
    else:
        word = "unchanged"
    outcome.events.append((word, place))
    outcome.new.update(files)


def _bring_extra(
    form: str, given: Mapping[str, Imported], site: Path, settings: Settings, outcome: _Outcome
) -> None:
    """Keep what is said of the whole timeline, where nothing of that kind is kept yet."""
    own = form.partition("-")[0]
    kept = about(own, given, settings)
    outcome.mistakes += kept.diagnostics
    _instead(outcome, EXTRA, kept.losses)
    for path, values in ((EXTRA, kept.extra), (ACTORS, kept.actors)):
        whole = {name: value for name, (value, _) in values.items()}
        text = as_yaml({own: whole} if path == EXTRA else whole)
        there = site / path
        if not values or (there.exists() and there.read_bytes() == text):
            continue
        if not there.exists():
            outcome.new[path] = text
            continue
        became = f"left out: {path} is there already"
        left = [
            Loss(Span(origin), name, cut(value), became, is_kept=False)
            for name, (value, origin) in values.items()
        ]
        _instead(outcome, path, left)


def _instead(outcome: _Outcome, path: str, losses: Sequence[Loss]) -> None:
    """These losses for those that say the same was kept in a file."""
    names = {one.field for one in losses}
    outcome.losses = [
        one for one in outcome.losses if one.became != f"kept in {path}" or one.field not in names
    ]
    outcome.losses += losses


# -- what is said ---------------------------------------------------------------------------


def _tell(outcome: _Outcome, form: str, inputs: Mapping[str, bytes], *, dry_run: bool) -> None:
    mistakes = in_order(outcome.mistakes)
    if mistakes:
        shown = mistakes[:SHOWN]
        click.echo(report.text(shown, inputs, color=False), err=True)
        click.echo(report.summary(mistakes), err=True)
        if len(mistakes) > SHOWN:
            click.echo(f"Only {SHOWN} of them are shown; --report FILE.json lists all.", err=True)
    for line in _loss_table(outcome.losses):
        click.echo(line)
    events = Counter(word for word, _ in outcome.events)
    verb = "Would write" if dry_run else "Wrote"
    pictures = len(outcome.new) - events["new"] - len({EXTRA, ACTORS} & set(outcome.new))
    click.echo(
        f"{verb} {count(events.get('new', 0), 'event')}"
        + (f" and {count(pictures, 'picture')}" if pictures else "")
        + f" from {', '.join(map(click.format_filename, inputs))} ({form})."
    )
    for word, words in _OTHERWISE.items():
        if word in events:
            click.echo(f"  {count(events[word], 'event')} {words}")


_OTHERWISE = {
    "renewed": "renewed",
    "unchanged": "as before",
    "there": "here already, and left as they are; --update renews them",
    "edited": "left as they are, since somebody edited them here",
    "left out": "left out: see the mistakes above",
}


def _loss_table(losses: Sequence[Loss]) -> Iterator[str]:
    """What could not be carried as such: a line for each field and what became of it."""
    kinds: dict[tuple[str, str], list[Loss]] = {}
    for loss in losses:
        kinds.setdefault((loss.field, loss.became), []).append(loss)
    if kinds:
        yield f"Not carried as such: {count(len(losses), 'value')}"
    rows = [
        (f"{len(found):,}×", printable(name), became, _first(found[0]))
        for (name, became), found in list(kinds.items())[:SHOWN]
    ]
    widths = [max(len(row[at]) for row in rows) for at in range(3)] if rows else []
    for number, name, became, first in rows:
        yield f"  {number:>{widths[0]}} {name:{widths[1]}}  {became:{widths[2]}}  {first}".rstrip()
    if len(kinds) > SHOWN:
        yield f"  … and {len(kinds) - SHOWN:,} kinds more; --report FILE.json lists all"


def _first(loss: Loss) -> str:
    value = printable(loss.value)
    shown = f"“{value[:40]}{'…' * (len(value) > 40)}”" if value else ""
    return f"{os.path.basename(loss.place.path)}:{loss.place.line} {shown}"  # noqa: PTH119


def _as_json(outcome: _Outcome, form: str, files: Sequence[str], dry_run: bool) -> str:
    """The report that `docs/importing.md` describes."""
    events = [
        {"id": place.name, "path": place.path, "became": word, "from": _span(place.draft.place)}
        for word, place in outcome.events
    ]
    losses = [
        {
            "from": _span(loss.place),
            "field": loss.field,
            "value": loss.value,
            "became": loss.became,
            "kept": loss.is_kept,
        }
        for loss in outcome.losses
    ]
    mistakes = json.loads(report.as_json(in_order(outcome.mistakes)))["diagnostics"]
    whole = {
        "version": 1,
        "format": form,
        "files": list(files),
        "dry_run": dry_run,
        "events": events,
        "losses": losses,
        "mistakes": mistakes,
    }
    return json.dumps(whole, ensure_ascii=True, indent=2) + "\n"


def _span(span: Span) -> dict[str, Any]:
    place = asdict(span)
    return {name: place[name] for name in ("path", "line", "column")}
