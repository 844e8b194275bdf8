"""Markdown → safe HTML, with the citations and links it holds.

In: a text by an author, who may be hostile. Out: HTML that can stand in a page as it is,
what the text refers to, and what is wrong with it by line and column of the text. Raw HTML
is shown as text and never obeyed; what Python-Markdown makes is sanitized once more by
nh3. Nothing here looks at other events: that an event or a page exists is for `link` to say.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

import markdown
import nh3
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from linimasa.diagnostics import did_you_mean
from linimasa.model.address import link

MAX_CHARACTERS = 50_000
"""A body is refused above this: some 8,000 words, far beyond any event."""
MAX_DEPTH = 20
"""Levels of lists and quotations; Python-Markdown recurses once for each."""
MAX_TANGLE = 400_000
"""Python-Markdown takes quadratic time in the openers of a paragraph (5,000 brackets: 4 s), so
the squares of their numbers are summed and bounded; this many take about a fifth of a second."""

OPENERS = ("[", "<", "*", "_", "`", "](", "&", "\n#", "\n=")
CITATION = r"\[(@[\w.:-]+(?:[ \t]*[;,][ \t]*@[\w.:-]+)*)\]"
PICTURE = r"!\[[^\]]*\]"
RAW_HTML = r"(<[a-zA-Z][^<>@]{0,400}>|<!--)"
CODE = re.compile(r"(`+)(?!`)[^`]*\1|^(?: {4}|\t).*$", re.MULTILINE)
WEB_SCHEMES = ("http://", "https://", "mailto:")
INTERNAL = re.compile(r"(event|page):([^\s#?/]+)\Z")

# fmt: off
TAGS = frozenset({
    "a", "blockquote", "br", "code", "div", "em", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol",
    "p", "pre", "strong", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
})
# fmt: on
ATTRIBUTES = {
    "a": {"href", "id", "rel", "class", "title"},
    "sup": {"id", "class"},
    "li": {"id"},
    "ol": {"start"},
    "div": {"class"},
}


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of the text: line and column from 1, length in code points."""

    line: int
    column: int
    length: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in the text; `code` is one of `diagnostics.CODES`."""

    code: str
    place: Place
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A link to a part of the site: `[words](event:some-id)` or `[words](page:method)`."""

    kind: str
    word: str
    place: Place


@dataclass(frozen=True, slots=True)
class Converted:
    """A text made into HTML."""

    html: str
    cited: tuple[tuple[int, int], ...]
    """For each cited source: its number, and how often; citations bear ids `cite-<number>-<n>`."""
    mentions: tuple[Mention, ...]
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class _Conversation:
    """What is learned while one text is converted."""

    numbers: Mapping[str, int]
    home: str
    citations: dict[int, int] = field(default_factory=dict)
    unknown_keys: list[str] = field(default_factory=list)
    raw_html: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    bad_links: list[str] = field(default_factory=list)
    internal: list[tuple[str, str]] = field(default_factory=list)


def to_html(text: str, numbers: Mapping[str, int], home: str) -> Converted:
    """Convert one Markdown text.

    `numbers` maps the keys of sources to their numbers, for `[@key]`. `home` is the way from
    the page that shows the text to the home page of its language, such as `../../`.
    Findings: `text-too-long`, `text-too-tangled`, `unknown-source`, `raw-html`,
    `picture-in-text`, `bad-link`.
    """
    refused = _refusal(text)
    if refused:
        return Converted("", (), (), (refused,))
    talk = _Conversation(numbers, home)
    try:
        html = _convert(text, talk)
    except RecursionError:
        return Converted("", (), (), (_tangled(Place(1, 1, 1)),))
    return Converted(
        _cleaner().clean(html),
        tuple(sorted(talk.citations.items())),
        tuple(
            Mention(kind, word, place)
            for kind, word in dict.fromkeys(talk.internal)
            for place in _places(text, f"{kind}:{word}")
        ),
        tuple(_findings(text, talk)),
    )


def _refusal(text: str) -> Finding | None:
    """Why a text is not given to Python-Markdown at all, if so."""
    if len(text) > MAX_CHARACTERS:
        return Finding(
            "text-too-long",
            Place(1, 1, 1),
            f"this text has {len(text):,} characters; at most {MAX_CHARACTERS:,} are allowed",
            "split it into several events, or link to the long version",
        )
    for number, line in enumerate(text.split("\n"), start=1):
        if _depth(line) > MAX_DEPTH:
            return _tangled(Place(number, 1, max(len(line), 1)))
    tangle, number = 0, 1
    for block in re.split(r"(\n[ \t]*\n)", text):
        tangle += sum(block.count(opener) ** 2 for opener in OPENERS)
        if tangle > MAX_TANGLE:
            return _tangled(Place(number, 1, 1))
        number += block.count("\n")
    return None


def _depth(line: str) -> int:
    """How many lists and quotations a line opens or continues, at the most."""
    opening = re.match(r"(?:[ \t]|>|[-*+](?=[ \t])|\d{1,9}\.(?=[ \t]))*", line)
    prefix = opening[0] if opening else ""
    marks = len(re.findall(r"[>*+-]|\d+\.", prefix))
    return marks + prefix.expandtabs(4).count(" " * 4)


def _tangled(place: Place) -> Finding:
    return Finding(
        "text-too-tangled",
        place,
        "this text has more nested or unfinished marks than a text needs",
        "look for brackets that are never closed, or lists and quotations inside one another",
    )


def _findings(text: str, talk: _Conversation) -> Iterator[Finding]:
    known = ", ".join(talk.numbers) or "none has a key yet"
    for key in dict.fromkeys(talk.unknown_keys):
        for place in _places(text, f"@{key}"):
            message = f"no source of this event has the key “{key}”"
            yield Finding("unknown-source", place, message, did_you_mean(key, talk.numbers, known))
    kinds: tuple[tuple[str, list[str], str, str], ...] = (
        ("raw-html", talk.raw_html, "HTML is shown as text here, not obeyed", "use Markdown"),
        (
            "picture-in-text",
            talk.pictures,
            "a picture cannot stand in the text",
            "list it under media:, with a description under alt:",
        ),
        (
            "bad-link",
            talk.bad_links,
            "this link leads nowhere a reader can follow",
            "begin it with https://, or write event:id for another event of this timeline",
        ),
    )
    for code, pieces, message, hint in kinds:
        for piece in dict.fromkeys(pieces):
            for place in _places(text, piece):
                yield Finding(code, place, message, hint)


def _places(text: str, piece: str) -> Iterator[Place]:
    """Every place of `piece` outside code; the beginning of the text when there is none."""
    plain = CODE.sub(lambda code: "\0" * len(code[0]), text)
    starts = [found.start() for found in re.finditer(re.escape(piece), plain)] if piece else []
    if not starts:
        yield Place(1, 1, 1)
    for start in starts[:20]:
        line_start = text.rfind("\n", 0, start) + 1
        yield Place(text.count("\n", 0, start) + 1, start - line_start + 1, len(piece))


def _convert(text: str, talk: _Conversation) -> str:
    """Convert with a converter that nobody else, in another thread say, uses at the moment."""
    try:
        converter = _idle_converters().pop()
    except IndexError:
        converter = _converter()
    converter.conversation = talk  # type: ignore[attr-defined]
    try:
        return converter.reset().convert(text)
    finally:
        _idle_converters().append(converter)


@functools.cache
def _idle_converters() -> list[markdown.Markdown]:
    """Converters at rest, kept because making one takes longer than a text does."""
    return []


def _converter() -> markdown.Markdown:
    """Markdown as it is understood here."""
    converter = markdown.Markdown(
        extensions=["tables", "footnotes", "sane_lists"],
        extension_configs={"footnotes": {"BACKLINK_TITLE": "↩ {}", "SEPARATOR": "-"}},
        output_format="html",
    )
    converter.preprocessors.deregister("html_block")
    for name in ("html", "image_link", "image_reference", "short_image_ref"):
        converter.inlinePatterns.deregister(name)
    html = _Remember(RAW_HTML, converter, lambda talk, piece: talk.raw_html.append(piece))
    picture = _Remember(PICTURE, converter, lambda talk, piece: talk.pictures.append(piece))
    converter.inlinePatterns.register(html, "html", 90)
    converter.inlinePatterns.register(picture, "picture", 165)
    converter.inlinePatterns.register(_Citation(CITATION, converter), "citation", 170)
    converter.treeprocessors.register(_Links(converter), "links", 15)
    converter.treeprocessors.register(_Headings(converter), "headings", 14)
    return converter


@functools.cache
def _cleaner() -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        attribute_filter=_plain_attribute,
    )


def _plain_attribute(_tag: str, name: str, value: str) -> str | None:
    """Keep only the classes that our own conversion writes."""
    if name == "class":
        return value if value in {"cite", "footnote", "footnote-ref", "footnote-backref"} else None
    return value


class _Citation(InlineProcessor):
    """`[@key]` and `[@key; @other]` → numbers that link to the sources of the event."""

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        talk: _Conversation = self.md.conversation  # type: ignore[attr-defined]
        keys = [key.strip()[1:] for key in re.split(r"[;,]", m[1])]
        unknown = [key for key in keys if key not in talk.numbers]
        if unknown:
            talk.unknown_keys.extend(unknown)
            return None, None, None
        group = Element("sup", {"class": "cite"})
        for key in keys:
            number = talk.numbers[key]
            count = talk.citations[number] = talk.citations.get(number, 0) + 1
            anchor = SubElement(
                group, "a", {"href": f"#source-{number}", "id": f"cite-{number}-{count}"}
            )
            anchor.text = f"[{number}]"
        return group, m.start(0), m.end(0)


class _Remember(InlineProcessor):
    """Leaves what it meets as text, and remembers it."""

    def __init__(
        self, pattern: str, md: markdown.Markdown, note: Callable[[_Conversation, str], None]
    ) -> None:
        super().__init__(pattern, md)
        self.note = note

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[str | None, int | None, int | None]:
        self.note(self.md.conversation, m[0])  # type: ignore[attr-defined]
        return None, None, None


class _Links(Treeprocessor):
    """Resolves links within the site and takes the address from those that lead nowhere."""

    def run(self, root: Element) -> None:
        talk: _Conversation = self.md.conversation  # type: ignore[attr-defined]
        for anchor in root.iter("a"):
            href = anchor.get("href", "")
            inside = INTERNAL.match(href)
            if inside:
                kind, word = inside[1], inside[2]
                talk.internal.append((kind, word))
                folder = "events/" if kind == "event" else ""
                anchor.set("href", link(f"{talk.home}{folder}{word}/"))
            elif href.lower().startswith(WEB_SCHEMES):
                anchor.set("rel", "external")
            elif not href.startswith("#"):
                talk.bad_links.append(href)
                del anchor.attrib["href"]


class _Headings(Treeprocessor):
    """The page's title is its `h1`, so headings of a text begin at `h2`, without gaps."""

    def run(self, root: Element) -> None:
        headings = [part for part in root.iter() if re.fullmatch(r"h[1-6]", str(part.tag))]
        levels = sorted({part.tag for part in headings})
        for part in headings:
            part.tag = f"h{min(levels.index(part.tag) + 2, 6)}"
