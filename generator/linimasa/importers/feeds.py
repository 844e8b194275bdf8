"""The entries of any feed → events, dated to the day they were published.

In: what all feeds say of an entry. Out: drafts, with the address of an entry as their source, and
what could not be carried.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from linimasa.diagnostics import Span
from linimasa.importers.fitting import cut
from linimasa.markup.htmltext import escaped, markdown_of, plain_of
from linimasa.model.imported import Draft, Imported, Loss, Wish

_SUMMARY = 300
"""A summary is that short, or it is a body."""


@dataclass(slots=True)
class Entry:
    """What all feeds say of an entry."""

    span: Span
    key: str = ""
    title: str = ""
    url: str = ""
    published: str = ""
    is_changed: bool = False
    """Whether that is no more than when it last changed."""
    html: str = ""
    text: str = ""
    summary: str = ""
    author: str = ""
    language: str = ""
    tags: list[str] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)


def imported(
    entries: Sequence[Entry],
    publisher: str,
    about: Mapping[str, Any],
    form: str,
    path: str,
    wish: Wish,
) -> Imported:
    """All events of a feed; `about` is what it says of itself."""
    losses = [
        Loss(Span(path), name, cut(value), "kept in content/_extra.yaml", is_kept=True)
        for name, value in about.items()
    ]
    drafts = [_draft(entry, publisher, form, wish, losses) for entry in entries]
    return Imported(tuple(drafts), dict(about), losses=tuple(losses))


def _draft(entry: Entry, publisher: str, form: str, wish: Wish, losses: list[Loss]) -> Draft:
    body, lost = markdown_of(entry.html) if entry.html else (escaped(entry.text), ())
    summary = entry.summary
    if not summary and len(body) <= _SUMMARY and "\n" not in body.strip():
        summary, lost = plain_of(entry.html) if entry.html else (entry.text.strip(), ())
        body = ""
    for one in lost:
        became = f"the HTML is kept in extra.{form}"
        losses.append(Loss(entry.span, "content", cut(one), became, is_kept=True))
    extra = dict(entry.extra)
    url = entry.url or (entry.key if entry.key.startswith(("http://", "https://")) else "")
    if entry.author and not url and not {"author", "authors"} & set(extra):
        extra["author"] = entry.author  # there is no source that could name it
    losses += [
        Loss(entry.span, name, cut(value), f"kept in extra.{form}", is_kept=True)
        for name, value in extra.items()
    ]
    if lost:
        extra["content"] = entry.html
    if entry.key:
        extra["id"] = entry.key
    if entry.is_changed:
        became = "made the date, as it was published on no day that is told"
        losses.append(Loss(entry.span, "changed", cut(entry.published), became, is_kept=True))
    day = re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", entry.published)
    if day and entry.published != day[0]:
        extra["published"] = entry.published
    if entry.language and entry.language != wish.language:
        extra["language"] = entry.language
    title = entry.title or " ".join((summary or body).split())[:100]
    source = {
        "url": url,
        "title": entry.title,
        "publisher": publisher or urlsplit(url).netloc,
        "author": entry.author,
        "date": day[0] if day else "",
    }
    fields = {
        "date": day[0] if day else entry.published,
        "title": title,
        "summary": summary,
        "body": body,
        "tags": [tag for tag in dict.fromkeys(map(str.strip, entry.tags)) if tag],
        "sources": [{name: value for name, value in source.items() if value}] if url else [],
        "extra": {form: extra} if extra else {},
    }
    return Draft(fields, entry.span, "", (), entry.key)
