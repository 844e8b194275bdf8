"""Our own `events.json` → events.

In: what the exporter of that name wrote. Out: the fields of each event as they are there, which
are those of its YAML file; what the file says of the whole timeline beside its events is `extra`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from linimasa.decode.values import is_id
from linimasa.diagnostics import Span
from linimasa.importers.fitting import cut
from linimasa.importers.reading import bad_input, groups_of, json_of
from linimasa.model.imported import Draft, Imported, Loss, Wish

_OWN = ("events", "format", "version", "languages", "actors")


def parse(data: bytes, path: str, wish: Wish) -> Imported:
    """Read `events.json`, or a plain list of such events.

    Diagnostics: not-utf-8, bad-input.
    """
    value, text, wrong = json_of(data, path)
    if wrong:
        return Imported((), diagnostics=wrong)
    events = value.get("events") if isinstance(value, Mapping) else value
    if not isinstance(events, list):
        message = "this is no events.json: it has no list “events”"
        return Imported((), diagnostics=(bad_input(Span(path, 1, 1), message),))
    whole = value if isinstance(value, Mapping) else {}
    groups, found = groups_of(text, "events", events, path)
    language = _language(whole, wish)
    drafts = [_draft(event, span, language) for event, span in groups]
    actors = whole.get("actors")
    people = actors if isinstance(actors, Mapping) else {}
    extra = {name: one for name, one in whole.items() if name not in _OWN}
    extra |= {"actors": actors} if actors and not people else {}
    losses = [
        Loss(Span(path), name, cut(one), "kept in content/_extra.yaml", is_kept=True)
        for name, one in extra.items()
    ]
    losses += [
        Loss(draft.place, "id", cut(draft.name), "left out: a name was made of it", is_kept=False)
        for draft in drafts
        if draft.name and not is_id(draft.name)
    ]
    return Imported(tuple(drafts), extra, people, tuple(losses), found)


def _draft(event: Mapping[str, Any], span: Span, language: str) -> Draft:
    fields = {name: one for name, one in event.items() if name != "id"}
    name = "" if event.get("id") is None else str(event["id"])
    files = tuple(_files(event.get("media")))
    return Draft(fields, span, name, files, name, language=language)


def _language(whole: Mapping[str, Any], wish: Wish) -> str:
    """The first language of the site that the file is of, if that is another one."""
    languages = whole.get("languages")
    first = languages[0] if isinstance(languages, list) and languages else wish.language
    return str(first) if first != wish.language else ""


def _files(media: Any) -> Iterator[str]:
    for one in media if isinstance(media, list) else ():
        if isinstance(one, Mapping) and isinstance(one.get("file"), str):
            yield one["file"]
