"""A draft as an event that the ordinary `load` takes, and what had to be left out for that.

In: a draft, where its file will be, and what the site says. Out: the text of the file, and for
all that could not be as it was a mistake with its place in the input. What is taken out of a field
is kept under `extra` of its format.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from linimasa.decode import Context
from linimasa.diagnostics import Diagnostic, Severity, Span, problem
from linimasa.load.reading import read_yaml
from linimasa.model.address import stem
from linimasa.model.files import InputFile
from linimasa.model.imported import Draft, Loss
from linimasa.model.record import Event
from linimasa.model.site import Load, Loaded, Way
from linimasa.scaffold.draft import event_text, printable

ROUNDS = 8
"""What is taken out can leave something that cannot stand alone; that often at most."""
_LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Target:
    """What the site that will have the events says of them."""

    form: str
    """The name under `extra`: `csv`."""
    languages: tuple[str, ...]
    language: str
    """The language of texts that do not say theirs."""
    timezone: str
    statuses: Sequence[str]
    known: Collection[str]
    """The ids of all events there are and will be."""
    load: Load


@dataclass(frozen=True, slots=True)
class Fitted:
    """An event file to be, or why there is none."""

    text: str
    """Empty where nothing could be made of it."""
    losses: tuple[Loss, ...]
    diagnostics: tuple[Diagnostic, ...]
    has_status: bool = True


@dataclass(slots=True)
class _Work:
    """What is gathered while a draft is made to fit."""

    draft: Draft
    form: str
    fields: dict[str, Any]
    losses: list[Loss]
    diagnostics: list[Diagnostic]

    def take(self, way: Way) -> None:
        """Take out what stands at the end of this way, and keep it in `extra`."""
        holder, name = _holder(self.fields, way)
        if holder is None:
            return
        value = holder.pop(name)
        if value in ({}, [], "", None):
            return  # all that it had was taken out before
        shown = ".".join(str(part + 1 if isinstance(part, int) else part) for part in way)
        if way[0] == "extra":
            became = "left out: no YAML file can hold it"
        else:
            self.keep(shown, value)
            became = f"kept in extra.{self.form}"
        self.losses.append(
            Loss(self.draft.span(str(way[0])), shown, cut(value), became, is_kept=way[0] != "extra")
        )

    def keep(self, name: str, value: Any) -> None:
        extra = self.fields.setdefault("extra", {})
        if not isinstance(extra.setdefault(self.form, {}), MutableMapping):
            extra[self.form] = {self.form: extra[self.form]}
        extra[self.form][name] = value


def cut(value: Any) -> str:
    """A value on one line, for the list of losses."""
    shown = " ".join(str(value).split())
    return shown if len(shown) <= _LONGEST_SHOWN else f"{shown[:_LONGEST_SHOWN]}…"


def fitted(draft: Draft, path: str, target: Target) -> Fitted:
    """Make the draft a file at `path` that loads without a mistake.

    Diagnostics: those of `load`, and `unknown-status` and `unknown-event`, at the draft's place.
    """
    target = replace(target, language=draft.language or target.language)
    fields = printable(draft.fields)
    work = _Work(draft, target.form, fields, [], [])
    if fields != _plain(draft.fields):
        became = "left out: no YAML file can hold them"
        work.losses.append(Loss(draft.place, "invisible characters", "", became, is_kept=False))
    if (whole := fields.get("extra")) and not isinstance(whole, Mapping):
        fields["extra"] = {}
        work.keep("extra", whole)
        became = f"kept in extra.{target.form}"
        work.losses.append(Loss(draft.span("extra"), "extra", cut(whole), became, is_kept=True))
    for _ in range(ROUNDS):
        text = event_text(work.fields, target.languages, target.language)
        file = InputFile(path, text.encode())
        loaded = target.load(file, target.languages, target.timezone)
        wrong = [one for one in loaded.diagnostics if one.severity is Severity.ERROR]
        foreign = _foreign(loaded, path, target)
        work.diagnostics += [
            replace(one, span=_origin(one, loaded, draft), related=(), fix="")
            for one in (*wrong, *(one for _, one in foreign))
        ]
        if not wrong and not foreign:
            told = tuple(dict.fromkeys(work.diagnostics))
            return Fitted(text, tuple(work.losses), told, bool(work.fields.get("status")))
        ways = [way for way, _ in foreign]
        if not _mend(work, file, target, {one.code for one in wrong}, ways):
            break
    return Fitted("", tuple(work.losses), tuple(dict.fromkeys(work.diagnostics)))


def _origin(found: Diagnostic, loaded: Loaded, draft: Draft) -> Span:
    """Where the field that a mistake is in stands in the input."""
    line = found.span.line
    before = [name for name, span in loaded.spans if span.line <= line]
    return draft.span(before[-1]) if before else draft.place


def _plain(value: Any) -> Any:
    """Lists for tuples and the like, to compare with what is printable."""
    if isinstance(value, Mapping):
        return {str(name): _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value.replace("\r\n", "\n").replace("\r", "\n") if isinstance(value, str) else value


# -- what only the whole site knows ---------------------------------------------------------


def _foreign(loaded: Loaded, path: str, target: Target) -> list[tuple[Way, Diagnostic]]:
    """What the event names that is not there, by the way to it; `body` for links in it."""
    found: list[tuple[Way, Diagnostic]] = []
    own = stem(path)
    for reference in loaded.references:
        if reference.kind == "status" and reference.word not in target.statuses:
            message = f"“{reference.word}” is not a status of this site"
            listed = ", ".join(target.statuses)
            found.append((("status",), problem("unknown-status", reference.span, message, listed)))
        is_event = reference.kind in ("event", "event-link")
        if is_event and (reference.word not in target.known or reference.word == own):
            message = f"there is no event “{reference.word}” to lead to"
            wrong = problem("unknown-event", reference.span, message, "import that one as well")
            way: Way = (
                ("body",) if reference.kind == "event-link" else ("relations", reference.word)
            )
            found.append((way, wrong))
        if reference.kind == "page":
            message = f"there may be no page “{reference.word}” here"
            found.append((("body",), problem("unknown-page", reference.span, message)))
    return found


def without_status(spans: Sequence[Span], statuses: Sequence[str]) -> Iterator[Diagnostic]:
    """What is wrong with events that have no status, where the site lacks the usual one.

    `spans` tell where they stand. Diagnostics: `unknown-status`, once for all of them.
    """
    usual = Event.__dataclass_fields__["status"].default
    if not spans or usual in statuses:
        return
    those = f"{len(spans):,} events have" if len(spans) > 1 else "this event has"
    yield problem(
        "unknown-status",
        spans[0],
        f"{those} no status, and “{usual}”, which events without one have, is none of this site's",
        "write a line “status:” into each, with one of: " + ", ".join(statuses),
    )


# -- mending --------------------------------------------------------------------------------


def _mend(
    work: _Work, file: InputFile, target: Target, codes: set[str], foreign: Iterable[Way]
) -> bool:
    """Take out what is wrong; False where nothing is left to try."""
    before = event_text(work.fields, target.languages, target.language)
    read = read_yaml(file, Event, Context(target.languages, target.timezone))
    failed = read.decoded.failed if read.decoded else frozenset()
    if not read.decoded or {"too-deep", "too-many-values", "file-too-large"} & codes:
        work.take(("extra",) if "extra" in work.fields else ("body",))
        return event_text(work.fields, target.languages, target.language) != before
    for way in sorted(_deepest(failed), key=_order, reverse=True):
        work.take(way)
    for way in foreign:
        if way[0] == "relations":
            _unrelate(work, str(way[1]))
        elif way == ("body",):
            _unlink(work)
        else:
            work.take(way)
    if "time-without-day" in codes:
        work.take(("time",))
        work.take(("zone",))
    if {"bad-link", "unknown-source"} & codes:
        _unlink(work)
    if "unknown-source" in codes:
        for number in range(len(work.fields.get("statements", ()))):
            work.take(("statements", number, "sources"))
    if {"text-too-long", "text-too-slow", "text-too-tangled"} & codes:
        work.take(("body",))
    _mend_sources(work, codes)
    return event_text(work.fields, target.languages, target.language) != before


def _order(way: Way) -> list[str]:
    return [f"{part:09}" if isinstance(part, int) else part for part in way]


def _deepest(ways: Collection[Way]) -> list[Way]:
    """Those that are not on the way to another one."""
    above = {way[:length] for way in ways for length in range(len(way))}
    return [way for way in ways if way not in above]


def _holder(fields: Any, way: Way) -> tuple[Any, Any]:
    """What holds the value at the end of the way, and its name there.

    Of a value that is not there it is the one that lacks it.
    """
    holder, name, value = None, None, fields
    for part in way:
        if isinstance(value, Mapping):
            spelled = [part, str(part).replace("_", "-")]
            inner = next((one for one in spelled if one in value), None)
        elif isinstance(value, list):
            inner = part if isinstance(part, int) and part < len(value) else None
        else:
            inner = None
        if inner is None:
            break
        holder, name, value = value, inner, value[inner]
    return holder, name


def _unrelate(work: _Work, target: str) -> None:
    relations = work.fields.get("relations", {})
    for name, targets in list(relations.items()):
        listed = targets if isinstance(targets, list) else [targets]
        if target in listed:
            relations[name] = [one for one in listed if one != target]
            work.keep(f"relations.{name}.{target}", target)
            became = f"kept in extra.{work.form}"
            loss = Loss(work.draft.place, f"relations.{name}", target, became, is_kept=True)
            work.losses.append(loss)


def _unlink(work: _Work) -> None:
    """Show links of the body as the text that they are; where that was done, take it out."""
    body = work.fields.get("body")
    shown = (
        {language: _without_links(text) for language, text in body.items()}
        if isinstance(body, Mapping)
        else _without_links(str(body or ""))
    )
    if shown == body:
        work.take(("body",))
    elif body:
        work.fields["body"] = shown
        became = "kept as text: they lead nowhere here"
        work.losses.append(Loss(work.draft.place, "body: links", "", became, is_kept=True))


def _without_links(text: Any) -> str:
    return re.sub(r"(?<!\\)([\[\]])", r"\\\1", str(text))


def _mend_sources(work: _Work, codes: set[str]) -> None:
    sources = work.fields.get("sources", [])
    keys: set[str] = set()
    for number in reversed(range(len(sources) if isinstance(sources, list) else 0)):
        source = sources[number]
        if "empty-source" in codes and not any(
            source.get(name) for name in ("url", "title", "publisher")
        ):
            work.take(("sources", number))
    for number, source in enumerate(sources if "duplicate-source" in codes else ()):
        if source.get("key") in keys:
            work.take(("sources", number, "key"))
        keys.add(source.get("key", ""))
