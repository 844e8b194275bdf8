"""A linked site → pages: which exist, where, and what they show."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import cache

import pytest

from linimasa.diagnostics import Span, has_errors
from linimasa.link import link
from linimasa.load import filed, load, load_actors, load_extra, load_page, load_settings
from linimasa.model.address import in_folder
from linimasa.model.files import Snapshot
from linimasa.model.pages import (
    CardPage,
    CorrectionsPage,
    DirectoryPage,
    EventPage,
    NotFoundPage,
    Page,
    PeriodPage,
    RedirectPage,
    SourcesPage,
    TextPage,
    TimelinePage,
    TopicPage,
)
from linimasa.model.record import Id
from linimasa.model.site import Site, Whole
from linimasa.model.views import Card, Gap, Item, Section
from linimasa.plan import Plan, card_sheet, edition, gathered, info, media_copies, pages, ties
from linimasa.render.drawing import desk, keys_of
from linimasa.render.theme import Theme, read_theme
from linimasa.wording import Language, language
from literals import NOW, SETTINGS, default_theme, snapshot


@cache
def theme() -> Theme:
    return read_theme(default_theme())


@cache
def spoken(code: str) -> Language:
    known, found = language(code, theme().catalogs.get(code, ()), Span(""))
    assert known, found
    return known


@dataclass(frozen=True)
class Planned:
    """A site, what is planned of it, and its pages by their address."""

    site: Site
    plans: Sequence[Plan]
    pages: Mapping[str, Page]
    cards: Mapping[str, CardPage]
    """By the keys that stand for them in lists."""
    wholes: Mapping[Id, Whole]

    def timeline(self, address: str = "") -> TimelinePage:
        page = self.pages[address]
        assert isinstance(page, TimelinePage)
        return page

    def period(self, address: str) -> PeriodPage:
        page = self.pages[address]
        assert isinstance(page, PeriodPage)
        return page

    def event(self, address: str) -> EventPage:
        page = self.pages[address]
        assert isinstance(page, EventPage)
        return page

    def topic(self, address: str) -> TopicPage:
        page = self.pages[address]
        assert isinstance(page, TopicPage)
        return page

    def directory(self, address: str) -> DirectoryPage:
        page = self.pages[address]
        assert isinstance(page, DirectoryPage)
        return page

    def sources(self, address: str) -> SourcesPage:
        page = self.pages[address]
        assert isinstance(page, SourcesPage)
        return page

    def card(self, name: str, language: str = "id") -> Card:
        """An event as every list of a language shows it."""
        (found,) = (
            one.card
            for one in self.cards.values()
            if one.card.id == name and one.head.language == language
        )
        return found

    def below(self, folder: str) -> list[str]:
        return sorted(address for address in self.pages if address.startswith(folder))


def planned(files: Mapping[str, str | bytes], drafts: bool = False) -> Planned:
    """Load, link and plan a small site; it must have no errors."""
    return laid_out(snapshot(files, theme=()), drafts)


def laid_out(given: Snapshot, drafts: bool = False) -> Planned:
    """Load, link and plan a whole site, and lay out its pages; it must have no errors."""
    read = load_settings(given.settings)
    settings = read.settings
    assert settings is not None, read.diagnostics
    codes, zone = settings.languages, settings.timezone
    files = [filed(load(file, codes, zone), codes, zone) for file in given.events]
    actors, wrong = load_actors(given.actors, codes, zone)
    texts = [load_page(file, codes) for file in given.pages]
    extra, wrong_extra = load_extra(given.extra)
    media = given.media
    linked = link(settings, read.references, files, actors, texts, media, NOW, drafts, extra)
    wrong += (*wrong_extra, *linked.diagnostics)
    wrong += tuple(one for part in files for one in part.diagnostics)
    wrong += tuple(one for part in texts for one in part.diagnostics)
    assert not has_errors(wrong), wrong
    wholes = {file.id: file.whole for file in files if file.whole}
    plans: list[Plan] = []
    laid: dict[str, Page] = {}
    cards: dict[str, CardPage] = {}
    for code in codes:
        own = edition(linked.site, spoken(code), {one: spoken(one) for one in codes})
        tied = ties(own, linked.site, linked.site.entries)
        sheets = [card_sheet(linked.site, tied, name) for name in linked.site.entries]
        at = desk(own, info(own, linked.site, theme().assets), theme())
        keys = dict(zip(linked.site.entries, keys_of(at, sheets), strict=True))
        for key, sheet in zip(keys.values(), sheets, strict=True):
            card = sheet.layout(own, *sheet.arguments)
            assert isinstance(card, CardPage)
            cards[key.hex()] = card
        groups = gathered(linked.site)
        plan = Plan(own, tied, keys, tuple(pages(own, linked.site, tied, wholes, keys, groups)))
        plans.append(plan)
        for sheet in plan.sheets:
            page = sheet.layout(own, *sheet.arguments)
            if not isinstance(page, NotFoundPage):
                assert page.head.address not in laid
                laid[page.head.address] = page
    return Planned(linked.site, plans, laid, cards, wholes)


ONE_LANGUAGE = "title: A\nlanguages: [id]\n"


def dated(*dates: str, more: str = "") -> Planned:
    """A site of one event for each date: `e0`, `e1`, …"""
    return planned(
        {
            f"content/e{n}.yaml": f"date: '{date}'\ntitle: T{n}\n{more}"
            for n, date in enumerate(dates)
        }
    )


@cache
def many(count: int, date: str = "2021-{month:02}-{day:02}", more: str = "") -> Planned:
    """A site of `count` events in one language, spread over a year, or as `date` says."""
    return planned(
        {"site.yaml": ONE_LANGUAGE}
        | {
            f"content/e{n:04}.yaml": "title: T\ndate: "
            + date.format(n=n, month=n % 12 + 1, day=n % 28 + 1, year=1700 + n)
            + f"\n{more}"
            for n in range(count)
        }
    )


def ids(sections: Sequence[Section]) -> list[list[str]]:
    return [[item.id for item in section.items] for section in sections]


def items(page: Page) -> list[Item]:
    sections: tuple[Section, ...] = getattr(page, "sections", ())
    return [item for section in sections for item in section.items]


def full_events(page: Page) -> int:
    return len(items(page))


def gaps(page: TimelinePage) -> list[Gap | None]:
    return [item.gap for item in items(page)]


# -- addresses ------------------------------------------------------------------------------


SMALL = {
    "content/_actors.yaml": "xiaomi: {name: Xiaomi}\n",
    "content/a.yaml": (
        "date: 2022-08-26\ntitle: {id: Satu, en: One}\nstatus: rumor\n"
        "actors: [xiaomi, Dewan Pers]\ntags: [Izin Usaha]\n"
    ),
    "content/b.yaml": "date: 2022-09\ntitle: {id: Dua, en: Two}\nrelations: {denies: a}\n",
    "content/pages/about.md": "---\ntitle: Tentang\n---\nTeks.\n",
}


def test_first_language_is_at_the_root_and_others_below_their_code() -> None:
    pages = planned(SMALL).pages
    own = {address for address in pages if not address.startswith("en/")}
    assert {f"en/{address}" for address in own} == set(pages) - own
    assert own == {
        "",
        "newest/",
        "embed/",
        "2022/",
        "events/a/",
        "events/b/",
        "threads/a/",
        "threads/b/",
        "threads/",
        "actors/xiaomi/",
        "actors/dewan-pers/",
        "actors/",
        "tags/izin-usaha/",
        "tags/",
        "status/rumor/",
        "status/reported/",
        "status/",
        "sources/",
        "corrections/",
        "about/",
    }


def test_every_page_names_itself_in_every_language() -> None:
    for address, page in planned(SMALL).pages.items():
        own = address.removeprefix("en/")
        told = [(other.language, other.address) for other in page.head.alternates]
        assert told == [("id", own), ("en", f"en/{own}")]


def test_page_knows_its_way_back_to_the_root() -> None:
    for address, page in planned(SMALL).pages.items():
        assert page.head.root == "../" * address.count("/")


def test_canonical_address_is_whole_and_absent_without_one() -> None:
    assert planned(SMALL).pages["en/2022/"].head.canonical == "https://example.org/t/en/2022/"
    without = {**SMALL, "site.yaml": "title: A\nlanguages: [id, en]\n"}
    assert planned(without).pages["en/2022/"].head.canonical == ""


def test_added_event_takes_no_address_away_and_adds_its_own_only() -> None:
    before = planned(SMALL).pages
    event = "date: 1998\ntitle: {id: Tiga, en: Three}\ntags: [baru]\n"
    after = planned({**SMALL, "content/c.yaml": event}).pages
    added = {address.removeprefix("en/") for address in set(after) - set(before)}
    assert set(before) <= set(after)
    assert added == {"events/c/", "1998/", "tags/baru/"}


def test_added_event_leaves_pages_of_other_periods_as_they_were() -> None:
    files = {**SMALL, "content/c.yaml": "date: 1998\ntitle: {id: Tiga, en: Three}\n"}
    before = planned(files).pages
    after = planned({**files, "content/d.yaml": "date: 1998-05\ntitle: {id: E, en: F}\n"}).pages
    assert before["2022/"] == after["2022/"]
    assert before["events/b/"] == after["events/b/"]
    assert before["1998/"] != after["1998/"]


def test_earlier_event_that_joins_a_thread_moves_it_and_leaves_a_redirect() -> None:
    earlier = "date: 2020\ntitle: {id: Awal, en: Start}\nrelations: {see-also: b}\n"
    joined = earlier.replace("see-also", "follows")
    before = planned({**SMALL, "content/c.yaml": earlier}).pages
    after = planned({**SMALL, "content/c.yaml": joined}).pages
    assert isinstance(before["threads/a/"], TopicPage)
    moved = after["threads/a/"]
    assert isinstance(moved, RedirectPage)
    assert moved.target == "threads/c/"


def test_old_id_redirects_in_every_language() -> None:
    files = {"content/a.yaml": "date: 2022\ntitle: {id: A, en: B}\naliases: [old, older]\n"}
    pages = planned(files).pages
    for address, target in [("events/old/", "events/a/"), ("en/events/older/", "en/events/a/")]:
        page = pages[address]
        assert isinstance(page, RedirectPage)
        assert page.target == target
        assert not page.head.indexed


def test_every_member_of_a_thread_leads_to_its_page() -> None:
    plan = planned(SMALL)
    moved = plan.pages["en/threads/b/"]
    assert isinstance(moved, RedirectPage)
    assert moved.target == "en/threads/a/"
    assert ids(plan.topic("threads/a/").sections) == [["a", "b"]]


# -- the time axis --------------------------------------------------------------------------


def test_sections_stand_in_order_of_time_with_their_headings() -> None:
    page = dated("2021-03", "44 BCE", "18th century", "1990s", "1995").timeline()
    assert [section.heading for section in page.sections] == [
        "44 SM",
        "abad ke-18",
        "1990-an",
        "1995",
        "2021",
    ]


def test_coarse_dates_are_listed_under_headings_of_their_own() -> None:
    plan = dated("1990s", "1995", "18th century", "1750")
    assert ids(plan.period("1990s/").sections) == [["e0"]]
    assert ids(plan.period("1995/").sections) == [["e1"]]
    assert ids(plan.period("1700-1799/").sections) == [["e2"]]


def test_page_of_a_decade_leads_to_its_years_and_the_year_back() -> None:
    plan = dated("1990s", "1995", *(str(1700 + n) for n in range(70)))
    decade = plan.period("1990s/")
    assert [link.address for link in decade.parts] == ["1995/"]
    assert decade.count == 2
    within = plan.period("1995/").within
    assert within is not None
    assert within.address == "1990s/"


def test_open_and_unknown_starts_are_listed_where_they_end() -> None:
    plan = dated("../2021", "/2020-05", "2019/..")
    assert ids(plan.period("2021/").sections) == [["e0"]]
    assert ids(plan.period("2020/").sections) == [["e1"]]
    assert ids(plan.period("2019/").sections) == [["e2"]]


def test_newest_first_turns_periods_events_and_gaps_round() -> None:
    plan = dated("2019-01-01", "2020-01-01", "2020-12-01")
    newest = plan.timeline("newest/")
    assert ids(newest.sections) == [["e2", "e1"], ["e0"]]
    assert newest.newest_first
    assert newest.other_order == ""
    assert not newest.head.indexed
    assert [bool(gap) for gap in gaps(newest)] == [False, True, True]


def test_home_page_begins_with_the_newest_when_the_settings_say_so() -> None:
    files = {
        "site.yaml": SETTINGS + "order: newest\n",
        "content/a.yaml": "date: 2020\ntitle: {id: A, en: A}\n",
        "content/b.yaml": "date: 2021\ntitle: {id: B, en: B}\n",
    }
    plan = planned(files)
    assert ids(plan.timeline().sections) == [["b"], ["a"]]
    assert ids(plan.timeline("oldest/").sections) == [["a"], ["b"]]
    assert "newest/" not in plan.pages


@pytest.mark.parametrize(
    ("before", "after", "gap"),
    [
        ("2021-01-01", "2021-03-01", None),
        ("2021-01-01", "2021-08-01", Gap("months", 7, 1)),
        ("2021-01", "2021-03", None),
        ("2019-01-01", "2021-01-01", Gap("years", 2, 2)),
        ("2021-01", "2021-06", Gap("months", 5, 1)),
        ("2019", "2021", Gap("years", 2, 2)),
        ("2019", "2022", Gap("years", 3, 2)),
        ("2020-06-15", "2022", Gap("years", 2, 2)),
        ("2019/2020", "2023", Gap("years", 3, 2)),
        ("44 BCE", "2021", Gap("years", 2064, 4)),
        ("2021", "2022-06-15", Gap("months", 5, 1, at_least=True)),
        ("2021-01-31", "2021-Q3", Gap("months", 4, 1, at_least=True)),
        ("1990s", "2021", Gap("years", 21, 4, at_least=True)),
        ("[1990..2000]", "2004", Gap("years", 3, 2, at_least=True)),
        ("[..1984]", "2004", Gap("years", 19, 4, at_least=True)),
        ("18th century", "20th century", Gap("years", 100, 4, at_least=True)),
        ("2021/..", "2030", None),
        ("2019", "../2021", None),
        ("2019", "2020", None),
    ],
)
def test_silence_between_two_events_is_told_in_whole_units_and_no_better_than_it_is_known(
    before: str, after: str, gap: Gap | None
) -> None:
    told = [one for one in gaps(dated(before, after).timeline()) if one]
    assert told == ([gap] if gap else [])


def test_busy_year_names_its_months_and_a_quiet_one_does_not() -> None:
    busy = many(24).period("2021/")
    assert [item.month for item in busy.sections[0].items][:3] == [
        "Januari 2021",
        "",
        "Februari 2021",
    ]
    assert {item.month for item in many(6).period("2021/").sections[0].items} == {""}


def test_section_of_a_busy_month_does_not_repeat_its_name() -> None:
    (march,) = many(180).period("2021/03/").sections
    assert len(march.items) == 15
    assert {item.month for item in march.items} == {""}


def test_long_year_has_pages_for_its_months() -> None:
    plan = many(60)
    year = plan.period("2021/")
    assert [link.address for link in year.parts] == [f"2021/{n:02}/" for n in range(1, 13)]
    assert (year.count, full_events(year)) == (60, 60)
    month = plan.period("2021/03/")
    assert month.count == 5
    assert month.within is not None
    assert month.within.address == "2021/"
    assert (month.earlier and month.earlier.address) == "2021/02/"
    assert plan.period("2021/01/").earlier is None


def test_event_without_a_month_is_under_no_month_of_a_long_year() -> None:
    whole = {
        "content/year.yaml": "date: 2021\ntitle: {id: Y, en: Y}\n",
        "content/spring.yaml": "date: 2021-21\ntitle: {id: S, en: S}\n",
    }
    days = {
        f"content/e{n}.yaml": f"date: 2021-0{n % 3 + 1}-{n % 28 + 1:02}\ntitle: {{id: T, en: T}}\n"
        for n in range(60)
    }
    plan = planned({**whole, **days})
    listed = [one for address in plan.below("2021/0") for one in ids(plan.period(address).sections)]
    assert {"year", "spring"} & {name for names in listed for name in names} == set()
    assert {"year", "spring"} <= {
        name for names in ids(plan.period("2021/").sections) for name in names
    }


@pytest.mark.parametrize("step", [1, 7, 900, 9_000_000])
def test_overview_never_has_more_than_sixty_links_and_counts_every_event(step: int) -> None:
    years = [-(10**9) // 2 + 5 * step * n if step > 1000 else 1000 + step * n for n in range(100)]
    plan = dated(*(f"Y{year}" if abs(year) > 9999 else f"{year:04}" for year in years))
    links = plan.timeline().periods
    assert len(links) <= 60
    assert sum(link.count for link in links) == 100
    assert {link.address for link in links} <= set(plan.pages)


def test_overview_of_a_short_span_is_by_year() -> None:
    assert [link.address for link in dated("2020", "2021-05", "2021-06").timeline().periods] == [
        "2020/",
        "2021/",
    ]


def test_span_says_no_more_than_the_years_of_its_ends() -> None:
    span = dated("1990", "1999").timeline().span
    assert span is not None
    assert span.edtf == "1990/1999"
    alone = dated("18th century").timeline().span
    assert alone is not None
    assert alone.edtf == "17XX"
    assert planned({}).timeline().span is None


# -- events ---------------------------------------------------------------------------------


CLAIM = {
    "content/_actors.yaml": "hyundai: {name: Hyundai, kind: organization}\n",
    "content/claim.yaml": (
        "date: 2022-08-26\ntitle: {id: Klaim, en: Claim}\nstatus: rumor\n"
        "statements:\n"
        "  - {by: Bloomberg, stance: asserts, text: {id: Ya, en: 'Yes'}, sources: [two, one]}\n"
        "  - {by: hyundai, stance: denies, text: {id: Tidak, en: 'No'}, sources: [two]}\n"
        "sources:\n  - {key: one, title: A, publisher: P, origin: Bloomberg, language: de}\n"
        "  - {key: two, title: B, publisher: Q, origin: Bloomberg}\n"
        "corrections: [{date: 2022-09-02, text: {id: Salah, en: Wrong}}]\n"
    ),
    "content/reply.yaml": (
        "date: 2023-11-15\ntitle: {id: Bantahan, en: Denial}\nrelations: {denies: claim}\n"
    ),
    "content/proof.yaml": (
        "date: 2023-12\ntitle: {id: Bukti, en: Proof}\n"
        "relations: {confirms: claim, follows: reply}\n"
    ),
}


def test_claim_and_denial_stand_side_by_side_in_the_order_of_the_author() -> None:
    said = planned(CLAIM).event("en/events/claim/").statements
    assert [(one.by.label.text, one.stance, one.text and one.text.text) for one in said] == [
        ("Bloomberg", "asserts", "Yes"),
        ("Hyundai", "denies", "No"),
    ]
    assert [one.sources for one in said] == [(2, 1), (2,)]
    assert {type(one) for one in said} == {type(said[0])}


def test_speaker_has_a_page_though_no_event_lists_them() -> None:
    plan = planned(CLAIM)
    assert ids(plan.topic("actors/hyundai/").sections) == [["claim"]]
    assert plan.topic("actors/hyundai/").actor_kind == "organization"


def test_what_became_of_a_claim_is_told_at_its_top_in_order_of_time() -> None:
    card = planned(CLAIM).event("en/events/claim/").card
    assert [(note.relation, note.title.text, note.address) for note in card.later] == [
        ("denies", "Denial", "en/events/reply/"),
        ("confirms", "Proof", "en/events/proof/"),
    ]
    assert card.later[0].date.edtf == "2023-11-15"


def test_event_that_follows_makes_no_later_note() -> None:
    assert planned(CLAIM).event("events/reply/").card.later == ()


def test_relations_are_shown_at_both_ends() -> None:
    plan = planned(CLAIM)

    def ties(name: str) -> list[tuple[str, bool, str]]:
        related = plan.event(f"events/{name}/").related
        return [(tie.relation, tie.back, tie.event.address) for tie in related]

    assert ties("claim") == [
        ("denies", True, "events/reply/"),
        ("confirms", True, "events/proof/"),
    ]
    assert ties("reply") == [
        ("denies", False, "events/claim/"),
        ("follows", True, "events/proof/"),
    ]


def test_event_knows_its_place_in_its_thread() -> None:
    page = planned(CLAIM).event("events/reply/")
    assert page.card.place_in_thread == 2
    assert page.card.thread is not None
    assert (page.card.thread.address, page.card.thread.count) == ("threads/claim/", 3)
    assert [step.here for step in page.thread] == [False, True, False]


def test_copies_of_one_story_count_once_on_the_card() -> None:
    card = planned(CLAIM).event("events/claim/").card
    assert (len(card.sources), card.newsrooms, card.statements) == (2, 1, 2)


def test_source_in_another_language_says_so() -> None:
    card = planned(CLAIM).event("events/claim/").card
    assert [(one.language, one.language_name) for one in card.sources] == [
        ("de", "Jerman"),
        ("", ""),
    ]


def test_neighbors_and_period_of_an_event_are_named() -> None:
    page = planned(CLAIM).event("en/events/reply/")
    assert page.earlier is not None
    assert page.later is not None
    assert (page.earlier.address, page.later.address) == ("en/events/claim/", "en/events/proof/")
    assert (page.period.address, page.period.label.text) == ("en/2023/", "2023")


@pytest.mark.parametrize(
    ("status", "title"), [("confirmed", "A"), ("rumor", "A (Rumor)"), ("planned", "A (Planned)")]
)
def test_what_is_not_sure_or_only_planned_never_travels_without_its_word(
    status: str, title: str
) -> None:
    files = {"content/a.yaml": f"date: 2030\ntitle: {{id: A, en: A}}\nstatus: {status}\n"}
    assert planned(files).pages["en/events/a/"].head.title == title


def test_json_ld_repeats_the_page_and_its_vague_date() -> None:
    files = {
        "content/a.yaml": (
            "date: late 2021-11\ntitle: {id: A, en: 'A </script><b>'}\n"
            "sources: [{title: T, date: 2021-11, url: 'https://example.org/'}]\n"
        )
    }
    text = planned(files).pages["en/events/a/"].head.json_ld
    assert "<" not in text
    data = json.loads(text)
    assert data["headline"] == "A </script><b>"
    assert data["temporalCoverage"] == planned(files).event("events/a/").card.date.edtf
    assert "datePublished" not in data
    assert data["citation"][0]["datePublished"] == "2021-11"


def test_extra_reaches_the_page_as_json() -> None:
    extra = "{deaths: 3, 'list': [a, b], m: {}, l: [], p: [[a, b], [c, d]]}"
    files = {"content/a.yaml": f"date: 2022\ntitle: A\nextra: {extra}\n"}
    assert json.loads(planned(files).event("events/a/").extra) == {
        "deaths": "3",
        "list": ["a", "b"],
        "m": {},
        "l": [],
        "p": [["a", "b"], ["c", "d"]],
    }


def test_pictures_are_copied_once_for_all_languages() -> None:
    files = {
        "content/2021/a.yaml": (
            "date: 2021\ntitle: {id: A, en: A}\n"
            "media: [{file: plan.jpg, alt: {id: Pabrik, en: Plant}}]\n"
        ),
        "content/2021/plan.jpg": "",
    }
    plan = planned(files)
    assert list(media_copies(plan.site)) == [("media/a/plan.jpg", "content/2021/plan.jpg")]
    assert plan.event("en/events/a/").media[0].address == "media/a/plan.jpg"


# -- languages ------------------------------------------------------------------------------


UNTRANSLATED = {"content/a.yaml": "date: 2022\ntitle: {id: Satu}\nbody: {id: Isi}\n"}


def test_event_that_is_not_translated_is_shown_in_its_language_and_says_so() -> None:
    page = planned(UNTRANSLATED).event("en/events/a/")
    assert (page.card.title.text, page.card.title.language) == ("Satu", "id")
    assert page.body is not None
    assert page.body.language == "id"
    assert page.shown_in == "Indonesian"


def test_event_that_is_not_translated_points_search_engines_to_its_original() -> None:
    plan = planned(UNTRANSLATED)
    for address in ("events/a/", "en/events/a/"):
        head = plan.pages[address].head
        assert head.canonical == "https://example.org/t/events/a/"
        assert [(one.language, one.translated) for one in head.alternates] == [
            ("id", True),
            ("en", False),
        ]


def test_event_written_in_another_language_only_points_to_that_one() -> None:
    plan = planned({"content/a.yaml": "date: 2022\ntitle: {en: One}\n"})
    assert plan.pages["events/a/"].head.canonical == "https://example.org/t/en/events/a/"
    assert plan.pages["en/events/a/"].head.canonical == "https://example.org/t/en/events/a/"


def test_plain_page_falls_back_to_the_language_there_is() -> None:
    files = {
        "site.yaml": SETTINGS + "pages: [method, about]\n",
        "content/pages/about.md": "---\ntitle: Tentang\n---\nTeks.\n",
        "content/pages/method.md": "---\ntitle: Metode\n---\nTeks.\n",
        "content/pages/method.en.md": "---\ntitle: Method\n---\nText.\n",
    }
    plan = planned(files)
    about, method = plan.pages["en/about/"], plan.pages["en/method/"]
    assert isinstance(about, TextPage)
    assert isinstance(method, TextPage)
    assert (about.body.language, about.shown_in) == ("id", "Indonesian")
    assert (method.body.language, method.shown_in, method.head.title) == ("en", "", "Method")
    assert about.head.canonical == "https://example.org/t/about/"


def test_drafts_and_embargoed_events_are_marked_in_a_preview() -> None:
    files = {
        "content/a.yaml": "date: 2022\ntitle: {id: A, en: A}\n",
        "content/b.yaml": "date: 2022\ntitle: {id: B, en: B}\ndraft: true\n",
        "content/c.yaml": "date: 2022\ntitle: {id: C, en: C}\npublish: 2030-01-01\n",
    }
    plan = planned(files, drafts=True)
    assert [plan.event(f"events/{name}/").card.draft for name in "abc"] == [False, True, True]
    assert planned(files).below("events/") == ["events/a/"]


# -- lists of the site ----------------------------------------------------------------------


def test_topics_are_listed_with_their_numbers_of_events() -> None:
    plan = planned(SMALL)
    listed = [
        (one.link.label.text, one.link.address, one.link.count)
        for one in plan.directory("en/actors/").entries
    ]
    assert listed == [
        ("Dewan Pers", "en/actors/dewan-pers/", 1),
        ("Xiaomi", "en/actors/xiaomi/", 1),
    ]
    assert [one.link.count for one in plan.directory("status/").entries] == [1, 1]
    assert [one.link.address for one in plan.directory("threads/").entries] == ["threads/a/"]


def test_tag_has_the_label_of_the_settings_and_one_page_for_all_spellings() -> None:
    files = {
        "site.yaml": SETTINGS + "tags: {izin: {id: Perizinan, en: Licensing}}\n",
        "content/a.yaml": "date: 2021\ntitle: {id: A, en: A}\ntags: [Izin]\n",
        "content/b.yaml": "date: 2022\ntitle: {id: B, en: B}\ntags: [izin]\n",
    }
    topic = planned(files).topic("en/tags/izin/")
    assert (topic.heading.text, topic.count) == ("Licensing", 2)


def test_topic_counts_its_status_words_in_the_order_of_the_vocabulary() -> None:
    tally = planned(SMALL).topic("threads/a/").tally
    assert [(one.status.id, one.count) for one in tally] == [("rumor", 1), ("reported", 1)]


def test_sources_are_listed_once_by_publisher_with_the_events_they_back() -> None:
    files = {
        "content/a.yaml": (
            "date: 2021\ntitle: {id: A, en: A}\nsources:\n"
            "- {url: 'https://x.example/1', publisher: Zulu}\n"
            "- {title: Book}\n"
        ),
        "content/b.yaml": (
            "date: 2022\ntitle: {id: B, en: B}\nsources:\n"
            "- {url: 'https://x.example/1', publisher: Zulu, accessed: 2022}\n"
            "- {title: T, publisher: alfa}\n"
        ),
    }
    page = planned(files).sources("en/sources/")
    assert (page.count, page.publisher_count, page.parts) == (3, 3, ())
    assert [(one.name, len(one.sources)) for one in page.publishers] == [
        ("alfa", 1),
        ("Zulu", 1),
        ("", 1),
    ]
    backed = page.publishers[1].sources[0].events
    assert [one.address for one in backed] == ["en/events/a/", "en/events/b/"]
    assert len({one.anchor for one in page.publishers}) == 3


def test_corrections_are_listed_newest_first() -> None:
    event = "date: 2021\ntitle: {id: A, en: A}\ncorrections: [{date: %s, text: {id: X, en: Y}}]\n"
    files = {"content/a.yaml": event % "2022-01-02", "content/b.yaml": event % "2022-09"}
    page = planned(files).pages["en/corrections/"]
    assert isinstance(page, CorrectionsPage)
    assert [(one.event.address, one.correction.date.edtf) for one in page.corrections] == [
        ("en/events/b/", "2022-09"),
        ("en/events/a/", "2022-01-02"),
    ]


def test_site_without_events_has_its_pages_all_the_same() -> None:
    plan = planned({})
    assert plan.timeline().sections == ()
    assert {"", "en/", "sources/", "corrections/", "en/threads/", "status/"} <= set(plan.pages)


def addresses(value: object) -> list[str]:
    """Every address that a page value leads to."""
    if isinstance(value, tuple):
        return [one for part in value for one in addresses(part)]
    if not is_dataclass(value):
        return []
    found = []
    for name in (field.name for field in fields(value)):
        inside = getattr(value, name)
        if name in {"address", "target", "other_order"} and isinstance(inside, str):
            found.append(inside)
        else:
            found += addresses(inside)
    return found


def test_every_address_that_a_page_leads_to_is_a_page() -> None:
    plan = planned({**SMALL, **CLAIM, **UNTRANSLATED, "content/d.yaml": "date: 1990s\ntitle: D\n"})
    for page in plan.pages.values():
        assert set(addresses(page)) <= set(plan.pages), page.head.address
    for card in plan.cards.values():
        assert {one for one in addresses(card.card) if one} <= set(plan.pages), card.card.id


def test_cards_are_the_same_wherever_an_event_is_listed() -> None:
    plan = planned(CLAIM)
    cards: dict[tuple[str, str], set[str]] = {}
    for page in plan.pages.values():
        for item in items(page):
            drawn = plan.cards[item.card]
            assert (drawn.card.id, drawn.card.importance) == (item.id, item.importance)
            assert drawn.head.language == page.head.language
            cards.setdefault((page.head.language, item.id), set()).add(item.card)
    assert {name: len(different) for name, different in cards.items()} == {
        (language, name): 1 for language in ("id", "en") for name in ("claim", "reply", "proof")
    }


def test_card_says_what_the_page_of_its_event_says() -> None:
    plan = planned(CLAIM)
    for code, root in (("id", ""), ("en", "en/")):
        for name in ("claim", "reply", "proof"):
            assert plan.card(name, code) == plan.event(f"{root}events/{name}/").card


# -- sheets ---------------------------------------------------------------------------------


def test_sheet_promises_what_its_page_keeps() -> None:
    files = {**SMALL, **CLAIM, **UNTRANSLATED, "content/d.yaml": "date: 1990s\ntitle: D\n"}
    for plan in planned(files).plans:
        for sheet in plan.sheets:
            page = sheet.layout(plan.edition, *sheet.arguments)
            head = page.head
            assert (head.template, head.indexed) == (sheet.template, sheet.indexed)
            assert head.address == in_folder(plan.edition.root, *sheet.names)
            assert sorted(item.card for item in items(page)) == sorted(sheet.cards)
            written = [one.language for one in head.alternates if one.translated]
            assert written == [one for one in ("id", "en") if one in (sheet.written or written)]
