"""Publishing: the folder ends up right, whatever was there and whatever goes wrong."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linimasa.model.files import Output
from linimasa.write import CannotPublish, Published, path_problem, publish
from linimasa.write.home import LOOSE
from linimasa.write.refusals import MANIFEST, STAGE, alone, explained
from publishing import (
    expected,
    leftovers,
    listed,
    new_site,
    outputs,
    start,
    tree,
    without_manifest,
)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return new_site(tmp_path / "site")


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A temporary folder that other users can reach, unlike those of pytest."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


# -- the ordinary course --------------------------------------------------------------------


def test_publish_when_new_then_writes_all_and_a_manifest(site: Path) -> None:
    files = {"index.html": "home", "events/a/index.html": "a", "static/s.css": "s"}
    done = publish(outputs(files), site / "_site", site)
    assert done == Published(written=3, unchanged=0, removed=0)
    assert without_manifest(tree(site / "_site")) == expected(files)


def test_publish_when_nothing_changed_then_touches_nothing(site: Path) -> None:
    files = {"index.html": "home", "events/a/index.html": "a"}
    folder = site / "_site"
    publish(outputs(files), folder, site)
    before = {place: place.lstat() for place in (folder, *folder.rglob("*"))}
    assert publish(outputs(files), folder, site) == Published(0, 2, 0)
    assert {place: place.lstat().st_mtime_ns for place in before} == {
        place: about.st_mtime_ns for place, about in before.items()
    }


def test_publish_when_one_changed_then_the_others_keep_their_time(site: Path) -> None:
    folder = site / "_site"
    publish(outputs({"a.html": "one", "b.html": "two"}), folder, site)
    os.utime(folder / "a.html", ns=(1, 1))
    assert publish(outputs({"a.html": "one", "b.html": "TWO"}), folder, site) == Published(1, 1, 0)
    assert (folder / "a.html").stat().st_mtime_ns == 1
    assert (folder / "b.html").read_text() == "TWO"


def test_publish_when_an_event_is_gone_then_its_page_and_folder_go(site: Path) -> None:
    folder = site / "_site"
    publish(outputs({"index.html": "x", "events/a/index.html": "a"}), folder, site)
    assert publish(outputs({"index.html": "x"}), folder, site) == Published(0, 1, 1)
    assert without_manifest(tree(folder)) == expected({"index.html": "x"})


def test_publish_when_a_file_was_edited_by_hand_then_it_is_made_right(site: Path) -> None:
    folder = site / "_site"
    publish(outputs({"index.html": "right"}), folder, site)
    (folder / "index.html").write_text("wrong")
    assert publish(outputs({"index.html": "right"}), folder, site) == Published(1, 0, 0)
    assert (folder / "index.html").read_text() == "right"


def test_publish_when_a_picture_is_copied_then_bytes_are_equal_and_kept(site: Path) -> None:
    picture = site / "content" / "plant.jpg"
    picture.write_bytes(os.urandom(3_000_000))
    copy = [Output("media/plant.jpg", copy_of="content/plant.jpg")]
    folder = site / "_site"
    assert publish(copy, folder, site) == Published(1, 0, 0)
    assert (folder / "media/plant.jpg").read_bytes() == picture.read_bytes()
    assert publish(copy, folder, site) == Published(0, 1, 0)
    changed = picture.read_bytes()[:-1] + b"!"
    picture.write_bytes(changed)
    assert publish(copy, folder, site).written == 1
    assert (folder / "media/plant.jpg").read_bytes() == changed


def test_publish_when_a_picture_has_a_decomposed_name_then_it_is_found(site: Path) -> None:
    (site / "content" / "cafe\u0301.jpg").write_bytes(b"picture")
    publish([Output("a.jpg", copy_of="content/caf\u00e9.jpg")], site / "_site", site)
    assert (site / "_site" / "a.jpg").read_bytes() == b"picture"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ({"a": "file"}, {"a/b": "below"}),
        ({"a/b": "below", "a/c/d": "x"}, {"a": "file"}),
        ({"a/b/c": "deep"}, {"a/b": "file"}),
        ({"Foo/index.html": "x"}, {"foo/index.html": "y"}),
    ],
)
def test_publish_when_files_and_folders_trade_places_then_like_a_clean_build(
    site: Path, before: dict[str, str], after: dict[str, str]
) -> None:
    publish(outputs(before), site / "_site", site)
    publish(outputs(after), site / "_site", site)
    publish(outputs(after), site / "clean", site)
    assert tree(site / "_site") == tree(site / "clean")


# -- what is not ours -----------------------------------------------------------------------


def refusal(files: dict[str, str], folder: Path, site: Path) -> str:
    """What publishing says no with; nothing in the folder may change by it."""
    before = tree(folder) if folder.is_dir() else None
    with pytest.raises(CannotPublish) as refused:
        publish(outputs(files), folder, site)
    assert (tree(folder) if folder.is_dir() else None) == before
    assert refused.value.hint
    return str(refused.value)


@pytest.mark.parametrize(
    "where", [".", "..", "../..", "content", "content/deep/er", "theme/static", "/", "link"]
)
def test_publish_when_the_folder_is_part_of_the_site_or_above_then_refuses(
    site: Path, where: str
) -> None:
    (site / "link").symlink_to(site / "content")
    before = tree(site)
    with pytest.raises(CannotPublish, match="nothing is published there"):
        publish(outputs({"index.html": "x"}), site / where, site)
    assert tree(site) == before


def test_publish_when_the_folder_is_the_home_folder_then_refuses(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home" / "me"
    home.mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("USERPROFILE", str(home))
    assert "home folder" in refusal({"index.html": "x"}, home, site)
    assert "home folder" in refusal({"index.html": "x"}, home.parent, site)


def test_publish_when_the_folder_is_somebodys_then_refuses_and_names_the_way_out(
    site: Path,
) -> None:
    folder = site / "documents"
    folder.mkdir()
    (folder / "thesis.odt").write_text("years of work")
    with pytest.raises(CannotPublish, match=r"thesis\.odt") as refused:
        publish(outputs({"index.html": "x"}), folder, site)
    assert "--output" in refused.value.hint
    assert tree(folder) == {"thesis.odt": b"years of work"}


def test_publish_when_the_folder_is_a_link_then_its_target_is_judged(site: Path) -> None:
    (site / "target").mkdir()
    (site / "_site").symlink_to("target")
    publish(outputs({"index.html": "x"}), site / "_site", site)
    assert (site / "target" / "index.html").read_text() == "x"
    assert (site / "_site").is_symlink()


def test_publish_when_the_folder_is_a_file_or_an_endless_link_then_refuses(site: Path) -> None:
    (site / "file").write_text("x")
    (site / "round").symlink_to("round")
    for name in ("file", "round"):
        with pytest.raises(CannotPublish, match=name):
            publish(outputs({"index.html": "x"}), site / name, site)


def test_publish_when_only_a_git_folder_is_there_then_it_counts_as_empty(site: Path) -> None:
    (site / "_site").mkdir()
    (site / "_site" / ".git").write_text("gitdir: elsewhere")
    publish(outputs({"index.html": "x"}), site / "_site", site)
    assert (site / "_site" / ".git").read_text() == "gitdir: elsewhere"


def test_publish_when_foreign_files_came_later_then_they_stay(site: Path) -> None:
    folder = site / "_site"
    publish(outputs({"index.html": "x", "events/a/index.html": "a"}), folder, site)
    (folder / "CNAME").write_text("example.org")
    (folder / "events/a/notes.txt").write_text("mine")
    publish(outputs({"index.html": "y"}), folder, site)
    wanted = {"index.html": "y", "CNAME": "example.org", "events/a/notes.txt": "mine"}
    assert without_manifest(tree(folder)) == expected(wanted)


def test_publish_when_a_foreign_file_is_in_the_way_then_refuses_by_name(site: Path) -> None:
    folder = site / "_site"
    publish(outputs({"index.html": "x"}), folder, site)
    (folder / "about.html").write_text("mine")
    assert "about.html" in refusal({"index.html": "y", "about.html": "ours"}, folder, site)
    assert "about.html" in refusal({"about.html/index.html": "ours"}, folder, site)


def test_publish_when_a_foreign_file_is_just_the_same_then_it_stays_foreign(site: Path) -> None:
    folder = site / "_site"
    publish(outputs({"index.html": "x"}), folder, site)
    (folder / "robots.txt").write_text("all")
    publish(outputs({"index.html": "x", "robots.txt": "all"}), folder, site)
    publish(outputs({"index.html": "x"}), folder, site)
    assert (folder / "robots.txt").read_text() == "all"


def test_publish_when_a_folder_in_the_way_holds_a_foreign_file_then_refuses(site: Path) -> None:
    folder = site / "_site"
    publish(outputs({"a/b": "x"}), folder, site)
    (folder / "a" / "mine.txt").write_text("mine")
    assert "a/mine.txt" in refusal({"a": "now a file"}, folder, site)
    (folder / "empty").mkdir()
    assert "empty" in refusal({"empty": "now a file"}, folder, site)


def test_publish_when_a_folder_became_a_link_then_nothing_behind_it_changes(site: Path) -> None:
    folder, elsewhere = site / "_site", site / "elsewhere"
    publish(outputs({"index.html": "x", "a/index.html": "a"}), folder, site)
    elsewhere.mkdir()
    (elsewhere / "index.html").write_text("mine")
    shutil.rmtree(folder / "a")
    (folder / "a").symlink_to(elsewhere)
    assert "“a”" in refusal({"index.html": "x", "a/index.html": "new"}, folder, site)
    assert publish(outputs({"index.html": "y"}), folder, site).removed == 0
    assert (elsewhere / "index.html").read_text() == "mine"
    assert (folder / "a").is_symlink()


def test_publish_when_our_file_became_a_link_then_its_target_is_safe(site: Path) -> None:
    folder = site / "_site"
    publish(outputs({"a.html": "x", "b.html": "x"}), folder, site)
    (site / "mine.txt").write_text("mine")
    (folder / "a.html").unlink()
    (folder / "a.html").symlink_to(site / "mine.txt")
    assert "a.html" in refusal({"a.html": "new"}, folder, site)
    publish(outputs({"b.html": "y"}), folder, site)
    assert (folder / "a.html").is_symlink()
    assert (site / "mine.txt").read_text() == "mine"


@pytest.mark.parametrize(
    "manifest",
    [
        "",
        "{",
        "[]",
        '{"version": 1}',
        '{"version": 1, "files": 7}',
        '{"version": 1, "files": [7]}',
        '{"version": 2, "files": []}',
        '{"version": 2, "files": {"index.html": 7}}',
        '{"version": 2, "files": {"../../mine.txt": ""}}',
        '{"version": 3, "files": {}}',
        '{"version": 1, "files": ["../../mine.txt"]}',
        '{"version": 1, "files": ["/etc/passwd"]}',
        "[" * 100_000,
    ],
)
def test_publish_when_the_manifest_is_damaged_then_refuses(site: Path, manifest: str) -> None:
    folder = site / "_site"
    folder.mkdir()
    (folder / MANIFEST).write_text(manifest)
    assert MANIFEST in refusal({"index.html": "x"}, folder, site)


def test_publish_when_the_manifest_is_of_the_first_version_then_its_files_are_ours(
    site: Path,
) -> None:
    folder = site / "_site"
    publish(outputs({"a/old.html": "old", "b.html": "same"}), folder, site)
    (folder / MANIFEST).write_text('{"version": 1, "files": ["a/old.html", "b.html"]}')
    assert publish(outputs({"b.html": "same"}), folder, site) == Published(0, 1, 1)
    assert without_manifest(tree(folder)) == expected({"b.html": "same"})
    publish(outputs({"b.html": "same"}), site / "clean", site)
    assert tree(folder) == tree(site / "clean")


# -- what cannot be written -----------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/x",
        "../x",
        "a/../../x",
        "a//b",
        "a/",
        "./a",
        "a\\b",
        "a\0b",
        "a\nb",
        "\udcff",
        MANIFEST,
        STAGE,
        ".LINIMASA.json",
        STAGE + "/x",
        "n" * 256,
        "/".join(["folder"] * 1000),
    ],
)
def test_publish_when_a_path_is_impossible_then_nothing_is_written(site: Path, path: str) -> None:
    with pytest.raises(CannotPublish):
        publish(outputs({"index.html": "x", path: "y"}), site / "_site", site)
    assert not (site / "_site" / "index.html").exists()


@pytest.mark.parametrize("path", ["con", "a/NUL.html", "com1", "a:b", "a./b", "a /b", "what?"])
def test_path_problem_when_windows_would_write_elsewhere_then_only_there(path: str) -> None:
    assert path_problem(path, windows=True)
    assert not path_problem(path, windows=False)
    assert not path_problem("events/konsep/index.html", windows=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a.html", "a.html"),
        ("Events/x", "events/x"),
        ("caf\u00e9", "cafe\u0301"),
        ("stra\u00dfe", "STRASSE"),
        ("a", "a/b"),
        ("a/b/c", "A"),
    ],
)
def test_publish_when_two_paths_meet_then_both_are_named(site: Path, one: str, other: str) -> None:
    with pytest.raises(CannotPublish) as refused:
        publish([Output(one), Output(other)], site / "_site", site)
    assert f"“{one}”" in str(refused.value)
    assert f"“{other}”" in str(refused.value)
    assert not (site / "_site").exists()


def test_publish_when_a_picture_is_gone_or_outside_then_refuses_by_name(site: Path) -> None:
    (site / "content" / "out.jpg").symlink_to("/etc/passwd")
    os.mkfifo(site / "content" / "pipe.jpg")
    for path in ("content/gone.jpg", "content/out.jpg", "content/pipe.jpg", "../x", "a\0b"):
        with pytest.raises(CannotPublish) as refused:
            publish([Output("index.html"), Output("a.jpg", copy_of=path)], site / "_site", site)
        assert path in str(refused.value)
    assert tree(site / "_site") == {}


TOO_LARGE = """
import resource, sys
from pathlib import Path
from linimasa.model.files import Output
from linimasa.write import CannotPublish, publish
resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000))
outputs = [Output(f"{n}.html", b"new" * 10) for n in range(50)] + [Output("z.css", bytes(20_000))]
try:
    publish(outputs, Path(sys.argv[1]), Path(sys.argv[2]))
except CannotPublish as error:
    print(error, "|", error.hint)
"""


def test_publish_when_writing_fails_half_way_then_the_old_site_is_whole(site: Path) -> None:
    folder = site / "_site"
    publish(outputs({f"{n}.html": "old" for n in range(50)}), folder, site)
    before = tree(folder)
    with start(TOO_LARGE, folder, site) as child:
        said, _ = child.communicate(timeout=30)
    assert "larger than this system allows" in said
    assert tree(folder) == before


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EDQUOT, "disk is full"),
        (errno.EROFS, "cannot be read or written: read-only"),
        (errno.EACCES, "permission denied"),
    ],
)
def test_explained_when_the_system_refuses_then_in_plain_words(number: int, words: str) -> None:
    said = explained(OSError(number, os.strerror(number), "_site/x"), Path("_site"))
    assert words in str(said)
    assert "Errno" not in str(said)
    assert said.hint


NO_PERMISSION = """
import os, sys
from pathlib import Path
from linimasa.model.files import Output
from linimasa.write import CannotPublish, publish
folder, site = Path(sys.argv[1]), Path(sys.argv[2])
if os.getuid() == 0:
    os.setuid(65534)  # permissions mean nothing to root
print(publish([Output("index.html", b"old")], folder, site))
try:
    publish([Output("index.html", b"new")], folder, site)
except CannotPublish as error:
    print(error, "|", error.hint)
"""


def test_publish_when_the_folder_is_read_only_then_says_so_and_keeps_it(open_folder: Path) -> None:
    folder = open_folder / "_site"
    publish(outputs({"index.html": "old"}), folder, open_folder / "site")
    folder.chmod(0o555)
    with start(NO_PERMISSION, folder, open_folder / "site") as child:
        said, _ = child.communicate(timeout=30)
    folder.chmod(0o755)
    assert "Published(written=0, unchanged=1, removed=0)" in said
    assert "permission denied |" in said
    assert (folder / "index.html").read_text() == "old"


# -- at the same time -----------------------------------------------------------------------


def test_publish_when_another_build_is_at_it_then_refuses(site: Path) -> None:
    folder = site / "_site"
    publish(outputs({"index.html": "old"}), folder, site)
    with alone(folder, folder):
        assert "another build" in refusal({"index.html": "new"}, folder, site)
    assert publish(outputs({"index.html": "new"}), folder, site).written == 1


def test_publish_when_two_run_at_once_then_one_whole_site_is_there(site: Path) -> None:
    sets = [{f"{n}.html": f"{who}" for n in range(300)} for who in ("one", "two")]

    def attempt(files: dict[str, str]) -> bool:
        try:
            publish(outputs(files), site / "_site", site)
        except CannotPublish as refused:
            assert "another build" in str(refused)
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(attempt, sets * 3))
    assert any(done)
    assert without_manifest(tree(site / "_site")) in [expected(files) for files in sets]


def test_publish_in_place_while_somebody_reads_then_no_page_is_missing_or_half(
    site: Path,
) -> None:
    folder = linked(site / "_site")
    texts = [letter * 20_000 for letter in "ab"]
    versions = [outputs({f"{n}.html": text for n in range(60)}) for text in texts]
    publish(versions[0], folder, site)
    with ThreadPoolExecutor(1) as pool:
        rebuilds = pool.submit(
            lambda: [publish(versions[n % 2], folder, site) for n in range(1, 7)]
        )
        reads = 0
        while not rebuilds.done():
            assert (folder / f"{reads % 60}.html").read_text() in texts
            reads += 1
        assert [done.written for done in rebuilds.result()] == [60] * 6
    assert reads > 60


# -- killed ---------------------------------------------------------------------------------

COUNT = 400
OLD = {f"old/{n}": "old" for n in range(COUNT)} | {f"both/{n}": "old" * 999 for n in range(COUNT)}
NEW = {f"new/{n}": "new" for n in range(COUNT)} | {f"both/{n}": "new" * 999 for n in range(COUNT)}

PUBLISH_NEW = f"""
import sys
from pathlib import Path
from linimasa.model.files import Output
from linimasa.write import publish
outputs = [Output(f"new/{{n}}", b"new") for n in range({COUNT})]
outputs += [Output(f"both/{{n}}", b"new" * 999) for n in range({COUNT})]
publish(outputs, Path(sys.argv[1]), Path(sys.argv[2]))
"""


def count(folder: Path) -> int:
    try:
        return len(os.listdir(folder))  # noqa: PTH208 (the quickest there is)
    except FileNotFoundError:
        return 0


MOMENTS: list[Callable[[Path], bool]] = [
    lambda folder: count(folder / STAGE / LOOSE) > 0,
    lambda folder: count(folder / STAGE / LOOSE) > COUNT,
    lambda folder: count(folder / STAGE / LOOSE) > 2 * COUNT - 2,
    lambda folder: count(folder / "new") > 0,
    lambda folder: count(folder / "new") > COUNT // 2,
    lambda folder: count(folder / "old") < COUNT,
    lambda folder: count(folder / "old") < COUNT // 2,
]


def kill_when(moment: Callable[[Path], bool], folder: Path, site: Path) -> bool:
    """Whether the build was really killed, and not done before."""
    with start(PUBLISH_NEW, folder, site) as child:
        while child.poll() is None and not moment(folder):
            pass
        child.kill()
        return child.wait(timeout=30) != 0


def linked(folder: Path) -> Path:
    """Make the folder and a link to it: through one, files are published one by one."""
    folder.mkdir()
    link = folder.with_name(f"{folder.name}-link")
    link.symlink_to(folder)
    return link


def test_publish_in_place_when_killed_then_no_half_file_and_the_next_build_is_clean(
    site: Path, tmp_path: Path
) -> None:
    publish(outputs(NEW), tmp_path / "clean", site)
    clean = tree(tmp_path / "clean")
    killed = 0
    for number, moment in enumerate(MOMENTS):
        folder = linked(tmp_path / f"killed-{number}")
        publish(outputs(OLD), folder, site)
        killed += kill_when(moment, folder, site)
        for path, text in NEW.items():
            if path.startswith("both/") or (folder / path).exists():
                assert (folder / path).read_text() in (text, OLD.get(path))
        publish(outputs(NEW), folder, site)
        assert tree(folder.resolve()) == clean
    assert killed > len(MOMENTS) // 2


def test_publish_when_a_killed_build_is_never_repeated_then_all_of_it_goes(
    site: Path, tmp_path: Path
) -> None:
    folder = linked(tmp_path / "killed")
    kill_when(MOMENTS[3], folder, site)
    publish(outputs({"index.html": "x"}), folder, site)
    assert without_manifest(tree(folder.resolve())) == expected({"index.html": "x"})


# -- from any state to any other ------------------------------------------------------------

PATHS = st.lists(st.sampled_from(["a", "b", "c.html"]), min_size=1, max_size=3).map("/".join)


def _no_clash(files: dict[str, str]) -> bool:
    return not any(one.startswith(other + "/") for one in files for other in files)


FILES = st.dictionaries(PATHS, st.sampled_from(["", "one", "two"]), max_size=5).filter(_no_clash)


@settings(max_examples=100, deadline=None)
@given(before=FILES, foreign=FILES, after=FILES)
def test_publish_from_any_state_then_exactly_the_outputs_and_foreign_files(
    before: dict[str, str], foreign: dict[str, str], after: dict[str, str]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "_site"
        publish(outputs(before), folder, Path(name) / "site")
        there = {
            path: text
            for path, text in foreign.items()
            if path not in before and _no_clash({**before, path: text})
        }
        for path, text in there.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        clash = any(after.get(path, text) != text for path, text in there.items())
        if clash or not _no_clash({**there, **after}):
            refusal(after, folder, Path(name) / "site")
        else:
            publish(outputs(after), folder, Path(name) / "site")
            assert without_manifest(tree(folder)) == expected({**there, **after})
            assert listed(folder).keys() == after.keys() - there.keys()
            assert leftovers(folder) == set()
            assert publish(outputs(after), folder, Path(name) / "site").written == 0
