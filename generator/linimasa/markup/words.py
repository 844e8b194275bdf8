"""What a Markdown text is made into, and what is noticed meanwhile.

Values only: in go numbers and words, out come what pages show and what reports say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


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
class Conversation:
    """What is learned while one text is converted."""

    numbers: Mapping[str, int]
    """The numbers of sources by their keys."""
    home: str
    """The way from the page that shows the text to the home page of its language."""
    citations: dict[int, int] = field(default_factory=dict)
    unknown_keys: list[str] = field(default_factory=list)
    raw_html: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    bad_links: list[str] = field(default_factory=list)
    internal: list[tuple[str, str]] = field(default_factory=list)

    def cite(self, number: int) -> str:
        """Count a citation; the id of its link comes back."""
        count = self.citations[number] = self.citations.get(number, 0) + 1
        return f"cite-{number}-{count}"

    def inside(self, kind: str, word: str) -> str:
        """Note a link to an event or a page of this site; its address comes back."""
        self.internal.append((kind, word))
        return f"{self.home}{'events/' if kind == 'event' else ''}{word}/"
