"""What the benchmark measures with: the same events for everybody, and pages told apart."""

import json
import os
import sys
from pathlib import Path, PurePosixPath

import pytest

from bench.edits import body_edited
from bench.hugo_site import write_hugo_site
from bench.measure import PROC, Failed, run
from bench.sizes import kind_of
from generate import as_yaml, events, generate
from samples import linimasa

WORKER = """
import os, time
held = bytearray(os.urandom(1 << 20)) * 40
worker = os.fork()
if not worker:
    held = bytearray(os.urandom(1 << 20)) * 80
while time.process_time() < 0.3:
    pass
if worker:
    os.waitpid(worker, 0)
"""
"""A process of 40 MiB and a forked one of 80, each of which works for 0.3 seconds."""


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_same_seed_gives_the_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 1), ("again", 1), ("other", 2)):
        generate(tmp_path / name, 30, ["en", "id"], seed)
    one, again, other = (files(tmp_path / name) for name in ("one", "again", "other"))
    assert one == again
    assert one.keys() == other.keys()
    assert one != other


def test_nothing_is_wrong_with_an_invented_site(tmp_path: Path) -> None:
    generate(tmp_path, 60, ["en", "id", "ar"])
    done = linimasa("check", tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Checked 60 events: nothing is wrong.\n"


def test_hugo_is_given_the_same_events(tmp_path: Path) -> None:
    write_hugo_site(tmp_path, 400)
    invented = list(events(400, ["en"]))
    in_threads = {one for event in invented if event.follows for one in (event.id, event.follows)}
    for event in invented:
        written = (tmp_path / "content" / "events" / f"{event.id}.md").read_text("utf-8")
        front, end = json.JSONDecoder().raw_decode(written)
        assert (front["title"], front["edtf"]) == (event.title["en"], event.date)
        assert [one["url"] for one in front["sources"]] == [one.url for one in event.sources]
        assert written[end:].count("{{< cite ") == event.body["en"].count("[@s")
        assert ("threads" in front) == (event.id in in_threads)


def test_edited_body_has_one_line_more_within_its_field() -> None:
    event = next(events(1, ["en"]))
    before, _, after = as_yaml(event).partition("status: ")
    edited = f"{before}\n    Benchmark edits the body, number 7.\nstatus: {after}"
    assert body_edited(as_yaml(event), 7) == edited


def test_cost_counts_forked_workers() -> None:
    cost = run((sys.executable, "-c", WORKER), os.environ, look=True)
    assert cost.cpu >= 0.6
    assert cost.largest >= 80
    assert cost.together >= (120 if PROC.is_dir() else 0)


def test_command_that_fails_is_no_measurement() -> None:
    with pytest.raises(Failed, match="no such thing"):
        run((sys.executable, "-c", "import sys; sys.exit('no such thing')"), os.environ)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("index.html", "timeline"),
        ("newest/index.html", "timeline"),
        ("1990/05/index.html", "periods"),
        ("months/1990-05/index.html", "periods"),
        ("tags/energy/1990/index.html", "tags"),
        ("parts/tags--energy--1990/index.html", "tags"),
        ("sitemap-2.xml", "feed, sitemap"),
        ("events/one/index.html", "events"),
        ("404.html", "other"),
    ],
)
def test_files_of_both_sites_are_told_apart_alike(path: str, kind: str) -> None:
    assert kind_of(PurePosixPath(path)) == kind
