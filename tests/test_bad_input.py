"""Files as people really save them: each mistake is told once, at its place, without a traceback.

Whole folders on a real disk, built by the command: what is right for `load` alone must hold for
a person at a terminal too.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from linimasa.model.files import Build
from linimasa.pipeline.build import build
from linimasa.read.project import read
from literals import NOW, THEME_READ, errors
from samples import linimasa, write_all

GOOD = "date: 2022\ntitle: {id: Satu, en: One}\n"
MARK = b"\xef\xbb\xbf"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    settings = "title: A\nlanguages: [id, en]\n"
    write_all(folder, {"site.yaml": settings, "content/good.yaml": GOOD})
    return folder


def built(site: Path) -> Build:
    return build(read(site, NOW), work=THEME_READ)


def nested(depth: int) -> str:
    return GOOD + "extra: " + "[" * depth + "]" * depth + "\n"


def bomb() -> str:
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [
        f"{one}: &{one} [*{last}, *{last}, *{last}]"
        for last, one in zip("abcdefgh", "bcdefghi", strict=True)
    ]
    return GOOD + "extra:\n  " + "\n  ".join(lines) + "\n"


# What is in `worse.yaml`, and everything that is said about it.
MISTAKES: list[tuple[str, bytes | str, list[str]]] = [
    ("an unknown field", GOOD + "sorces: []\n", ["3:1 unknown-field"]),
    ("text for a list", GOOD + "statements: none\n", ["3:13 wrong-type"]),
    ("a group for text", "date: 2022\ntitle: {id: {a: b}}\n", ["2:13 wrong-type"]),
    ("no title", "date: 2022\n", ["1:1 missing-field"]),
    ("a date that is none", "date: 30.02.2022\ntitle: A\n", ["1:7 bad-date"]),
    ("a day that is none", "date: 2022-02-30\ntitle: A\n", ["1:7 bad-date"]),
    ("an event that is not there", GOOD + "relations: {follows: [goof]}\n", ["3:23 unknown-event"]),
    ("a source that is not there", GOOD + "body: 'x [@y]'\n", ["3:11 unknown-source"]),
    (
        "a language that is not there",
        "date: 2022\ntitle: {id: A, fr: B}\n",
        ["2:16 unknown-language"],
    ),
    ("a status that is none", GOOD + "status: gossip\n", ["3:9 unknown-status"]),
    (
        "a stance that is none",
        GOOD + "statements: [{by: X, stance: shrugs}]\n",
        ["3:30 unknown-word"],
    ),
    ("a field twice", GOOD + "tags: []\ntags: []\n", ["4:1 duplicate-key"]),
    ("the id of another event", "id: good\n" + GOOD, ["1:5 duplicate-id"]),
    ("the id of another event in capitals", "id: GOOD\n" + GOOD, ["1:5 duplicate-id"]),
    ("an id that is no address", "id: a/b\n" + GOOD, ["1:5 bad-value"]),
    ("an open quote", "date: 2022\ntitle: 'A\n", ["2:8 yaml-syntax"]),
    ("an open bracket", "date: 2022\ntags: [a, b\ntitle: A\n", ["2:7 yaml-syntax"]),
    ("a tab", "date: 2022\ntitle:\n\tid: A\n", ["3:1 yaml-syntax"]),
    ("a byte of another encoding", b"date: 2022\ntitle: Caf\xe9\n", ["2:11 not-utf-8"]),
    ("UTF-16", GOOD.encode("utf-16"), ["1:1 not-utf-8"]),
    ("NUL", b"date: 2022\ntitle: A\0B\n", ["2:9 control-character"]),
    ("aliases", bomb(), [f"{line}:6 unsupported-yaml" for line in range(4, 13)]),
    ("a tag of YAML", "date: 2022\ntitle: !!python/object:os.system x\n", ["2:8 unsupported-yaml"]),
    ("two documents", GOOD + "---\n" + GOOD, ["3:1 unsupported-yaml"]),
    ("a thousand brackets", nested(1_000), ["3:39 too-deep"]),
    ("a hundred thousand brackets", nested(100_000), ["3:39 too-deep"]),
    ("too many values", GOOD + "tags: [" + "a," * 100_000 + "]\n", ["3:199986 too-many-values"]),
    ("nothing", "", ["1:1 empty-file"]),
    ("a comment", "# later\n", ["1:1 empty-file"]),
    ("a list", "- date: 2022\n", ["1:1 wrong-type"]),
    ("prose", "Once upon a time\n", ["1:1 wrong-type"]),
    ("an address of a script", GOOD + "sources: [{url: 'javascript:x'}]\n", ["3:17 bad-value"]),
    ("a link of a script", GOOD + "body: '[x](javascript:y)'\n", ["3:12 bad-link"]),
    (
        "a body that is nested too deep",
        GOOD + "body: '" + "> " * 500 + "x'\n",
        ["3:8 text-too-tangled"],
    ),
]


@pytest.mark.parametrize(
    ("content", "expected"), [case[1:] for case in MISTAKES], ids=[case[0] for case in MISTAKES]
)
def test_mistake_is_told_once_at_its_place(
    site: Path, content: bytes | str, expected: list[str]
) -> None:
    data = content if isinstance(content, bytes) else content.encode()
    (site / "content" / "worse.yaml").write_bytes(data)
    done = built(site)
    assert errors(done) == [f"content/worse.yaml:{one}" for one in expected]
    assert done.outputs == ()


@pytest.mark.parametrize(
    "content",
    [MARK + GOOD.encode(), GOOD.replace("\n", "\r\n").encode(), GOOD.rstrip("\n").encode()],
    ids=["byte order mark", "lines of Windows", "no last line end"],
)
def test_ways_of_saving_a_file_that_mean_nothing_are_welcome(site: Path, content: bytes) -> None:
    (site / "content" / "b.yaml").write_bytes(content)
    done = built(site)
    assert errors(done) == []
    assert done.events == 2


def test_every_mistake_of_every_file_is_in_one_report(site: Path) -> None:
    for number, (_, content, _) in enumerate(MISTAKES):
        data = content if isinstance(content, bytes) else content.encode()
        (site / "content" / f"worse-{number:02}.yaml").write_bytes(data)
    expected = [
        f"content/worse-{number:02}.yaml:{one}"
        for number, (*_, found) in enumerate(MISTAKES)
        for one in found
    ]
    done = linimasa("check", cwd=site)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    told = re.findall(r"^(\S+:\d+:\d+): error\[([a-z0-9-]+)\]", done.stderr, re.MULTILINE)
    assert [f"{place} {code}" for place, code in told] == expected


# -- what only a disk can do ----------------------------------------------------------------


def put_large(place: Path) -> None:
    with place.open("wb") as file:
        file.truncate(50 << 20)


def put_link_outside(place: Path) -> None:
    outside = place.parent.parent.parent / "secret.yaml"
    outside.write_text(GOOD, "utf-8")
    place.symlink_to(outside)


def put_dead_link(place: Path) -> None:
    place.symlink_to("nowhere.yaml")


DISK: list[tuple[str, Callable[[Path], None], str]] = [
    ("50 MB", put_large, "file-too-large"),
    ("a link out of the site", put_link_outside, "link-outside"),
    ("a link to nothing", put_dead_link, "unreadable"),
    ("a pipe", os.mkfifo, "not-a-file"),
    ("a folder", Path.mkdir, "not-a-file"),
]


@pytest.mark.parametrize(
    ("put", "code"), [case[1:] for case in DISK], ids=[case[0] for case in DISK]
)
def test_what_is_no_file_to_read_is_told_by_its_path(
    site: Path, put: Callable[[Path], None], code: str
) -> None:
    put(site / "content" / "bad.yaml")
    done = linimasa("build", cwd=site)
    assert done.returncode == 1
    assert f"content/bad.yaml: error[{code}]" in done.stderr
    assert done.stderr.count("error[") == 1
    assert "Traceback" not in done.stderr
    assert not (site / "_site").exists()


def test_file_that_may_not_be_read_is_told_by_its_path(site: Path) -> None:
    bad = site / "content" / "bad.yaml"
    bad.write_text(GOOD, "utf-8")
    bad.chmod(0)
    if os.geteuid():
        done = built(site)
        assert errors(done) == ["content/bad.yaml:0:0 unreadable"]
        return
    # Nothing is unreadable for root, so a process without those rights looks.
    for folder in (site, *site.parents):
        if folder.stat().st_uid == 0 and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        os.setgid(65534)
        os.setuid(65534)
        os.write(theirs, "\n".join(errors(built(site))).encode())
        os._exit(0)
    os.close(theirs)
    os.waitpid(child, 0)
    told = os.read(ours, 10_000).decode()
    os.close(ours)
    assert told == "content/bad.yaml:0:0 unreadable"


def test_empty_folder_says_what_is_missing(tmp_path: Path) -> None:
    done = linimasa("build", cwd=tmp_path)
    assert done.returncode == 1
    assert "site.yaml: error[no-site]" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_site_without_events_works(site: Path) -> None:
    (site / "content" / "good.yaml").unlink()
    done = linimasa("build", cwd=site)
    assert done.returncode == 0
    assert "warning[no-events]" in done.stderr
    assert (site / "_site" / "index.html").is_file()
