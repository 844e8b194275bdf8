"""Markdown → HTML by Python-Markdown, made safe.

In: any text within `bounds`. Out: HTML, sanitized once more by nh3; what the text refers to and
what is wrong with it is noted in the `Conversation`. Raw HTML stays text.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from html import escape
from xml.etree.ElementTree import Element, SubElement

import markdown
import nh3
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString, code_escape

from linimasa.markup.blocks import FENCED, in_levels
from linimasa.markup.words import Conversation
from linimasa.model.address import link

CITATION = r"\[(@[\w.:-]+(?:[ \t]*[;,][ \t]*@[\w.:-]+)*)\]"
PICTURE = r"!\[[^\]]*\]"
RAW_HTML = r"(<[a-zA-Z][^<>@]{0,400}>|<!--)"
SIGNS = {
    "backtick": "`", "escape": "\\", "footnote": "[", "reference": "[", "citation": "[",
    "picture": "!", "link": "[", "short_reference": "[", "autolink": "<", "automail": "<",
    "html": "<", "entity": "&",
}  # fmt: skip
"""Without its sign in a text a pattern cannot match there, and looking costs time."""
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
    "div": {"class", "tabindex"},
    "td": {"class"},
    "th": {"class"},
}
SIDES = {f"text-align: {side};": side for side in ("left", "center", "right")}
"""The style that Python-Markdown gives to cells of a column → our class, as styles are refused."""
CLASSES = frozenset(
    {"cite", "footnote", "footnote-ref", "footnote-backref", "wide", *SIDES.values()}
)


def full_html(text: str, talk: Conversation) -> str:
    """Convert with a converter that nobody else, in another thread say, uses at the moment.

    Raises RecursionError for nesting that `bounds` lets through.
    """
    try:
        converter = _idle_converters().pop()
    except IndexError:
        converter = _converter()
    converter.conversation = talk  # type: ignore[attr-defined]
    patterns: list[tuple[str, InlineProcessor]] = converter.patterns  # type: ignore[attr-defined]
    apt = [pattern for sign, pattern in patterns if sign in text]
    converter.treeprocessors["inline"].inlinePatterns = apt  # type: ignore[attr-defined]
    html = FENCED.sub(
        lambda mark: escape(converter.codes[int(mark[1])]),  # type: ignore[attr-defined]
        converter.reset().convert(text),
    )
    _idle_converters().append(converter)  # one that was interrupted is never used again
    return _cleaner().clean(html)


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
    converter.preprocessors.register(_Levels(converter), "levels", 25)
    converter.parser.blockprocessors.register(_Fenced(converter.parser), "fenced", 85)
    for name in ("html", "image_link", "image_reference", "short_image_ref"):
        converter.inlinePatterns.deregister(name)
    html = _Remember(RAW_HTML, converter, lambda talk, piece: talk.raw_html.append(piece))
    picture = _Remember(PICTURE, converter, lambda talk, piece: talk.pictures.append(piece))
    converter.inlinePatterns.register(html, "html", 90)
    converter.inlinePatterns.register(picture, "picture", 165)
    converter.inlinePatterns.register(_Citation(CITATION, converter), "citation", 170)
    inline = converter.inlinePatterns
    signs = {inline[name]: sign for name, sign in SIGNS.items()}
    converter.patterns = [(signs.get(one, ""), one) for one in inline]  # type: ignore[attr-defined]
    converter.treeprocessors.register(_Links(converter), "links", 15)
    converter.treeprocessors.register(_Headings(converter), "headings", 14)
    converter.treeprocessors.register(_Tables(converter), "tables", 13)
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
        return value if value in CLASSES else None
    return value


class _Levels(Preprocessor):
    """Lists and fences as editors write them."""

    def run(self, lines: list[str]) -> list[str]:
        lines, self.md.codes = in_levels(lines)  # type: ignore[attr-defined]
        return lines


class _Fenced(BlockProcessor):
    """Fenced code, where its mark stands."""

    def test(self, parent: Element, block: str) -> bool:
        return bool(FENCED.fullmatch(block.strip()))

    def run(self, parent: Element, blocks: list[str]) -> None:
        codes: list[str] = self.parser.md.codes  # type: ignore[attr-defined]
        number = int(blocks.pop(0).strip()[len("\x02fence:") : -1])
        code = SubElement(SubElement(parent, "pre"), "code")
        code.text = AtomicString(code_escape(codes[number]))


class _Citation(InlineProcessor):
    """`[@key]` and `[@key; @other]` → numbers that link to the sources of the event."""

    def handleMatch(  # type: ignore[override]
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        talk: Conversation = self.md.conversation  # type: ignore[attr-defined]
        keys = [key.strip()[1:] for key in re.split(r"[;,]", m[1])]
        unknown = [key for key in keys if key not in talk.numbers]
        if unknown:
            talk.unknown_keys.extend(unknown)
            return None, None, None
        group = Element("sup", {"class": "cite"})
        for key in keys:
            number = talk.numbers[key]
            href = f"#source-{number}"
            anchor = SubElement(group, "a", {"href": href, "id": talk.cite(number)})
            anchor.text = f"[{number}]"
        return group, m.start(0), m.end(0)


class _Remember(InlineProcessor):
    """Leaves what it meets as text, and remembers it."""

    def __init__(
        self, pattern: str, md: markdown.Markdown, note: Callable[[Conversation, str], None]
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
        talk: Conversation = self.md.conversation  # type: ignore[attr-defined]
        for anchor in root.iter("a"):
            href = anchor.get("href", "")
            inside = INTERNAL.match(href)
            if inside:
                anchor.set("href", link(talk.inside(inside[1], inside[2])))
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


class _Tables(Treeprocessor):
    """A table may be wider than a phone: what it stands in scrolls, by keyboard as well."""

    def run(self, root: Element) -> None:
        for cell in root.iter():
            if cell.tag in {"td", "th"} and "style" in cell.attrib:
                cell.set("class", SIDES[cell.attrib.pop("style")])
        for around in list(root.iter()):
            for at, part in enumerate(around):
                if part.tag == "table":
                    around[at] = Element("div", {"class": "wide", "tabindex": "0"})
                    around[at].append(part)
