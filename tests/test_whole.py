"""A published site is whole at every instant: all old or all new, whatever happens meanwhile."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from generate import generate
from linimasa.model.files import Output
from linimasa.read.project import media_file
from linimasa.write import CannotPublish, Placed, Published, Stage, publish, publishing
from linimasa.write.refusals import MANIFEST
from publishing import (
    expected,
    home_of,
    leftovers,
    listed,
    new_site,
    outputs,
    start,
    tree,
    without_manifest,
)

KILLS = int(os.environ.get("LINIMASA_KILLS", "6"))
"""How often a build is killed; CI takes few, a longer run takes 30."""

NOTES = ".linimasa/published.json"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return new_site(tmp_path / "site")


@pytest.fixture
def all_settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have stamps trusted at once that are trusted after two seconds."""
    monkeypatch.setattr("linimasa.write.notes._SETTLED", -(10**12))


def pages(generation: object, count: int = 30) -> dict[str, str]:
    """A site whose every page tells its generation."""
    return {f"events/{n}/index.html": f"{generation} of page {n}" for n in range(count)}


def inode(folder: Path) -> int:
    return folder.stat().st_ino


def spare_of(folder: Path) -> Path:
    return home_of(folder) / "spare"


def is_clean(folder: Path, files: dict[str, str]) -> bool:
    """Whether a folder holds just what a first build makes, and nothing else is left."""
    digests = {path: listed(folder)[path] for path in files}
    return (
        without_manifest(tree(folder)) == expected(files)
        and listed(folder) == digests
        and leftovers(folder) == set()
    )


# -- putting files --------------------------------------------------------------------------

staged: list[Stage] = []
"""Where forked processes find the stage."""


def put_in_child(number: int) -> Placed:
    return staged[-1].put(Output(f"events/{number}/index.html", f"page {number}".encode()))


@pytest.mark.parametrize("before", [{}, {"index.html": "old", "events/3/index.html": "page 3"}])
def test_put_when_processes_are_forked_then_all_their_files_are_published(
    site: Path, before: dict[str, str]
) -> None:
    folder = site / "_site"
    if before:
        publish(outputs(before), folder, site)
    with publishing(folder, site) as stage:
        staged.append(stage)
        with ProcessPoolExecutor(2, get_context("fork")) as pool:
            placed = list(pool.map(put_in_child, range(50)))
        done = stage.commit(placed)
    assert done.written + done.unchanged == 50
    assert done.unchanged == len(before) // 2
    assert is_clean(folder, {f"events/{n}/index.html": f"page {n}" for n in range(50)})


@pytest.mark.parametrize("before", [{}, pages("old")])
def test_publishing_when_left_without_commit_then_as_if_it_had_never_been(
    site: Path, before: dict[str, str]
) -> None:
    folder = site / "_site"
    if before:
        publish(outputs(before), folder, site)
    names = {place.name for place in site.iterdir()}
    with pytest.raises(KeyError), publishing(folder, site) as stage:
        for output in outputs(pages("new")):
            stage.put(output)
        raise KeyError
    assert {place.name for place in site.iterdir()} == names
    assert without_manifest(tree(folder)) == expected(before)


def test_commit_when_some_files_are_kept_then_they_need_not_be_put(site: Path) -> None:
    folder = site / "_site"
    with publishing(folder, site) as stage:
        kept = [stage.put(output) for output in outputs(pages("old"))]
        stage.commit(kept)
    with publishing(folder, site) as stage:
        assert all(stage.holds(one.path, one.digest) for one in kept)
        new = [stage.put(output) for output in outputs({"a.html": "a", "b.html": "b"})]
        assert stage.commit([*kept, *new]) == Published(written=2, unchanged=30, removed=0)
    assert is_clean(folder, {**pages("old"), "a.html": "a", "b.html": "b"})


def test_commit_when_a_kept_file_is_not_there_then_refuses_by_name(site: Path) -> None:
    folder = site / "_site"
    with publishing(folder, site) as stage:
        kept = [stage.put(output) for output in outputs(pages("old"))]
        stage.commit(kept)
    (folder / "events/7/index.html").unlink()
    before = tree(folder)
    with (
        publishing(folder, site) as stage,
        pytest.raises(CannotPublish, match=r"events/7/index\.html"),
    ):
        assert not stage.holds(kept[7].path, kept[7].digest)
        stage.commit(kept)
    assert tree(folder) == before


@pytest.mark.parametrize("before", [{}, pages("old")])
def test_commit_when_a_file_was_put_in_vain_then_it_is_not_published(
    site: Path, before: dict[str, str]
) -> None:
    folder = site / "_site"
    if before:
        publish(outputs(before), folder, site)
    with publishing(folder, site) as stage:
        placed = [stage.put(output) for output in outputs({**pages("new"), "vain.html": "x"})]
        stage.commit(placed[:-1])
    assert is_clean(folder, pages("new"))


def test_put_when_two_files_meet_then_refuses(site: Path) -> None:
    for one, other in [("a", "a"), ("a", "a/b"), ("a/b", "a")]:
        with (
            pytest.raises(CannotPublish, match="side by side"),
            publishing(site / "_site", site) as stage,
        ):
            stage.commit([stage.put(Output(one, b"1")), stage.put(Output(other, b"2"))])
        assert not (site / "_site").exists()


# -- what is known of the live site ---------------------------------------------------------


def changed_alike(place: Path) -> None:
    """Change a file, but neither its size nor its times that can be set."""
    about = place.stat()
    place.write_bytes(place.read_bytes().swapcase())
    os.utime(place, ns=(about.st_atime_ns, about.st_mtime_ns))


def test_holds_when_the_stamp_is_known_then_nothing_is_read(
    site: Path, all_settled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site / "_site"
    publish(outputs(pages("old", 40)), folder, site)
    (digest,) = {listed(folder)["events/1/index.html"]}
    monkeypatch.setattr("linimasa.write.stage._digest", lambda *_: "read")
    with publishing(folder, site) as stage:
        assert stage.holds("events/1/index.html", digest)
        assert not stage.holds("events/1/index.html", "0" * 32)
        assert not stage.holds("events/2/index.html", digest)
        assert not stage.holds("events/none/index.html", digest)


def test_holds_when_a_file_only_got_another_link_then_it_is_not_read(
    site: Path, all_settled: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site / "_site"
    publish(outputs(pages("old", 40)), folder, site)
    publish(outputs({**pages("old", 40), "new.html": "1", "newer.html": "2"}), folder, site)
    digest = listed(folder)["events/1/index.html"]
    monkeypatch.setattr("linimasa.write.stage._digest", lambda *_: "read")
    with publishing(folder, site) as stage:
        assert stage.holds("events/1/index.html", digest)


def test_holds_when_a_file_changed_but_for_size_and_time_then_is_not_fooled(
    site: Path, all_settled: None
) -> None:
    folder = site / "_site"
    publish(outputs(pages("old")), folder, site)
    digest = listed(folder)["events/1/index.html"]
    changed_alike(folder / "events/1/index.html")
    with publishing(folder, site) as stage:
        assert not stage.holds("events/1/index.html", digest)
    assert publish(outputs(pages("old")), folder, site) == Published(1, 29, 0)


def test_holds_when_a_stamp_is_young_then_the_file_is_read(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linimasa.write.notes._FINELY_SETTLED", 10**12)
    monkeypatch.setattr("linimasa.write.notes._SETTLED", 10**12)
    folder = site / "_site"
    publish(outputs(pages("old")), folder, site)
    assert json.loads((site / NOTES).read_bytes())["notes"]["files"] == {}


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b'"files"', b'"fileS"'),
        lambda data: re.sub(rb" \d{19} ", b" 1234567890123456789 ", data),
        lambda data: b'{"checksum":"","notes":{}}\n',
        lambda data: b"[" * 100_000,
    ],
)
def test_publish_when_notes_are_damaged_then_like_without(
    site: Path, all_settled: None, damage: Callable[[bytes], bytes]
) -> None:
    folder = site / "_site"
    publish(outputs(pages("old")), folder, site)
    publish(outputs(pages("older")), folder, site)
    data = (site / NOTES).read_bytes()
    assert damage(data) != data
    (site / NOTES).write_bytes(damage(data))
    changed_alike(folder / "events/1/index.html")
    assert publish(outputs(pages("older")), folder, site) == Published(1, 29, 0)
    assert publish(outputs(pages("new")), folder, site) == Published(30, 0, 0)
    assert is_clean(folder, pages("new"))


def test_publish_when_notes_are_a_link_then_nothing_behind_it_changes(site: Path) -> None:
    (site / "mine.txt").write_text("mine")
    (site / ".linimasa").mkdir()
    (site / NOTES).symlink_to(site / "mine.txt")
    publish(outputs(pages("old")), site / "_site", site)
    assert (site / "mine.txt").read_text() == "mine"
    assert (site / NOTES).is_symlink()


# -- generations ----------------------------------------------------------------------------


def test_publish_when_much_changed_then_another_folder_is_live_and_the_old_one_is_spare(
    site: Path,
) -> None:
    folder = site / "_site"
    publish(outputs(pages("old")), folder, site)
    first = inode(folder)
    assert not home_of(folder).exists()
    publish(outputs(pages("new")), folder, site)
    assert inode(folder) != first
    assert inode(spare_of(folder)) == first
    assert without_manifest(tree(spare_of(folder))) == expected(pages("old"))
    publish(outputs(pages("newer")), folder, site)
    assert inode(folder) == first
    assert is_clean(folder, pages("newer"))
    assert (home_of(folder) / ".gitignore").read_text() == "*\n"


def test_publish_when_one_file_changed_then_the_folder_stays_and_needs_no_spare(
    site: Path,
) -> None:
    folder = site / "_site"
    publish(outputs(pages("old")), folder, site)
    first = inode(folder)
    files = {**pages("old"), "events/3/index.html": "changed"}
    assert publish(outputs(files), folder, site) == Published(1, 29, 0)
    assert inode(folder) == first
    assert is_clean(folder, files)
    assert not home_of(folder).exists()


def test_publish_when_a_spare_is_there_then_it_costs_what_differs(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site / "_site"
    files = pages("old", 200)
    publish(outputs(files), folder, site)
    publish(outputs(files | {"a.html": "1", "b.html": "1"}), folder, site)
    steps: list[str] = []
    for name in ("link", "rename", "unlink", "mkdir", "open"):
        step = getattr(os, name)

        def counted(
            *how: Any, name: str = name, step: Callable[..., object] = step, **more: Any
        ) -> object:
            steps.append(name)
            return step(*how, **more)

        monkeypatch.setattr(os, name, counted)
    publish(outputs(files | {"a.html": "2", "b.html": "2"}), folder, site)
    assert steps.count("link") == 0
    assert len(steps) < 40
    assert is_clean(folder, files | {"a.html": "2", "b.html": "2"})


def test_publish_when_a_generation_is_exchanged_then_it_keeps_the_rights_of_the_folder(
    site: Path,
) -> None:
    folder = site / "_site"
    publish(outputs(pages("old")), folder, site)
    folder.chmod(0o751)
    for generation in ("new", "newer"):
        publish(outputs(pages(generation)), folder, site)
        assert folder.stat().st_mode & 0o777 == 0o751


def test_publish_when_the_way_to_a_site_differs_then_its_bytes_do_not(site: Path) -> None:
    folder = site / "_site"
    for number in range(4):
        publish(outputs({f"{number}.html": "x", **pages(number)}), folder, site)
    publish(outputs(pages("last")), folder, site)
    publish(outputs(pages("last")), site / "clean", site)
    assert tree(folder) == tree(site / "clean")


# -- a spare that is not what it was --------------------------------------------------------


def nothing(spare: Path) -> None:
    pass


def add_a_file(spare: Path) -> None:
    (spare / "events/1/more.html").write_text("not ours")


def change_in_place(spare: Path) -> None:
    changed_alike(spare / "kept.html")


def change_alone(spare: Path) -> None:
    data = (spare / "kept.html").read_bytes().swapcase()
    (spare / "kept.html").unlink()
    (spare / "kept.html").write_bytes(data)


def remove_a_file(spare: Path) -> None:
    (spare / "kept.html").unlink()


def remove_a_folder(spare: Path) -> None:
    shutil.rmtree(spare / "events")


def make_a_link(spare: Path) -> None:
    shutil.rmtree(spare / "events")
    (spare / "events").symlink_to(spare.parent.parent / "content")


def make_a_folder(spare: Path) -> None:
    (spare / "kept.html").unlink()
    (spare / "kept.html").mkdir()


def damage_the_list(spare: Path) -> None:
    (spare / MANIFEST).write_text("{")


def lengthen_the_list(spare: Path) -> None:
    (spare / MANIFEST).write_text('{"version": 1, "files": ["../../../site.yaml", "kept.html"]}')


def empty_it(spare: Path) -> None:
    shutil.rmtree(spare)
    spare.mkdir()


def replace_by_a_link(spare: Path) -> None:
    shutil.rmtree(spare)
    spare.symlink_to(spare.parent.parent / "content")


def replace_by_another_site(spare: Path) -> None:
    other = spare.parents[3] / "other"
    files = {"events/1/index.html": "other", "kept.html": "KEPT", "o/o": "o"}
    publish(outputs(files), other, spare.parents[3] / "another")
    shutil.rmtree(spare)
    other.rename(spare)


@pytest.mark.parametrize(
    "tamper",
    [
        nothing,
        add_a_file,
        change_in_place,
        change_alone,
        remove_a_file,
        remove_a_folder,
        make_a_link,
        make_a_folder,
        damage_the_list,
        lengthen_the_list,
        empty_it,
        replace_by_a_link,
        replace_by_another_site,
    ],
)
@pytest.mark.parametrize("settled", [True, False])
def test_publish_when_the_spare_was_tampered_with_then_like_a_clean_build(
    site: Path,
    tamper: Callable[[Path], None],
    settled: bool,
    request: pytest.FixtureRequest,
) -> None:
    if settled:
        request.getfixturevalue("all_settled")
    folder = site / "_site"
    (site / "content" / "index.html").write_text("mine")
    for generation in ("oldest", "old"):
        publish(outputs({**pages(generation), "kept.html": "kept"}), folder, site)
    tamper(spare_of(folder))
    publish(outputs({**pages("new"), "kept.html": "kept"}), folder, site)
    assert is_clean(folder, {**pages("new"), "kept.html": "kept"})
    assert (site / "content" / "index.html").read_text() == "mine"
    assert (site / "site.yaml").exists()


def test_publish_when_the_output_folder_was_exchanged_by_hand_then_it_is_made_right(
    site: Path, all_settled: None
) -> None:
    folder = site / "_site"
    files = {**pages("old"), "kept.html": "kept"}
    publish(outputs({**pages("oldest"), "kept.html": "kept"}), folder, site)
    publish(outputs(files), folder, site)
    folder.rename(site / "away")
    spare_of(folder).rename(folder)
    (site / "away").rename(spare_of(folder))
    assert publish(outputs(files), folder, site) == Published(30, 1, 0)
    assert is_clean(folder, files)


# -- where generations cannot be exchanged --------------------------------------------------


def fail(number: int) -> Callable[..., None]:
    def failing(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return failing


@pytest.mark.parametrize(
    ("step", "number"),
    [
        ("os.link", errno.EPERM),
        ("os.link", errno.ENOTSUP),
        ("os.link", errno.EMLINK),
        ("os.chown", errno.EPERM),
        ("linimasa.write.generation.exchange", errno.ENOSYS),
        ("linimasa.write.generation.exchange", errno.EINVAL),
        ("linimasa.write.generation.exchange", errno.EBUSY),
        ("linimasa.write.generation.exchange", errno.EXDEV),
    ],
)
@pytest.mark.parametrize("has_spare", [True, False])
def test_publish_when_the_system_cannot_exchange_then_file_by_file(
    site: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int, has_spare: bool
) -> None:
    folder = site / "_site"
    files = {**pages("old"), "kept.html": "kept", "gone.html": "gone"}
    for generation in (1, 2) if has_spare else (1,):
        publish(outputs({**pages(generation), "only": f"{generation}"}), folder, site)
    publish(outputs(files), folder, site)
    before = inode(folder)
    monkeypatch.setattr(step, fail(number))
    wanted = {**pages("new"), "kept.html": "kept", "only": "2"}
    assert publish(outputs(wanted), folder, site) == Published(31, 1, 1)
    assert is_clean(folder, wanted)
    # Where a spare shares already what stays, nothing has to be linked.
    assert inode(folder) == before or (step == "os.link" and has_spare)


def test_publish_when_even_the_first_rename_fails_then_file_by_file(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site / "_site"
    monkeypatch.setattr(Path, "rename", fail(errno.EXDEV))
    assert publish(outputs(pages("new")), folder, site) == Published(30, 0, 0)
    assert is_clean(folder, pages("new"))


@pytest.mark.parametrize("where", ["CNAME", "events/1/notes.txt", "more/notes.txt"])
def test_publish_when_a_foreign_file_is_there_then_it_is_never_moved(
    site: Path, where: str
) -> None:
    folder = site / "_site"
    for generation in ("oldest", "old"):
        publish(outputs(pages(generation)), folder, site)
    (folder / where).parent.mkdir(exist_ok=True)
    (folder / where).write_text("mine")
    before = inode(folder), (folder / where).stat()
    publish(outputs(pages("new")), folder, site)
    assert (inode(folder), (folder / where).stat()) == before
    assert without_manifest(tree(folder)) == expected({**pages("new"), where: "mine"})
    assert leftovers(folder) == set()
    (folder / where).unlink()
    with contextlib.suppress(OSError):
        (folder / where).parent.rmdir()
    publish(outputs(pages("newest")), folder, site)
    assert inode(folder) != before[0]


def test_publish_when_a_foreign_file_comes_in_the_last_moment_then_it_stays_live(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from linimasa.write.exchange import exchange

    folder = site / "_site"
    for generation in ("oldest", "old"):
        publish(outputs(pages(generation)), folder, site)

    def late(one: str, other: str) -> None:
        (folder / "events/1/notes.txt").write_text("mine")
        (folder / "more").mkdir()
        (folder / "more/notes.txt").write_text("mine")
        exchange(one, other)

    monkeypatch.setattr("linimasa.write.generation.exchange", late)
    publish(outputs(pages("new")), folder, site)
    wanted = {**pages("new"), "events/1/notes.txt": "mine", "more/notes.txt": "mine"}
    assert without_manifest(tree(folder)) == expected(wanted)


def test_publish_when_a_link_leads_to_the_output_folder_then_nothing_is_made_beside(
    site: Path, tmp_path: Path
) -> None:
    (tmp_path / "www" / "html").mkdir(parents=True)
    (site / "_site").symlink_to(tmp_path / "www" / "html")
    for generation in ("old", "new"):
        publish(outputs(pages(generation)), site / "_site", site)
    assert [place.name for place in (tmp_path / "www").iterdir()] == ["html"]
    assert without_manifest(tree(tmp_path / "www" / "html")) == expected(pages("new"))
    assert leftovers(tmp_path / "www" / "html") == set()


@pytest.mark.parametrize("kind", ["file", "link"])
def test_publish_when_something_stands_where_generations_go_then_without_them(
    site: Path, kind: str
) -> None:
    folder = site / "_site"
    if kind == "file":
        home_of(folder).write_text("mine")
    else:
        home_of(folder).symlink_to(site / "content")
    for generation in ("old", "new"):
        publish(outputs(pages(generation)), folder, site)
    assert without_manifest(tree(folder)) == expected(pages("new"))
    assert list((site / "content").iterdir()) == []


# -- what goes wrong ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "step", ["os.link", "os.rename", "os.mkdir", "linimasa.write.manifest.os.fsync"]
)
def test_publish_when_the_disk_is_full_at_any_step_then_the_old_site_is_whole(
    site: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    folder = site / "_site"
    publish(outputs({**pages("old"), "kept.html": "kept"}), folder, site)
    before = tree(folder)
    with monkeypatch.context() as full:
        full.setattr(step, fail(errno.ENOSPC))
        with pytest.raises(CannotPublish, match="disk is full"):
            publish(outputs({**pages("new"), "kept.html": "kept"}), folder, site)
    assert tree(folder) == before
    assert leftovers(folder) == set()
    publish(outputs({**pages("new"), "kept.html": "kept"}), folder, site)
    assert is_clean(folder, {**pages("new"), "kept.html": "kept"})


FULL_DISK = """
import os, resource, subprocess, sys
from pathlib import Path
from linimasa.model.files import Output
from linimasa.read.project import media_file
from linimasa.write import CannotPublish, publish
site = Path(sys.argv[1])
mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=900k", "none", site], check=False)
if mounted.returncode:  # a limit for each file is next best where nothing may be mounted
    resource.setrlimit(resource.RLIMIT_FSIZE, (30_000, 30_000))

def pages(mark, size):
    return [Output(f"{n}/index.html", mark * size) for n in range(9)] + [Output("kept", b"k")]

def state():
    return sorted((str(one), one.read_bytes()) for one in site.rglob("*") if one.is_file())

for folder in (site / "first", site / "_site"):
    if folder.name == "_site":
        publish(pages(b"old", 10_000), folder, site)
    before = state()
    try:
        publish(pages(b"new", 40_000), folder, site)
    except CannotPublish as error:
        print(error, "|", error.hint, "|", state() == before, sorted(os.listdir(site)))
publish(pages(b"NEW", 10_000), site / "_site", site)
print(all(data in (b"k", b"NEW" * 10_000) for name, data in state() if "_site/" in name
          and "/." not in name.removeprefix(str(site))))
"""


def test_publish_when_the_disk_is_really_full_then_says_so_and_leaves_nothing(site: Path) -> None:
    alone = ["unshare", "--mount", "--map-root-user"]
    can_be_alone = shutil.which("unshare") and subprocess.run([*alone, "true"], check=False)
    is_alone = can_be_alone and can_be_alone.returncode == 0
    with start(FULL_DISK, site, through=alone if is_alone else []) as child:
        said, _ = child.communicate(timeout=30)
    first, second, done = said.splitlines()
    for line in (first, second):
        assert re.match(r"(the disk is full|a file of the site is larger)", line)
        assert "| True [" in line
        assert "first" not in line.rpartition("|")[2]
    assert done == "True"


def test_publish_when_python_lacks_ctypes_then_goes_file_by_file(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site / "_site"
    publish(outputs(pages("old")), folder, site)
    live = folder.stat().st_ino
    monkeypatch.setitem(sys.modules, "ctypes", None)
    publish(outputs(pages("new")), folder, site)
    assert folder.stat().st_ino == live
    assert without_manifest(tree(folder)) == expected(pages("new"))
    assert leftovers(folder) == set()


def test_publish_when_a_picture_vanishes_while_it_is_put_then_refuses_by_name(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site / "_site"
    picture = site / "content" / "a.jpg"
    picture.write_bytes(b"old picture")
    copy = [*outputs(pages("old")), Output("a.jpg", copy_of="content/a.jpg")]
    publish(copy, folder, site)
    before = tree(folder)
    picture.write_bytes(b"new")

    def vanishing(root: Path, path: str) -> Path | None:
        found = media_file(root, path)
        picture.unlink()
        return found

    monkeypatch.setattr("linimasa.write.stage.media_file", vanishing)
    with pytest.raises(CannotPublish, match=r"“content/a\.jpg” disappeared"):
        publish([*outputs(pages("new")), copy[-1]], folder, site)
    assert tree(folder) == before
    assert leftovers(folder) == set()


def test_publish_when_a_directory_is_in_the_way_then_refuses_by_name(site: Path) -> None:
    folder = site / "_site"
    publish(outputs(pages("old")), folder, site)
    (folder / "events/1/index.html").unlink()
    (folder / "events/1/index.html").mkdir()
    (folder / "events/1/index.html/mine.txt").write_text("mine")
    before = tree(folder)
    with pytest.raises(CannotPublish, match=r"“events/1/index\.html”"):
        publish(outputs(pages("new")), folder, site)
    assert tree(folder) == before
    assert leftovers(folder) == set()


def test_publishing_when_another_process_is_at_it_then_refuses_until_it_is_done(
    site: Path,
) -> None:
    folder = site / "_site"
    script = """
import sys
from pathlib import Path
from linimasa.model.files import Output
from linimasa.read.project import media_file
from linimasa.write import publishing
with publishing(Path(sys.argv[1]), Path(sys.argv[2])) as stage:
    placed = [stage.put(Output(f"{n}.html", b"theirs")) for n in range(9)]
    print("begun", flush=True)
    sys.stdin.readline()
    stage.commit(placed)
    print("done", flush=True)
    sys.stdin.readline()
"""
    for generation in ("oldest", "old"):
        publish(outputs(pages(generation)), folder, site)
    with start(script, folder, site) as child:
        assert child.stdin and child.stdout
        for said in ("begun", "done"):  # the second time, another folder is live
            assert child.stdout.readline() == said + "\n"
            with pytest.raises(CannotPublish, match="another build is publishing"):
                publish(outputs(pages("new")), folder, site)
            child.stdin.write("\n")
            child.stdin.flush()
        assert child.wait(timeout=30) == 0
    assert is_clean(folder, {f"{n}.html": "theirs" for n in range(9)})


# -- readers --------------------------------------------------------------------------------


def test_publish_while_somebody_reads_then_every_page_is_there_and_none_older_than_one_before(
    site: Path,
) -> None:
    folder = site / "_site"
    sites = [outputs({path: text * 500 for path, text in pages(n, 60).items()}) for n in range(6)]
    publish(sites[0], folder, site)
    with ThreadPoolExecutor(1) as pool:
        rebuilds = pool.submit(lambda: [publish(files, folder, site) for files in sites[1:]])
        newest = reads = 0
        while not rebuilds.done():
            number = reads % 60
            text = (folder / f"events/{number}/index.html").read_text()
            generation = int(text.partition(" ")[0])
            assert text == f"{generation} of page {number}" * 500
            assert generation >= newest
            newest, reads = generation, reads + 1
        assert [done.written for done in rebuilds.result()] == [60] * 5
    assert reads > 60
    assert newest > 0


# -- killed ---------------------------------------------------------------------------------

WORKERS = """
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from linimasa.model.files import Output
from linimasa.write import publishing
folder, site, generation = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]

def put(number):
    text = f"{generation} of page {number}" * 500
    return stage.put(Output(f"events/{number}/index.html", text.encode()))

with publishing(folder, site) as stage:
    with ProcessPoolExecutor(2, get_context("fork")) as pool:
        placed = list(pool.map(put, range(300), chunksize=10))
    stage.commit(placed)
"""


def count(folder: Path) -> int:
    try:
        return len(os.listdir(folder))  # noqa: PTH208 - the quickest there is
    except FileNotFoundError:
        return 0


def moments(folder: Path, chance: random.Random) -> Iterator[Callable[[], bool]]:
    """Moments of a build, from the first file it puts to the last thing it tidies up."""
    home = home_of(folder)
    while True:
        enough = chance.randint(1, 200)
        yield partial(lambda enough: count(home / "loose") >= enough, enough)
        yield (home / "next").exists
        yield (home / "list").exists
        yield partial(
            lambda enough: (home / "next").exists() and count(home / "loose") < enough, enough
        )
        live = inode(folder)
        yield partial(lambda live: inode(folder) != live, live)
        end = monotonic() + chance.random()
        yield partial(lambda end: monotonic() > end, end)


def killed_at(child: subprocess.Popen[str], moment: Callable[[], bool]) -> bool:
    """Kill a process and those it started at a moment; whether it was not done before."""
    while not moment():
        if child.poll() is not None:
            return False
    os.killpg(child.pid, signal.SIGKILL)
    return child.wait(timeout=30) != 0


def check_kills(folder: Path, build: Callable[[int], subprocess.Popen[str]], seed: int) -> None:
    """Kill builds of ever other generations: the site is always that of one build, whole."""

    def finish(generation: int) -> dict[str, bytes | str | None]:
        with build(generation) as child:
            said, _ = child.communicate(timeout=60)
        assert child.returncode == 0, said
        assert leftovers(folder) == set()
        return tree(folder)

    clean = [finish(0), finish(1)]
    killed, chance = 0, random.Random(seed)
    live = 1
    for moment in islice(moments(folder, chance), KILLS):
        with build(1 - live) as child:
            killed += killed_at(child, moment)
        assert tree(folder) in clean
        live = 1 - live
        assert finish(live) == clean[live]
    assert killed >= KILLS // 2


STOPPED = """
import os, signal, sys
from linimasa.cli import main
from linimasa.write.stage import Stage
put, parent = Stage.put, os.getpid()

def busy(stage, output):
    placed = put(stage, output)
    if os.getpid() != parent:
        print("busy", flush=True)
        while True:
            signal.pause()
    return placed

Stage.put = busy
main()
"""


@pytest.mark.parametrize(
    ("name", "is_first"), [("SIGINT", True), ("SIGTERM", True), ("SIGHUP", False)]
)
def test_build_that_is_stopped_leaves_nothing_and_nobody_behind(
    site: Path, name: str, is_first: bool
) -> None:
    generate(site, 60, ["en"])
    if not is_first:
        publish(outputs(pages("old")), site / "_site", site)
    before = tree(site)
    number = getattr(signal, name)
    command = [sys.executable, "-c", STOPPED, "build", str(site), "--jobs", "2", "--no-cache"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as build:
        assert build.stdout is not None
        assert build.stdout.readline() == "busy\n"
        # A terminal tells all processes of a command, twice when it is closed; others tell one.
        if name == "SIGTERM":
            build.terminate()
        else:
            os.killpg(build.pid, number)
        # Every process holds these pipes open: they end with the last of them.
        _, said = build.communicate(timeout=30)
    assert build.returncode == 128 + number
    assert said == ""
    assert tree(site) == before


@pytest.mark.long
@pytest.mark.timeout(60 * KILLS)
def test_build_by_workers_when_killed_then_the_site_is_whole_and_the_next_build_clean(
    site: Path,
) -> None:
    folder = site / "_site"
    check_kills(folder, lambda generation: start(WORKERS, folder, site, generation), seed=1)


@pytest.mark.long
@pytest.mark.timeout(60 * KILLS)
def test_build_when_killed_then_the_site_is_whole_and_the_next_build_clean(
    tmp_path: Path,
) -> None:
    site = tmp_path / "site"
    generate(site, 8, ["en"])
    settings = (site / "site.yaml").read_text("utf-8") + "compress: [gzip]\n"

    def build(generation: int) -> subprocess.Popen[str]:
        changed = settings.replace("title: {en: ", f"title: {{en: Generation {generation} of ")
        (site / "site.yaml").write_text(changed, "utf-8")
        return start("from linimasa.cli import main; main()", "build", site, cwd=site)

    check_kills(site / "_site", build, seed=2)
    numbers = {
        number
        for page in (site / "_site").rglob("*.html")
        for number in re.findall(r"Generation (\d)", page.read_text("utf-8"))
    }
    assert len(numbers) == 1, "every page tells its generation, or the test says nothing"
