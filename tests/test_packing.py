"""Compressed copies of finished files: what they hold, when they are made, when they go."""

import gzip
import io
from pathlib import Path

import brotli
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from generate import generate
from linimasa.cli import cli
from linimasa.model.files import Output
from linimasa.model.settings import Encoding
from linimasa.pipeline import encoders
from linimasa.pipeline.build import build
from linimasa.pipeline.encoders import brotlied
from linimasa.read import project
from linimasa.render import packing
from linimasa.render.packing import gzipped, packed
from literals import snapshot
from rebuilding import Asked, Done, built
from samples import write_all

SETTINGS = "title: T\nlanguages: [en, id]\ntimezone: UTC\n"
BOTH = SETTINGS + "compress: [gzip, br]\n"
EVENT = (
    "date: 2022\ntitle: {{en: A, id: B}}\nbody: {{en: {0}, id: {0}}}\n"
    "media: [{{file: p.png, alt: {{en: A plant, id: Pabrik}}}}]\n"
)
FILES = {
    "site.yaml": BOTH,
    "content/a.yaml": EVENT.format("One."),
    "content/b.yaml": "date: 2023\ntitle: {en: C, id: D}\n",
    "content/p.png": "a picture that could be compressed " * 100,
}
TEXTS = {".css", ".html", ".js", ".json", ".svg", ".txt", ".webmanifest", ".xml"}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with copies in both encodings, whose stamps are trusted at once."""
    monkeypatch.setattr(project, "SETTLED", 0)
    write_all(tmp_path / "site", FILES)
    assert warm(tmp_path / "site").code == 0
    return tmp_path / "site"


def warm(site: Path) -> Done:
    return built(site, site / "_site", Asked())


def copies(done: Done) -> list[str]:
    return sorted(path for path in done.files if path.endswith((".gz", ".br")))


# -- bytes ----------------------------------------------------------------------------------


@given(st.binary(max_size=5_000))
def test_gzip_gives_the_content_back_and_says_nothing_else(content: bytes) -> None:
    found = gzipped(content)
    assert gzip.decompress(found) == content
    with gzip.GzipFile(fileobj=io.BytesIO(found)) as file:
        file.read()
        assert file.mtime == 0
    assert found[:10] == b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
    assert gzipped(content) == found


@given(st.binary(max_size=5_000))
def test_brotli_gives_the_content_back(content: bytes) -> None:
    assert brotli.decompress(brotlied(content)) == content


@pytest.mark.parametrize(
    ("path", "content", "copied"),
    [
        ("index.html", b"word " * 200, True),
        ("events.GEOJSON", b"word " * 200, True),
        ("calendar.ics", b"word " * 200, True),
        ("index.html", b"word " * 100, False),
        ("plant.png", b"word " * 200, False),
        ("_headers", b"word " * 200, False),
        ("events.json", bytes((at * at * 31 + at // 7) % 256 for at in range(700)), False),
    ],
)
def test_texts_have_copies_where_these_are_smaller(path: str, content: bytes, copied: bool) -> None:
    found = list(packed(Output(path, content), [(Encoding.GZIP, gzipped)]))
    assert [one.path for one in found] == ([f"{path}.gz"] if copied else [])


def test_a_copy_that_is_no_smaller_is_not_made() -> None:
    encode = (Encoding.GZIP, lambda content: content)
    assert not list(packed(Output("index.html", b"word " * 200), [encode]))


# -- sites ----------------------------------------------------------------------------------


def test_every_text_of_a_site_has_its_copies_and_they_are_verified(site: Path) -> None:
    files = warm(site).files
    plain = {path for path in files if not path.endswith((".gz", ".br"))}
    gaining = {
        path
        for path in plain
        if Path(path).suffix in TEXTS and len(files[path]) >= 512 and path != ".linimasa.json"
    }
    assert {"index.html", "events/a/index.html", "id/feed.xml"} <= gaining
    assert files.keys() == plain | {f"{path}{end}" for path in gaining for end in (".gz", ".br")}
    for path in gaining:
        assert gzip.decompress(files[f"{path}.gz"]) == files[path]
        assert brotli.decompress(files[f"{path}.br"]) == files[path]
    done = CliRunner().invoke(cli, ["verify", str(site / "_site"), str(site)])
    assert done.exit_code == 0, done.output
    place = site / "_site" / "index.html.gz"
    place.write_bytes(place.read_bytes() + b" ")
    done = CliRunner().invoke(cli, ["verify", str(site / "_site"), str(site)])
    assert done.stdout.splitlines()[0] == "changed  index.html.gz"


def test_copies_are_the_same_whatever_the_number_of_processes(tmp_path: Path) -> None:
    site = tmp_path / "site"
    generate(site, 60, ["en"])
    with (site / "site.yaml").open("a") as file:
        file.write("compress: [gzip]\n")
    for jobs in ("1", "3"):
        done = CliRunner().invoke(
            cli, ["build", str(site), "--jobs", jobs, "--output", str(tmp_path / jobs)]
        )
        assert done.exit_code == 0, done.output
        (site / ".linimasa" / "memo.sqlite").unlink()
    one, three = (
        {place.relative_to(tmp_path / jobs): place.read_bytes() for place in files}
        for jobs in ("1", "3")
        if (files := [at for at in (tmp_path / jobs).rglob("*") if at.is_file()])
    )
    assert one == three
    assert sum(path.suffix == ".gz" for path in one) > 60


def test_what_has_not_changed_is_not_compressed_again(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[bytes] = []

    def counted(one: bytes) -> bytes:
        made.append(one)
        return gzipped(one)

    monkeypatch.setattr(encoders, "gzipped", counted)
    warm(site)
    assert made == []
    (site / "content" / "a.yaml").write_text(EVENT.format("Two."))
    assert warm(site).code == 0
    assert len(made) == 2  # the page in both languages, and nothing that lists it
    (site / "content" / "b.yaml").write_text("date: 2023\ntitle: {en: Other, id: D}\n")
    done = warm(site)
    fresh = [path for path in copies(done) if path.endswith(".gz")]
    assert 2 < len(made) < len(fresh)
    assert any(b"Other" in one and b"<feed" in one for one in made)


def test_copies_go_when_nobody_asks_for_them_any_more(site: Path) -> None:
    place = site / "site.yaml"
    place.write_text(SETTINGS + "compress: [gzip]\n")
    assert {Path(path).suffix for path in copies(warm(site))} == {".gz"}
    place.write_text(SETTINGS)
    assert copies(warm(site)) == []
    place.write_text(BOTH)
    assert {Path(path).suffix for path in copies(warm(site))} == {".gz", ".br"}


def test_a_page_that_gains_no_more_loses_its_copies(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = copies(warm(site))
    monkeypatch.setattr(packing, "LEAST", 10**9)
    (site / "content" / "a.yaml").write_text(EVENT.format("Two."))
    gone = set(before) - set(copies(warm(site)))
    pages = ("events/a/index.html", "id/events/a/index.html")
    assert gone == {f"{path}{ending}" for path in pages for ending in (".gz", ".br")}


def test_an_encoding_that_cannot_be_made_is_told_and_the_old_site_stays(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = warm(site)
    monkeypatch.setattr(encoders, "find_spec", lambda name: None)
    (site / "content" / "a.yaml").write_text(EVENT.format("Two."))
    with (site / "site.yaml").open("a") as file:
        file.write("# changed\n")
    done = warm(site)
    assert done.code == 1
    assert "site.yaml:4:18: error[missing-extra]" in done.said
    assert "pip install brotli, or take “br” out" in done.said
    assert done.files == before.files
    checked = CliRunner().invoke(cli, ["check", str(site)])
    assert "missing-extra" not in checked.output


def test_nothing_is_compressed_where_nothing_is_published() -> None:
    made = build(snapshot(FILES))
    assert made.outputs
    assert not [one.path for one in made.outputs if one.path.endswith((".gz", ".br"))]
