"""One plain page of `content/pages/` → HTML with a title.

In: the bytes of `method.md` or, in another language, `method.en.md`. Out: the page, and
every mistake in it. Its front matter is read by the same reader as everything else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType

from linimasa import markup
from linimasa.decode import KINDS, Context, Wrong, decode
from linimasa.diagnostics import Diagnostic, Span, did_you_mean, problem
from linimasa.load.events import too_slow
from linimasa.load.translated import fingerprint_of
from linimasa.model.address import up
from linimasa.model.files import InputFile
from linimasa.model.record import Fingerprint, Id
from linimasa.model.site import LoadedPage, Reference
from linimasa.yamltree import Mapping as Fields
from linimasa.yamltree import Node, compose
from linimasa.yamltree.text import two_versions

PAGE_HOME = up("page/")
"""The way from a plain page to the home page of its language."""
# fmt: off
RESERVED = frozenset({
    "actors", "assets", "corrections", "embed", "events", "media", "newest", "oldest", "search",
    "sources", "status", "tags", "threads",
})
# fmt: on
"""Names of folders that the generator fills itself."""
FRONT_MATTER = re.compile(
    rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.S | re.M
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """What stands above the text of a plain page, between two lines of `---`."""

    title: str
    """The heading of the page."""
    summary: str = ""
    """A sentence for search engines."""
    translated: Fingerprint = Fingerprint("")
    """What it was translated from; written by `linimasa check --stale --fix`."""


def load_page(file: InputFile, languages: Sequence[str]) -> LoadedPage:
    """Read one plain page.

    Diagnostics: what `compose`, `two_versions`, `decode` and `markup.to_html` find, `bad-id`,
    `unknown-language`, `no-front-matter`, `not-utf-8`.
    """
    name, language, found = _name(file.path, languages)
    if conflict := two_versions(file.data.decode("utf-8", "replace"), file.path):
        found += (conflict,)
        return LoadedPage(file.path, name, language, "", "", "", diagnostics=found)
    matter = FRONT_MATTER.match(file.data)
    if matter is None:
        found += (
            problem(
                "no-front-matter",
                Span(file.path, 1, 1),
                "this page does not begin with a title between two lines of ---",
                "begin it with three lines: ---, title: …, ---",
            ),
        )
        return LoadedPage(file.path, name, language, "", "", "", diagnostics=found)
    # An empty line in place of the opening dashes keeps every line where it stands in the file.
    tree = compose(b"\n" + matter[1], file.path)
    found += tree.diagnostics
    above = FrontMatter(title="")
    if tree.root is not None:
        decoded = decode(tree.root, FrontMatter, Context(tuple(languages)))
        found += decoded.diagnostics
        above = decoded.value or above
    html, references, wrong = _text(file, matter.end())
    text = file.data[matter.end() :].decode("utf-8", "replace")
    return LoadedPage(
        file.path,
        name,
        language,
        above.title,
        above.summary,
        html,
        references,
        found + wrong,
        fingerprint_of(f"{above.title}\n{above.summary}\n{text}"),
        above.translated,
        _noted(tree.root),
    )


def _noted(root: Node | None) -> Span | None:
    entries = root.entries if isinstance(root, Fields) else ()
    return next((value.span for key, value in entries if key.text == "translated"), None)


def overdue_page(file: InputFile, languages: Sequence[str]) -> LoadedPage:
    """What stands for a page that takes too long to read, for callers who end such a call.

    Diagnostics: `text-too-slow`, at the first line of the text.
    """
    name, language, _ = _name(file.path, languages)
    matter = FRONT_MATTER.match(file.data)
    line = file.data.count(b"\n", 0, matter.end() if matter else 0) + 1
    wrong = too_slow(Span(file.path, line, 1))
    return LoadedPage(file.path, name, language, "", "", "", diagnostics=(wrong,))


def _name(path: str, languages: Sequence[str]) -> tuple[Id, str, tuple[Diagnostic, ...]]:
    """The page's name and language: `method.en.md` is the page `method` in English."""
    name, _, language = PurePosixPath(path).stem.partition(".")
    if language and language not in languages:
        hint = did_you_mean(language, languages, "this site has: " + ", ".join(languages))
        message = f"“{language}” in the name of this page is not a language of this site"
        return Id(name), languages[0], (problem("unknown-language", Span(path), message, hint),)
    read = KINDS[Id].read(name, Context())
    if isinstance(read, Wrong):
        message = f"the name of this page cannot be an address: {read.message}"
        return Id(name), languages[0], (problem("bad-id", Span(path), message, read.hint),)
    if name in RESERVED or name in languages:
        message = f"“{name}” is a folder that the site fills itself"
        hint = "give this page another name"
        return Id(name), languages[0], (problem("bad-id", Span(path), message, hint),)
    return Id(name), language or languages[0], ()


_OF_PAGES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "unknown-source": (
            "a page has no sources that could be cited",
            "write a link instead: [words](https://…)",
        ),
        "picture-in-text": (
            "a picture cannot stand in the text",
            "show it in an event, under media:, and link that event",
        ),
    }
)
"""What is said of a page where the words for events would be wrong."""


def _of_page(finding: markup.Finding, span: Span) -> Diagnostic:
    message, hint = _OF_PAGES.get(finding.code, (finding.message, finding.hint))
    return problem(finding.code, span, message, hint)


def _text(file: InputFile, start: int) -> tuple[str, tuple[Reference, ...], tuple[Diagnostic, ...]]:
    """The text below the front matter as HTML, with its links and mistakes."""
    first_line = file.data.count(b"\n", 0, start)
    try:
        text = file.data[start:].decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = file.data.count(b"\n", 0, start + error.start) + 1
        message = "here is a sign that is not UTF-8"
        where = Span(file.path, line, 1)
        return "", (), (problem("not-utf-8", where, message, "save the file as UTF-8"),)
    converted = markup.to_html(text, {}, PAGE_HOME)

    def span(place: markup.Place) -> Span:
        line = first_line + place.line
        return Span(file.path, line, place.column, line, place.column + place.length)

    references = tuple(
        Reference(
            "event-link" if mention.kind == "event" else mention.kind,
            mention.word,
            span(mention.place),
        )
        for mention in converted.mentions
    )
    found = tuple(_of_page(finding, span(finding.place)) for finding in converted.findings)
    return converted.html, references, found
