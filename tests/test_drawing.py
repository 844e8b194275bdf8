"""Keys of pages: an edit changes those of the pages that show it, and no others."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from linimasa.model.files import Output, Snapshot
from linimasa.pipeline.build import build
from linimasa.pipeline.layout import Layout, lay_out
from linimasa.render.drawing import draw, keys_of, page_keys
from literals import SETTINGS, default_theme, snapshot

SITE = {
    "content/_actors.yaml": "ana: {name: Ana}\nbudi: {name: Budi}\n",
    "content/pages/about.md": "---\ntitle: Tentang\n---\nTeks.\n",
    "content/a.yaml": (
        "date: 2001-05\ntitle: {id: Awal, en: Start}\nactors: [ana]\n"
        "sources: [{url: 'https://x.example/a', publisher: P}]\n"
    ),
    "content/b.yaml": (
        "date: 2010-05\ntitle: {id: Tengah, en: Middle}\nactors: [ana]\ntags: [law]\n"
        "status: rumor\nbody: {id: Isi, en: Text}\nrelations: {follows: a}\n"
        "sources: [{url: 'https://x.example/b', publisher: P}]\n"
    ),
    "content/c.yaml": (
        "date: 2011-05\ntitle: {id: Sesudah, en: After}\nactors: [budi]\ntags: [roads]\n"
        "corrections: [{date: 2012, text: {id: Salah, en: Wrong}}]\n"
    ),
    "content/d.yaml": (
        "date: 2015-05\ntitle: {id: Akhir, en: End}\nactors: [budi]\nrelations: {denies: b}\n"
    ),
    "content/e.yaml": "date: 2020-05\ntitle: {id: Jauh, en: Far}\nstatus: record\n",
}
LISTS_OF_B = {
    "",
    "newest/",
    "embed/",
    "2010/",
    "actors/ana/",
    "tags/law/",
    "status/rumor/",
    "threads/a/",
}
NEXT_TO_B = {"events/a/", "events/c/", "events/d/"}
"""The pages of its neighbors and of its thread."""


def keys(given: Snapshot) -> dict[str, bytes]:
    """The key of each page, by its address."""
    laid = lay_out(given)
    assert laid.jobs, laid.diagnostics
    paths = [job.path.removesuffix("index.html") for job in laid.jobs]
    return dict(zip(paths, page_keys(laid.jobs), strict=True))


def changed(files: Mapping[str, str], site: Mapping[str, str] = SITE) -> set[str]:
    """The pages whose keys are others after an edit; pages that come or go are not counted."""
    before, after = keys(snapshot(site)), keys(snapshot({**site, **files}))
    return {
        address for address in before.keys() & after.keys() if before[address] != after[address]
    }


def everywhere(*addresses: str) -> set[str]:
    """These pages in both languages."""
    return {f"{root}{address}" for root in ("", "en/") for address in addresses}


def edited(name: str, old: str, new: str) -> dict[str, str]:
    path = f"content/{name}"
    assert old in SITE[path]
    return {path: SITE[path].replace(old, new)}


def test_keys_are_the_same_for_the_same_site_and_differ_from_page_to_page() -> None:
    first = keys(snapshot(SITE))
    assert keys(snapshot(SITE)) == first
    assert len(set(first.values())) == len(first)


def test_body_changes_the_page_of_its_event_only() -> None:
    assert changed(edited("b.yaml", "id: Isi", "id: Isi lain")) == everywhere("events/b/")


def test_title_changes_its_page_its_lists_its_neighbors_and_its_thread() -> None:
    assert changed(edited("b.yaml", "Tengah", "Pusat")) == everywhere(
        *LISTS_OF_B,
        *NEXT_TO_B,
        "events/b/",
        "sources/",
    )


def test_title_that_a_thread_bears_changes_the_lists_of_all_its_events() -> None:
    found = changed(edited("a.yaml", "{id: Awal, en: Start}", "{id: Mula, en: Origin}"))
    assert everywhere(*LISTS_OF_B, "2001/", "2015/", "actors/budi/", "threads/") <= found
    assert not found & everywhere("2011/", "2020/", "tags/roads/", "events/c/", "events/e/")


def test_event_in_another_year_leaves_the_pages_of_other_years_alone() -> None:
    found = changed({"content/new.yaml": "date: 2016-05\ntitle: {id: Baru, en: New}\n"})
    assert found == everywhere(
        "",
        "newest/",
        "embed/",
        "2015/",  # it leads to the next year, as does
        "2020/",
        "events/d/",
        "events/e/",
        "status/reported/",
        "status/",
    )


def test_event_of_a_busy_month_leaves_other_months_alone() -> None:
    days = {
        f"content/m{n:02}.yaml": f"date: 2018-{n % 6 + 1:02}-03\ntitle: {{id: T, en: T}}\n"
        for n in range(60)
    }
    one = {"content/new.yaml": "date: 2018-03-20\ntitle: {id: Baru, en: New}\n"}
    found = {address for address in changed(one, {**SITE, **days}) if address.startswith("20")}
    assert found == {"2018/", "2018/03/"}


def test_source_changes_the_page_of_all_sources_and_the_cards_of_its_event() -> None:
    found = changed(edited("b.yaml", "publisher: P", "publisher: P, title: T"))
    shown = everywhere("events/b/", "sources/", *LISTS_OF_B)
    assert shown <= found <= shown | everywhere(*NEXT_TO_B)


def test_correction_changes_the_page_of_all_corrections() -> None:
    found = changed(edited("c.yaml", "Salah", "Keliru"))
    assert everywhere("corrections/", "events/c/") <= found
    assert not found & everywhere("events/a/", "2010/", "sources/", "threads/a/")


def test_relation_tells_the_event_it_points_to() -> None:
    found = changed(edited("d.yaml", "denies", "confirms"))
    assert everywhere("events/b/", "events/d/", *LISTS_OF_B) <= found
    assert not found & everywhere("2011/", "2020/", "sources/", "tags/roads/")


def test_plain_page_changes_alone() -> None:
    assert changed({"content/pages/about.md": SITE["content/pages/about.md"] + "Lagi.\n"}) == (
        everywhere("about/")
    )


@pytest.mark.parametrize(
    ("setting", "old"),
    [
        ("title: {id: Contoh, en: Sample}", "title: {id: Contoh, en: Example}"),
        ("url: https://example.org/u/", "url: https://example.org/t/"),
        ("pages: [about]\nurl:", "url:"),
        ("description: D\nurl:", "url:"),
    ],
)
def test_settings_change_every_page(setting: str, old: str) -> None:
    assert old in SETTINGS
    found = changed({"site.yaml": SETTINGS.replace(old, setting)})
    assert found == set(keys(snapshot(SITE)))


def test_actor_changes_every_page_as_any_may_name_them() -> None:
    found = changed({"content/_actors.yaml": "ana: {name: Anna}\nbudi: {name: Budi}\n"})
    assert everywhere("events/a/", "actors/ana/", "actors/") <= found


def themed(name: str) -> dict[str, bytes]:
    """The keys of the site with one file of the theme changed."""
    path = f"templates/{name}"
    theme = [
        replace(file, data=file.data + b"\n{# more #}") if file.name == path else file
        for file in default_theme()
    ]
    assert tuple(theme) != default_theme()
    return keys(snapshot(SITE, tuple(theme)))


@pytest.mark.parametrize(
    ("name", "pages"),
    [
        ("text.html", everywhere("about/")),
        ("event.html", everywhere(*(f"events/{one}/" for one in "abcde"))),
        ("card.html", None),
    ],
)
def test_template_changes_the_pages_that_it_draws(name: str, pages: set[str] | None) -> None:
    before, after = keys(snapshot(SITE)), themed(name)
    lists = {
        job.path.removesuffix("index.html")
        for job in lay_out(snapshot(SITE)).jobs
        if job.sheet.cards
    }
    found = {address for address in before if before[address] != after[address]}
    assert found == (lists if pages is None else pages)
    assert found


def test_same_key_is_the_same_page_whatever_else_changed() -> None:
    edits = [
        edited("b.yaml", "id: Isi", "id: Isi lain"),
        edited("b.yaml", "Tengah", "Pusat"),
        edited("a.yaml", "Awal", "Mula"),
        edited("a.yaml", "actors: [ana]", "importance: 1"),
        edited("b.yaml", "status: rumor", "status: denied"),
        edited("c.yaml", "Salah", "Keliru"),
        edited("c.yaml", "2011-05", "2014-05"),
        edited("d.yaml", "denies", "confirms"),
        edited("d.yaml", "relations: {denies: b}", "aliases: [old]"),
        {"content/new.yaml": "date: 2016-05\ntitle: {id: Baru, en: New}\ntags: [law]\n"},
    ]
    before, pages = keys(snapshot(SITE)), contents(snapshot(SITE))
    for edit in edits:
        given = snapshot({**SITE, **edit})
        after, there = keys(given), contents(given)
        same = {address for address in before if before[address] == after.get(address)}
        assert same
        assert {one for one in same if pages[one] != there[one]} == set(), edit


def contents(given: Snapshot) -> dict[str, bytes]:
    return {
        one.path.removesuffix("index.html"): one.content
        for one in build(given).outputs
        if isinstance(one, Output)
    }


def laid() -> Layout:
    return lay_out(snapshot(SITE))


def test_page_is_drawn_from_its_job_alone() -> None:
    layout = laid()
    cards = {key.hex(): card.html or "" for key, card in layout.cards.items()}
    built = contents(snapshot(SITE))
    for job in layout.jobs:
        drawn = draw(job.sheet, job.desk, cards)
        assert drawn.diagnostics == ()
        assert (drawn.html or "").encode() == built[job.path.removesuffix("index.html")]


def test_keys_of_two_languages_never_meet() -> None:
    layout = laid()
    first, second = {job.desk.edition.digest: job.desk for job in layout.jobs}.values()
    sheets = [job.sheet for job in layout.jobs if job.desk is first]
    assert not set(keys_of(first, sheets)) & set(keys_of(second, sheets))
