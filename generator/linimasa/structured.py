"""What search engines and other programs read of a page: schema.org data as JSON-LD.

In: a planned page. Out: JSON that is safe inside a script element. It repeats what the page
shows and no more: a vague date stays EDTF, and is left out where schema.org knows only days.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from linimasa.model.pages import EventPage, TimelinePage
from linimasa.model.views import CorrectionView, DateWords, SourceView

# `<` could end the script element, `&` and `>` could matter in XHTML, U+2028 and U+2029 end a
# line in older JavaScript, and a lone surrogate cannot be written as UTF-8.
_UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")
_ISO_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


def event_json_ld(page: EventPage, site_title: str) -> str:
    """An event as an Article with its date, its sources and its corrections."""
    card = page.card
    place = {"@type": "Place", "name": card.place.text} if card.place else None
    return _script(
        {
            "@context": "https://schema.org",
            "@type": "Article",
            "headline": card.title.text,
            "description": card.summary.text if card.summary else "",
            "inLanguage": card.title.language,
            "url": page.head.canonical,
            "isPartOf": {"@type": "WebSite", "name": site_title},
            "temporalCoverage": card.date.edtf,
            "contentLocation": place,
            "creativeWorkStatus": card.status.id,
            "mentions": [{"@type": "Thing", "name": actor.label.text} for actor in page.actors],
            "keywords": [tag.label.text for tag in page.tags],
            "citation": [_citation(source) for source in card.sources],
            "correction": [_correction(correction) for correction in page.corrections],
        }
    )


def timeline_json_ld(page: TimelinePage, site_title: str) -> str:
    """The timeline as a collection of pages, with the time it covers."""
    head = page.head
    return _script(
        {
            "@context": "https://schema.org",
            "@type": "CollectionPage",
            "name": head.title,
            "description": head.description,
            "inLanguage": head.language,
            "url": head.canonical,
            "isPartOf": {"@type": "WebSite", "name": site_title},
            "temporalCoverage": page.span.edtf if page.span else "",
        }
    )


def _citation(source: SourceView) -> dict[str, object]:
    publisher = {"@type": "Organization", "name": source.publisher} if source.publisher else None
    author = {"@type": "Thing", "name": source.author} if source.author else None
    return _told(
        {
            "@type": "CreativeWork",
            "name": source.title,
            "url": source.url,
            "archivedAt": source.archived,
            "author": author,
            "publisher": publisher,
            "datePublished": _iso(source.date),
            "inLanguage": source.language,
        }
    )


def _correction(correction: CorrectionView) -> dict[str, object]:
    return _told(
        {
            "@type": "CorrectionComment",
            "text": correction.text.text,
            "datePublished": _iso(correction.date),
        }
    )


def _iso(date: DateWords | None) -> str:
    """The date where it is a plain day, month or year, which is all that schema.org's Date is."""
    return date.edtf if date and _ISO_DATE.fullmatch(date.edtf) else ""


def _told(fields: Mapping[str, object]) -> dict[str, object]:
    """Without the fields that say nothing."""
    return {name: value for name, value in fields.items() if value}


def _script(fields: Mapping[str, object]) -> str:
    text = json.dumps(_told(fields), ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda sign: f"\\u{ord(sign.group()):04x}", text)
