"""HTML of other formats → Markdown as it is understood here.

In: any text that may be HTML. Out: Markdown that says the same, and the names of what it cannot
say. The parser of nh3 sees the HTML first, so that broken and hostile pages are but a tree of
known elements; scripts are gone then.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from itertools import accumulate
from types import MappingProxyType

import nh3

MAX_DEPTH = 40
"""Elements that are nested deeper are read as if they were not nested."""
MAX_OPEN = 500
"""Where more elements are open at once, which takes nh3 long, the HTML is shown as text."""
MAX_STEPS = 8
"""So many lists and quotes within each other are kept; `markup.bounds` refuses many more."""

# fmt: off
_LOST_WHOLE = frozenset({
    "audio", "canvas", "embed", "iframe", "img", "math", "object", "picture", "source", "svg",
    "track", "video",
})
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "center", "dd", "details", "div", "dl", "dt",
    "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li",
    "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th",
    "thead", "tr", "ul", "caption",
})
_UNMARKED = frozenset({
    *_BLOCKS, "a", "abbr", "b", "bdi", "br", "cite", "code", "em", "i", "kbd", "samp", "span",
    "strong", "time", "tt", "var", "wbr",
})
"""Elements that Markdown has, or whose words say the same without them."""
# fmt: on
_OTHERS = frozenset({"del", "font", "ins", "mark", "q", "s", "small", "strike", "sub", "sup", "u"})
_ATTRIBUTES = ("alt", "data", "href", "src", "start", "title")
_DROPPED = re.compile(r"<(script|style|form|input|button|select|textarea)\b", re.I)
_TAG = re.compile(r"<[a-zA-Z/!]")
_OPENING = re.compile(
    r"<(/?)(?!(?:p|li|t[rdh]|tbody|thead|d[td]|br|hr|img|wbr|source|col|input|meta|link)\b)[a-z]",
    re.I,
)
"""The start or the end of an element that ends only where it says so."""
_MARKS = MappingProxyType({"em": "*", "i": "*", "b": "**", "strong": "**"})
_CODE = "    "
"""What lines of code begin with."""
_WEB = re.compile(r"(?:https?://|mailto:)\S+\Z", re.I)


@dataclass(slots=True)
class _Part:
    """An element with what is in it."""

    tag: str
    attributes: dict[str, str]
    inside: list[_Part | str] = field(default_factory=list)


def markdown_of(html: str) -> tuple[str, tuple[str, ...]]:
    """Markdown, and what it cannot say: `img https://…/a.jpg`, `iframe https://…`, `u`."""
    lost: dict[str, None] = dict.fromkeys(one.lower() for one in _DROPPED.findall(html))
    blocks = list(_blocks(_tree(html).inside, lost, 0))
    return "\n\n".join(blocks) + "\n" * bool(blocks), tuple(lost)


def plain_of(html: str) -> tuple[str, tuple[str, ...]]:
    """The words alone, on one line, and what they cannot say."""
    if not _TAG.search(html):
        return " ".join(unescape(html).split()), ()
    lost: dict[str, None] = dict.fromkeys(one.lower() for one in _DROPPED.findall(html))
    words = " ".join(_words(_tree(html), lost))
    return " ".join(words.split()), tuple(lost)


def escaped(text: str) -> str:
    """A plain text as Markdown that shows just that: paragraphs where it has empty lines."""
    paragraphs = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    shown = ["  \n".join(map(_line, part.strip().split("\n"))) for part in paragraphs]
    return "\n\n".join(filter(None, shown)) + "\n" * any(shown)


# -- the tree -------------------------------------------------------------------------------


class _Reader(HTMLParser):
    """Makes a tree of HTML that nh3 has written."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Part("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        part = _Part(tag, {name: value or "" for name, value in attrs})
        self.open[min(len(self.open), MAX_DEPTH) - 1].inside.append(part)
        if tag not in {"br", "hr", "img", "wbr", "embed", "source", "track"}:
            self.open.append(part)

    def handle_endtag(self, tag: str) -> None:
        if len(self.open) > 1 and self.open[-1].tag == tag:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[min(len(self.open), MAX_DEPTH) - 1].inside.append(data)


def _is_tangled(html: str) -> bool:
    depths = accumulate(-1 if found[1] else 1 for found in _OPENING.finditer(html))
    return max(depths, default=0) > MAX_OPEN


def _tree(html: str) -> _Part:
    if _is_tangled(html):
        return _Part("", {}, [html])
    clean = nh3.clean(
        html.replace("\0", ""),
        tags={*_UNMARKED, *_OTHERS, *_LOST_WHOLE} - {"math", "svg"},
        attributes={"*": set(_ATTRIBUTES)},
        clean_content_tags={"script", "style"},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )
    reader = _Reader()
    reader.feed(clean)
    reader.close()
    return reader.root


def _words(part: _Part, lost: dict[str, None]) -> Iterator[str]:
    for one in part.inside:
        if isinstance(one, str):
            yield one
        elif one.tag in _LOST_WHOLE:
            _lose(one, lost)
        else:
            if _WEB.match(one.attributes.get("href", "")):
                _lose(one, lost)
            yield from _words(one, lost)


def _lose(part: _Part, lost: dict[str, None]) -> None:
    """Name an element by what it leads to, and those in it."""
    given = (part.attributes.get(name, "") for name in ("alt", "src", "data", "href"))
    lost[" ".join([part.tag, *filter(None, given)])] = None
    for one in part.inside:
        if isinstance(one, _Part):
            _lose(one, lost)


# -- blocks ---------------------------------------------------------------------------------


def _blocks(parts: Iterable[_Part | str], lost: dict[str, None], steps: int) -> Iterator[str]:
    run: list[_Part | str] = []
    for part in parts:
        if isinstance(part, _Part) and (part.tag in _BLOCKS or _has_block(part)):
            yield from _paragraph(run, lost)
            run = []
            yield from _block(part, lost, steps)
        else:
            run.append(part)
    yield from _paragraph(run, lost)


def _has_block(part: _Part) -> bool:
    """Whether a link or a span goes round whole paragraphs; what is in it counts then."""
    inner = [one for one in part.inside if isinstance(one, _Part)]
    return part.tag not in _LOST_WHOLE and any(
        one.tag in _BLOCKS or _has_block(one) for one in inner
    )


def _block(part: _Part, lost: dict[str, None], steps: int) -> Iterator[str]:
    if part.tag in {"ul", "ol"} and steps < MAX_STEPS:
        yield from _list(part, lost, steps)
    elif part.tag == "blockquote" and steps < MAX_STEPS:
        inner = "\n\n".join(_blocks(part.inside, lost, steps + 1))
        if inner:
            yield "\n".join(f"> {line}".rstrip() for line in inner.split("\n"))
    elif part.tag == "pre":
        text = "".join(_words(part, lost)).strip("\n")
        if text.strip():
            yield "\n".join(f"{_CODE}{line}".rstrip() for line in text.split("\n"))
    elif part.tag == "hr":
        yield "* * *"
    elif part.tag == "table":
        yield from _table(part, lost)
    elif re.fullmatch(r"h[1-6]", part.tag):
        text = " ".join(_inline(part.inside, lost).split())
        if text:
            yield f"{'#' * max(2, int(part.tag[1]))} {text}"
    else:
        if part.tag == "a" and part.attributes.get("href"):
            lost[f"a {part.attributes['href']}"] = None
        yield from _blocks(part.inside, lost, steps)


def _paragraph(parts: Sequence[_Part | str], lost: dict[str, None]) -> Iterator[str]:
    lines = [" ".join(line.split()) for line in _inline(parts, lost).split("\n")]
    shown = [_line_start(line) for line in lines if line]
    if shown:
        yield "  \n".join(shown)


def _list(part: _Part, lost: dict[str, None], steps: int) -> Iterator[str]:
    start = part.attributes.get("start", "")
    number = int(start) if re.fullmatch("[0-9]{1,6}", start) else 1
    items: list[str] = []
    for item in part.inside:
        blocks = list(_blocks([item], lost, steps + 1))
        if not blocks:
            continue
        if blocks[0].startswith(_CODE):  # which no item can begin with
            lines = filter(None, map(str.strip, blocks[0].split("\n")))
            blocks[0] = "  \n".join(map(_code, lines))
        mark = f"{number + len(items)}. " if part.tag == "ol" else "- "
        nested = len(blocks) == 2 and re.match(r"(?:- |[0-9]+\. )", blocks[1])
        text = ("\n" if nested else "\n\n").join(blocks)
        items.append(mark + re.sub(r"\n(?=[^\n])", "\n    ", text))
    if items:
        loose = any("\n\n" in item for item in items)
        yield ("\n\n" if loose else "\n").join(items)


def _table(part: _Part, lost: dict[str, None]) -> Iterator[str]:
    """Rows of cells; what stands in a table outside of them comes before it."""
    rows = list(_within(part, "tr"))
    cells = [
        [
            " ".join(_inline([cell], lost).split()).replace("|", "\\|")
            for cell in row.inside
            if isinstance(cell, _Part) and cell.tag in {"td", "th"}
        ]
        for row in rows
    ]
    for caption in _within(part, "caption"):
        yield from _paragraph(caption.inside, lost)
    cells = [row for row in cells if any(row)]
    width = max(map(len, cells), default=0)
    if width > 1:
        lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in cells]
        yield "\n".join([lines[0], "|" + " --- |" * width, *lines[1:]])
    else:
        yield from (_line_start(row[0]) for row in cells)


def _within(part: _Part, tag: str) -> Iterator[_Part]:
    for one in part.inside:
        if isinstance(one, _Part) and one.tag == tag:
            yield one
        elif isinstance(one, _Part) and one.tag not in {"td", "th"}:
            yield from _within(one, tag)


# -- lines ----------------------------------------------------------------------------------


def _inline(parts: Iterable[_Part | str], lost: dict[str, None]) -> str:
    return "".join(
        _signs(re.sub(r"\s+", " ", part)) if isinstance(part, str) else _element(part, lost)
        for part in parts
    )


def _element(part: _Part, lost: dict[str, None]) -> str:
    if part.tag in _LOST_WHOLE:
        _lose(part, lost)
        return ""
    if part.tag == "br":
        return "\n"
    if part.tag in {"code", "kbd", "samp", "tt"}:
        return _code("".join(_words(part, lost)))
    text = _inline(part.inside, lost)
    if part.tag == "a" and part.attributes.get("href"):
        return _link(text, part.attributes["href"], lost)
    if part.tag in _MARKS:
        return _marked(text, _MARKS[part.tag])
    if part.tag in _OTHERS:
        lost[part.tag] = None
    return f" {text} " if part.tag in _BLOCKS else text


def _code(text: str) -> str:
    text = " ".join(text.split())
    if not text:
        return ""
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    return f"{fence} {text} {fence}" if "`" in text else f"`{text}`"


def _link(text: str, address: str, lost: dict[str, None]) -> str:
    if not _WEB.match(address):
        lost[f"a {address}"] = None
        return text
    safe = re.sub(r"[()<>\"\\ *_`\[\]]", lambda sign: f"%{ord(sign[0]):02X}", address)
    safe = safe.replace("%5F", "_")
    words = text.strip()
    return (
        f"[{words}]({safe})" if words and "\n" not in words else f"{text}[{_signs(safe)}]({safe})"
    )


def _marked(text: str, mark: str) -> str:
    """Marks go close around the words; spaces stay outside of them."""
    words = text.strip()
    if not words or "\n" in words or words.startswith("*") or words.endswith("*"):
        return text
    before, after = (" " * text[:1].isspace(), " " * text[-1:].isspace())
    return f"{before}{mark}{words}{mark}{after}"


def _signs(text: str) -> str:
    """A text whose signs mean nothing to Markdown."""
    text = re.sub(r"([\\`*\[\]])", r"\\\1", text)
    text = re.sub(r"(?<![^\W_])_|_(?![^\W_])", r"\\_", text)
    text = re.sub(r"&(?=#?\w+;)", "&amp;", text)
    return re.sub(r"<(?=\S)", "&lt;", text)


def _line_start(line: str) -> str:
    """A line that begins no heading, list or quote; spaces were taken from it."""
    line = re.sub(r"^([#>]|[-+](?=\s|-|$)|\|)", r"\\\1", line)
    line = re.sub(r"^=", "&#61;", line)
    line = re.sub(r"^:(?=\s)", "&#58;", line)
    return re.sub(r"^([0-9]+)\.(?=\s|$)", r"\1\\.", line)


def _line(line: str) -> str:
    return _line_start(_signs(" ".join(line.split())))
