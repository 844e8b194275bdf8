"""Feeds in XML → events: Atom (RFC 4287) and RSS 2.0, one event for each entry.

In: the bytes of a feed. Out: what `feeds` makes of its entries. Entities that a document defines
itself are refused, so nothing grows when it is read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin
from xml.parsers import expat

from linimasa.diagnostics import Diagnostic, Span
from linimasa.importers.feeds import Entry, imported
from linimasa.importers.fitting import cut
from linimasa.importers.reading import bad_input
from linimasa.markup.htmltext import plain_of
from linimasa.model.imported import Imported, Wish

MAX_DEPTH = 100
"""Elements that are nested deeper are read as if they were not nested."""
_ATOM = "http://www.w3.org/2005/Atom"
_RSS = ("", "http://purl.org/rss/1.0/", "http://purl.org/net/rss1.1#")
"""What RSS itself names; others call other things a title."""
_DUBLIN_CORE = "http://purl.org/dc/elements/1.1/"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_XML = "http://www.w3.org/XML/1998/namespace"


@dataclass(slots=True)
class _Element:
    """An element of a feed."""

    name: str
    """`namespace name`, or the name alone."""
    attributes: Mapping[str, str]
    line: int
    column: int
    inside: list[_Element | str] = field(default_factory=list)

    def all(self, *names: str) -> list[_Element]:
        """The elements right below with one of these names."""
        return [one for one in self.inside if isinstance(one, _Element) and one.name in names]

    def of_rss(self, name: str) -> _Element | None:
        """The first element right below that RSS calls so."""
        return next(iter(self.all(*(f"{space} {name}".strip() for space in _RSS))), None)

    def text(self) -> str:
        """All words in it."""
        return "".join(one if isinstance(one, str) else one.text() for one in self.inside).strip()

    def words(self, *names: str) -> str:
        """The words of the first element right below with one of these names."""
        return next((one.text() for one in self.all(*names)), "")


def parse(data: bytes, path: str, wish: Wish) -> Imported:
    """Read an Atom or an RSS feed. Diagnostics: bad-input."""
    root, wrong = _tree(data, path)
    if root is None:
        return Imported((), diagnostics=wrong)
    if root.name == f"{_ATOM} feed":
        entries = [_atom(one, path, root) for one in root.all(f"{_ATOM} entry")]
        publisher, rest = root.words(f"{_ATOM} title"), root.inside
    elif root.name.rpartition(" ")[2] in {"rss", "RDF"}:
        channel = root.of_rss("channel") or root
        title, home = channel.of_rss("title"), channel.of_rss("link")
        items = [one for one in _below(root) if one.name.rpartition(" ")[2] == "item"]
        entries = [_rss(one, path, home.text() if home else "") for one in items]
        publisher, rest = title.text() if title else "", channel.inside
    else:
        message = f"this is no feed: it begins with <{root.name.rpartition(' ')[2]}>"
        return Imported((), diagnostics=(bad_input(Span(path, 1, 1), message),))
    skipped = {"entry", "item"}
    about = {
        one.name.rpartition(" ")[2]: _said(one)
        for one in rest
        if isinstance(one, _Element) and one.name.rpartition(" ")[2] not in skipped
    }
    return imported(entries, publisher, about, "atom", path, wish)


# -- XML ------------------------------------------------------------------------------------


def _tree(data: bytes, path: str) -> tuple[_Element | None, tuple[Diagnostic, ...]]:
    parser = expat.ParserCreate(namespace_separator=" ")
    root = _Element("", {}, 1, 1)
    open_: list[_Element] = [root]

    def start(name: str, attributes: Mapping[str, str]) -> None:
        line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        element = _Element(name, attributes, line, column)
        open_[min(len(open_), MAX_DEPTH) - 1].inside.append(element)
        open_.append(element)

    def words(text: str) -> None:
        open_[min(len(open_), MAX_DEPTH) - 1].inside.append(text)

    def close(_name: str) -> None:
        open_.pop()

    def refuse(*_: Any) -> None:
        raise _Refused

    parser.StartElementHandler = start
    parser.EndElementHandler = close
    parser.CharacterDataHandler = words
    parser.EntityDeclHandler = refuse
    parser.buffer_text = True
    try:
        parser.Parse(data, True)
    except _Refused:
        span = Span(path, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
        message = "this document defines entities of its own, which is refused"
        return None, (bad_input(span, message, "take its <!DOCTYPE …> out"),)
    except (expat.ExpatError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", 1)
        column = getattr(error, "offset", 0) + 1
        is_xml = isinstance(error, expat.ExpatError)
        reason = expat.ErrorString(error.code) if is_xml else cut(error)  # type: ignore[union-attr]
        span = Span(path, line, column, line, column + 1)
        return None, (bad_input(span, f"this is no XML from here on: {reason}"),)
    top = root.inside[0] if root.inside else None
    return (top if isinstance(top, _Element) else None), ()


class _Refused(Exception):
    """A document type with entities."""


def _below(element: _Element) -> Iterator[_Element]:
    for one in element.inside:
        if isinstance(one, _Element):
            yield one
            yield from _below(one)


def _markup(element: _Element) -> str:
    """What is in an element, as HTML again."""
    parts = []
    for one in element.inside:
        if isinstance(one, str):
            parts.append(one.replace("&", "&amp;").replace("<", "&lt;"))
        else:
            name = one.name.rpartition(" ")[2]
            given = "".join(
                f' {key}="{value.replace("&", "&amp;").replace(chr(34), "&quot;")}"'
                for key, value in one.attributes.items()
                if " " not in key
            )
            parts.append(f"<{name}{given}>{_markup(one)}</{name}>")
    return "".join(parts)


def _said(element: _Element) -> str:
    """An element in a line: its attributes, and all words in it."""
    given = [f"{key}={value}" for key, value in element.attributes.items()]
    return " ".join([*given, *_pieces(element)])


def _pieces(element: _Element) -> Iterator[str]:
    for one in element.inside:
        if isinstance(one, str):
            yield from one.split()
        else:
            yield _said(one)


def _atom(entry: _Element, path: str, feed: _Element) -> Entry:
    made = Entry(Span(path, entry.line, entry.column))
    given = {**feed.attributes, **entry.attributes}  # the inner one counts (RFC 4287, 2)
    made.language = given.get(f"{_XML} lang", "")
    for one in (part for part in entry.inside if isinstance(part, _Element)):
        name = one.name.removeprefix(f"{_ATOM} ")
        kind = one.attributes.get("type", "text")
        relation = one.attributes.get("rel", "alternate")
        if name == "title":
            made.title = _plain(one, kind)
        elif name == "id":
            made.key = one.text()
        elif name == "published":
            made.published = one.text()
        elif name == "link" and relation == "alternate" and not made.url:
            made.url = _whole(given.get(f"{_XML} base", ""), one.attributes.get("href", ""))
        elif name == "content" and "src" not in one.attributes:
            made.html, made.text = _content(one, kind)
        elif name == "summary":
            made.summary = _plain(one, kind)
        elif name == "author" and not made.author:
            made.author = one.words(f"{_ATOM} name")
            _more(made.extra, "author", _said(one))
        elif name == "category":
            made.tags.append(one.attributes.get("label") or one.attributes.get("term", ""))
        else:
            _more(made.extra, name.rpartition(" ")[2], _said(one))
    if not made.published:
        made.published, made.is_changed = made.extra.get("updated", ""), True
    return made


def _content(element: _Element, kind: str) -> tuple[str, str]:
    """HTML and plain text of an Atom text construct; one of them."""
    if kind in {"html", "text/html"}:
        return element.text(), ""
    if kind in {"xhtml", "application/xhtml+xml"}:
        return _markup(element), ""
    return "", element.text()


def _plain(element: _Element, kind: str) -> str:
    html, text = _content(element, kind)
    return plain_of(html)[0] if html else text


def _rss(item: _Element, path: str, home: str) -> Entry:
    made = Entry(Span(path, item.line, item.column))
    for one in (part for part in item.inside if isinstance(part, _Element)):
        space, _, name = one.name.rpartition(" ")
        is_own, is_core = space in _RSS, space == _DUBLIN_CORE
        if is_own and name == "title" and not made.title:
            made.title = plain_of(one.text())[0]
        elif is_own and name == "link" and not made.url:
            made.url = _whole(home, one.text())
        elif is_own and name == "guid":
            made.key = one.text()
        elif (is_own and name == "pubDate") or (is_core and name == "date"):
            made.published = _day_of_mail(one.text())
        elif name == "encoded" and space == _CONTENT:
            made.html = one.text()
        elif is_own and name == "description" and not made.summary:
            made.summary = one.text()
        elif ((is_own and name == "author") or (is_core and name == "creator")) and not made.author:
            made.author = one.text()
        elif is_own and name == "category":
            made.tags.append(one.text())
        else:
            _more(made.extra, name, _said(one))
    if not made.html:
        made.html, made.summary = made.summary, ""
    else:
        made.summary = plain_of(made.summary)[0]
    return made


def _whole(base: str, address: str) -> str:
    """An address that may be told from where the feed is, in full."""
    try:
        return urljoin(base, address) if address else ""
    except ValueError:  # one of them is no address
        return address


def _day_of_mail(text: str) -> str:
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return text


def _more(extra: dict[str, str], name: str, value: str) -> None:
    extra[name] = f"{extra[name]} | {value}" if name in extra else value
