"""The whole pipeline: all mistakes at once, nothing of a draft, and the same bytes every time."""

import random
from dataclasses import replace
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest

from generate import generate
from linimasa.diagnostics import in_order
from linimasa.model.files import Build, Options, Output, Placed, Snapshot, ThemeFile
from linimasa.pipeline.build import build
from linimasa.pipeline.forks import CHUNK, spread
from linimasa.pipeline.layout import lay_out
from linimasa.pipeline.work import Work
from linimasa.read.project import read
from literals import NOW, codes, default_theme, errors, made, outputs, pages, snapshot

GOOD = "date: 2022\ntitle: {id: Baik, en: Good}\n"
ENOUGH = 4 * CHUNK
"""So many calls are shared among processes."""
SHARED = partial(spread, 2)


@pytest.fixture(scope="module")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Enough events and pages for several processes to share them."""
    folder = tmp_path_factory.mktemp("generated")
    generate(folder, ENOUGH, ["id", "en"])
    return read(folder, NOW)


@pytest.fixture(scope="module")
def expected(generated: Snapshot) -> Build:
    return build(generated)


# -- whether there is a site ----------------------------------------------------------------


def test_empty_site_is_built_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("title: A\n", "utf-8")
    done = build(read(tmp_path, NOW))
    assert codes(done) == ["no-events"]
    assert {"index.html", "404.html", "feed.xml", "sources/index.html"} <= set(pages(done))
    assert done.events == 0


def test_folder_without_site_yaml_is_one_mistake(tmp_path: Path) -> None:
    done = build(read(tmp_path, NOW))
    assert (codes(done), done.outputs) == (["no-site"], ())


def test_broken_settings_are_told_without_guessing_at_the_events() -> None:
    done = made({"site.yaml": "titel: A\n", "content/a.yaml": GOOD})
    assert done.outputs == ()
    assert set(codes(done)) <= {"unknown-field", "missing-field"}


def test_one_broken_file_among_good_ones_stops_everything() -> None:
    done = made({"content/a.yaml": GOOD, "content/b.yaml": "date: soon\ntitle: {id: B, en: B}\n"})
    assert done.outputs == ()
    assert errors(done) == ["content/b.yaml:1:7 bad-date"]


def test_mistakes_of_all_files_come_at_once_and_in_order() -> None:
    done = made(
        {
            "site.yaml": "title: {id: A, en: B}\nlanguages: [id, en]\ncolour: red\n",
            "content/_actors.yaml": "x: {nme: X}\n",
            "content/z.yaml": GOOD + "status: gossip\nrelations: {denies: nothing}\n",
            "content/a.yaml": "date: soon\ntitle: {id: A, fr: A}\n",
            "content/pages/about.md": "no front matter\n",
        }
    )
    assert [one.split(":")[0] for one in errors(done)] == [
        "content/_actors.yaml",
        "content/a.yaml",
        "content/a.yaml",
        "content/pages/about.md",
        "content/z.yaml",
        "content/z.yaml",
        "site.yaml",
    ]
    assert done.diagnostics == in_order(done.diagnostics)


def test_texts_that_take_too_long_are_named_one_and_all() -> None:
    files = snapshot(
        {
            "site.yaml": "title: A\nlanguages: [id, en]\n",
            "content/a.yaml": GOOD,
            "content/b.yaml": GOOD + "body: B\n",
            "content/pages/c.md": "---\ntitle: C\n---\nText\n",
        }
    )
    slow = {"content/b.yaml", "content/pages/c.md"}

    def in_time(function: Any, file: Any, *others: Any) -> Any:
        return None if file.path in slow else function(file, *others)

    done = build(files, work=Work(in_time=in_time))
    assert done.outputs == ()
    assert errors(done) == [
        "content/b.yaml:3:1 text-too-slow",
        "content/pages/c.md:4:1 text-too-slow",
    ]


def test_warnings_stop_nothing() -> None:
    done = made({"content/a.yaml": "date: 2022\ntitle: Satu\n"})
    assert codes(done) == ["missing-translation"]
    assert done.outputs
    assert (done.events, done.pages > 10) == (1, True)


# -- addresses ------------------------------------------------------------------------------


PAGE = "---\ntitle: A\n---\nx\n"
STATUSES = "title: A\nlanguages: [id, en]\nstatuses: {reported: {}, Odd: {}, odd: {}}\n"


@pytest.mark.parametrize(
    "files",
    [
        {"content/pages/2022.md": PAGE},
        {"content/pages/1990s.md": PAGE, "content/b.yaml": GOOD.replace("2022", "1990s")},
        {"content/pages/feed.md": PAGE, "content/pages/Feed.md": PAGE},
        {"content/pages/caf\u00e9.md": PAGE, "content/pages/cafe\u0301.md": PAGE},
        {
            "content/b.yaml": GOOD + "media: [{file: p.png}, {file: P.png}]\n",
            "content/p.png": "",
            "content/P.png": "",
        },
        {
            "site.yaml": STATUSES,
            "content/b.yaml": GOOD + "status: odd\n",
            "content/c.yaml": GOOD + "status: Odd\n",
        },
    ],
    ids=[
        "page and year",
        "page and decade",
        "case",
        "composed letters",
        "pictures",
        "status words",
    ],
)
def test_two_pages_that_would_be_one_file_are_one_mistake(files: dict[str, str]) -> None:
    done = made({"content/a.yaml": GOOD, **files})
    assert codes(done) == ["address-collision"]
    assert done.outputs == ()


def test_picture_listed_twice_is_copied_once() -> None:
    files = {
        "content/a.yaml": GOOD + "media: [{file: p.png}, {file: p.png}]\n",
        "content/p.png": "",
    }
    assert [one.path for one in outputs(made(files)) if one.copy_of] == ["media/a/p.png"]


def test_actors_and_tags_without_a_letter_have_pages_of_their_own() -> None:
    event = GOOD + "actors: ['!!!', '???']\ntags: ['++']\n"
    paths = set(pages(made({"content/a.yaml": event})))
    assert {
        "actors/21-21-21/index.html",
        "actors/3f-3f-3f/index.html",
        "tags/2b-2b/index.html",
    } <= paths
    assert not [path for path in paths if "//" in path]


def test_no_two_files_of_a_site_meet_on_any_disk(expected: Build) -> None:
    folded = [output.path.casefold() for output in expected.outputs]
    assert len(folded) == len(set(folded))


@pytest.mark.parametrize("name", ["2022", "1990s", "44-bce", "newest", "feed.xml", "en"])
def test_tag_actor_and_event_never_meet_pages_of_the_site(name: str) -> None:
    event = f"date: 2022\ntitle: {{id: A, en: A}}\ntags: ['{name}']\nactors: ['{name}']\n"
    assert made({"content/a.yaml": event}).outputs


def test_base_url_takes_the_place_of_the_address_in_the_settings() -> None:
    given = snapshot({"content/a.yaml": GOOD})
    done = pages(build(given, Options(base_url="https://other.example/sub/")))
    assert "https://other.example/sub/events/a/" in done["events/a/index.html"]
    assert not [path for path, text in done.items() if "https://example.org/t" in text]


# -- drafts ---------------------------------------------------------------------------------


SECRET = "Zzyzx"
HIDDEN = """\
date: 1813
title: {{id: {s}, en: {s}}}
summary: {{id: {s}, en: {s}}}
body: {{id: {s}, en: {s}}}
actors: [{s} orang]
tags: [{s} topik]
place: {s}
statements: [{{by: {s} lain, stance: denies, text: {s}}}]
sources: [{{title: {s}, publisher: {s}, url: 'https://example.org/{s}'}}]
media: [{{file: {s}.jpg, alt: {s}}}]
corrections: [{{date: 2022, text: {s}}}]
aliases: [old-{l}]
relations: {{denies: a, follows: c}}
extra: {{note: {s}}}
"""


@pytest.mark.parametrize(
    "kept", ["draft: true", "publish: 2030-01-01", "publish: 2026-01-01T07:01+07:00"]
)
def test_nothing_of_an_event_that_is_not_published_is_in_any_byte(kept: str) -> None:
    hidden = HIDDEN.format(s=SECRET, l=SECRET.lower()) + kept + "\n"
    files = {
        "content/a.yaml": GOOD,
        "content/c.yaml": GOOD + f"relations: {{see-also: {SECRET.lower()}}}\n",
        f"content/{SECRET.lower()}.yaml": hidden,
        f"content/{SECRET}.jpg": "",
    }
    done = made(files)
    for output in outputs(done):
        assert SECRET.lower() not in output.path.lower()
        assert SECRET.lower() not in output.copy_of.lower()
        assert SECRET.lower().encode() not in output.content.lower(), output.path
        assert b"1813" not in output.content, output.path
    assert SECRET in pages(made(files, drafts=True))["index.html"]


# -- the same every time --------------------------------------------------------------------


def test_same_snapshot_gives_the_same_build(generated: Snapshot, expected: Build) -> None:
    assert build(generated) == expected


def test_order_of_files_does_not_matter(generated: Snapshot, expected: Build) -> None:
    chance = random.Random(7)
    events, theme = list(generated.events), list(generated.theme)
    chance.shuffle(events)
    chance.shuffle(theme)
    mixed = build(replace(generated, events=tuple(events), theme=tuple(theme)))
    assert mixed.diagnostics == expected.diagnostics
    assert sorted(mixed.outputs, key=lambda one: one.path) == sorted(
        expected.outputs, key=lambda one: one.path
    )


def test_order_of_broken_files_does_not_matter() -> None:
    given = snapshot({f"content/{n}.yaml": f"id: same\ndate: x{n}\ntitle: A\n" for n in range(9)})
    turned = replace(given, events=given.events[::-1])
    assert len(build(given).diagnostics) == len(build(turned).diagnostics)


def test_processes_change_nothing(generated: Snapshot, expected: Build) -> None:
    assert build(generated, work=Work(spread=SHARED)) == expected


def test_processes_change_nothing_about_mistakes() -> None:
    numbers = range(100, 100 + ENOUGH)
    given = snapshot({f"content/e{n}.yaml": f"date: 2{n}x\ntitle: A\n" for n in numbers})
    done = build(given, work=Work(spread=SHARED))
    assert done == build(given)
    assert len(done.diagnostics) == ENOUGH


def test_processes_change_nothing_about_templates_that_fail(generated: Snapshot) -> None:
    own = {"templates/event.html": b"{{ nope }}", "templates/card.html": b"\n{{ nor }}"}
    kept = [file for file in default_theme() if file.name not in own]
    over = [ThemeFile(name, f"theme/{name}", text) for name, text in own.items()]
    given = replace(generated, theme=(*kept, *over))
    done = build(given, work=Work(spread=SHARED))
    assert done == build(given)
    assert errors(done) == [
        "theme/templates/card.html:2:1 template-failed",
        "theme/templates/event.html:1:1 template-failed",
    ]


def placed(output: Output) -> Output | Placed:
    return Placed(output.path, blake2b(output.content + output.copy_of.encode()).hexdigest())


@pytest.mark.parametrize("work", [Work(keep=placed), Work(keep=placed, spread=SHARED)])
def test_every_finished_file_is_given_away_to_be_kept(
    work: Work, generated: Snapshot, expected: Build
) -> None:
    kept = tuple(placed(one) for one in expected.outputs if isinstance(one, Output))
    assert build(generated, work=work) == replace(expected, outputs=kept)


def test_layout_tells_what_will_be_before_a_page_is_drawn(
    generated: Snapshot, expected: Build
) -> None:
    laid = lay_out(generated)
    assert (laid.events, laid.pages) == (expected.events, expected.pages)
    assert [*(file.path for file in laid.files), *(job.path for job in laid.jobs)] == [
        output.path for output in expected.outputs
    ]


def test_moments_of_embargoes_are_told_in_order_whether_past_or_not() -> None:
    moments = ("2030-01-01", "2025-06-01T09:00+07:00", "2030-01-01")
    files = {f"content/{n}.yaml": f"{GOOD}publish: {one}\n" for n, one in enumerate(moments)}
    assert made({**files, "content/a.yaml": GOOD}).embargoes == (
        1_748_743_200,
        1_893_456_000,
        1_893_456_000,
    )


def test_progress_is_told_for_every_file_card_and_page(
    generated: Snapshot, expected: Build
) -> None:
    told: dict[str, tuple[int, int]] = {}

    def tell(stage: str, done: int, total: int) -> None:
        told[stage] = (told.get(stage, (0, 0))[0] + done, total)

    build(generated, work=Work(tell=tell))
    assert all(done == total for done, total in told.values())
    assert told["reading"] == (ENOUGH, ENOUGH)
    assert told["cards"] == (2 * ENOUGH, 2 * ENOUGH)
    assert told["pages"][0] == sum(one.path.endswith(".html") for one in expected.outputs)


def test_language_without_a_catalog_is_told_at_its_place() -> None:
    settings = "title: {id: A, fr: A}\nlanguages: [id, fr]\n"
    done = made({"site.yaml": settings, "content/a.yaml": "date: 2020\ntitle: {id: A, fr: A}\n"})
    (found,) = done.diagnostics
    assert (found.code, found.span.line, found.span.column) == ("missing-catalog", 2, 17)
    assert "theme/locale/fr.po" in found.hint


def test_language_that_nobody_knows_is_told_at_its_place() -> None:
    settings = "title: A\nlanguages: [xx]\n"
    done = made({"site.yaml": settings, "content/a.yaml": "date: 2020\ntitle: A\n"})
    assert [(one.code, one.span.line, one.span.column) for one in done.diagnostics] == [
        ("no-language-data", 2, 13)
    ]


def test_language_of_a_region_takes_the_catalog_of_its_language() -> None:
    settings = "title: A\nlanguages: [id-ID]\n"
    done = made({"site.yaml": settings, "content/a.yaml": "date: 2020\ntitle: A\n"})
    assert codes(done) == []
    assert "Sumber" in pages(done)["index.html"]
