"""What search engines and other programs read of a page: schema.org data as JSON-LD.

In: a planned page. Out: JSON that is safe inside a script element. It repeats what the page
shows and no more: a vague date stays EDTF, and is left out where schema.org knows only days.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence

from linimasa.model.pages import EventPage, TimelinePage
from linimasa.model.views import Card, CorrectionView, DateWords, Phrase, SourceView

CONTEXT = "https://schema.org"

# `<` could end the script element, `&` and `>` could matter in XHTML, U+2028 and U+2029 end a
# line in older JavaScript, and a lone surrogate cannot be written as UTF-8.
_UNSAFE = re.compile("[<>&\u2028\u2029\ud800-\udfff]")
# EDTF writes seasons, quarters and halves as months from 21 on.
_ISO_DATE = re.compile(r"\d{4}(-(0\d|1[0-2])(-\d{2})?)?")


def event_json_ld(page: EventPage, site_title: str) -> str:
    """An event as an Article with its date, its sources and its corrections."""
    actors = [actor.label.text for actor in page.actors]
    tags = [tag.label.text for tag in page.tags]
    url, around = page.head.canonical, {"@type": "WebSite", "name": site_title}
    found = article(page.card, url, actors, tags, page.corrections, around)
    return dump({"@context": CONTEXT, **found})


def article(
    card: Card,
    url: str,
    actors: Sequence[str],
    tags: Sequence[str],
    corrections: Iterable[CorrectionView],
    around: Mapping[str, object] | None = None,
) -> dict[str, object]:
    """An event as an Article; `actors` and `tags` are what readers call them.

    `around` is what it is a part of, where it does not stand inside that.
    """
    place = {"@type": "Place", "name": card.place.text} if card.place else None
    return _told(
        {
            "@type": "Article",
            "headline": card.title.text,
            "description": card.summary.text if card.summary else "",
            "inLanguage": card.title.language,
            "url": url,
            "isPartOf": around,
            "temporalCoverage": card.date.edtf,
            "contentLocation": place,
            "creativeWorkStatus": card.status.id,
            "mentions": [{"@type": "Thing", "name": actor} for actor in actors],
            "keywords": list(tags),
            "citation": [_citation(source) for source in card.sources],
            "correction": [_correction(correction) for correction in corrections],
        }
    )


def timeline(title: Phrase, description: str, url: str) -> dict[str, object]:
    """The timeline as a whole, without its parts."""
    return {
        "@context": CONTEXT,
        "@type": "CollectionPage",
        "name": title.text,
        "inLanguage": title.language,
        **_told({"description": description, "url": url}),
    }


def timeline_json_ld(page: TimelinePage, site_title: str) -> str:
    """The timeline as a collection of pages, with the time it covers."""
    head = page.head
    return dump(
        {
            "@context": CONTEXT,
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


def dump(fields: Mapping[str, object]) -> str:
    """Fields as JSON that cannot end a script element; those that say nothing are left out."""
    text = json.dumps(_told(fields), ensure_ascii=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda sign: f"\\u{ord(sign.group()):04x}", text)
