"""Plain Markdown → HTML at once; most bodies are plain.

In: a text. Out: the very HTML that `full` makes of it, as a test compares for thousands of
texts, or None for a text with anything beyond paragraphs, `code`, links, *emphasis*,
**importance** and citations, each written as nearly everybody writes it. Whatever is rare,
such as a mark beside a mark, is left to `full`. Text is escaped before any tag is made, and
addresses consist of a few harmless signs, so there is nothing to sanitize.
"""

from __future__ import annotations

import re

from linimasa.markup.words import Conversation
from linimasa.model.address import link

# Signs that mean something elsewhere in Markdown, and those that are not seen.
_UNFIT = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\\\\<|\ufeff\ud800-\udfff]|\\]:")
_ENTITY = re.compile(r"&#?\w+;")
_BLOCK = re.compile(r"[\s#>=+-]|~~~|\d+[.)]")
"""How a line begins that is no plain line of a paragraph."""
_TOKEN = re.compile(
    r"""
      `(?P<code>[^`\s](?:[^`\n]*[^`\s])?)`(?!`)
    | (?<!!)\[(?:
          (?P<keys>@[\w.:-]+(?:[ \t]*[;,][ \t]*@[\w.:-]+)*)\]
        | (?![@^])(?P<words>[^\[\]`*_]+)\](?:
              \((?:
                  (?P<url>https?://(?i:(?!\S*xn--)(?:[a-z0-9][a-z0-9-]*\.)+[a-z]{2,})(?::[0-9]{1,4})?
                    (?:[/?\#](?:[A-Za-z0-9_/?\#.~:@$+,;=%!-]|&amp;)*)?)
                | (?P<kind>event|page):(?P<id>[\w.-]+)
              )\)
            | (?!\()
          )
      )
    | \*\*(?P<strong>[^*\s](?:[^*]*[^*\s])?)\*\*(?!\*)
    | \*(?P<em>[^*\s](?:[^*]*[^*\s])?)\*(?!\*)
    """,
    re.VERBOSE,
)
_LOOSE = re.compile(r"[`*_\[\]]")
"""A mark that is part of no token."""


def plain_html(text: str, talk: Conversation) -> str | None:
    """The HTML of a plain text, with what it cites and links noted in `talk`; else None."""
    if _UNFIT.search(text) or ("&" in text and _ENTITY.search(text)):
        return None
    for line in text.split("\n"):
        if line and (_BLOCK.match(line) or line[-1].isspace()):
            return None
    text = text.replace("&", "&amp;").replace(">", "&gt;").replace("\xa0", "&nbsp;")
    paragraphs = []
    for block in text.split("\n\n"):
        if block := block.strip("\n"):
            html = _inline(block, talk)
            if html is None:
                return None
            paragraphs.append(f"<p>{html}</p>")
    return "\n".join(paragraphs)


def _inline(text: str, talk: Conversation) -> str | None:
    pieces: list[str] = []
    end = 0
    for token in _TOKEN.finditer(text):
        html = _token(token, talk)
        if html is None:
            return None
        words = text[end : token.start()]
        if _LOOSE.search(words):
            return None
        pieces += (words, html)
        end = token.end()
    rest = text[end:]
    return None if _LOOSE.search(rest) else "".join(pieces) + rest


def _token(token: re.Match[str], talk: Conversation) -> str | None:
    if token["keys"]:
        return _citation(token["keys"], talk)
    if token["code"]:
        return f"<code>{token['code']}</code>"
    for tag in ("em", "strong"):
        if token[tag]:
            inner = _inline(token[tag], talk)
            return None if inner is None else f"<{tag}>{inner}</{tag}>"
    if token["url"]:
        return f'<a href="{token["url"]}" rel="external">{token["words"]}</a>'
    if token["kind"]:
        return f'<a href="{link(talk.inside(token["kind"], token["id"]))}">{token["words"]}</a>'
    return token[0]


def _citation(keys: str, talk: Conversation) -> str | None:
    numbers = [talk.numbers.get(key.strip()[1:]) for key in re.split("[;,]", keys)]
    links = [
        f'<a href="#source-{number}" id="{talk.cite(number)}">[{number}]</a>'
        for number in numbers
        if number
    ]
    return f'<sup class="cite">{"".join(links)}</sup>' if len(links) == len(numbers) else None
