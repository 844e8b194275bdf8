"""Timelines, topics, sources and names that are too many for a page: nothing is lost."""

from collections.abc import Sequence
from functools import cache

import pytest

from linimasa.model.pages import (
    CorrectionsPage,
    DirectoryPage,
    EventPage,
    Page,
    PeriodPage,
    SourcesPage,
)
from linimasa.model.views import Link
from test_plan import ONE_LANGUAGE, Planned, full_events, ids, items, many, planned


def longest(page: Page) -> int:
    """The length of the longest list of events, sources, names or parts on a page."""
    publishers = page.publishers if isinstance(page, SourcesPage) else ()
    entries = page.entries if isinstance(page, DirectoryPage) else ()
    parts: tuple[Link, ...] = getattr(page, "parts", ())
    cited = sum(len(publisher.sources) for publisher in publishers)
    corrections = page.corrections if isinstance(page, CorrectionsPage) else ()
    return max(full_events(page), cited, len(entries), len(parts), len(corrections))


def parts_of(plan: Planned, address: str) -> list[Page]:
    """The pages that a page names as its parts, and theirs, in order."""
    parts: tuple[Link, ...] = getattr(plan.pages[address], "parts", ())
    found: list[Page] = []
    for one in parts:
        found += [plan.pages[one.address], *parts_of(plan, one.address)]
    return found


# -- events ------------------------------------------------------------------------------


def test_no_page_holds_more_than_three_hundred_full_events() -> None:
    plan = many(400, more="tags: [x]\nactors: [Y]\n")
    too_long = {address: full_events(page) for address, page in plan.pages.items()}
    assert {address: count for address, count in too_long.items() if count > 300} == {}


def test_long_timeline_shows_its_newest_period_and_its_key_events() -> None:
    old = {
        f"content/o{n}.yaml": (
            f"date: {1900 + n % 100}\ntitle: {{id: T, en: T}}\nimportance: {1 if n < 5 else 2}\n"
        )
        for n in range(300)
    }
    new = {f"content/n{n}.yaml": "date: 2020\ntitle: {id: N, en: N}\n" for n in range(4)}
    page = planned({**old, **new}).timeline()
    assert (page.total, page.shown) == (304, 9)
    assert ids(page.sections)[-1] == ["n0", "n1", "n2", "n3"]
    assert sum(len(section.items) for section in page.sections) == 9
    assert sum(section.count for section in page.sections) == 304


def test_every_event_of_a_long_year_stands_on_a_month_page() -> None:
    plan = many(400)
    listed = [
        name
        for address in plan.below("2021/")[1:]
        for names in ids(plan.period(address).sections)
        for name in names
    ]
    assert sorted(listed) == [f"e{n:04}" for n in range(400)]
    assert full_events(plan.period("2021/")) == 0


@pytest.mark.parametrize("count", [300, 301, 601])
@pytest.mark.parametrize(
    ("date", "address", "name"),
    [
        ("2021-03-{day:02}", "2021/03/", "Maret 2021"),
        ("2021", "2021/", "2021"),
        ("1990s", "1990s/", "1990-an"),
    ],
)
def test_period_that_no_shorter_one_divides_is_cut_into_full_pages(
    count: int, date: str, address: str, name: str
) -> None:
    plan = many(count, date=date)
    period = plan.period(address)
    assert max(map(longest, plan.pages.values())) <= 300
    assert period.count == count
    if count == 300:
        assert (full_events(period), period.parts) == (300, ())
        return
    pieces = [page for page in parts_of(plan, address) if isinstance(page, PeriodPage)]
    assert [page.head.address for page in pieces] == [
        f"{address}p{number}/" for number in range(1, len(pieces) + 1)
    ]
    assert [page.count for page in pieces] == [300] * (count // 300) + [1]
    assert [link.count for link in period.parts] == [page.count for page in pieces]
    assert pieces[0].heading == f"{name} · 1"
    assert [page.within and page.within.address for page in pieces] == [address] * len(pieces)
    around = [(page.earlier is None, page.later is None) for page in pieces]
    assert around[0] == (True, False)
    assert around[-1] == (False, True)
    listed = [item.id for page in pieces for item in items(page)]
    assert listed == list(plan.site.entries)
    assert full_events(period) == 0


def test_topic_of_an_endless_month_is_cut_into_full_pages() -> None:
    plan = many(301, date="2021-03-{day:02}", more="tags: [x]\nactors: [Y]\n")
    assert max(map(longest, plan.pages.values())) <= 300
    for address in ("tags/x/", "actors/y/", "status/reported/"):
        pieces = parts_of(plan, address)
        assert [page.head.address for page in pieces] == [
            f"{address}2021/03/p1/",
            f"{address}2021/03/p2/",
        ]
        assert [item.id for page in pieces for item in items(page)] == list(plan.site.entries)


def test_event_known_to_the_year_stands_on_the_page_of_a_very_long_year() -> None:
    plan = planned(
        {
            "content/year.yaml": "date: 2021\ntitle: {id: Y, en: Y}\n",
            **{
                f"content/e{n}.yaml": f"date: 2021-{n % 12 + 1:02}\ntitle: {{id: T, en: T}}\n"
                for n in range(301)
            },
        }
    )
    assert ids(plan.period("2021/").sections)[0] == ["year"]


def test_long_topic_is_split_by_year_and_loses_no_event() -> None:
    plan = many(301, date="{year}-05", more="tags: [x]\n")
    topic = plan.topic("tags/x/")
    assert (topic.count, full_events(topic)) == (301, 0)
    parts = [plan.topic(link.address) for link in topic.parts]
    assert sum(full_events(part) for part in parts) == 301
    assert parts[0].head.address == "tags/x/1700/"
    assert parts[0].heading == topic.heading


def test_topic_of_three_hundred_events_is_one_page() -> None:
    plan = many(300, date="{year}-05", more="tags: [x]\n")
    assert (full_events(plan.topic("tags/x/")), plan.topic("tags/x/").parts) == (300, ())


# -- sources and names ----------------------------------------------------------------------


@cache
def cited(count: int, publisher: str) -> Planned:
    """A site of one event with `count` sources."""
    sources = "".join(
        f"- {{url: 'https://x.example/{n}', publisher: '{publisher.format(n=n)}'}}\n"
        for n in range(count)
    )
    event = f"date: 2021\ntitle: T\nsources:\n{sources}"
    return planned({"site.yaml": ONE_LANGUAGE, "content/a.yaml": event})


def cited_on(pages: Sequence[Page]) -> list[str]:
    return [
        one.source.url
        for page in pages
        if isinstance(page, SourcesPage)
        for publisher in page.publishers
        for one in publisher.sources
    ]


@pytest.mark.parametrize("publisher", ["Press", "P{n:03}", ""], ids=["one", "many", "none"])
def test_sources_that_are_too_many_for_a_page_stand_once_each_on_others(publisher: str) -> None:
    plan = cited(301, publisher)
    page = plan.sources("sources/")
    below = parts_of(plan, "sources/")
    assert max(map(longest, plan.pages.values())) <= 300
    assert (page.count, page.publishers) == (301, ())
    assert sorted(cited_on(below)) == sorted(f"https://x.example/{n}" for n in range(301))
    assert len({one.head.address for one in below}) == len(below)
    assert {one.head.address for one in below} == set(plan.below("sources/")) - {"sources/"}


def test_publisher_with_too_many_sources_has_several_pages() -> None:
    plan = cited(301, "Press")
    assert [(link.address, link.count) for link in plan.sources("sources/").parts] == [
        ("sources/press/", 301)
    ]
    publisher = plan.sources("sources/press/")
    assert (publisher.count, publisher.publisher_count, publisher.publishers) == (301, 1, ())
    assert [(link.address, link.count) for link in publisher.parts] == [
        ("sources/press/-1/", 300),
        ("sources/press/-2/", 1),
    ]
    assert plan.sources("sources/press/-2/").publishers[0].name == "Press"


def test_publishers_too_many_for_a_page_are_listed_on_several() -> None:
    plan = cited(301, "P{n:03}")
    page = plan.sources("sources/")
    assert page.publisher_count == 301
    assert [(link.address, link.count) for link in page.parts] == [
        ("sources/-1/", 300),
        ("sources/-2/", 1),
    ]
    first = plan.sources("sources/-1/")
    assert [link.address for link in first.parts][:2] == ["sources/p000/", "sources/p001/"]
    assert (first.count, first.publisher_count) == (300, 300)


def test_three_hundred_sources_are_one_page() -> None:
    plan = cited(300, "P{n:03}")
    assert len(cited_on([plan.sources("sources/")])) == 300
    assert plan.below("sources/") == ["sources/"]


def test_names_too_many_for_a_page_are_listed_on_several() -> None:
    names = ", ".join(f"A{n:03}" for n in range(601))
    event = f"date: 2021\ntitle: T\nactors: [{names}]\n"
    plan = planned({"site.yaml": ONE_LANGUAGE, "content/a.yaml": event})
    assert max(map(longest, plan.pages.values())) <= 300
    first = plan.directory("actors/")
    further = [plan.directory(link.address) for link in first.parts]
    assert [len(page.entries) for page in (first, *further)] == [300, 300, 1]
    listed = [entry.link.address for page in (first, *further) for entry in page.entries]
    assert listed == [f"actors/a{n:03}/" for n in range(601)]
    assert [page.head.address for page in further] == ["actors/-2/", "actors/-3/"]


# -- threads --------------------------------------------------------------------------------


def chain(count: int) -> Planned:
    """A site of one thread: `e00`, `e01`, … each following the one before."""
    files = {"site.yaml": ONE_LANGUAGE, "content/e00.yaml": "date: 2000\ntitle: T\n"}
    for n in range(1, count):
        follows = f"relations: {{follows: e{n - 1:02}}}"
        files[f"content/e{n:02}.yaml"] = f"date: {2000 + n}\ntitle: T\n{follows}\n"
    return planned(files)


def thread_of(page: EventPage) -> list[str]:
    return [step.address.split("/")[1] for step in page.thread]


def test_event_of_a_long_thread_shows_the_twelve_before_and_after_it() -> None:
    plan = chain(40)
    for at, first, last in ((0, 0, 12), (5, 0, 17), (20, 8, 32), (39, 27, 39)):
        page = plan.event(f"events/e{at:02}/")
        assert thread_of(page) == [f"e{n:02}" for n in range(first, last + 1)]
        assert [step.address for step in page.thread if step.here] == [f"events/e{at:02}/"]
        assert (page.card.place_in_thread, page.card.thread and page.card.thread.count) == (
            at + 1,
            40,
        )
    assert full_events(plan.topic("threads/e00/")) == 40


def test_event_of_a_thread_of_twenty_four_shows_all_of_it() -> None:
    plan = chain(24)
    for at in (0, 12, 23):
        assert len(plan.event(f"events/e{at:02}/").thread) == 24


def test_corrections_go_on_over_several_pages_newest_first() -> None:
    correction = "corrections: [{date: 2022-09-%s, text: {id: X, en: Y}}]\n"
    files = {
        f"content/e{n:03}.yaml": f"date: 2021\ntitle: {{id: T, en: T}}\n{correction % (10 + n % 5)}"
        for n in range(700)
    }
    plan = planned(files)
    pages = [plan.pages["corrections/"], *parts_of(plan, "corrections/")]
    assert all(longest(page) <= 300 for page in pages)
    shown = [one for page in pages if isinstance(page, CorrectionsPage) for one in page.corrections]
    days = [one.correction.date.edtf for one in shown]
    assert len(days) == 700
    assert days == sorted(days, reverse=True)
    assert len({one.event.address for one in shown}) == 700
