"""`timelinejs.json`: the timeline for TimelineJS 3, one file in each language.

In: the site. Out: its events as slides. What has no field there is told at the end of a slide's
text: status, who says what, sources, corrections, relations; a date that its numbers cannot say
stands beside them in words. What an import kept in `extra.timelinejs` comes back as it was, where
nobody has changed the event since.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from linimasa.exporters.jsonfile import dump, listing
from linimasa.exporters.published import Published, WholeEvent, in_each_language
from linimasa.exporters.slides import slide_of_event, tied
from linimasa.model.files import Output
from linimasa.model.freeform import thawed
from linimasa.model.settings import ExportFormat
from linimasa.model.site import Entry
from linimasa.plan.edition import Edition
from linimasa.timelinejs.dates import distinct_end, order_key
from linimasa.timelinejs.kept import other_of, slide_of
from linimasa.timelinejs.slides import escaped, group


def export(published: Published) -> tuple[Output, ...]:
    """The file of each language."""
    return in_each_language(published, ExportFormat.TIMELINEJS, _pieces)


def _pieces(published: Published, edition: Edition) -> Iterator[bytes]:
    whole = thawed(published.site.extra.get("timelinejs", ()))
    head, rest = _head(whole if isinstance(whole, Mapping) else {}, edition)
    return listing(dump(head), "events", map(dump, _slides(published, edition, rest)))


def _head(whole: Mapping[str, Any], edition: Edition) -> tuple[dict[str, Any], list[Any]]:
    """What stands before the events, and slides without dates, which come after them."""
    if not whole:
        title = edition.needed(edition.settings.title, "").text
        about = edition.phrase(edition.settings.description)
        text = {"headline": escaped(title), "text": escaped(about.text if about else "")}
        return {"title": {"text": {name: one for name, one in text.items() if one}}}, []
    head: dict[str, Any] = {}
    if isinstance(whole.get("scale"), str):
        head["scale"] = whole["scale"]
    if isinstance(whole.get("title"), Mapping):
        head["title"] = _shown(slide_of(whole["title"]))
    if isinstance(whole.get("eras"), Sequence):
        head["eras"] = [_shown(slide_of(era), is_era=True) for era in whole["eras"]]
    undated = whole.get("undated", ())
    known = {name: one for name, one in other_of(whole).items() if name not in ("events",)}
    return head | known, [_shown(slide_of(one)) for one in undated]


def _slides(
    published: Published, edition: Edition, rest: Iterable[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """In order of time; events of one beginning in the order of the file they came from."""
    entries = published.site.entries
    public = [entry for entry in entries.values() if entry.public]
    lines = published.each(slide_line, edition)
    pairs = zip(public, lines, strict=True)
    for _, some in groupby(pairs, key=lambda pair: pair[0].outline.bounds[0]):
        read = [_read(entry, line, edition, entries) for entry, line in some]
        for _, slide in sorted(read, key=lambda one: one[0]):
            yield _shown(slide)
    yield from rest


def _read(
    entry: Entry, line: str, edition: Edition, entries: Mapping[Any, Entry]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """A slide with what it says of other events, and what it is sorted by."""
    order, slide = json.loads(line)
    slide = tied(slide, entry, edition, entries)
    return (order_key(slide.get("start_date")), order), slide


def slide_line(whole: WholeEvent, edition: Edition) -> str:
    """An event as a slide, before the place it had in the file it came from."""
    return dump(slide_of_event(whole, edition))


def _shown(slide: dict[str, Any], *, is_era: bool = False) -> dict[str, Any]:
    """The same with the empty fields that TimelineJS falls over where they are missing.

    Without them it would also drop an end that says more than the start, as if it were the same.
    """
    start, end = group(slide, "start_date"), group(slide, "end_date")
    made = {**slide, "start_date": distinct_end(start, end)} if start and end else dict(slide)
    if "media" in made and isinstance(made["media"], dict):
        made["media"] = {"url": "", **made["media"]}
    if is_era:
        made["text"] = {"headline": "", **group(made, "text")}
    return made
