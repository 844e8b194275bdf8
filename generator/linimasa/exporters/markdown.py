"""A document of all events in Markdown, in each language: to read, to print, to pass on.

In: the site and its plans. Out: `events.md` below the root of each language. Nothing that an author
wrote is Markdown or HTML in it: signs that mean something there stand after a backslash.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from linimasa.exporters.published import Published, WholeEvent, alone, in_each_language
from linimasa.model.address import link, up, whole
from linimasa.model.files import Output
from linimasa.model.settings import ExportFormat
from linimasa.model.views import SourceView
from linimasa.plan import Edition

_MEANING = re.compile(r"[\\`*_\[\]#!]")
"""Signs that mean something wherever they stand, until a backslash stands before them
(CommonMark 0.31, 2.4)."""
_LIST = re.compile(r"^([0-9]{0,9})([-+.)])")
"""What a line may begin with that would make it an item of a list."""
_OTHERS = re.compile(r"[<>&|~$=]")
"""Signs that not every reader of Markdown takes a backslash before; all take their numbers."""
_BREAKS = re.compile("[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_UNFIT = re.compile(r"[\x00-\x20\x7f<>\\]")
"""What cannot stand in an address between angle brackets."""


def export(published: Published) -> tuple[Output, ...]:
    """A file for each language of the site."""
    return in_each_language(published, ExportFormat.MARKDOWN, _pieces)


def _pieces(published: Published, edition: Edition) -> Iterator[bytes]:
    title = edition.needed(edition.settings.title, "").text
    description = edition.phrase(edition.settings.description)
    yield f"# {escaped(title)}\n".encode()
    if description:
        yield f"\n{escaped(description.text)}\n".encode()
    for section in published.each(section_of, edition):
        yield section.encode()


def section_of(event: WholeEvent, edition: Edition) -> str:
    """An event as a section: when, how sure, where, what, and where it comes from."""
    shown = alone(event, edition)
    page = whole(edition.settings.url, shown.address) or up(edition.root) + link(shown.address)
    facts = [shown.date.words, shown.status.label.text]
    if shown.place:
        facts.append(shown.place.text)
    parts = [
        f"\n## {_link(shown.title.text, page)}\n",
        f"**{' · '.join(map(escaped, facts))}**\n",
        *([f"{escaped(shown.summary.text)}\n"] if shown.summary else []),
        *([_sources(shown.sources)] if shown.sources else []),
    ]
    return "\n".join(parts).encode("utf-8", "replace").decode()


def _sources(sources: Sequence[SourceView]) -> str:
    return "".join(f"- {_source(one)}\n" for one in sources)


def _source(one: SourceView) -> str:
    title = one.title or one.url or one.publisher
    told = _link(title, one.url) if one.url else escaped(title)
    date = one.date.words if one.date else ""
    others = [words for words in (one.author, one.publisher, date) if words and words != title]
    return ", ".join([told, *map(escaped, others)])


def _link(words: str, address: str) -> str:
    fit = _UNFIT.sub(lambda sign: f"%{ord(sign.group()):02X}", address)
    return f"[{escaped(words)}](<{fit}>)"


def escaped(text: str) -> str:
    """Words that mean nothing but themselves, on one line."""
    line = _LIST.sub(r"\1\\\2", _MEANING.sub(r"\\\g<0>", _BREAKS.sub(" ", text).strip()))
    return _OTHERS.sub(lambda sign: f"&#{ord(sign.group())};", line)
