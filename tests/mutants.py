"""Planted mistakes in what warm builds go by: keys that overlook something, believed memories.

Each takes the place of one function wherever a build remembers, and names the leg of the tour
that must find it. Left out are mistakes that nobody could see:

- keys of drawings without the layout or the address: the first goes with the template, and what
  tells two pages of one layout apart is among its arguments;
- editions without the other languages: what pages say of those is in the settings;
- outlines without `tags`, `missing`, `media`, `relations` and the like: cards do not show them,
  and what does is made of them anew each time and has a key of its own;
- stamps without size or inode: every file that is written gets a new time;
- notes of published files without their checksum: a digest in the wrong place meets no stamp.
"""

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from enum import Enum
from importlib import import_module
from typing import Any
from unittest.mock import patch

import rebuilding
from linimasa.cache import seen, store
from linimasa.load import outline as outlines
from linimasa.model.files import Options, Snapshot
from linimasa.model.record import Relation
from linimasa.model.site import Outline, Whole
from linimasa.pipeline import amend, build, contents, exporting, ground, layout, rebuild, work
from linimasa.plan import Listed, Ties
from linimasa.plan.events import Neighborhood
from linimasa.preview.shelf import Shelf
from linimasa.read import project
from linimasa.render import drawing, theme
from linimasa.render import page as render
from linimasa.render.drawing import page_keys
from linimasa.write import stage

Function = Callable[..., Any]
Wrap = Callable[[Function], Function]
editions = import_module("linimasa.plan.edition")  # the package has a function of this name


@dataclass(frozen=True)
class Mutant:
    """One mistake."""

    leg: str
    """The leg of the tour that must find it."""
    where: Any
    """A module or a class."""
    name: str
    wrap: Wrap
    """Makes the mistaken function from the right one."""


@dataclass
class Planted:
    """A mutant in place; called as often as a build remembers, it lasts until the build ends."""

    mutant: Mutant
    calls: int = 0
    """How often the mistaken function has been called."""
    mistaken: list[Function] = field(default_factory=list)
    """Made once, when it is first needed, as some remember what they were called with."""

    @contextmanager
    def __call__(self) -> Iterator[None]:
        where, name = self.mutant.where, self.mutant.name
        if not self.mistaken:
            self.mistaken.append(self.mutant.wrap(getattr(where, name)))

        def counted(*arguments: Any, **named: Any) -> Any:
            self.calls += 1
            return self.mistaken[0](*arguments, **named)

        with patch.object(where, name, counted):
            yield


# -- keys that overlook something -----------------------------------------------------------


def rows(change: Callable[[tuple[Any, ...]], tuple[Any, ...]]) -> Wrap:
    """Rows are changed before their keys are made."""
    return lambda fingerprints: lambda some: fingerprints([change(tuple(row)) for row in some])


def column(length: int, at: int) -> Wrap:
    """Rows of this length lose a column."""
    return rows(lambda row: row[:at] + row[at + 1 :] if len(row) == length else row)


def argument(at: int) -> Wrap:
    """The key of some values overlooks one."""
    return lambda fingerprint: lambda *values: fingerprint(*values[:at], *values[at + 1 :])


def argument_more(value: object) -> Wrap:
    """The key of some values is made of one more."""
    return lambda fingerprint: lambda *values: fingerprint(*values, value)


def argument_of(page: str, at: int) -> Wrap:
    """Keys of the pages of one kind overlook one of the arguments of their layout."""

    def change(row: tuple[Any, ...]) -> tuple[Any, ...]:
        frame, name, names, given = row
        kept = (*given[:at], *given[at + 1 :]) if name.endswith(f".{page}") else given
        return frame, name, names, kept

    return rows(change)


def altered(value: Any, kind: type, change: Callable[[Any], Any]) -> Any:
    """The same value, with all values of one class in it changed."""
    if isinstance(value, tuple):
        return tuple(altered(one, kind, change) for one in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        names = [one.name for one in dataclasses.fields(value) if one.compare]
        value = replace(value, **{n: altered(getattr(value, n), kind, change) for n in names})
    return change(value) if isinstance(value, kind) else value


def without(kind: type, **alike: object) -> Wrap:
    """Keys overlook a field of a class: it is the same in all its values."""
    return rows(lambda row: altered(row, kind, lambda one: replace(one, **alike)))


def kinds_alike(row: tuple[Any, ...]) -> tuple[Any, ...]:
    found: tuple[Any, ...] = altered(row, Enum, lambda one: Relation.FOLLOWS)
    return found


def outline_without(*names: str) -> Wrap:
    """Outlines have the same digest though these fields differ."""

    def wrap(made: Function) -> Function:
        def outline(*arguments: Any) -> Outline:
            one: Outline = made(*arguments)
            listed = json.loads(one.listed)
            for name in outlines._FIELDS.keys() & set(names):
                listed[outlines._FIELDS[name]] = None
            others = [
                getattr(one, each.name)
                for each in dataclasses.fields(one)
                if each.name not in ("digest", "listed", *names)
            ]
            return replace(one, digest=outlines._digest(repr((others, listed))))

        return outline

    return wrap


def whole_without(at: int) -> Wrap:
    """Digests of whole events overlook the fields, or the body."""

    def wrap(made: Function) -> Function:
        def whole(parts: Any, body: Any) -> Whole:
            one: Whole = made(parts, body)
            seen_parts = json.loads(one.text)
            if at:  # the event has the same body as Markdown
                seen_parts[0][outlines._FIELDS["body"]] = None
            del seen_parts[at]
            return replace(one, digest=outlines._digest(repr(seen_parts)))

        return whole

    return wrap


def same_language(made: Function) -> Function:
    def language(*arguments: Any) -> Any:
        one, found = made(*arguments)
        return one and replace(one, digest=one.code), found

    return language


def own_source_only(made: Function) -> Function:
    """A template is the same though one that it extends is not."""

    def closure(name: str, sources: Any, references: Any) -> Any:
        alone = made(name, sources, dict.fromkeys(sources, ()))
        return replace(made(name, sources, references), digest=alone.digest)

    return closure


def same_text(made: Function) -> Function:
    """A template is the same whatever it says."""

    def closure(name: str, sources: Any, references: Any) -> Any:
        reached = made(name, sources, references)
        return replace(reached, digest=repr([one.name for one in reached.sources]))

    return closure


def by(key: Callable[..., object]) -> Wrap:
    """What was found once for a key is believed to be found again."""

    def wrap(function: Function) -> Function:
        known: dict[object, Any] = {}

        def remembering(*arguments: Any) -> Any:
            one = key(*arguments)
            if one not in known:
                known[one] = function(*arguments)
            return known[one]

        return remembering

    return wrap


# -- what the last build saw ----------------------------------------------------------------


def seen_without(**alike: Any) -> Wrap:
    """The last build is taken for this one though something of the snapshot differs."""
    return lambda digest: lambda snapshot, *others: digest(replace(snapshot, **alike), *others)


def seen_without_stamps(rest_of: Function) -> Function:
    def rest(snapshot: Snapshot, *others: Any) -> Any:
        return rest_of(replace(snapshot, media_stamps=("?",) * len(snapshot.media)), *others)

    return rest


def seen_without_options(rest_of: Function) -> Function:
    return lambda snapshot, options, *others: rest_of(snapshot, Options(), *others)


# -- memories that are believed too much ----------------------------------------------------


def nothing(value: object) -> Wrap:
    """A function that gives the same for everything."""
    return lambda function: lambda *arguments: value


def believed(holds: Function) -> Function:
    def sure(one: stage.Stage, path: str, digest: str) -> bool:
        one.sure[path] = f"{digest} ?"
        return True

    return sure


def without_copies(lasts: Function) -> Function:
    def lasting(memo: store.DiskMemo, result: Any) -> Any:
        if isinstance(result, drawing.Finished):
            return lasts(memo, replace(result, files=result.files[:1]))
        return lasts(memo, result)

    return lasting


def without_times(stamp: Function) -> Function:
    """Stamps of the site's files tell size, change and inode."""

    def timeless(place: str) -> str:
        about = vars(project)["os"].stat(place)  # as this file system tells it
        return f"{about.st_size} {about.st_ctime_ns} {about.st_ino}"

    return timeless


def published_without_times(stamp: Function) -> Function:
    return lambda about: f"{about.st_size} {about.st_ino}"


def unwarned(reloaded: Function) -> Function:
    """Lines of warnings are believed to stay."""
    return lambda *some: reloaded(*some[:3], (), some[4])


def by_whomever(fingerprint: Function) -> Function:
    """The key of a text overlooks which of two exporters made it."""
    alike = ("geojson.feature", "jsonld.part")
    return lambda name, *values: fingerprint("" if name.endswith(alike) else name, *values)


def without_exports(load_settings: Function) -> Function:
    """Edits are believed to show in no export."""

    def settings(file: Any) -> Any:
        loaded = load_settings(file)
        return replace(loaded, settings=replace(loaded.settings, exports=()))

    return settings


def without_threads(made: Function) -> Function:
    """A thread keeps its name when the event that it bears the title of has another."""
    return lambda site, outlines: replace(made(site, outlines), threads=site.threads)


def pages_by_path(made: Function) -> Function:
    """The preview takes what was drawn for an address for what it is now."""

    def shelf(snapshot: Any, options: Any, work: Any, before: Shelf | None) -> Shelf:
        now: Shelf = made(snapshot, options, work, before)
        for path, job in now.jobs.items():
            if before and path in before.drawn:
                (key,) = page_keys([job])
                now.drawn[path] = key, before.drawn[path][1]
        return now

    return shelf


# -- all of them ----------------------------------------------------------------------------


def of_loading(leg: str, wrap: Wrap) -> Mutant:
    return Mutant(leg, contents, "fingerprints", wrap)


def of_drawing(leg: str, wrap: Wrap) -> Mutant:
    return Mutant(leg, drawing, "fingerprints", wrap)


def of_frames(leg: str, at: int) -> Mutant:
    return Mutant(leg, drawing, "fingerprint", argument(at))


def of_editions(leg: str, at: int) -> Mutant:
    return Mutant(leg, editions, "fingerprint", argument(at))


def of_outlines(leg: str, *names: str) -> Mutant:
    return Mutant(leg, outlines, "_outline", outline_without(*names))


def of_pieces(wrap: Wrap, name: str = "fingerprint") -> Mutant:
    return Mutant("exports", exporting, name, wrap)


def of_seen(leg: str, wrap: Wrap) -> Mutant:
    return Mutant(leg, rebuild, "rest_of", wrap)


MUTANTS: Mapping[str, Mutant] = {
    "events without their path": of_loading("files", column(4, 0)),
    "events without their text": of_loading("lists", column(4, 1)),
    "events without the languages": of_loading("languages", column(4, 2)),
    "events without the time zone": of_loading("languages", column(4, 3)),
    "texts without their path": of_loading("pages", column(3, 0)),
    "texts without their text": of_loading("pages", column(3, 1)),
    "texts without the languages": of_loading("languages", column(3, 2)),
    "drawings without the frame": of_drawing("settings", column(4, 0)),
    "drawings without their arguments": of_drawing("lists", column(4, 3)),
    "frames without the edition": of_frames("actors", 0),
    "frames without the site": of_frames("pages", 1),
    "frames without the template": of_frames("theme", 2),
    "frames without the menu": of_frames("theme", 3),
    "frames without the foot": of_frames("theme", 4),
    "editions without the settings": of_editions("settings", 0),
    "editions without the language": of_editions("settings", 1),
    "editions without the actors": of_editions("actors", 3),
    "languages without their words": Mutant("theme", ground, "language", same_language),
    "templates without what they extend": Mutant("theme", theme, "_closure", own_source_only),
    "templates without their text": Mutant("theme", theme, "_closure", same_text),
    "ties without what later events did": of_drawing("ties", without(Ties, later=())),
    "ties without the thread": of_drawing("ties", without(Ties, thread=None)),
    "ties without the place in it": of_drawing("ties", without(Ties, place_in_thread=0)),
    "ties without what is public": of_drawing("embargoes", without(Ties, public=True)),
    "lists without their cards": of_drawing("lists", without(Listed, card="")),
    "pages without the event": of_drawing("lists", without(Whole, digest="")),
    "cards without the event": of_drawing("lists", without(Outline, digest="")),
    "pages without the thread": of_drawing("ties", without(Neighborhood, thread=())),
    "pages without their relations": of_drawing("ties", without(Neighborhood, related=())),
    "pages without the event before": of_drawing("ties", without(Neighborhood, earlier=None)),
    "pages without the event after": of_drawing("ties", without(Neighborhood, later=None)),
    "pages without the kinds of relations": of_drawing("ties", rows(kinds_alike)),
    "pages of periods without their neighbors": of_drawing("lists", argument_of("period_page", 3)),
    "directories without their names": of_drawing("lists", argument_of("directory_page", 3)),
    "sources without who published them": of_drawing("ties", argument_of("sources_page", 4)),
    "corrections without their events": of_drawing("lists", argument_of("corrections_page", 2)),
    "plain pages without their title": of_drawing("pages", argument_of("text_page", 1)),
    "plain pages without their text": of_drawing("pages", argument_of("text_page", 3)),
    "old addresses without the title": of_drawing("ties", argument_of("redirect_page", 2)),
    "outlines without the title": of_outlines("lists", "title"),
    "outlines without the date": of_outlines("lists", "date", "bounds", "period", "changed"),
    "outlines without the status": of_outlines("lists", "status"),
    "outlines without the sources": of_outlines("lists", "sources", "newsrooms"),
    "outlines without the summary": of_outlines("lists", "summary", "missing"),
    "outlines without the importance": of_outlines("lists", "importance"),
    "outlines without the corrections": of_outlines("lists", "corrections"),
    "outlines without what is ignored": of_outlines("ignored", "ignore"),
    "pieces without the event": of_pieces(column(2, 1), "fingerprints"),
    "pieces without what makes them": of_pieces(by_whomever),
    "pieces without their arguments": of_pieces(argument(2)),
    "amended whatever is exported": Mutant("exports", amend, "load_settings", without_exports),
    "exports of the preview as they were": Mutant(
        "exports", amend, "_with_exports", lambda made: lambda before, wholes: before
    ),
    "wholes without the fields": Mutant("fields", outlines, "_whole", whole_without(0)),
    "wholes without the body": Mutant("bodies", outlines, "_whole", whole_without(1)),
    "last build without the theme": of_seen("theme", seen_without(theme=())),
    "last build without the settings": of_seen("settings", seen_without(settings=None)),
    "last build without the events": Mutant("lists", rebuild, "key_of", seen_without(events=())),
    "last build without the actors": of_seen("actors", seen_without(actors=None)),
    "last build without what was kept": of_seen("extra", seen_without(extra=None)),
    "last build without the pages": of_seen("pages", seen_without(pages=())),
    "last build without the moment": of_seen("embargoes", seen_without(now=0)),
    "last build without the pictures": of_seen("pictures", seen_without_stamps),
    "last build without options": of_seen("asked", seen_without_options),
    "amended whatever others show": Mutant("own pages", amend, "_for_others", nothing(None)),
    "amended below moved warnings": Mutant("own pages", amend, "_reloaded", unwarned),
    "amended around what once was": Mutant("own pages", amend, "_recalled", by(lambda *_: None)),
    "preview renames whatever has moved": Mutant("words", amend, "_in_its_place", nothing(None)),
    "preview renames an event alone": Mutant("words", amend, "around_event", nothing(())),
    "preview renames events and not threads": Mutant("words", amend, "renamed", without_threads),
    "preview keeps what events once said": Mutant(
        "words", amend, "_with_files", lambda made: lambda content, files: content
    ),
    "preview keeps lists of what was renamed": Mutant(
        "words",
        layout,
        "Known",
        lambda made: lambda touched, _, sheets: made(touched, set(), sheets),
    ),
    "what belongs together is found out once": Mutant(
        "lists", layout, "gathered", by(lambda *_: None)
    ),
    "preview amended after anything": Mutant("settings", amend, "_alike", nothing(True)),
    "last build without embargoes": Mutant("embargoes", contents, "_embargoes", nothing(())),
    "last build without warnings": Mutant("asked", rebuild, "_written", nothing("")),
    "notes of the last build without seal": Mutant(
        "memories", seen, "_seal", nothing(b"0" * seen._SEAL)
    ),
    "any file is what it should be": Mutant("outputs", stage.Stage, "holds", believed),
    "published files without times": Mutant("same times", stage, "stamp", published_without_times),
    "pages without a look at the folder": Mutant(
        "outputs", store.DiskMemo, "_lasts", nothing(True)
    ),
    "pages without a look at their copies": Mutant(
        "compressed", store.DiskMemo, "_lasts", without_copies
    ),
    "copies without the encodings": Mutant("compressed", build, "fingerprints", column(3, 2)),
    "results without seals": Mutant("memories", store, "_seal", nothing(b"")),
    "seals without keys": Mutant(
        "memories", store, "_seal", lambda seal: lambda key, one: seal(b"", one)
    ),
    "stamps without the time": Mutant("same times", project, "_stamp", without_times),
    "pages of the preview by address": Mutant("lists", rebuilding, "shelf", pages_by_path),
    "menus and feet by address": Mutant(
        "pages", drawing, "_parts", by(lambda edition, told, some, here: (told.home, here))
    ),
    "badges by word": Mutant(
        "settings", editions, "_badge", by(lambda edition, word: (edition.language.code, word))
    ),
    "templates by name": Mutant(
        "theme", render, "_environment", by(lambda some, language: (some.name, language.code))
    ),
    "templates by how they end": Mutant(
        "theme", work, "fingerprints", rows(lambda row: (row[0][-14:], *row[1:]))
    ),
    "code of templates by name": Mutant(
        "theme", render, "_compiled", by(lambda one, language: (one.name, language.code))
    ),
}

HARMLESS: Mapping[str, Mutant] = {
    "other keys of loading": of_loading("ties", rows(lambda row: (*row, "other"))),
    "other keys of drawings": of_drawing("ties", rows(lambda row: (*row, "other"))),
    "other frames": Mutant("ties", drawing, "fingerprint", argument_more("other")),
    "other editions": Mutant("ties", editions, "fingerprint", argument_more("other")),
    "other outlines": of_outlines("ties"),
    "files without stamps": Mutant("ties", project, "_stamp", nothing("")),
    "last build never seen": of_seen("ties", nothing("")),
    "no page lasts": Mutant("ties", store.DiskMemo, "_lasts", nothing(False)),
}
"""Keys that are other ones and overlook nothing, and memories that are not believed: builds are
right with them, and so the tour must not find any of these."""
