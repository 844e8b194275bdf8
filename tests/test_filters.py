"""What a page offers for filtering, and which events each option holds for."""

from linimasa.model.pages import TimelinePage
from linimasa.model.views import FilterGroup
from linimasa.plan.filters import FEW, MOST
from test_plan import planned

ACTORS = "content/_actors.yaml"


def event(number: int, more: str = "", year: int = 2020) -> str:
    return f"date: {year}-01-{number + 1:02}\ntitle: {{id: P{number}, en: E{number}}}\n{more}"


def site(*more: str, year: int = 2020) -> dict[str, str]:
    """A site of these events, `e00`, `e01` …, filled up with plain ones to `FEW`."""
    padded = (*more, *[""] * (FEW - len(more)))
    return {f"content/e{n:02}.yaml": event(n, text, year) for n, text in enumerate(padded)}


def group(page: TimelinePage, kind: str) -> FilterGroup:
    return next(one for one in page.filters if one.kind == kind)


def offered(page: TimelinePage, kind: str) -> dict[str, int]:
    """The values of a group with their counts; empty without the group."""
    return {
        option.value: option.count
        for one in page.filters
        if one.kind == kind
        for option in one.options
    }


def chosen(page: TimelinePage, kind: str, value: str) -> list[str]:
    """The events that bear the number of an option."""
    number = next(one.number for one in group(page, kind).options if one.value == value)
    items = (item for section in page.sections for item in section.items)
    return [item.id for item in items if number in item.options]


def test_page_with_few_events_has_no_filter() -> None:
    files = site("tags: [law]\n")
    del files[f"content/e{FEW - 1:02}.yaml"]
    page = planned(files).timeline()
    assert page.filters == ()
    assert {item.options for section in page.sections for item in section.items} == {()}


def test_option_holds_for_the_events_that_bear_its_number() -> None:
    page = planned(site("tags: [law, roads]\n", "tags: [law]\n", "tags: [roads, law]\n")).timeline()
    assert offered(page, "tag") == {"law": 3, "roads": 2}
    assert chosen(page, "tag", "law") == ["e00", "e01", "e02"]
    assert chosen(page, "tag", "roads") == ["e00", "e02"]
    numbers = [option.number for one in page.filters for option in one.options]
    assert numbers == list(range(len(numbers)))


def test_option_that_every_event_has_is_left_out() -> None:
    page = planned(site(*["tags: [law]\nimportance: 1\n"] * FEW)).timeline()
    assert [one.kind for one in page.filters] == []


def test_name_that_stands_in_one_event_only_is_left_out() -> None:
    page = planned(site("actors: [A, B]\ntags: [x]\n", "actors: [B]\n")).timeline()
    assert offered(page, "actor") == {"b": 2}
    assert offered(page, "tag") == {}


def test_actor_counts_for_taking_part_and_for_a_statement_once() -> None:
    says = "statements: [{by: Ana, stance: denies}]\n"
    page = planned(site("actors: [ana]\n" + says, says, "actors: [Ana]\n")).timeline()
    assert offered(page, "actor") == {"ana": 3}


def test_actors_and_tags_are_labeled_in_the_language_of_the_page() -> None:
    files = site(*["actors: [ana]\ntags: [law]\n"] * 2)
    files[ACTORS] = "ana: {name: {id: Kantor Ana, en: Office of Ana}}\n"
    files["site.yaml"] = (
        "title: {id: A, en: A}\nlanguages: [id, en]\ntags: {law: {id: Hukum, en: The law}}\n"
    )
    plan = planned(files)
    for address, actor, tag, kind in (
        ("", "Kantor Ana", "Hukum", "Pihak"),
        ("en/", "Office of Ana", "The law", "Actor"),
    ):
        page = plan.timeline(address)
        assert group(page, "actor").options[0].label.text == actor
        assert group(page, "actor").label == kind
        assert group(page, "tag").options[0].label.text == tag


def test_long_group_offers_the_commonest_options() -> None:
    names = [f"a{n:02}" for n in range(MOST + 5)]
    lists = [f"actors: [{', '.join(names)}]\n"] * 2 + [f"actors: [{names[-1]}]\n"]
    found = offered(planned(site(*lists)).timeline(), "actor")
    assert len(found) == MOST
    assert next(iter(found.items())) == (names[-1], 3)


def test_statuses_stand_in_the_order_of_the_vocabulary() -> None:
    page = planned(site("status: denied\n", "status: rumor\n", "status: rumor\n")).timeline()
    assert list(offered(page, "status").items()) == [("rumor", 2), ("reported", 5), ("denied", 1)]


def test_periods_are_the_sections_in_the_order_of_the_page() -> None:
    files = site() | {"content/old.yaml": event(0, year=1999)}
    plan = planned(files)
    assert list(offered(plan.timeline(), "period").items()) == [("1999", 1), ("2020", FEW)]
    assert list(offered(plan.timeline("newest/"), "period")) == ["2020", "1999"]
    assert chosen(plan.timeline(), "period", "1999") == ["old"]


def test_languages_are_those_of_the_sources() -> None:
    both = "sources: [{title: A, language: zh}, {title: B, language: en}, {title: C}]\n"
    page = planned(site(both, "sources: [{title: A, language: zh}]\n")).timeline("en/")
    assert offered(page, "language") == {"zh": 2, "en": 1}
    assert [option.label.text for option in group(page, "language").options] == [
        "Chinese",
        "English",
    ]


def test_importance_is_offered_where_it_differs() -> None:
    page = planned(site("importance: 1\n", "importance: 3\n")).timeline("en/")
    assert offered(page, "importance") == {"1": 1, "2": FEW - 2, "3": 1}
    assert group(page, "importance").options[0].label.text == "Key events"
