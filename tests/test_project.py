"""Reading the folder of a site: all of it, nothing else, and never an exception."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import linimasa
from linimasa.diagnostics import CODES, Span, problem
from linimasa.model.files import ChangedMeanwhile, Snapshot, digest_of
from linimasa.read import project
from linimasa.read.folder import content
from samples import write_all

SOURCE_ROOT = Path(linimasa.__file__).parent.parent


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    write_all(root, {"site.yaml": "title: x", "content/first.yaml": "title: first"})
    return root


def read(root: Path) -> Snapshot:
    return project.read(root, now=1_600_000_000)


def events(snapshot: Snapshot) -> list[str]:
    return [event.path for event in snapshot.events]


def said(snapshot: Snapshot) -> list[tuple[str, str]]:
    """Code and path of each diagnostic; each must be worth showing."""
    for found in snapshot.diagnostics:
        assert found.code in CODES
        assert found.hint
        found.message.encode()
        found.span.path.encode()
        assert found.message.isprintable()
    return [(found.code, found.span.path) for found in snapshot.diagnostics]


# -- what is read ---------------------------------------------------------------------------


def test_read_when_all_is_well_then_every_kind_is_in_its_place(site: Path) -> None:
    write_all(
        site,
        {
            "content/2021/deep/er/b.yml": "b",
            "content/2021/a.YAML": "a",
            "content/2021/a.JPG": "picture",
            "content/_actors.yaml": "actors",
            "content/_drafts/x.yaml": "no",
            "content/.git/x.yaml": "no",
            "content/_x.yaml": "no",
            "content/.x.yaml": "no",
            "content/map.svg": "no",
            "content/table.ods": "no",
            "content/x.yaml~": "no",
            "content/pages/about.md": "about",
            "content/pages/_x.md": "no",
        },
    )
    snapshot = read(site)
    assert said(snapshot) == []
    assert snapshot.now == 1_600_000_000
    assert snapshot.settings is not None
    assert snapshot.settings.path == "site.yaml"
    assert snapshot.settings.data == b"title: x"
    assert events(snapshot) == [
        "content/2021/a.YAML",
        "content/2021/deep/er/b.yml",
        "content/first.yaml",
    ]
    assert [event.data for event in snapshot.events] == [b"a", b"b", b"title: first"]
    assert snapshot.actors is not None
    assert snapshot.actors.data == b"actors"
    assert [page.path for page in snapshot.pages] == ["content/pages/about.md"]
    assert snapshot.media == ("content/2021/a.JPG",)


def test_read_when_done_twice_or_by_another_way_then_equal(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "way").symlink_to(site)
    monkeypatch.chdir(site)
    assert read(site) == read(site) == read(tmp_path / "way") == read(Path())


def test_read_when_names_are_decomposed_then_paths_are_composed(site: Path) -> None:
    write_all(site, {"content/cafe\u0301/e\u0301.yaml": "x", "content/cafe\u0301/u\u0308.png": "p"})
    snapshot = read(site)
    assert "content/caf\u00e9/\u00e9.yaml" in events(snapshot)
    assert snapshot.media == ("content/caf\u00e9/\u00fc.png",)
    found = project.media_file(site, snapshot.media[0])
    assert found is not None
    assert found.read_text() == "p"


def test_read_when_names_differ_in_case_only_then_both_are_kept(site: Path) -> None:
    write_all(site, {"content/a.yaml": "1", "content/A.yaml": "2"})
    assert events(read(site)) == ["content/A.yaml", "content/a.yaml", "content/first.yaml"]


def test_read_when_names_look_the_same_then_says_so_once(site: Path) -> None:
    write_all(site, {"content/\u00e9.yaml": "1", "content/e\u0301.yaml": "2"})
    snapshot = read(site)
    assert said(snapshot) == [("same-name", "content/\u00e9.yaml")]
    assert events(snapshot) == ["content/first.yaml", "content/\u00e9.yaml"]


def test_read_when_there_are_thousands_of_files_then_all_are_there(site: Path) -> None:
    write_all(site, {f"content/{n % 50}/{n}.yaml": str(n) for n in range(1500)})
    snapshot = read(site)
    assert said(snapshot) == []
    assert len(snapshot.events) == 1501


# -- what is read again --------------------------------------------------------------------


@pytest.fixture
def many(site: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with more files than are held."""
    monkeypatch.setattr(project, "MOST_HELD", 1)
    write_all(site, {"content/second.yaml": "title: second"})
    return site


def test_read_when_there_are_many_files_then_only_their_digests_are_held(many: Path) -> None:
    first, second = read(many).events
    assert (first.data, second.data) == (b"", b"")
    assert (first.digest, second.digest) == (
        digest_of(b"title: first"),
        digest_of(b"title: second"),
    )


def test_reread_when_only_the_digest_is_held_then_gives_the_content(many: Path) -> None:
    first, _ = read(many).events
    assert project.reread(many, first).data == b"title: first"


def test_reread_when_the_content_is_held_then_opens_nothing(site: Path) -> None:
    (first,) = read(site).events
    (site / first.path).unlink()
    assert project.reread(site, first) is first


def test_reread_when_the_file_changed_then_says_so(many: Path) -> None:
    first, _ = read(many).events
    write_all(many, {first.path: "title: other"})
    with pytest.raises(ChangedMeanwhile):
        project.reread(many, first)


@pytest.mark.parametrize("instead", [Path.mkdir, os.mkfifo, lambda _: None])
def test_reread_when_there_is_no_file_any_more_then_never_waits(
    many: Path, instead: Callable[[Path], object]
) -> None:
    first, _ = read(many).events
    (many / first.path).unlink()
    instead(many / first.path)
    with pytest.raises(OSError, match="first"):
        project.reread(many, first)


def test_sources_when_files_are_named_then_gives_those_that_are_as_they_were(many: Path) -> None:
    others = {
        "site.yaml": "title: x",
        "content/_actors.yaml": "ana: {name: Ana}",
        "content/pages/about.md": "about",
        "theme/templates/event.html": "event",
    }
    write_all(many, others)
    snapshot = read(many)
    write_all(many, {"content/second.yaml": "title: other"})
    paths = [*others, "content/first.yaml", "content/second.yaml", "content/third.yaml"]
    found = [problem("bad-date", Span(path, 1, 1), "wrong", "right") for path in paths]
    given = {path: data.decode() for path, data in project.sources(many, snapshot, found).items()}
    assert given == {**others, "content/first.yaml": "title: first"}


def test_read_again_when_a_file_is_new_then_it_is_there(many: Path) -> None:
    before = read(many)
    write_all(many, {"content/third.yaml": "title: third"})
    after = project.read_again(many, before.now, before)
    assert [file.digest for file in after.events][-1] == digest_of(b"title: third")


def test_read_again_when_there_are_too_many_to_hold_by_now_then_nothing_old_is_held(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read(site)
    write_all(site, {"content/first.yaml": "title: other", "content/second.yaml": "title: second"})
    monkeypatch.setattr(project, "MOST_HELD", 1)
    after = project.read_again(site, before.now, before)
    assert [file.digest for file in after.events] == [
        digest_of(b"title: other"),
        digest_of(b"title: second"),
    ]


def test_read_when_there_are_many_files_then_plain_pages_are_held(many: Path) -> None:
    write_all(many, {"content/pages/about.md": "One", "content/pages/method.md": "Two"})
    assert [file.data for file in read(many).pages] == [b"One", b"Two"]


def test_read_again_when_a_file_is_surely_the_same_then_it_is_not_opened(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project, "SETTLED", 0)
    write_all(site, {"content/second.yaml": "title: second"})
    before = read(site)
    write_all(site, {"content/second.yaml": "title: another"})
    opened: list[str] = []

    def noted(path: str, *rest: Any) -> bytes | None:
        opened.append(path)
        return content(path, *rest)

    monkeypatch.setattr(project, "content", noted)
    after = project.read_again(site, before.now, before)
    assert [path for path in opened if path.startswith("content/")] == ["content/second.yaml"]
    assert [file.data for file in after.events] == [b"title: first", b"title: another"]
    assert [file.digest for file in after.events] == [file.digest for file in read(site).events]


# -- what is missing ------------------------------------------------------------------------


def test_read_when_there_is_no_site_then_only_that_is_said(tmp_path: Path) -> None:
    write_all(tmp_path, {"content/a.yaml": "x", "file": "x"})
    for folder in (tmp_path, tmp_path / "nowhere", tmp_path / "file"):
        snapshot = read(folder)
        assert said(snapshot) == [("no-site", "site.yaml")]
        assert snapshot.events == ()
    assert "linimasa serve SITE" in read(tmp_path).diagnostics[0].hint
    write_all(tmp_path, {"site.yml": "x"})
    assert "rename “site.yml”" in read(tmp_path).diagnostics[0].hint


def test_read_when_there_are_no_events_then_it_is_a_warning(tmp_path: Path) -> None:
    write_all(tmp_path, {"site.yaml": "x"})
    assert said(read(tmp_path)) == [("no-events", "content")]
    (tmp_path / "content").mkdir()
    assert said(read(tmp_path)) == [("no-events", "content")]
    write_all(tmp_path, {"content/_a.yaml": "x"})
    assert said(read(tmp_path)) == [("no-events", "content")]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("first.yaml.txt", "save it as “content/first.yaml”, or call it “_first.yaml.txt”"),
        ("first.docx", "save it as “content/first.yaml”,"),
        ("first", "save it as “content/first.yaml”, or call it “_first”"),
        ("2021/notes.md", "save it as “content/pages/notes.md”, or call it “_notes.md”"),
        ("pages/about.txt", "save it as “content/pages/about.md”,"),
        ("pages/more/about.md", "save it as “content/pages/about.md”,"),
    ],
)
def test_read_when_a_text_is_neither_event_nor_page_then_told(
    site: Path, name: str, meant: str
) -> None:
    write_all(site, {f"content/{name}": "date: 2021"})
    (found,) = read(site).diagnostics
    assert (found.code, found.span.path) == ("not-read", f"content/{name}")
    assert meant in found.hint


def test_read_when_files_of_other_programs_lie_about_then_nothing_is_said(site: Path) -> None:
    names = ("a.yaml~", "a.yaml.bak", "a.swp", "Thumbs.db", ".DS_Store", "_a.txt", "pages/_a.txt")
    write_all(site, {f"content/{name}": "x" for name in names})
    (site / "content" / "away.txt").symlink_to("/dev/zero")
    os.mkfifo(site / "content" / "pipe.txt")
    assert said(read(site)) == []


# -- what cannot be read --------------------------------------------------------------------


def test_read_when_things_are_no_ordinary_files_then_each_is_named(site: Path) -> None:
    content = site / "content"
    os.mkfifo(content / "pipe.yaml")
    os.mkfifo(content / "pipe.txt")
    (content / "folder.yaml").mkdir()
    (content / "zero.yaml").symlink_to("/dev/zero")
    (content / "_actors.yaml").mkdir()
    with socket.socket(socket.AF_UNIX) as listening, contextlib.chdir(content):
        listening.bind("socket.yaml")
    snapshot = read(site)
    assert said(snapshot) == [
        ("not-a-file", "content/_actors.yaml"),
        ("not-a-file", "content/folder.yaml"),
        ("not-a-file", "content/pipe.yaml"),
        ("not-a-file", "content/socket.yaml"),
        ("link-outside", "content/zero.yaml"),
    ]
    assert events(snapshot) == ["content/first.yaml"]


@pytest.mark.parametrize("name", ["site.yaml", "content", "theme"])
def test_read_when_a_main_part_is_the_wrong_thing_then_named(site: Path, name: str) -> None:
    if (site / name).is_dir():
        (site / name).rename(site / "away")
    (site / name).unlink(missing_ok=True)
    os.mkfifo(site / name)
    codes = dict(said(read(site)))
    assert codes["not-a-file"] == name


def test_read_when_links_leave_the_site_then_refused_and_those_inside_work(
    site: Path, tmp_path: Path
) -> None:
    write_all(tmp_path, {"secret.yaml": "secret", "folder/x.yaml": "secret"})
    write_all(site, {"shared/inside.yaml": "inside", "shared/more/x.yaml": "x"})
    content = site / "content"
    (content / "out.yaml").symlink_to(tmp_path / "secret.yaml")
    (content / "relative.yaml").symlink_to("../../secret.yaml")
    (content / "out").symlink_to(tmp_path / "folder")
    (content / "unread.txt").symlink_to(tmp_path / "secret.yaml")
    (content / "in.yaml").symlink_to("../shared/inside.yaml")
    (content / "in").symlink_to("../shared")
    (content / "dead.yaml").symlink_to("nowhere")
    (content / "_actors.yaml").symlink_to(tmp_path / "secret.yaml")
    snapshot = read(site)
    assert said(snapshot) == [
        ("link-outside", "content/_actors.yaml"),
        ("unreadable", "content/dead.yaml"),
        ("link-outside", "content/out"),
        ("link-outside", "content/out.yaml"),
        ("link-outside", "content/relative.yaml"),
    ]
    assert events(snapshot) == [
        "content/first.yaml",
        "content/in.yaml",
        "content/in/inside.yaml",
        "content/in/more/x.yaml",
    ]
    assert b"secret" not in [event.data for event in snapshot.events]


def test_read_when_a_neighbor_only_begins_with_the_sites_name_then_it_is_outside(
    site: Path,
) -> None:
    write_all(site.parent, {"site-secret/x.yaml": "secret"})
    (site / "content" / "x.yaml").symlink_to(site.parent / "site-secret" / "x.yaml")
    assert said(read(site)) == [("link-outside", "content/x.yaml")]


def test_read_when_links_go_in_circles_then_it_ends(site: Path) -> None:
    content = site / "content"
    write_all(site, {"content/a/x.yaml": "a", "content/b/y.yaml": "b"})
    (content / "a" / "up").symlink_to("..")
    (content / "a" / "b").symlink_to("../b")
    (content / "b" / "a").symlink_to("../a")
    (content / "self.yaml").symlink_to("self.yaml")
    snapshot = read(site)
    assert said(snapshot) == [
        ("folder-link", "content/a/b/a"),
        ("folder-link", "content/a/up"),
        ("folder-link", "content/b/a/b"),
        ("folder-link", "content/b/a/up"),
        ("unreadable", "content/self.yaml"),
    ]
    assert "content/a/b/y.yaml" in events(snapshot)


def test_read_when_names_are_unfit_then_shown_safely(site: Path) -> None:
    content = os.fsencode(site / "content")
    for name in (b"\xff.yaml", b"a\nb.yaml", b"a\x1b[31m.yaml", b"a\\b.yaml", b"\xfe.txt"):
        with open(content + b"/" + name, "wb"):  # noqa: PTH123 (a name that is no text)
            pass
    os.mkdir(content + b"/fol\x07der")  # noqa: PTH102
    snapshot = read(site)
    assert said(snapshot) == [
        ("bad-name", "content/\\udcff.yaml"),
        ("bad-name", "content/a\\b.yaml"),
        ("bad-name", "content/a\\nb.yaml"),
        ("bad-name", "content/a\\x1b[31m.yaml"),
        ("bad-name", "content/fol\\x07der"),
    ]
    assert events(snapshot) == ["content/first.yaml"]


def test_read_when_a_file_is_too_large_then_it_is_left_out(site: Path) -> None:
    limit = project.TEXT_LIMIT
    (site / "content" / "just.yaml").write_bytes(bytes(limit))
    with (site / "content" / "huge.yaml").open("wb") as file:
        file.truncate(limit + 1)
    with (site / "content" / "giant.yaml").open("wb") as file:
        file.truncate(1 << 40)
    snapshot = read(site)
    assert said(snapshot) == [
        ("file-too-large", "content/giant.yaml"),
        ("file-too-large", "content/huge.yaml"),
    ]
    assert events(snapshot) == ["content/first.yaml", "content/just.yaml"]


def test_read_when_folders_are_extremely_deep_then_it_ends_with_a_message(site: Path) -> None:
    with contextlib.chdir(site / "content"):
        for _ in range(300):
            Path("a-rather-long-folder").mkdir()
            os.chdir("a-rather-long-folder")
        Path("x.yaml").touch()
    snapshot = read(site)
    assert [code for code, _ in said(snapshot)] == ["unreadable"]
    assert events(snapshot) == ["content/first.yaml"]


NOT_ALLOWED = """
import os, sys
from pathlib import Path
from linimasa.read import project
if os.getuid() == 0:
    os.setuid(65534)  # permissions mean nothing to root
snapshot = project.read(Path(sys.argv[1]), 0)
print([(found.code, found.message) for found in snapshot.diagnostics])
print([event.path for event in snapshot.events])
"""


def test_read_when_permissions_are_missing_then_named_and_the_rest_read() -> None:
    with tempfile.TemporaryDirectory() as name:
        site = Path(name)
        site.chmod(0o755)
        write_all(site, {"site.yaml": "x"})
        write_all(site, {f"content/{path}.yaml": path for path in ("a", "b", "c/d", "e")})
        (site / "content/b.yaml").chmod(0)
        (site / "content/c").chmod(0)
        done = subprocess.run(
            [sys.executable, "-c", NOT_ALLOWED, name],
            env={**os.environ, "PYTHONPATH": str(SOURCE_ROOT)},
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )
        (site / "content/c").chmod(0o755)
    problems, paths = done.stdout.splitlines()
    assert problems == str(
        [
            ("unreadable", f"“content/{path}” cannot be read: permission denied")
            for path in ("b.yaml", "c")
        ]
    )
    assert paths == str(["content/a.yaml", "content/e.yaml"])


VANISHING = """
import os, sys
from pathlib import Path
from linimasa.read import project
content = Path(sys.argv[1]) / "content"
def vanish(event, arguments):
    # An audit hook (PEP 578) runs just before the system is asked to open a file.
    if event == "open" and str(arguments[0]).endswith("b.yaml"):
        (content / "b.yaml").unlink(missing_ok=True)
    if event == "open" and str(arguments[0]).endswith("c.yaml"):
        (content / "c.yaml").unlink(missing_ok=True)
        os.mkfifo(content / "c.yaml")
sys.addaudithook(vanish)
snapshot = project.read(Path(sys.argv[1]), 0)
print([(found.code, found.span.path) for found in snapshot.diagnostics])
print([event.path for event in snapshot.events])
"""


def test_read_when_files_vanish_or_turn_into_pipes_meanwhile_then_named(site: Path) -> None:
    write_all(site, {f"content/{name}.yaml": name for name in "abcd"})
    done = subprocess.run(
        [sys.executable, "-c", VANISHING, str(site)],
        env={**os.environ, "PYTHONPATH": str(SOURCE_ROOT)},
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
    )
    problems, paths = done.stdout.splitlines()
    assert problems == str([("unreadable", "content/b.yaml"), ("not-a-file", "content/c.yaml")])
    assert paths == str([f"content/{name}.yaml" for name in ("a", "d", "first")])


# -- the theme ------------------------------------------------------------------------------

DEFAULT = {
    "templates/base.html": "default base",
    "templates/event.html": "default event",
    "static/deep/er/style.css": "default style",
    "locale/id.po": "default catalog",
}


def test_theme_files_when_the_site_has_none_then_the_default_twice(
    site: Path, tmp_path: Path
) -> None:
    write_all(tmp_path / "default", DEFAULT)
    write_all(tmp_path / "default", {"README.md": "no", "locale/x.txt": "no", "static/.x": "no"})
    theme, found = project.theme_files(site, tmp_path / "default")
    assert found == ()
    assert {file.name: file.data.decode() for file in theme} == DEFAULT | {
        "base/" + name: text for name, text in DEFAULT.items()
    }
    assert [file.name for file in theme] == sorted(file.name for file in theme)
    assert not any(str(tmp_path) in file.path for file in theme)


def test_theme_files_when_the_site_has_one_then_its_files_win(site: Path, tmp_path: Path) -> None:
    write_all(tmp_path / "default", DEFAULT)
    write_all(site / "theme", {"templates/event.html": "own", "templates/_part.html": "own part"})
    write_all(site / "theme", {"templates/event.html~": "no", "other/x.html": "no"})
    theme, found = project.theme_files(site, tmp_path / "default")
    files = {file.name: (file.path, file.data.decode()) for file in theme}
    assert found == ()
    assert files["templates/event.html"] == ("theme/templates/event.html", "own")
    assert files["templates/_part.html"] == ("theme/templates/_part.html", "own part")
    assert files["base/templates/event.html"][1] == "default event"
    assert files["templates/base.html"][1] == "default base"
    assert len(files) == 2 * len(DEFAULT) + 1


def test_theme_files_when_the_site_holds_the_default_then_it_is_taken_once(site: Path) -> None:
    write_all(site / "theme", DEFAULT)
    theme, found = project.theme_files(site, site / "theme")
    assert found == ()
    assert len(theme) == 2 * len(DEFAULT)
    assert {file.path for file in theme} == {"theme/" + name for name in DEFAULT}


def test_theme_files_when_a_link_leaves_the_site_then_refused(site: Path, tmp_path: Path) -> None:
    write_all(tmp_path / "default", DEFAULT)
    write_all(site / "theme", {"static/x.css": "x"})
    (site / "theme/static/passwd").symlink_to("/etc/passwd")
    (site / "theme/templates").symlink_to(tmp_path)
    theme, found = project.theme_files(site, tmp_path / "default")
    assert [(one.code, one.span.path) for one in found] == [
        ("link-outside", "theme/static/passwd"),
        ("link-outside", "theme/templates"),
    ]
    assert "static/passwd" not in [file.name for file in theme]


def test_theme_files_when_the_default_is_missing_then_says_so(site: Path) -> None:
    assert [found.code for found in project.theme_files(site, None)[1]] == ["no-theme"]


def test_default_theme_when_in_a_working_copy_then_found_and_complete() -> None:
    default = project.default_theme()
    assert default is not None
    assert (default / "templates" / "base.html").is_file()


# -- pictures -------------------------------------------------------------------------------


def test_media_file_when_not_an_ordinary_file_of_the_site_then_none(
    site: Path, tmp_path: Path
) -> None:
    write_all(tmp_path, {"secret.jpg": "secret"})
    write_all(site, {"content/a.jpg": "a", "pool/b.jpg": "b"})
    (site / "content" / "out.jpg").symlink_to(tmp_path / "secret.jpg")
    (site / "content" / "in.jpg").symlink_to("../pool/b.jpg")
    os.mkfifo(site / "content" / "pipe.jpg")
    bad = ("out.jpg", "pipe.jpg", "gone.jpg", "../../secret.jpg", "", "a\0.jpg")
    assert [project.media_file(site, f"content/{name}") for name in bad] == [None] * len(bad)
    assert project.media_file(site, str(tmp_path / "secret.jpg")) is None
    good = [project.media_file(site, f"content/{name}") for name in ("a.jpg", "in.jpg")]
    assert [file.read_text() for file in good if file] == ["a", "b"]
