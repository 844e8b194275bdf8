"""What the last build saw: a build with nothing to do ends early, and never by mistake."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from edited_site import SITE
from linimasa.cache.seen import Seen, key_of, read_seen, rest_of, write_seen
from linimasa.model.files import InputFile, Options, Snapshot, ThemeFile
from linimasa.pipeline import rebuild
from linimasa.read import project
from rebuilding import Asked, Done, built, default_theme
from samples import write_all

FILES = {
    "site.yaml": SITE,
    "content/a.yaml": "date: 2021\ntitle: First\n",
    "content/b.yaml": "date: 2022\ntitle: Second\nmedia: [{file: p.jpg}]\n",
    "content/p.jpg": "picture",
}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site whose stamps are trusted at once."""
    monkeypatch.setattr(project, "SETTLED", 0)
    monkeypatch.setattr(project, "default_theme", default_theme)
    write_all(tmp_path / "site", FILES)
    return tmp_path / "site"


def warm(site: Path, **asked: bool | str) -> Done:
    return built(site, site / "_site", Asked(**asked))  # type: ignore[arg-type]


def clean(site: Path, **asked: bool | str) -> Done:
    return built(site, site / "_site", Asked(**asked), no_cache=True)  # type: ignore[arg-type]


def fails(*_: object, **__: object) -> None:
    raise AssertionError("there was nothing to do")


# -- nothing to do --------------------------------------------------------------------------


def test_build_with_nothing_to_do_loads_nothing_and_says_the_same(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = warm(site)
    assert first.code == 0
    assert "missing-translation" in first.said
    monkeypatch.setattr(rebuild, "make_site", fails)
    assert warm(site) == first


def test_strict_build_with_nothing_to_do_fails_over_its_warnings(site: Path) -> None:
    assert warm(site).code == 0
    assert warm(site, strict=True).code == 1


def test_warning_of_another_file_is_told_though_nothing_else_is_to_do(site: Path) -> None:
    write_all(site, {"content/a.txt": "date: 2021"})
    assert "content/a.txt: warning[not-read]" in warm(site).said
    (site / "content" / "a.txt").rename(site / "content" / "b.txt")
    assert "content/b.txt: warning[not-read]" in warm(site).said


@pytest.mark.parametrize("change", ["event", "picture", "theme", "settings", "page", "output"])
def test_build_after_any_change_is_a_clean_one(site: Path, change: str) -> None:
    write_all(site, {"content/pages/about.md": "---\ntitle: A\n---\nText.\n"})
    warm(site)
    changes = {
        "event": {"content/a.yaml": "date: 2021\ntitle: Fifth\n"},
        "picture": {"content/p.jpg": "PICTURE"},
        "theme": {"theme/static/style.css": "i {}"},
        "settings": {"site.yaml": SITE.replace("Cars", "Ship")},
        "page": {"content/pages/about.md": "---\ntitle: B\n---\nText.\n"},
        "output": {"_site/index.html": "edited"},
    }
    write_all(site, changes[change])
    after = warm(site)
    assert after == clean(site)


def test_mistake_that_names_a_file_not_read_shows_its_line(site: Path) -> None:
    write_all(site, {"content/a.yaml": "date: 2021\ntitle: First\nid: x\n"})
    warm(site)
    write_all(site, {"content/b.yaml": "date: 2022\ntitle: Second\nid: x\n"})
    found = warm(site)
    assert found.said.count("3 | id: x") == 2
    assert found == clean(site)


# -- files that change under way -------------------------------------------------------------


def gone(place: Path) -> None:
    place.unlink()


def another(place: Path) -> None:
    place.write_text("date: 2021\ntitle: Other\n")


@pytest.mark.parametrize("change", [gone, another])
def test_file_that_changes_after_it_was_known_is_named(
    site: Path, change: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = warm(site)
    write_all(site, {"site.yaml": SITE + "timezone: Asia/Jakarta\n"})
    make = rebuild.make_site

    def later(*arguments: object, **named: object) -> object:
        change(site / "content/a.yaml")
        return make(*arguments, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(rebuild, "make_site", later)
    after = warm(site)
    assert (after.code, after.files) == (2, first.files)
    assert "“content/a.yaml” changed during the build" in after.said
    assert "build again" in after.said


def test_content_that_came_and_went_during_a_build_is_not_remembered(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm(site)
    write_all(site, {"site.yaml": SITE + "timezone: Asia/Jakarta\n"})
    make = rebuild.make_site

    def later(*arguments: object, **named: object) -> object:
        another(site / "content/a.yaml")
        return make(*arguments, **named)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(rebuild, "make_site", later)
        warm(site)
    write_all(site, {"content/a.yaml": FILES["content/a.yaml"]})
    assert warm(site) == clean(site)


# -- the key --------------------------------------------------------------------------------

GIVEN = Snapshot(
    settings=InputFile("site.yaml", b"s"),
    events=(InputFile("content/a.yaml", b"a"), InputFile("content/b.yaml", b"b")),
    actors=InputFile("content/_actors.yaml", b"c"),
    pages=(InputFile("content/pages/p.md", b"p"),),
    media=("content/p.jpg",),
    theme=(ThemeFile("static/a.css", "theme/static/a.css", b"t"),),
    now=100,
    media_stamps=("1 2",),
)
NO_PICTURE_SEEN = replace(GIVEN, media_stamps=("",))
OTHERS = {
    "settings": replace(GIVEN, settings=InputFile("site.yaml", b"S")),
    "an event": replace(GIVEN, events=(GIVEN.events[0], InputFile("content/b.yaml", b"B"))),
    "one event less": replace(GIVEN, events=GIVEN.events[:1]),
    "the name of an event": replace(GIVEN, events=(InputFile("content/c.yaml", b"a"),)),
    "actors": replace(GIVEN, actors=None),
    "a page": replace(GIVEN, pages=(InputFile("content/pages/p.md", b"P"),)),
    "a picture": replace(GIVEN, media_stamps=("1 3",)),
    "the name of a picture": replace(GIVEN, media=("content/q.jpg",)),
    "the theme": replace(GIVEN, theme=(replace(GIVEN.theme[0], data=b"T"),)),
    "a name in the theme": replace(GIVEN, theme=(replace(GIVEN.theme[0], name="static/b.css"),)),
    "a moment past an embargo": replace(GIVEN, now=200),
}


def key(given: Snapshot, options: Options = Options(), namespace: bytes = b"n") -> str:  # noqa: B008
    return key_of(given, rest_of(given, options, (150, 300), namespace))


def rest(given: Snapshot) -> str:
    return rest_of(given, Options(), (150, 300), b"n")


@pytest.mark.parametrize("changed", OTHERS)
def test_key_tells_all_that_a_build_is_made_from(changed: str) -> None:
    assert key(OTHERS[changed]) != key(GIVEN) != ""


@pytest.mark.parametrize("changed", OTHERS)
def test_rest_tells_all_of_it_but_what_is_in_the_event_files(changed: str) -> None:
    assert (rest(OTHERS[changed]) == rest(GIVEN)) is (changed == "an event")


def test_key_tells_options_and_generators_apart() -> None:
    keys = {
        key(GIVEN),
        key(GIVEN, Options(drafts=True)),
        key(GIVEN, Options(base_url="https://a.example/")),
        key(GIVEN, namespace=b"m"),
    }
    assert len(keys) == 4


def test_key_stays_where_time_passes_no_embargo_and_a_file_need_not_be_read() -> None:
    known = InputFile("content/a.yaml", b"", GIVEN.events[0].digest, "1 2")
    same = replace(GIVEN, now=149, events=(known, GIVEN.events[1]))
    assert key(same) == key(GIVEN)


def test_there_is_no_key_where_a_picture_has_just_changed() -> None:
    assert key(NO_PICTURE_SEEN) == ""


# -- the file -------------------------------------------------------------------------------

SEEN = Seen(
    key="k",
    rest="r",
    brief="b",
    stamps={"content/a.yaml": ("1 2", "d")},
    embargoes=(5,),
    files={"index.html": "e"},
    events=1,
    pages=2,
    warnings="[]",
)


@pytest.fixture
def noted(tmp_path: Path) -> Path:
    (tmp_path / ".linimasa").mkdir()
    write_seen(tmp_path, SEEN)
    assert read_seen(tmp_path) == SEEN
    return tmp_path


def test_nothing_is_left_beside_the_file(noted: Path) -> None:
    assert [place.name for place in (noted / ".linimasa").iterdir()] == ["seen.json"]


def test_every_damaged_bit_is_noticed(noted: Path) -> None:
    place = noted / ".linimasa" / "seen.json"
    data = place.read_bytes()
    for at in range(len(data)):
        place.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        assert read_seen(noted) == Seen()
        place.write_bytes(data[:at])
        assert read_seen(noted) == Seen()


def test_without_a_folder_nothing_is_noted(tmp_path: Path) -> None:
    write_seen(tmp_path, SEEN)
    assert list(tmp_path.iterdir()) == []


def test_link_in_place_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    write_seen(tmp_path, SEEN)
    elsewhere, site = tmp_path / "elsewhere", tmp_path / "site"
    (elsewhere / ".linimasa").mkdir(parents=True)
    write_seen(elsewhere, SEEN)
    site.mkdir()
    (site / ".linimasa").symlink_to(elsewhere / ".linimasa")
    assert read_seen(site) == Seen()
    write_seen(site, Seen("other"))
    assert read_seen(elsewhere) == SEEN
