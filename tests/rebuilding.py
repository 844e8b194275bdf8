"""A site on the disk, built by one who remembers earlier builds and by one who does not.

In: what is in its files. Out: whether both builds and the preview agree to the byte. Everything
goes through the functions that `linimasa build` uses; here are also the file systems that it
runs on, and the ways in which a build may come to an early end.
"""

import contextlib
import functools
import gc
import hashlib
import io
import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from edited_site import DEFAULT_THEME, MEMORIES, MOMENTS, PATHS, SETTINGS
from linimasa.cache import store
from linimasa.cache.memo import Memory
from linimasa.commands import run_build
from linimasa.diagnostics import in_order
from linimasa.fuzzydate import parse
from linimasa.model.files import Options, Output, Placed
from linimasa.pipeline import contents, rebuild
from linimasa.pipeline.work import Work
from linimasa.plan import filters
from linimasa.preview.shelf import Shelf, shelf
from linimasa.preview.showing import first_shelf
from linimasa.read import project
from linimasa.read.project import read, read_again, reread
from linimasa.render import drawing
from linimasa.render import page as render
from linimasa.render.drawing import once
from linimasa.reporting import report
from linimasa.write import notes, stage
from samples import write_all

REMEMBERING = (
    (drawing, "_parts"),
    (import_module("linimasa.plan.edition"), "_badge"),
    (render, "_environment"),
)

# -- building -------------------------------------------------------------------------------


class Stale(AssertionError):
    """A warm build is not what a clean one is."""


@dataclass(frozen=True)
class Asked:
    """What the command line says."""

    moment: str = MOMENTS[0]
    base_url: str = ""
    drafts: bool = False
    strict: bool = False
    form: str = "text"


@dataclass(frozen=True)
class Done:
    """What came of a build."""

    code: int
    said: str
    files: Mapping[str, bytes]


def built(site: Path, folder: Path, asked: Asked, no_cache: bool = False) -> Done:
    """Build as the command does; what it says comes without the time it took and the folders."""
    said = io.StringIO()
    thresholds = gc.get_threshold()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            code = run_build(
                site,
                folder,
                asked.base_url,
                asked.drafts,
                form=asked.form,
                strict=asked.strict,
                moment=asked.moment,
                no_cache=no_cache,
                jobs=1,
            )
    finally:
        gc.set_threshold(*thresholds)
    told = said.getvalue().replace(str(folder), "OUT").replace(str(site), "SITE")
    return Done(code, re.sub(r" in [\d.]+ s: OUT .*", "", told), tree(folder))


def tree(folder: Path, without: Sequence[str] = ()) -> dict[str, bytes]:
    """Every file in a folder, hidden ones too, but for some of the folders right in it."""
    found = {}
    # Paths as texts: this is done thousands of times.
    for place, folders, names in os.walk(folder):
        above = place[len(str(folder)) + 1 :]
        folders[:] = [name for name in folders if above or name not in without]
        for name in names:
            if os.path.isfile(whole := f"{place}/{name}"):  # noqa: PTH113
                with open(whole, "rb", 0) as file:  # noqa: PTH123
                    found[f"{above}/{name}" if above else name] = file.read()
    return found


@contextlib.contextmanager
def fresh_caches() -> Iterator[None]:
    """Let functions that remember for themselves begin anew, as in a process of its own.

    Those are meant whose arguments are compared by digests.
    """
    with ExitStack() as stack:
        for module, name in REMEMBERING:
            function = getattr(module, name)
            renewed = functools.lru_cache(**function.cache_parameters())(function.__wrapped__)
            stack.enter_context(patch.object(module, name, renewed))
        yield


def difference(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> str:
    """Which files two folders do not share, and how the first of them differs."""
    differing = sorted(
        path for path in one.keys() | other.keys() if one.get(path) != other.get(path)
    )
    if not differing:
        return ""
    first = differing[0]
    return f"{differing}\n{one.get(first)!r}\nis not\n{other.get(first)!r}"


@functools.cache
def default_theme() -> Path:
    """A folder with the theme that all sites here have below their own."""
    folder = Path(tempfile.mkdtemp(prefix="theme"))
    write_all(folder, DEFAULT_THEME)
    return folder


@functools.cache
def memories_of_another_site() -> Mapping[str, bytes]:
    """What the builds of a site with the same paths and other contents leave behind."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        write_all(site, {"site.yaml": SETTINGS[1], PATHS[0]: "date: 1999\ntitle: Elsewhere\n"})
        done = built(site, site / "_site", Asked())
        assert done.code == 0, done.said
        return {name: (site / ".linimasa" / name).read_bytes() for name in MEMORIES}


# -- file systems ---------------------------------------------------------------------------


class Vague:
    """The module `os` where `ctime` does not tell when a file changed, as on Windows."""

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def stat(self, place: str) -> os.stat_result:
        about = Path(place).stat()
        times = {"st_mtime_ns": about.st_mtime_ns, "st_ctime_ns": 0}
        return os.stat_result(tuple(about), times)


SYSTEMS: Mapping[str, Mapping[Any, Mapping[str, Any]]] = {
    "young files are not trusted": {notes: {"_FINELY_SETTLED": notes._SETTLED}},
    "stamps are trusted at once": {project: {"SETTLED": 0}, notes: {"_SETTLED": 0}},
    "ctime says nothing": {project: {"SETTLED": 0, "os": Vague()}, notes: {"_SETTLED": 0}},
    "no contents are held": {project: {"SETTLED": 0, "MOST_HELD": 0}, notes: {"_SETTLED": 0}},
}
"""What is put in place of names of modules. No build is so quick that a file could change twice
in one tick of the clock with a build in between."""


class Death(BaseException):
    """The end of a build in its middle; nothing may catch it."""


def dying(after: int) -> Callable[..., Any]:
    """Take the place of a function that ends the build when it is called so many times."""

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        left = [after]

        def called(*arguments: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise Death
            return function(*arguments, **named)

        return called

    return wrap


def full(after: int) -> Callable[..., Any]:
    """The same for one that meets a full disk."""

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        left = [after]

        def called(*arguments: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise OSError(28, "No space left on device")
            return function(*arguments, **named)

        return called

    return wrap


def cramped(function: Callable[..., Any]) -> Callable[..., Any]:
    """A memo for whose file the disk has hardly any room."""

    def connection(file: Path) -> sqlite3.Connection:
        made: sqlite3.Connection = function(file)
        made.execute("PRAGMA max_page_count = 20")
        return made

    return connection


FATES: Mapping[str, tuple[Any, str, Callable[[int], Callable[..., Any]]]] = {
    "dies while it draws": (drawing, "render", dying),
    "dies while it reads": (contents, "filed", dying),
    "dies while it lays files aside": (stage, "_write_all", dying),
    "dies before it publishes": (stage.Stage, "commit", lambda _: dying(0)),
    "dies before its memo is kept": (store.DiskMemo, "commit", lambda _: dying(0)),
    "dies before it notes what it saw": (rebuild, "write_seen", lambda _: dying(0)),
    "meets a full disk": (stage, "_write_all", full),
    "has no room for its memo": (store, "_connection", lambda _: cramped),
}

# -- the site and its builds ----------------------------------------------------------------

KNOWN: dict[tuple[bytes, Asked], Done] = {}
"""What came of clean builds, by what was in the files and what was asked: mistakes that are
planted in the same leg of the tour meet the same files, and clean builds know of no mistakes."""
MOST_KNOWN = 400


@dataclass
class Kept:
    """A file as it once was."""

    data: bytes
    mtime: int
    event: dict[str, str] | str | None


class EditedSite:
    """A site folder, two output folders, and what is remembered of them."""

    mutated: Callable[[], AbstractContextManager[Any]] = staticmethod(nullcontext)
    """Wraps what builds from memory, and only that."""
    disk: str | None = None
    """Where its folders are made, if it is not where temporary files are."""

    def __init__(self) -> None:
        super().__init__()  # of the state machine that is made of it
        self.stack = ExitStack()
        self.outside = Path(self.stack.enter_context(tempfile.TemporaryDirectory(dir=self.disk)))
        self.stack.enter_context(patch.object(project, "default_theme", default_theme))
        # So few events are here that a filter would have nothing to choose from.
        self.stack.enter_context(patch.object(filters, "FEW", 2))
        self.site = self.outside / "site"
        self.output = ""
        self.asked = Asked()
        self.moments = 1_700_000_000_000_000_000
        self.events: dict[str, dict[str, str] | str] = {}
        self.past: dict[str, list[Kept]] = {}
        self.memory = Memory()
        self.shelf: Shelf | None = None

    def begin_on(self, system: str) -> None:
        """Let the rest happen on another file system."""
        for module, names in SYSTEMS[system].items():
            self.stack.enter_context(patch.multiple(module, **names))

    # -- files --

    def save(self, path: str, text: str | bytes, aside: bool = False) -> None:
        """Write a file, at a time of its own: in its place, or aside as many editors do."""
        place = self.site / path
        place.parent.mkdir(parents=True, exist_ok=True)
        data = text if isinstance(text, bytes) else text.encode()
        if aside and place.exists():
            new = place.with_name(f".{place.name}.new")
            new.write_bytes(data)
            new.replace(place)
        else:
            place.write_bytes(data)
        self.date(place)
        self.past.setdefault(path, []).append(Kept(data, self.moments, self.events.get(path)))

    def date(self, place: Path) -> None:
        """Give a file a time that none had before, long ago."""
        self.moments += 1_000
        os.utime(place, ns=(self.moments, self.moments))

    def save_event(self, path: str, aside: bool = False) -> None:
        event = self.events[path]
        if not isinstance(event, str):
            other = "b" if path == "content/a.yaml" else "a"
            event = "".join(
                f"{name}: {value.replace('{other}', other)}\n"
                for name, value in event.items()
                if value
            )
        self.save(path, event, aside)

    def remove(self, path: str) -> None:
        (self.site / path).unlink(missing_ok=True)
        self.events.pop(path, None)

    def folder(self) -> Path:
        return self.outside / self.output if self.output else self.site / "_site"

    def remembered(self) -> Path:
        return self.site / ".linimasa"

    # -- builds --

    def compare(self) -> None:
        """Build from memory, and from nothing; raise `Stale` where that does not agree."""
        before = tree(self.folder())
        with self.mutated():
            warm = built(self.site, self.folder(), self.asked)
        clean = self.clean()
        if (warm.code, warm.said) != (clean.code, clean.said):
            raise Stale(f"{warm.code}: {warm.said}\nis not\n{clean.code}: {clean.said}")
        if wrong := difference(warm.files, clean.files if clean.code == 0 else before):
            raise Stale(wrong)
        self.preview_is(clean)

    def clean(self) -> Done:
        """A build of the same files by one who remembers nothing; done once for the same files."""
        key = self.sources(), self.asked
        if key not in KNOWN:
            if len(KNOWN) == MOST_KNOWN:
                del KNOWN[next(iter(KNOWN))]
            KNOWN[key] = self.built_clean()
        return KNOWN[key]

    def sources(self) -> bytes:
        """A digest of all that a clean build may read: every path in the site, every byte."""
        digest = hashlib.sha256()
        for path, data in sorted(tree(self.site, (".linimasa", "_site")).items()):
            for part in (path.encode(), data):
                digest.update(len(part).to_bytes(8, "big") + part)
        return digest.digest()

    def built_clean(self) -> Done:
        kept, folder = self.outside / "kept", self.outside / "clean"
        there = self.remembered().exists()
        if there:
            self.remembered().rename(kept)
        try:
            with fresh_caches():
                return built(self.site, folder, self.asked, no_cache=True)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.rmtree(self.remembered(), ignore_errors=True)
            if there:
                kept.rename(self.remembered())

    def preview_is(self, clean: Done) -> None:
        """Every page that the preview would answer with."""
        with self.mutated():
            pages, said = self.preview()
        if self.asked.form == "json" and clean.said.startswith("[") and (said not in clean.said):
            raise Stale(f"{said}\nis not\n{clean.said}")
        if clean.code == 0 and (wrong := difference(pages, of_pages(clean.files))):
            raise Stale(wrong)

    def preview(self) -> tuple[dict[str, bytes], str]:
        """All pages, and all that is wrong, as JSON."""
        now = parse(self.asked.moment, "UTC").earliest
        assert now is not None
        before = self.shelf
        snapshot = read_again(self.site, now, before.snapshot) if before else read(self.site, now)
        options = Options(self.asked.base_url, self.asked.drafts)
        work = Work(self.memory, reread=functools.partial(reread, self.site))
        if before is None:
            self.shelf = first_shelf(self.site, snapshot, options, work)
        else:
            self.shelf = shelf(snapshot, options, work, before)
        finished = [self.shelf.finished(job) for job in self.shelf.jobs.values()]
        found = in_order((*self.shelf.layout.diagnostics, *once(finished)))
        others = [self.shelf[path] for path in self.shelf.files]
        outputs = [*others, *(one.output for one in finished if one.output)]
        return {one.path: content(self.site, one) for one in outputs}, report.as_json(found)


def content(site: Path, output: Output | Placed) -> bytes:
    assert isinstance(output, Output)
    return (site / output.copy_of).read_bytes() if output.copy_of else output.content


def of_pages(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Without what only a publishing host needs: the manifest, and compressed copies."""
    return {
        path: data
        for path, data in files.items()
        if path != ".linimasa.json" and not path.endswith((".gz", ".br"))
    }
