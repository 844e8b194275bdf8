"""What goes into the pipeline and what comes out of it: files, as values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import blake2b

from linimasa.diagnostics import Diagnostic

PICTURE_ENDINGS = ("avif", "gif", "jpeg", "jpg", "png", "webp")
"""Files below `content/` with such names are published; not `svg`, which can carry scripts."""


def digest_of(data: bytes) -> str:
    """What tells contents apart: BLAKE2b, 16 bytes, hexadecimal."""
    return blake2b(data, digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file as it was read from disk."""

    path: str
    """Path below the site folder, or below the theme; forward slashes."""
    data: bytes
    """Empty where only the digest is held: then it is to be read again."""
    known: str = ""
    """Its digest, where that need not be worked out."""
    stamp: str = ""
    """What changes whenever the file does; empty where that is not sure."""

    @property
    def digest(self) -> str:
        """Of the content; see `digest_of`."""
        return self.known or digest_of(self.data)


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
    media_stamps: tuple[str, ...] = ()
    """For each of `media` what changes whenever the file does, or an empty text."""
    extra: InputFile | None = None
    """`content/_extra.yaml`."""

    def digests(self) -> dict[str, str]:
        """By path, of all files that were read, of events too that need not be."""
        texts = (*self.events, *self.pages, self.settings, self.actors, self.extra)
        return {
            **{file.path: file.digest for file in texts if file},
            **{file.path: digest_of(file.data) for file in self.theme},
        }


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line may change."""

    base_url: str = ""
    """Takes the place of `url` in `site.yaml`."""
    drafts: bool = False
    """Show drafts and embargoed events, marked."""
    advice: bool = False
    """Say also what an editor wants to look at, though readers could be shown it as it is."""
    unnoted: bool = False
    """With advice: say also which translations have no note of what they were made from."""


@dataclass(frozen=True, slots=True)
class Output:
    """A file of the finished site."""

    path: str
    """Path below the output folder; forward slashes."""
    content: bytes = b""
    copy_of: str = ""
    """The file of the site folder it is a copy of; `content` is then empty."""
    make: Callable[[], bytes] | None = None
    """Gives the content, the same each time, where it is not made before somebody asks for it;
    `content` is then empty."""
    pieces: Callable[[], Iterable[bytes]] | None = None
    """Gives the content bit by bit, the same each time, where it is too much to hold; `content` is
    then empty."""

    def held(self) -> Output:
        """The same file with its content in hand."""
        if self.make:
            return Output(self.path, self.make())
        return Output(self.path, b"".join(self.pieces())) if self.pieces else self


@dataclass(frozen=True, slots=True)
class Placed:
    """A file of the finished site that has been put in its place, or will be."""

    path: str
    digest: str
    """BLAKE2b of its content: 16 bytes, hexadecimal."""


@dataclass(frozen=True, slots=True)
class Build:
    """A finished build: the whole site, and what is wrong with the content."""

    outputs: tuple[Output | Placed, ...]
    """Every file; none if there is an error."""
    diagnostics: tuple[Diagnostic, ...]
    events: int = 0
    pages: int = 0
    embargoes: tuple[int, ...] = ()
    """The moments at which events become public, past ones too; seconds since 1970 (UTC)."""
    frames: Mapping[str, str] = field(default_factory=dict)
    """A key of what all pages of a language and template share, by both names."""
    reasons: tuple[tuple[str, str], ...] = ()
    """Why each page was drawn, by path, where that was asked."""
    brief: str = ""
    """What the memo has the site in brief by; see `brief`."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What a build leaves behind so that the next one can be explained."""

    inputs: Mapping[str, str]
    """Digests of all files that it was made from, by path."""
    frames: Mapping[str, str]
    """What all pages of a language and template share: a key of it, by both names."""
    files: Mapping[str, str]
    """Digests of the files of the site, by path."""
    holds: Callable[[str, str], bool]
    """Whether the output folder has a file of this path and digest."""


class NotInstalled(Exception):
    """A library that only some need is not there."""

    def __init__(self, library: str, extra: str, purpose: str) -> None:
        """Say which, and how to get it."""
        super().__init__(f"{purpose} needs the library “{library}”, which is not installed")
        self.hint = f'run: pip install "linimasa[{extra}]"'


class ChangedMeanwhile(Exception):
    """A file is not what it was when the build began; the build has to begin again."""

    hint = "build again"

    def __init__(self, path: str) -> None:
        """Say which."""
        super().__init__(f"“{path}” changed during the build")
