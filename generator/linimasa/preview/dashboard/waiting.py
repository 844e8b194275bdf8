"""Events that wait: for their author, for a moment, for a translator.

In: the content of a site. Out: lists of events.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from linimasa.fuzzydate import parse
from linimasa.link import embargo
from linimasa.model.record import Id
from linimasa.pipeline.contents import Content
from linimasa.preview.dashboard.parts import Listing, listing
from linimasa.wording import Language, autonym, date_words


def drafts(content: Content) -> Listing:
    """Events that nobody else sees until `draft: true` is taken out."""
    noted = ((name, "") for name, entry in content.site.entries.items() if entry.outline.draft)
    return listing("drafts", "Drafts", "", noted, content)


def embargoed(content: Content, language: Language) -> Listing:
    """Events that become public by themselves, the next one first, each with its moment.

    The moment is in the site's zone and in its first language, as readers would be told it.
    """
    zone = content.site.settings.timezone
    moments = sorted(
        (moment, name)
        for name, entry in content.site.entries.items()
        if not (entry.public or entry.outline.draft)
        and (moment := embargo(entry.outline, zone)) is not None
    )
    noted = [(name, moment_words(moment, zone, language)) for moment, name in moments]
    return listing("embargoed", "Embargoed", "Public from", noted, content, notes_in=language.code)


def moment_words(moment: int, zone: str, language: Language) -> str:
    """A moment (seconds since 1970, UTC) as people in a zone call it."""
    there = datetime.fromtimestamp(moment, UTC).astimezone(ZoneInfo(zone))
    return date_words(parse(f"{there:%Y-%m-%dT%H:%M} {zone}", zone), language, zone).words


def untranslated(content: Content) -> tuple[Listing, ...]:
    """For each language of a site that has several, the events that lack something in it."""
    codes = content.site.settings.languages
    return tuple(_lacking(code, content) for code in codes) if len(codes) > 1 else ()


def _lacking(code: str, content: Content) -> Listing:
    def noted() -> Iterator[tuple[Id, str]]:
        for name, entry in content.site.entries.items():
            for language, missing in entry.outline.missing:
                if language == code:
                    yield name, missing

    heading = f"{autonym(code)} ({code})"
    return listing(f"missing-{code}", heading, "Missing", noted(), content, pages_in=code)
