"""Watch the folder of a site: say when something was saved.

In: the folder. Out: an iterator that says *wake* and nothing more; what changed is for the
next build to find out. No change is lost: those during a build are reported after it. Watches
by notification, and polls only where the system offers none. Never reads a file of the site.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue

import watchfiles

from linimasa.preview.bursts import LONGEST, is_burst, noticed, settled

_WATCHED = ("content", "theme")
_LOOK_AGAIN = 0.01
"""Seconds after which it is asked again whether git is done."""
_UNSEEN = 1.1
"""Seconds after a change in which another one may not be told: polling knows whole seconds."""
_FOLDER_AGAIN = 0.2
"""Seconds after which it is asked again whether there is a folder to watch."""


def changes(site: Path, stop: threading.Event) -> Iterator[None]:
    """Yield once when `site` is being watched, then after each change that may matter.

    Many changes at once, or while the last one is being dealt with, are one; a burst of them is
    waited out, as `bursts` has it, and so is git. Watched are `site.yaml` and, as soon and as long
    as they are there, all below `content/` and `theme/`, with the files that links there lead to.
    """
    watching = _Watching(site.resolve(), stop)
    threads = [
        threading.Thread(target=_guarded, args=(watched, watching), name=watched.__name__)
        for watched in (_watch_top, _watch_folders, _watch_targets)
    ]
    for thread in threads:
        thread.start()
    watching.top_armed.wait()
    watching.folders_armed.wait()
    lately: Mapping[str, float] = {}
    while not stop.is_set():
        lately = _settled(watching, lately)
        if watching.failures:
            raise watching.failures[0]
        if not stop.is_set():
            yield
    for thread in threads:
        thread.join()


@dataclass(slots=True)
class _Watching:
    """What the watching threads and the iterator share."""

    root: Path
    stop: threading.Event
    batches: SimpleQueue[tuple[tuple[str, ...], float]] = field(default_factory=SimpleQueue)
    """Which paths changed, and when that was noticed; without a path, something else has."""
    renewed: threading.Event = field(default_factory=threading.Event)
    """A watched folder has come, gone or been exchanged."""
    relinked: threading.Event = field(default_factory=threading.Event)
    """Links may lead elsewhere than they did."""
    top_armed: threading.Event = field(default_factory=threading.Event)
    folders_armed: threading.Event = field(default_factory=threading.Event)
    failures: list[Exception] = field(default_factory=list)
    stamps: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """What changed lately, as it was before it was read for a build."""

    def note(self, paths: Iterable[str]) -> None:
        """Keep in mind how these files are now."""
        self.stamps.update((path, _stamp(path)) for path in paths)

    def wake(self, paths: Iterable[str] = ()) -> None:
        """Let the iterator hear of these changes."""
        changed = tuple(paths)
        # Of a folder that comes with files in it, the folder alone may be told.
        if any(Path(path).is_symlink() or Path(path).is_dir() for path in changed):
            self.relinked.set()
        self.batches.put((changed, time.monotonic()))


def _settled(watching: _Watching, lately: Mapping[str, float]) -> Mapping[str, float]:
    """Wait for a change, and until what it may be a part of is over.

    In and out: the paths that changed lately; none after a burst, as that is over.
    """
    lately = noticed(lately, *_next_batch(watching))
    since = time.monotonic()
    until = settled(lately, since)
    while not watching.stop.is_set() and not watching.failures:
        try:
            batch = watching.batches.get(timeout=max(until - time.monotonic(), 0))
        except Empty:
            now = time.monotonic()
            if now >= since + LONGEST or not _git_is_at_work(watching.root):
                break
            until = now + _LOOK_AGAIN
        else:
            watching.note(batch[0])
            lately = noticed(lately, *batch)
            until = settled(lately, since)
    return {} if is_burst(lately) else lately


def _next_batch(watching: _Watching) -> tuple[tuple[str, ...], float]:
    """Wait for a change, one that was told or one that was not.

    Where files are polled, one that is saved twice within a second looks the same after both.
    """
    while True:
        try:
            batch = watching.batches.get(timeout=_UNSEEN if watching.stamps else None)
        except Empty:
            stamps = dict(watching.stamps)
            watching.stamps.clear()
            again = tuple(path for path, stamp in stamps.items() if _stamp(path) != stamp)
            if not again:
                continue
            batch = again, time.monotonic()
        watching.note(batch[0])
        return batch


def _stamp(path: str) -> tuple[int, ...]:
    """What changes whenever the file does; nothing where there is none."""
    try:
        about = Path(path).stat()
    except OSError:
        return ()
    return about.st_size, about.st_mtime_ns, about.st_ino


def _git_is_at_work(site: Path) -> bool:
    """Whether git changes the files of the repository in which the site is, if it is in one.

    It holds `index.lock` for as long as a switch of branches takes. Where it once broke off, the
    lock stays; so one that is older than any wait says nothing. Source: gitrepository-layout(5).
    """
    with contextlib.suppress(OSError, ValueError):
        inside = next(
            (place for up in (site, *site.parents) if (place := up / ".git").exists()), None
        )
        if inside is not None and inside.is_file():  # of a second work tree, or a submodule
            with inside.open("rb") as file:
                elsewhere = file.read(4096).removeprefix(b"gitdir:").strip()
            inside = inside.parent / os.fsdecode(elsewhere)
        if inside is not None:
            age = time.time() - (inside / "index.lock").stat().st_mtime
            return age < LONGEST
    return False


@dataclass(slots=True)
class _Probe:
    """What watchfiles asks at each step whether to stop.

    It asks for the first time when it watches already: no later change is lost.
    """

    armed: Callable[[], object]
    ends: Callable[[], bool]
    asked: bool = False

    def is_set(self) -> bool:
        if not self.asked:
            self.asked = True
            self.armed()
        return self.ends()


def _guarded(watched: Callable[[_Watching], None], watching: _Watching) -> None:
    """Run a watching thread so that the iterator hears of its end, whatever the reason."""
    try:
        watched(watching)
    except Exception as error:
        watching.failures.append(error)
    finally:
        watching.top_armed.set()
        watching.folders_armed.set()
        watching.wake()


def _watch_top(watching: _Watching) -> None:
    """Watch the site folder itself, without what is below: the output may lie there.

    Anew when it was moved, exchanged or made again: a watch stays with the folder that it was.
    """
    root, names = watching.root, {"site.yaml", *_WATCHED}
    moved = threading.Event()

    def armed() -> None:
        if watching.top_armed.is_set():  # what came in the meantime, nobody has seen
            watching.renewed.set()
            watching.wake()
        watching.top_armed.set()

    def ends() -> bool:
        return watching.stop.is_set() or moved.is_set()

    while not watching.stop.is_set():
        moved.clear()
        with contextlib.suppress(FileNotFoundError):
            for batch in _batches(
                [root],
                _Probe(armed, ends),
                lambda path: path.name in names or path == root,
                deep=False,
            ):
                changed = [path for _, path in batch if Path(path) != root]
                if (watchfiles.Change.deleted, str(root)) in batch:
                    moved.set()
                if any(Path(path).name in _WATCHED for path in changed):
                    watching.renewed.set()
                if changed or moved.is_set():
                    watching.wake(changed)
        while not root.is_dir() and not watching.stop.wait(_FOLDER_AGAIN):
            continue


def _watch_folders(watching: _Watching) -> None:
    """Watch what is below `content/` and `theme/`, anew whenever one of them comes or goes."""

    def armed() -> None:
        if watching.folders_armed.is_set():
            watching.relinked.set()
        watching.folders_armed.set()
        watching.wake()

    def ends() -> bool:
        return watching.stop.is_set() or watching.renewed.is_set()

    while not watching.stop.is_set():
        watching.renewed.clear()
        folders = [watching.root / name for name in _WATCHED]
        present = [folder for folder in folders if folder.is_dir()]
        if not present:
            armed()
            while not ends():
                watching.renewed.wait(_FOLDER_AGAIN)
            continue
        # A folder may vanish before it is watched; then it is looked for anew.
        with contextlib.suppress(FileNotFoundError):
            matters = _matters(watching.root)
            for batch in _batches(present, _Probe(armed, ends), matters, deep=True):
                watching.wake(path for _, path in batch)


def _watch_targets(watching: _Watching) -> None:
    """Watch the files elsewhere in the site that links lead to, which say nothing themselves."""

    def ends() -> bool:
        return watching.stop.is_set() or watching.relinked.is_set()

    while not watching.stop.is_set():
        watching.relinked.clear()
        targets = _led_to(watching.root)
        if not targets:
            while not ends():
                watching.relinked.wait(_FOLDER_AGAIN)
            continue
        # A change before they are watched, nobody has seen.
        probe = _Probe(watching.wake, ends)
        folders = sorted({target.parent for target in targets})
        with contextlib.suppress(FileNotFoundError):
            for batch in _batches(folders, probe, targets.__contains__, deep=False):
                watching.wake(path for _, path in batch)


def _led_to(root: Path) -> frozenset[Path]:
    """The files of the site that links lead to and that are not watched anyway."""
    places = [str(root / "site.yaml")]
    for top in _WATCHED:
        for folder, _, names in os.walk(root / top):
            places += [f"{folder}/{name}" for name in names]
    links = filter(os.path.islink, places)
    targets = {Path(os.path.realpath(link)) for link in links}
    watched = [(root / name).resolve() for name in _WATCHED]
    return frozenset(
        target
        for target in targets
        if target.is_relative_to(root)
        and target.parent.is_dir()
        and not any(target.is_relative_to(folder) for folder in watched)
    )


def _matters(root: Path) -> Callable[[Path], bool]:
    """Whether a change there may change the site: not hidden files nor an editor's backups."""

    def matters(path: Path) -> bool:
        below = path.relative_to(root) if path.is_relative_to(root) else path
        hidden = any(part.startswith(".") for part in below.parts)
        return not (hidden or path.name.endswith("~"))

    return matters


def _batches(
    folders: list[Path], probe: _Probe, keep: Callable[[Path], bool], *, deep: bool
) -> Iterator[set[tuple[watchfiles.Change, str]]]:
    """Changes in these folders, by notification, else by polling where the system has no more."""

    def batches(polling: bool | None) -> Iterator[set[tuple[watchfiles.Change, str]]]:
        return watchfiles.watch(
            *folders,
            watch_filter=lambda _, path: keep(Path(path)),
            debounce=50,
            step=5,
            stop_event=probe,
            rust_timeout=0,
            force_polling=polling,
            recursive=deep,
            ignore_permission_denied=True,
        )

    try:
        yield from batches(None)
    except FileNotFoundError:
        raise
    except OSError:  # the limit of inotify watches, for one
        yield from batches(True)
