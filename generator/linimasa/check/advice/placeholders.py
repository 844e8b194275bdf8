"""What was written only until the real thing is known, and then forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterator

from linimasa.check.advice.remark import Remark
from linimasa.load import listed_sources
from linimasa.model.site import Entry, Site, Way

# RFC 2606 and RFC 6761: names that nobody can own. A host without a dot is nobody's either, and
# the networks of RFC 1918 and RFC 3927 are each reader's own.
_ADDRESS = re.compile(
    r"https?://(?:"
    r"(?:[^/?#:]+\.)?example\.(?:com|org|net)"
    r"|[^/?#:]+\.(?:example|test|invalid|localhost|local)"
    r"|[^./?#:\[]+"
    r"|[^/?#]*(?:…|\.\.\.)[^/?#]*"
    r"|(?:127|10|192\.168|169\.254|172\.(?:1[6-9]|2[0-9]|3[01]))(?:\.[0-9]{1,3}){2,3}"
    r"|\[::1\]"
    r")(?:[:/?#].*)?|https?://.*(?:…|\.\.\.|\bTODO\b|\bFIXME\b).*",
    re.I,
)
_WORDS = re.compile(r"\W*(?:todo|tbd|tba|fixme|xxx+|lorem ipsum\b.*|null|n/a|…|\.\.\.)\W*|~", re.I)


def is_placeholder(address: str) -> bool:
    """Whether an address is one that leads nowhere."""
    return bool(_ADDRESS.fullmatch(address))


def placeholders(site: Site) -> Iterator[Remark]:
    """A remark on each address that leads nowhere, and on each text that says nothing."""
    for name, entry in site.entries.items():
        for way, text in _texts(entry, site.settings.timezone):
            is_address = way[-1] in ("url", "archived")
            if is_placeholder(text) if is_address else _WORDS.fullmatch(text):
                what = "leads nowhere" if is_address else "says nothing"
                yield Remark(
                    "placeholder",
                    name,
                    way,
                    f"“{text}” {what}; it stands here only for what is to come",
                    f"write the real {'address' if is_address else 'text'}, or take it out",
                )


def _texts(entry: Entry, zone: str) -> Iterator[tuple[Way, str]]:
    for language, text in entry.outline.title:
        yield ("title", language), text
    for at, source in enumerate(listed_sources(entry.outline, zone)):
        for field in ("url", "archived", "title", "publisher", "author"):
            if text := getattr(source, field):
                yield ("sources", at, field), text
