"""A slide → the fields of an event.

One way for both directions: an import makes an event of a slide by it, and an export knows by it
whether an editor has changed since then what a kept slide says.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from linimasa.markup.htmltext import markdown_of, plain_of
from linimasa.model.files import PICTURE_ENDINGS
from linimasa.scaffold.draft import printable
from linimasa.timelinejs.dates import Dated, read_date

LONGEST_TITLE = 120
"""Of a text that stands in for a headline so many signs are shown."""
_LONGEST_TAG = 60
_WEB = re.compile(r"(?:https?:)?//[^\s/?#]+\S*", re.I)
_IN_MARKUP = re.compile(r"https?://\S+", re.I)


@dataclass(frozen=True, slots=True)
class Words:
    """What an event says that comes from a slide."""

    dated: Dated
    title: str
    is_named: bool
    """Whether the title is that of the slide."""
    body: str
    """Markdown."""
    pictures: tuple[dict[str, str], ...]
    """For `media`."""
    files: tuple[str, ...]
    """Where these are: beside the file, or in the web."""
    tags: tuple[str, ...]
    lost: tuple[tuple[str, str], ...]
    """What of its HTML cannot be said here, by the field it is in."""


def words_of(slide: Mapping[str, Any]) -> Words:
    """What a tidy slide says."""
    slide = printable(slide)
    dated = read_date(slide.get("start_date"), slide.get("end_date"))
    text, media = group(slide, "text"), group(slide, "media")
    headline, lost_there = plain_of(words(text, "headline"))
    body, lost = markdown_of(words(text, "text"))
    shown, lost_media = markdown_of(_link(media))
    files = tuple(filter(None, [picture_of(media)]))
    return Words(
        dated,
        headline or _instead(slide, text, dated),
        bool(headline),
        "\n".join(filter(None, (body, shown))),
        tuple(_picture(media, file) for file in files),
        files,
        _tags(slide),
        (
            *(("text.headline", one) for one in lost_there),
            *(("text.text", one) for one in lost),
            *(("media", one) for one in lost_media if not one.startswith("a ")),
        ),
    )


def group(slide: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A part of a slide that is a group of fields."""
    value = slide.get(name)
    return value if isinstance(value, Mapping) else {}


def words(fields: Mapping[str, Any], name: str) -> str:
    """A field that is a text, or a number, as a text."""
    value = fields.get(name)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    return str(value)


def _instead(slide: Mapping[str, Any], text: Mapping[str, Any], dated: Dated) -> str:
    """What stands in for a headline that is missing."""
    first, _ = plain_of(words(text, "text"))
    shown = first or plain_of(words(slide, "display_date"))[0] or dated.date
    if len(shown) <= LONGEST_TITLE:
        return shown
    return f"{shown[:LONGEST_TITLE].rpartition(' ')[0] or shown[:LONGEST_TITLE]}…"


def _tags(slide: Mapping[str, Any]) -> tuple[str, ...]:
    name = plain_of(words(slide, "group"))[0].lower()
    is_tag = any(map(str.isalnum, name)) and len(name) <= _LONGEST_TAG
    return (name,) if is_tag else ()


# -- media ----------------------------------------------------------------------------------


def picture_of(media: Mapping[str, Any]) -> str:
    """The picture a slide shows, if it is one we could have: a file beside, or one in the web."""
    url = words(media, "url").strip()
    name = url.rpartition("/")[2]
    is_picture = name.rpartition(".")[2].lower() in PICTURE_ENDINGS and "." in name[1:]
    if not is_picture or ":" in name or re.search(r"[\s?#<>\\%]", url) or ".." in url.split("/"):
        return ""
    if is_web(url):
        return url if ":" in url[:6] else f"https:{url}"
    return "" if url.startswith("/") or ":" in url else url


def is_web(url: str) -> bool:
    """Whether it is an address in the web, with or without its protocol."""
    return bool(_WEB.fullmatch(url))


def _picture(media: Mapping[str, Any], file: str) -> dict[str, str]:
    made = {
        "file": file.rpartition("/")[2],
        "alt": plain_of(words(media, "alt"))[0],
        "caption": plain_of(words(media, "caption"))[0],
        "credit": plain_of(words(media, "credit"))[0],
    }
    return {name: value for name, value in made.items() if value}


def _link(media: Mapping[str, Any]) -> str:
    """HTML that leads to what a slide shows from elsewhere, with its caption and credit."""
    url = words(media, "url").strip()
    caption, credit = (plain_of(words(media, name))[0] for name in ("caption", "credit"))
    after = f" ({html.escape(credit)})" if credit else ""
    if url.startswith("<"):
        quoted, lost = markdown_of(url)
        addresses = dict.fromkeys(found for one in lost for found in _IN_MARKUP.findall(one))
        links = [_anchor(one, caption or one) for one in addresses]
        if quoted or links:
            return url + "".join(f"<p>{one}{after}</p>" for one in links)
    if is_web(url):
        address = url if ":" in url[:6] else f"https:{url}"
        return f"<p>{_anchor(address, caption or address)}{after}</p>"
    if picture_of(media) or not (caption or credit):
        return ""
    return f"<p>{html.escape(caption)}{after}</p>"


def covers_text(slide: Mapping[str, Any]) -> bool:
    """Whether what is kept of a slide has all that its title and text were made from."""
    return "text" in slide or bool(_link(group(slide, "media")))


def escaped(words: str) -> str:
    """Plain words as HTML, with no sign changed that need not be."""
    return html.escape(words, quote=False)


def unwrapped(text: str) -> str:
    """HTML that is a single plain paragraph as its words: TimelineJS puts it round them again."""
    inner = text.strip()
    if inner.startswith("<p>") and inner.endswith("</p>") and inner.count("<") == 2:
        return inner[3:-4]
    return inner


def _anchor(address: str, label: str) -> str:
    return f'<a href="{html.escape(address)}">{html.escape(label)}</a>'


# -- names ----------------------------------------------------------------------------------


def anchor_of(slide: Mapping[str, Any]) -> str:
    """By which name TimelineJS leads to a slide (`#event-<name>`); empty where it is made up.

    Its `slugify`: accents folded, everything but a to z, digits and hyphens dropped, and an
    underscore before a leading digit.
    """
    own = words(slide, "unique_id").strip()
    if own:
        return own
    headline = words(group(slide, "text"), "headline").strip().lower()
    folded = unicodedata.normalize("NFD", headline)
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    kept = re.sub(r"-+", "-", re.sub(r"\s+", "-", re.sub(r"[^a-z0-9 -]", "", plain)))
    return re.sub(r"^([0-9])", r"_\1", kept)


def texts_in(value: Any, above: str = "") -> Iterator[tuple[str, Any]]:
    """Every single value in a slide, with the way to it: `media.thumbnail`."""
    if isinstance(value, Mapping):
        for name, one in value.items():
            yield from texts_in(one, f"{above}.{name}" if above else str(name))
    else:
        yield above, value
