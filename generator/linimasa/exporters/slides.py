"""An event as a slide of TimelineJS, in one language.

In: an event whole. Out: plain values for JSON. All that an author wrote is escaped: TimelineJS
takes texts for HTML.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from linimasa.exporters.content import absolute
from linimasa.exporters.published import WholeEvent
from linimasa.model.address import link, up, whole
from linimasa.model.freeform import thawed
from linimasa.model.record import Event, Id, Media, Source, Statement
from linimasa.model.site import Entry
from linimasa.plan.edition import Edition
from linimasa.plan.events import media_address
from linimasa.timelinejs.dates import written_dates
from linimasa.timelinejs.kept import slide_of
from linimasa.timelinejs.slides import Words, covers_text, escaped, group, unwrapped, words_of
from linimasa.wording import label

LAST = 1 << 40
"""Comes after every place in a file."""
_ORDINARY = "reported"
"""The status of an event that names none: of one that was imported it is no news."""


def slide_of_event(given: WholeEvent, edition: Edition) -> tuple[int, dict[str, Any]]:
    """Its place in the file it came from, and the slide."""
    event = given.event
    own = thawed(dict(event.extra).get("timelinejs"))
    came = isinstance(own, Mapping)
    kept = slide_of(own.get("slide")) if came else {}
    said = words_of(kept)
    made = _dated(event, edition, kept, said)
    made["text"] = _text(given, edition, kept, said)
    media = _media(event, edition, kept, said)
    if media:
        made["media"] = media
    if not came:
        made["unique_id"] = event.id
    rest = {name: one for name, one in kept.items() if name not in _MADE}
    if said.tags and not set(said.tags) <= set(event.tags):
        rest.pop("group", None)
    folds = "".join(_folds(event, edition, came=came))
    if folds:
        made["text"]["text"] = _joined(made["text"].get("text", ""), folds)
    made["text"] = {name: one for name, one in made["text"].items() if one}
    if not made["text"]:
        del made["text"]
    return _order(own) if came else LAST, made | rest


_MADE = ("start_date", "end_date", "display_date", "text", "media")


def _order(own: Mapping[str, Any]) -> int:
    order = str(own.get("order", ""))
    return int(order) if order.isdecimal() and len(order) < 12 else LAST


def _joined(text: str, folds: str) -> str:
    """A text and a list: words that stand alone become a paragraph first."""
    plain = text and not text.lstrip().startswith("<")
    return (f"<p>{text}</p>" if plain else text) + folds


# -- what both have -------------------------------------------------------------------------


def _dated(event: Event, edition: Edition, kept: Mapping[str, Any], said: Words) -> dict[str, Any]:
    """The dates as they were kept, if the event still has that date; else its own."""
    if said.dated.date and _day(event) == (said.dated.date, said.dated.time):
        names = ("start_date", "end_date", "display_date")
        return {name: kept[name] for name in names if name in kept}
    start, end, exact = written_dates(event.date)
    made: dict[str, Any] = {"start_date": start}
    if end:
        made["end_date"] = end
    if not exact:
        made["display_date"] = edition.date(event.date).words
    return made


def _day(event: Event) -> tuple[str, str]:
    """The date and the time of day as they were written."""
    date = event.date.text
    return (date.partition("T")[0] if event.time else date), event.time


def _text(
    given: WholeEvent, edition: Edition, kept: Mapping[str, Any], said: Words
) -> dict[str, str]:
    event = given.event
    title = edition.needed(event.title, event.id).text
    body, _ = event.body.best(edition.language.code, edition.first)
    covers = covers_text(kept)
    old = group(kept, "text")
    headline, text = escaped(title), _prose(given, edition)
    if covers and title == said.title:
        headline = str(old.get("headline", ""))
    if covers and _same_text(body, said.body) and not event.summary:
        text = str(old.get("text", ""))
    others = {name: one for name, one in old.items() if name not in ("headline", "text")}
    return {"headline": headline, "text": text, **others}


def _same_text(one: str, other: str) -> bool:
    return one.rstrip().replace("\r\n", "\n") == other.rstrip().replace("\r\n", "\n")


def _prose(given: WholeEvent, edition: Edition) -> str:
    """The summary and the body."""
    bodies = {prose.language: prose.html for prose in given.body}
    codes = (edition.language.code, edition.first, *bodies)
    body = next((bodies[code] for code in codes if code in bodies), "")
    body = absolute(body, given.event.id, edition)
    summary = edition.phrase(given.event.summary)
    lead = f"<p>{escaped(summary.text)}</p>" if summary else ""
    return lead + body.strip() if lead else unwrapped(body)


def _media(event: Event, edition: Edition, kept: Mapping[str, Any], said: Words) -> dict[str, Any]:
    """The first picture, else what was kept."""
    old = group(kept, "media")
    if not event.media:
        return dict(old)
    first = event.media[0]
    made = _picture(event.id, first, edition)
    if said.pictures and _words(said.pictures[0]) == _shown(first, edition):
        url = {"url": made["url"]} if not said.files[0].startswith("http") else {}
        return {**old, **url}
    return made


def _words(picture: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(picture.get(name, "") for name in ("alt", "caption", "credit", "license"))


def _shown(media: Media, edition: Edition) -> tuple[str, ...]:
    alt, caption = edition.phrase(media.alt), edition.phrase(media.caption)
    texts = (alt.text if alt else "", caption.text if caption else "")
    return (*texts, media.credit, media.license)


def _picture(event: Id, media: Media, edition: Edition) -> dict[str, str]:
    alt, caption = edition.phrase(media.alt), edition.phrase(media.caption)
    credit = ", ".join(filter(None, (media.credit, media.license)))
    made = {
        "url": _address(edition, media_address(event, media.file)),
        "caption": escaped(caption.text) if caption else "",
        "credit": escaped(credit),
        "alt": alt.text if alt else "",
    }
    return {name: one for name, one in made.items() if one}


def _address(edition: Edition, address: str) -> str:
    """The whole address; while the site has none, the way from the file."""
    url = edition.settings.url
    return whole(url, address) if url else up(edition.root) + link(address)


# -- what only an event has -----------------------------------------------------------------


def _folds(event: Event, edition: Edition, *, came: bool) -> Iterator[str]:
    """Lists of what a slide has no fields for; `came` is true for an event that was a slide."""
    if not (came and event.status == _ORDINARY):
        badge = edition.badge(event.status)
        yield f"<p><strong>{escaped(f'{badge.symbol} {badge.label.text}'.strip())}</strong></p>"
    yield _list(edition.say("Who says what"), (_said(edition, one) for one in event.statements))
    others = (_other_picture(event.id, one, edition) for one in event.media[1:])
    yield _list("", others)
    yield _list(edition.say("Sources"), (_source(one, edition) for one in event.sources))
    yield _list(
        edition.say("Corrections"),
        (
            f"{escaped(edition.date(one.date).words)}: {escaped(edition.needed(one.text, '').text)}"
            for one in event.corrections
        ),
    )


def _list(heading: str, items: Iterable[str]) -> str:
    listed = "".join(f"<li>{one}</li>" for one in items)
    above = f"<p><strong>{escaped(heading)}</strong></p>" if heading else ""
    return f"{above}<ul>{listed}</ul>" if listed else ""


def _said(edition: Edition, one: Statement) -> str:
    words = edition.phrase(one.text)
    date = f" ({escaped(edition.date(one.date).words)})" if one.date else ""
    stance = label("stance", one.stance, edition.language)
    said = f": {escaped(words.text)}" if words else ""
    return f"{escaped(edition.actor(one.by).label.text)} – {escaped(stance)}{date}{said}"


def _other_picture(event: Id, media: Media, edition: Edition) -> str:
    caption = edition.phrase(media.caption) or edition.phrase(media.alt)
    return _anchor(_address(edition, media_address(event, media.file)),
                   caption.text if caption else media.file)  # fmt: skip


def _source(source: Source, edition: Edition) -> str:
    title = source.title or source.publisher or source.url
    named = _anchor(source.url, title) if source.url else escaped(title)
    about = [escaped(one) for one in (source.author, source.publisher) if one and one != title]
    if source.date:
        about.append(escaped(edition.date(source.date).words))
    if source.archived:
        about.append(_anchor(source.archived, source.archived))
    return ", ".join([named, *about])


def _anchor(address: str, words: str) -> str:
    return f'<a href="{html.escape(address)}">{escaped(words)}</a>'


def tied(
    slide: dict[str, Any], entry: Entry, edition: Edition, entries: Mapping[Id, Entry]
) -> dict[str, Any]:
    """The slide with the events that it names and that name it."""
    pairs = [(kind, False, other) for kind, other in entry.relations]
    pairs += [(kind, True, other) for kind, other in entry.back]
    lines = [
        f"{escaped(label('relation', kind, edition.language, back=back))}: "
        + _anchor(_address(edition, one.address), one.label.text)
        for kind, back, other in pairs
        if entries[other].public
        for one in [edition.event(entries[other].outline)]
    ]
    if not lines:
        return slide
    text = group(slide, "text")
    folds = _list(edition.say("Related"), lines)
    return {**slide, "text": {**text, "text": _joined(text.get("text", ""), folds)}}
