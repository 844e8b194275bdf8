"""One Markdown text → HTML, its citations and links, and what is wrong with it.

In: a text by an author, who may be hostile. Out: HTML that can stand in a page as it is, and
findings by line and column of the text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from linimasa.diagnostics import did_you_mean
from linimasa.markup.bounds import is_light, refusal, tangled
from linimasa.markup.full import CITATION, full_html
from linimasa.markup.plain import plain_html
from linimasa.markup.words import Conversation, Converted, Finding, Mention, Place

CODE = re.compile(
    r"""
      ^[ >]*(?:(?:[-*+]|\d+[.)])[ ]+)?(?P<fence>(?P<sign>[`~])(?P=sign){2,})[^`\n]*$
        (?s:.)*?(?:^[ >]*(?P=fence)(?P=sign)*[ ]*$|\Z)
    | (?P<ticks>`+)(?!`)[^`]*(?P=ticks)
    | ^(?:[ ]{4}|\t).*$
    """,
    re.MULTILINE | re.VERBOSE,
)

UNCLOSED = re.compile(r"(?<!\\)\]\(((?:event|page):[^()\s]+)(?![^()\s])(?!\s*[)\"'])")

_OPENED, _CITED = re.compile(r"\[@"), re.compile(CITATION)
MISCITED = re.compile(rf"(?<!\\)(?!{CITATION})\[@[ \t]*(?P<key>[\w.:-]++)(?![^\[\]\n]*\][(\[:])")
"""What begins as a citation and is none: `[@key`, `[@ key]`, `[@key, p. 3]`."""

_BEFORE_CITATION = re.compile(r'[ \n](?=<sup class="cite">)')
"""Where a line must not break: the number of a source stays with the word before it."""


def to_html(text: str, numbers: Mapping[str, int], home: str) -> Converted:
    """Convert one Markdown text.

    `numbers` maps the keys of sources to their numbers, for `[@key]`. `home` is the way from
    the page that shows the text to the home page of its language, such as `../../`.
    Findings: `text-too-long`, `text-too-tangled`, `unknown-source`, `raw-html`,
    `picture-in-text`, `bad-link`.
    """
    talk = Conversation(numbers, home)
    html = plain_html(text, talk) if is_light(text) else None
    if html is None:
        if refused := refusal(text):
            return Converted("", (), (), (refused,))
        talk = Conversation(numbers, home)
        try:
            html = full_html(text, talk)
        except RecursionError:
            return Converted("", (), (), (tangled(Place(1, 1, 1)),))
    return Converted(
        _BEFORE_CITATION.sub("\u00a0", html),
        tuple(sorted(talk.citations.items())),
        tuple(
            Mention(kind, word, place)
            for kind, word in dict.fromkeys(talk.internal)
            for place in _places(text, f"{kind}:{word}")
        ),
        tuple(_findings(text, talk)),
    )


def _findings(text: str, talk: Conversation) -> Iterator[Finding]:
    keys = ", ".join(talk.numbers)
    known = f"the keys of its sources are: {keys}" if keys else "no source of it has a key yet"
    for key in dict.fromkeys(talk.unknown_keys):
        for place in _places(text, f"@{key}"):
            message = f"no source of this event has the key “{key}”"
            yield Finding("unknown-source", place, message, did_you_mean(key, talk.numbers, known))
    yield from _unclosed(text)
    yield from _no_citations(text, talk.numbers)
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


def _unclosed(text: str) -> Iterator[Finding]:
    """Links within the timeline without their last bracket, which readers would see as signs."""
    if "](event:" not in text and "](page:" not in text:
        return
    for found in UNCLOSED.finditer(_without_code(text)):
        place = _place(text, found.start(1), len(found[1]))
        yield Finding("bad-link", place, "this link is never closed", f"write ({found[1]})")


def _no_citations(text: str, keys: Collection[str]) -> Iterator[Finding]:
    """Keys of sources in what readers would see as signs, as it is no citation."""
    # Asked first, as it is for each text, and takes a fraction of the time.
    if all(_CITED.match(text, one.start()) for one in _OPENED.finditer(text)):
        return
    for found in MISCITED.finditer(_without_code(text)):
        key = found["key"].rstrip(".:")
        if key in keys:
            message = "this is not read as a citation"
            hint = f"write [@{key}], with nothing else inside the brackets"
            yield Finding("bad-link", _place(text, found.start(), len(found[0])), message, hint)


def _without_code(text: str) -> str:
    return CODE.sub(lambda code: "\0" * len(code[0]), text)


def _places(text: str, piece: str) -> Iterator[Place]:
    """Every place of `piece` outside code; the beginning of the text when there is none."""
    plain = _without_code(text)
    starts = [found.start() for found in re.finditer(re.escape(piece), plain)] if piece else []
    if not starts:
        yield Place(1, 1, 1)
    for start in starts[:20]:
        yield _place(text, start, len(piece))


def _place(text: str, start: int, length: int) -> Place:
    line_start = text.rfind("\n", 0, start) + 1
    return Place(text.count("\n", 0, start) + 1, start - line_start + 1, length)
