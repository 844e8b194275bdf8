"""What goes into the pipeline and what comes out of it: files, as values."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import blake2b

from linimasa.diagnostics import Diagnostic

PICTURE_ENDINGS = ("avif", "gif", "jpeg", "jpg", "png", "webp")
"""Files below `content/` with such names are published; not `svg`, which can carry scripts."""


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file as it was read from disk."""

    path: str
    """Path below the site folder, or below the theme; forward slashes."""
    data: bytes

    @property
    def digest(self) -> str:
        """Of the content."""
        return blake2b(self.data, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class ThemeFile:
    """A file of the theme: the site's own where it has one of that name, else the default."""

    name: str
    """Path below the theme, such as `templates/event.html`; the default theme's files are
    there a second time below `base/`."""
    path: str
    """The file it came from, for diagnostics."""
    data: bytes


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything a build depends on. The same snapshot gives the same bytes."""

    settings: InputFile | None
    """`site.yaml`."""
    events: tuple[InputFile, ...]
    actors: InputFile | None
    pages: tuple[InputFile, ...]
    media: tuple[str, ...]
    """Other files below `content/`, by path: pictures, which are copied and not read."""
    theme: tuple[ThemeFile, ...]
    now: int
    """The moment of the build for embargoes, in seconds since 1970 (UTC)."""
    diagnostics: tuple[Diagnostic, ...] = ()
    """What could not be read."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line may change."""

    base_url: str = ""
    """Takes the place of `url` in `site.yaml`."""
    drafts: bool = False
    """Show drafts and embargoed events, marked."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file of the finished site."""

    path: str
    """Path below the output folder; forward slashes."""
    content: bytes = b""
    copy_of: str = ""
    """The file of the site folder it is a copy of; `content` is then empty."""


@dataclass(frozen=True, slots=True)
class Build:
    """A finished build: the whole site, and what is wrong with the content."""

    outputs: tuple[Output, ...]
    diagnostics: tuple[Diagnostic, ...]
    events: int = 0
    pages: int = 0
