"""Edits that only the event's own page shows: that page alone is made, and the site is right."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import linimasa.pipeline.amend
import linimasa.preview.shelf
from edited_site import SITE
from linimasa.cache.memo import Memory
from linimasa.model.files import InputFile, Options
from linimasa.model.jsonform import Damaged
from linimasa.model.site import Filed
from linimasa.pipeline import build, contents, layout, rebuild
from linimasa.pipeline.work import Work
from linimasa.preview.shelf import Shelf, shelf
from linimasa.preview.showing import first_shelf
from linimasa.read import project
from linimasa.render import drawing
from linimasa.render.drawing import page_keys
from rebuilding import Asked, Done, built, default_theme
from samples import write_all

BODY = "body: {en: One., id: Satu.}\n"
FIRST = f"date: 2021\ntitle: {{en: First, id: Satu}}\n{BODY}status: rumor\n"
FILES = {
    "site.yaml": SITE,
    "content/a.yaml": FIRST,
    "content/b.yaml": "date: 2022\ntitle: {en: B, id: B}\nrelations: {denies: a}\n",
    "content/c.yaml": "date: 2023\ntitle: {en: C, id: C}\nrelations: {follows: b}\n",
    "content/d.yaml": "date: 2024\ntitle: {en: D, id: D}\n",
}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site that was built, and whose stamps are trusted at once."""
    monkeypatch.setattr(project, "SETTLED", 0)
    monkeypatch.setattr(project, "default_theme", default_theme)
    write_all(tmp_path / "site", FILES)
    assert warm(tmp_path / "site").code == 0
    return tmp_path / "site"


def warm(site: Path, **asked: bool | str) -> Done:
    return built(site, site / "_site", Asked(**asked))  # type: ignore[arg-type]


def clean(site: Path, **asked: bool | str) -> Done:
    return built(site, site / "_site", Asked(**asked), no_cache=True)  # type: ignore[arg-type]


@pytest.fixture
def amending(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pages each build could amend; -1 for none, as it took a whole one."""
    found: list[int] = []
    amended = linimasa.pipeline.amend.amended

    def told(*arguments: object) -> object:
        pages = amended(*arguments)  # type: ignore[arg-type]
        found.append(-1 if pages is None else len(pages))
        return pages

    monkeypatch.setattr(linimasa.pipeline.amend, "amended", told)
    return found


def edit(site: Path, old: str, new: str, path: str = "content/a.yaml") -> None:
    text = (site / path).read_text("utf-8")
    assert old in text
    write_all(site, {path: text.replace(old, new)})


def never(*_: object, **__: object) -> None:
    raise AssertionError("this takes the whole site")


def test_changed_body_takes_one_file_and_a_page_in_each_language(
    site: Path, monkeypatch: pytest.MonkeyPatch, amending: list[int]
) -> None:
    edit(site, "One.", "Two.\n\n  Three.")
    with monkeypatch.context() as patched:
        patched.setattr(contents, "link", never)
        for name in ("ties", "pages"):
            patched.setattr(layout, name, never)
        patched.setattr(build, "lay_out", never)
        read: list[str] = []

        def load_event(file: InputFile, *how: Any) -> Filed:
            read.append(file.path)
            return contents.load_event(file, *how)

        patched.setattr(linimasa.pipeline.amend, "load_event", load_event)
        after = warm(site)
    assert (amending, read) == ([2], ["content/a.yaml"])
    assert after == clean(site)
    assert "Two." in after.files["events/a/index.html"].decode()


def test_page_that_was_amended_is_known_to_the_next_whole_build(
    site: Path, monkeypatch: pytest.MonkeyPatch, amending: list[int]
) -> None:
    edit(site, "One.", "Two.")
    warm(site)
    edit(site, "title: {en: D, id: D}", "title: {en: E, id: D}", "content/d.yaml")
    drawn: list[str] = []

    def finish(job: drawing.Job, *how: Any) -> drawing.Finished:
        drawn.append(job.path)
        return drawing.finish(job, *how)

    monkeypatch.setattr(build, "finish", finish)
    assert warm(site).code == 0
    assert amending == [2, -1]
    assert "events/d/index.html" in drawn
    assert "events/a/index.html" not in drawn


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("First", "Other"),
        ("date: 2021", "date: 2020"),
        ("status: rumor", "status: denied"),
        ("status: rumor", "tags: [law]\nstatus: rumor"),
        ("status: rumor", "sources: [{title: A book}]\nstatus: rumor"),
        ("One.", "'[d](event:d)'"),
        ("One.", "'[x](event:x)'"),
        ("status: rumor", "aliases: [old]\nstatus: rumor"),
        ("status: rumor", "draft: true\nstatus: rumor"),
        ("status: rumor", "publish: 2999-01-01\nstatus: rumor"),
        ("status: rumor", "corrections: [{date: 2022, text: Wrong}]\nstatus: rumor"),
        ("status: rumor", "id: other\nstatus: rumor"),
        ("id: Satu.", "fr: Un."),
    ],
)
def test_whatever_shows_elsewhere_takes_a_whole_build(
    site: Path, amending: list[int], old: str, new: str
) -> None:
    edit(site, old, new)
    after = warm(site)
    assert amending == [-1]
    assert after == clean(site)


@pytest.mark.parametrize(
    "files",
    [
        {"content/e.yaml": "date: 2025\ntitle: {en: E, id: E}\n"},
        {"site.yaml": SITE + "timezone: Asia/Jakarta\n"},
        {"content/_actors.yaml": "ana: {name: Ana}\n"},
        {"content/pages/about.md": "---\ntitle: A\n---\nText.\n"},
        {"content/p.jpg": "picture"},
        {"theme/static/style.css": "i {}"},
        {"_site/events/d/index.html": "edited by somebody"},
    ],
)
def test_nothing_is_amended_where_more_than_an_event_has_changed(
    site: Path, amending: list[int], files: dict[str, str]
) -> None:
    edit(site, "One.", "Two.")
    write_all(site, files)
    after = warm(site)
    assert amending == []
    assert after == clean(site)


def test_warning_moves_with_its_line(site: Path, amending: list[int]) -> None:
    edit(site, "{en: First, id: Satu}", "First")
    before = warm(site)
    edit(site, "One.", "One\n  and two.")
    after = warm(site)
    assert "missing-translation" in before.said
    assert amending == [-1, -1]
    assert after == clean(site)


def test_warnings_about_other_events_are_said_again(site: Path, amending: list[int]) -> None:
    edit(site, "{en: D, id: D}", "D", "content/d.yaml")
    before = warm(site)
    edit(site, "One.", "Two.")
    after = warm(site)
    assert amending == [-1, 2]
    assert "missing-translation" in after.said
    assert before.said == after.said
    assert after == clean(site)


def test_template_that_fails_is_told_as_by_a_whole_build(site: Path, amending: list[int]) -> None:
    # It fails on one word only, which no page has before the edit.
    template = (
        '{% block main %}{{ page.gone if page.body and "Two" in page.body.text }}{% endblock %}'
    )
    write_all(site, {"theme/templates/event.html": '{% extends "base.html" %}' + template})
    assert warm(site).code == 0
    edit(site, "One.", "Two.")
    after = warm(site)
    assert amending == [-1]
    assert (after.code, "template-failed" in after.said) == (1, True)


def test_damaged_brief_takes_a_whole_build(
    site: Path, monkeypatch: pytest.MonkeyPatch, amending: list[int]
) -> None:
    edit(site, "One.", "Two.")
    monkeypatch.setattr(linimasa.pipeline.amend, "read_brief", lambda _: never_read())
    after = warm(site)
    assert amending == [-1]
    assert after == clean(site)


def never_read() -> None:
    raise Damaged("not what was once written")


def test_strict_build_is_a_whole_one(
    site: Path, monkeypatch: pytest.MonkeyPatch, amending: list[int]
) -> None:
    edit(site, "One.", "Two.")
    assert warm(site, strict=True).code == 0
    assert amending == []
    monkeypatch.setattr(rebuild, "make_site", never)
    assert warm(site).code == 0


# -- in the preview, which has it all in memory ---------------------------------------------


def shelved(site: Path, work: Work, before: Shelf | None = None, drafts: bool = False) -> Shelf:
    now = 1_790_000_000
    snapshot = project.read_again(site, now, before.snapshot) if before else project.read(site, now)
    return shelf(snapshot, Options(drafts=drafts), work, before)


def pages_of(files: Shelf) -> dict[str, bytes]:
    return {path: files[path].content for path in files}


def begun(site: Path, address: str = "") -> Shelf:
    """A preview that has just been started."""
    snapshot = project.read(site, 1_790_000_000)
    return first_shelf(site, snapshot, Options(base_url=address), Work(Memory()))


def test_preview_begins_with_what_builds_and_earlier_previews_remember(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = pages_of(shelved(site, Work()))
    monkeypatch.setattr(contents, "load_event", never)
    assert pages_of(begun(site)) == expected
    monkeypatch.setattr(layout, "draw", never)
    assert pages_of(begun(site)) == expected


def kept(site: Path, stage: str) -> set[bytes]:
    """The keys that are remembered of a stage."""
    with closing(sqlite3.connect(site / ".linimasa" / "memo.sqlite")) as memo:
        return {key for (key,) in memo.execute(f"SELECT key FROM {stage}")}


def test_preview_leaves_builds_what_they_remember(site: Path) -> None:
    stages = ("reading", "cards", "pages", "copies", "briefs")
    before = [kept(site, stage) for stage in stages]
    assert len(before[2]) > 10
    begun(site, "http://127.0.0.1:8000/")
    after = [kept(site, stage) for stage in stages]
    assert all(one <= other for one, other in zip(before, after, strict=True))
    assert len(after[1]) == 2 * len(before[1]), "cards of the preview have another address"


def test_what_previews_remember_does_not_pile_up(site: Path) -> None:
    cards = len(kept(site, "cards"))
    for port in range(8000, 8008):
        begun(site, f"http://127.0.0.1:{port}/")
    assert len(kept(site, "cards")) <= 4 * cards


def test_preview_of_a_folder_in_which_nothing_can_be_remembered_begins_all_the_same(
    site: Path,
) -> None:
    expected = pages_of(begun(site))
    shutil.rmtree(site / ".linimasa")
    (site / ".linimasa").write_text("a file")
    assert pages_of(begun(site)) == expected


def test_preview_links_nothing_anew_when_an_event_has_another_title(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Work(Memory())
    before = shelved(site, work)
    edit(site, "First", "Other")
    with monkeypatch.context() as patched:
        patched.setattr(linimasa.preview.shelf, "lay_out", never)
        after = shelved(site, work, before)
    assert b"Other" in after["index.html"].content
    assert pages_of(after) == pages_of(shelved(site, Work()))


def test_preview_makes_the_pages_of_a_changed_body_anew_and_keeps_the_rest(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Work(Memory())
    before = shelved(site, work)
    edit(site, "One.", "Two.")
    with monkeypatch.context() as patched:
        patched.setattr(linimasa.preview.shelf, "lay_out", never)
        after = shelved(site, work, before)
    first, second = (
        dict(zip(one.jobs, page_keys(one.jobs.values()), strict=True)) for one in (before, after)
    )
    changed = {path for path, key in first.items() if second[path] != key}
    assert changed == {"events/a/index.html", "id/events/a/index.html"}
    assert pages_of(after) == pages_of(shelved(site, Work()))


@pytest.mark.parametrize(
    ("drafts", "files"),
    [
        (True, {}),
        (False, {"site.yaml": SITE.replace("Cars", "Ships")}),
        (False, {"content/e.yaml": "date: 2025\ntitle: {en: E, id: E}\n"}),
        (False, {"content/a.yaml": FIRST.replace("First", "Other")}),
    ],
)
def test_preview_lays_out_the_whole_site_where_more_has_changed(
    site: Path, drafts: bool, files: dict[str, str]
) -> None:
    work = Work(Memory())
    before = shelved(site, work)
    edit(site, "One.", "Two.")
    write_all(site, files)
    after = shelved(site, work, before, drafts)
    assert pages_of(after) == pages_of(shelved(site, Work(), drafts=drafts))


HTML = "body: {en: One <b>b</b>., id: Satu.}\n"


def test_warning_that_an_event_ignores_is_told_no_more_and_again_when_it_is_not(site: Path) -> None:
    for text, told in (
        (FIRST.replace(BODY, HTML), True),
        (FIRST.replace(BODY, HTML) + "ignore: {raw-html: It is an example}\n", False),
        (FIRST.replace(BODY, HTML.replace("One", "Two")) + "ignore: {raw-html: So}\n", False),
        (FIRST.replace(BODY, HTML), True),
    ):
        write_all(site, {"content/a.yaml": text})
        done = warm(site)
        assert done == clean(site)
        assert ("raw-html" in done.said) is told


def test_warning_that_the_site_ignores_is_told_no_more_and_again_when_it_is_not(site: Path) -> None:
    write_all(site, {"content/a.yaml": FIRST.replace(BODY, HTML)})
    for settings, told in ((SITE, True), (SITE + "ignore: [raw-html]\n", False), (SITE, True)):
        write_all(site, {"site.yaml": settings})
        done = warm(site)
        assert done == clean(site)
        assert ("raw-html" in done.said) is told


def test_event_that_ignores_a_warning_of_the_whole_site_is_amended_all_the_same(
    site: Path, amending: list[int]
) -> None:
    text = FIRST.replace("title: {en: First, id: Satu}", "title: {en: First}")
    ignoring = text + "ignore: {missing-translation: It is a name}\n"
    write_all(site, {"content/a.yaml": ignoring})
    warm(site)
    edit(site, "One.", "Three.")
    done = warm(site)
    assert (done.said, amending[-1]) == (clean(site).said, 2)
    edit(site, "missing-translation", "thin-evidence")
    done = warm(site)
    assert done == clean(site)
    assert "missing-translation" in done.said
