"""The files of the content, each loaded unless that was done before, and linked.

In: a snapshot, and what all that follows stands on. Out: the site, and what is wrong with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from linimasa.diagnostics import Diagnostic
from linimasa.link import embargo, link
from linimasa.load import (
    TOO_SLOW,
    filed,
    load,
    load_actors,
    load_extra,
    load_page,
    overdue,
    overdue_page,
    stale_of,
)
from linimasa.model.files import (
    ChangedMeanwhile,
    InputFile,
    Snapshot,
)
from linimasa.model.fingerprint import fingerprints
from linimasa.model.record import Id
from linimasa.model.settings import Settings
from linimasa.model.site import Filed, Loaded, LoadedPage, Site, Stale, Whole
from linimasa.pipeline.ground import Ground
from linimasa.pipeline.work import Call, Work


@dataclass(frozen=True, slots=True)
class Content:
    """What the files of the content are, linked; of each file no more than is still needed."""

    site: Site
    paths: Mapping[Id, str]
    """The file of each event, published or not."""
    wholes: Mapping[Id, Whole]
    embargoes: tuple[int, ...]
    """The moments at which events become public, past ones too."""
    diagnostics: tuple[Diagnostic, ...]
    ignored: Mapping[str, tuple[str, ...]]
    """Codes of the warnings that are not to be told, by the path of the event."""
    stale: Mapping[Id, tuple[Stale, ...]]
    unnoted: Mapping[Id, str]
    """Of events that have such: translations with another original, and those without a note."""
    origins: Mapping[str, int]
    """The place of the file each whole was loaded from, by its digest."""
    keys: Sequence[bytes]
    """What the files of events are remembered by, in their order."""
    again: Callable[[int, str], Whole]
    """Loads the whole of the event at a place again, which must have this digest."""


def contents(snapshot: Snapshot, base: Ground, drafts: bool, work: Work) -> Content:
    """Load every file of the content and link them."""
    settings, events, texts = base.settings, snapshot.events, snapshot.pages
    codes, zone = settings.languages, settings.timezone
    keys = reading_keys(((file.path, file.digest) for file in events), settings)

    def call(place: int) -> Call:
        return work.again(events[place]), codes, zone, work.in_time

    def again(place: int, digest: str) -> Whole:
        whole = load_event(*call(place)).whole
        if whole is None or whole.digest != digest:
            raise ChangedMeanwhile(events[place].path)
        return whole

    loaded = work.results(
        "reading", keys, load_event, lambda places: [*map(call, places)], _in_time
    )
    files = tuple(loaded[key] for key in keys)
    text_keys = fingerprints([(file.path, file.digest, codes) for file in texts])
    loaded_texts = work.results(
        "texts",
        text_keys,
        load_text,
        lambda places: [(texts[at], codes, work.in_time) for at in places],
        _in_time,
    )
    plain = [loaded_texts[key] for key in text_keys]
    actors, found_in_actors = load_actors(snapshot.actors, codes, zone)
    media, now = snapshot.media, snapshot.now
    extra, found_in_extra = load_extra(snapshot.extra)
    linked = link(settings, base.references, files, actors, plain, media, now, drafts, extra)
    shown = linked.site.entries
    found = [one for file in files for one in file.diagnostics]
    found += [one for page in plain for one in page.diagnostics]
    return Content(
        linked.site,
        {file.id: file.path for file in files},
        {file.id: file.whole for file in files if file.whole},
        _embargoes(files, zone),
        (*found, *found_in_actors, *found_in_extra, *linked.diagnostics),
        {file.path: file.outline.ignore for file in files if file.outline and file.outline.ignore},
        {file.id: stale_of(file) for file in files if file.stale and file.id in shown},
        {file.id: file.unnoted for file in files if file.unnoted and file.id in shown},
        {file.whole.digest: at for at, file in enumerate(files) if file.whole},
        keys,
        again,
    )


def fetched(content: Content, work: Work, wholes: Iterable[Whole]) -> dict[str, Whole]:
    """Whole events with their texts, by their digests."""
    found = {one.digest: one for one in wholes}
    keys = content.keys
    missing = {one.digest: content.origins[one.digest] for one in found.values() if not one.text}
    texts = work.memo.recall("wholes", [keys[at] for at in missing.values()]) if missing else {}
    for digest, at in missing.items():
        text = texts.get(keys[at])
        found[digest] = Whole(digest, text) if text else content.again(at, digest)
    return found


def reading_keys(digests: Iterable[tuple[str, str]], settings: Settings) -> list[bytes]:
    """What event files are remembered by: a key for each path and digest."""
    codes, zone = settings.languages, settings.timezone
    return fingerprints([(path, digest, codes, zone) for path, digest in digests])


def load_event(
    file: InputFile, languages: Sequence[str], zone: str, in_time: Callable[..., Any]
) -> Filed:
    """Read one event file, and keep of it what the site needs."""
    loaded: Loaded = in_time(load, file, languages, zone) or overdue(file)
    return filed(loaded, languages, zone)


def load_text(file: InputFile, languages: Sequence[str], in_time: Callable[..., Any]) -> LoadedPage:
    """Read one plain page."""
    loaded: LoadedPage = in_time(load_page, file, languages) or overdue_page(file, languages)
    return loaded


def _in_time(loaded: Filed | LoadedPage) -> bool:
    """Whether reading it will come out the same the next time: a busy machine takes longer."""
    return all(one.code != TOO_SLOW for one in loaded.diagnostics)


def _embargoes(files: Iterable[Filed], zone: str) -> tuple[int, ...]:
    moments = (embargo(one.outline, zone) for one in files if one.outline)
    return tuple(sorted(moment for moment in moments if moment is not None))
