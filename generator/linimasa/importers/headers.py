"""Which field the column of a table is, by its header.

In: a header, in English or Indonesian, in whatever case. Out: the way to a field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from linimasa.decode import small_language

_SPELLINGS = """
id: id, key, slug, kode, event id
date: date, tanggal, tgl, when, start, start date, tanggal mulai, mulai, begin, day, hari,
  earliest date
end: end, end date, tanggal selesai, selesai, sampai, until, tanggal akhir, akhir
time: time, jam, pukul, waktu, start time
zone: zone, zona, zona waktu, timezone, time zone
title: title, judul, headline, event, peristiwa, name, nama, kejadian, nama kejadian
summary: summary, ringkasan, abstract, description, deskripsi, keterangan, uraian, lead
body: body, text, teks, isi, content, konten, narasi, details, detail
status: status
actors: actors, actor, aktor, pelaku, tokoh, who, people, pihak, siapa
tags: tags, tag, topik, topics, topic, kategori, category, categories, keywords, kata kunci,
  label, group
place: place, tempat, lokasi, location, where, di mana, venue, place name
place.lat: lat, latitude, lintang
place.lon: lon, lng, long, longitude, bujur
sources.url: source, sources, sumber, url, link, links, tautan, source url, alamat sumber,
  source link, reference, rujukan, sources url
sources.title: source title, judul sumber, sources title
sources.publisher: publisher, penerbit, source name, nama sumber, source publisher,
  outlet, sources publisher
sources.author: author, penulis, source author, sources author
sources.date: source date, tanggal sumber, sources date
sources.archived: archived, archive, arsip, source archived, sources archived
sources.origin: origin, asal, sources origin
sources.quote: quote, kutipan, sources quote
media.file: picture, gambar, image, foto, photo, file, berkas, media, media file
media.alt: alt, alt text, teks alternatif, media alt
media.caption: caption, takarir, media caption
media.credit: credit, kredit, media credit
media.license: license, lisensi, licence, media license
media.url: media url
importance: importance, kepentingan, priority
publish: publish, embargo, terbit
draft: draft, draf
aliases: aliases
relations.follows: follows, lanjutan dari, relations follows
relations.see-also: see also, lihat juga, relations see also
relations.confirms: confirms, relations confirms
relations.denies: denies, relations denies
relations.corrects: corrects, relations corrects
relations.supersedes: supersedes, relations supersedes
relations.responds-to: responds to, relations responds to
"""


def _by_header() -> dict[str, str]:
    fields: dict[str, str] = {}
    for line in re.sub(r"\n  ", " ", _SPELLINGS).strip().split("\n"):
        field, _, headers = line.partition(": ")
        fields |= dict.fromkeys(headers.split(", "), field)
    return fields


HEADERS: Mapping[str, str] = MappingProxyType(_by_header())
"""Fields by headers as `folded` has them."""
TEXTS = frozenset(
    {
        "title", "summary", "body", "place", "place.name", "media.alt", "media.caption",
        "sources.quote", "sources.supports",
    }
)  # fmt: skip
"""Fields with a text in each language: `title_en`, `Judul (id)`."""
LISTS = frozenset(
    {
        "actors", "tags", "aliases", "relations.follows", "relations.see-also",
        "relations.confirms", "relations.denies", "relations.corrects", "relations.supersedes",
        "relations.responds-to",
    }
)  # fmt: skip
FIELDS = frozenset(
    {
        *HEADERS.values(), *TEXTS, "sources.key", "sources.accessed", "sources.language",
        "statements", "corrections", "translated", "ignore", "extra",
    }
)  # fmt: skip
LONGEST = 80
"""Letters of a header that may be a known one."""
_LANGUAGE = re.compile(r"(.+?)[ ._\[(-]+([a-z]{2,3}(?:-[A-Za-z]{2,8})*)[\])]?\s*\Z", re.I)


def field_of(header: str) -> str:
    """The field of a column: `title`, `title.en`, `sources.url`; empty if nobody can tell."""
    if len(header) > LONGEST:
        return ""
    field = HEADERS.get(folded(header), "")
    parts = _LANGUAGE.match(header.strip())
    base = HEADERS.get(folded(parts[1]), "") if parts else ""
    # `event_id` is what it is called by; `Event (id)` is its title in Indonesian.
    if field and not (field == "id" and base in TEXTS and header.strip().endswith((")", "]"))):
        return field
    if header in FIELDS:
        return header
    if parts and base in TEXTS:
        return f"{base}.{small_language(parts[2])}"
    return ""


def folded(header: str) -> str:
    """A header in small letters, with spaces between its words."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header.strip())
    return " ".join(re.sub(r"[^\w]+|_+", " ", apart).casefold().split())
