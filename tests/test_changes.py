"""What changed in published events without a correction: two sites in, diagnostics out."""

import json
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from linimasa.check.changes import uncorrected
from linimasa.load import load
from literals import snapshot

EVENT: dict[str, Any] = {
    "date": "2022-08-26",
    "title": {"id": "Bloomberg: Xiaomi berunding", "en": "Bloomberg: Xiaomi in talks"},
    "summary": {"id": "Ringkas", "en": "In short"},
    "status": "rumor",
    "statements": [
        {"by": "bloomberg", "stance": "asserts", "text": {"id": "Nilainya Rp 5 triliun"}},
        {"by": "Hyundai", "stance": "denies", "text": {"id": "Tidak berdasar"}},
    ],
    "sources": [
        {"key": "a", "url": "https://a.example/1", "title": "Talks", "publisher": "Press"},
        {"key": "b", "url": "https://b.example/2", "publisher": "Radio", "date": "2022-08"},
    ],
    "corrections": [{"date": "2022-08-27", "text": {"id": "Nama diperbaiki"}}],
}
ACTORS = "bloomberg: {name: Bloomberg}\nhyundai: {name: Hyundai}\n"
PLACE = "content/a.yaml"


def changed(**fields: object) -> dict[str, Any]:
    """The event with other fields; None takes one out."""
    return {name: value for name, value in {**EVENT, **fields}.items() if value is not None}


def item(field: str, number: int, **parts: object) -> dict[str, list[dict[str, Any]]]:
    """A list of the event with other parts in one of its items; None takes a part out."""
    items = [dict(one) for one in EVENT[field]]
    whole = {**items[number], **parts}
    items[number] = {name: value for name, value in whole.items() if value is not None}
    return {field: items}


def written(event: object) -> str:
    return event if isinstance(event, str) else json.dumps(event, ensure_ascii=False)


def found(
    before: dict[str, Any], after: dict[str, Any], settings: tuple[str, str] = ("", "")
) -> list[tuple[str, str, int, str]]:
    """Code, path, line and message of all that is named, of events by their paths."""
    sites = []
    for events, own in zip((before, after), settings, strict=True):
        files: dict[str, str | bytes] = {path: written(event) for path, event in events.items()}
        files["content/_actors.yaml"] = ACTORS
        if own:
            files["site.yaml"] = own
        sites.append(snapshot(files, ()))
    return [
        (one.code, one.span.path, one.span.line, one.message)
        for one in uncorrected(sites[0], sites[1], load) or ()
    ]


def said(before: Any, after: Any) -> list[str]:
    """What is said of one event, without the end that all messages have."""
    named = found({PLACE: before}, {PLACE: after})
    assert {(code, path) for code, path, _, _ in named} <= {("uncorrected-change", PLACE)}
    return [message.removesuffix(", and no new correction says so") for *_, message in named]


# -- changes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"date": "2022-08-27"}, "the date was “2022-08-26” and is now “2022-08-27”"),
        ({"date": "2022-08"}, "the date was “2022-08-26” and is now “2022-08”"),
        (
            {"time": "19:30"},
            "the date was “2022-08-26” and is now “2022-08-26T19:30 UTC”",
        ),
        (
            {"title": {"id": EVENT["title"]["id"], "en": "Bloomberg: BAIC in talks"}},
            "the title was “Bloomberg: Xiaomi in talks” and is now “Bloomberg: BAIC in talks”",
        ),
        ({"status": "confirmed"}, "the status was “rumor” and is now “confirmed”"),
        ({"status": None}, "the status was “rumor” and is now “reported”"),
        (
            item("statements", 0, text={"id": "Nilainya Rp 6 triliun"}),
            "what bloomberg says was “Nilainya Rp 5 triliun” and is now “Nilainya Rp 6 triliun”",
        ),
        (
            item("statements", 0, text=None),
            "what bloomberg says “Nilainya Rp 5 triliun” was taken out",
        ),
        (
            item("statements", 1, stance="confirms"),
            "the stance of Hyundai was “denies” and is now “confirms”",
        ),
        (
            item("statements", 1, by="Kia"),
            "the speaker of a statement was “Hyundai” and is now “Kia”",
        ),
        (
            {"statements": EVENT["statements"][:1]},
            "the statement by Hyundai “Tidak berdasar” was taken out",
        ),
        ({"statements": [{"by": "Kia", "stance": "rules"}]}, "the statement by Hyundai"),
        (
            item("sources", 0, url="https://a.example/other"),
            "the url of a source was “https://a.example/1” and is now “https://a.example/other”",
        ),
        (
            item("sources", 0, key="z", title="Deal"),
            "the title of a source was “Talks” and is now “Deal”",
        ),
        (item("sources", 1, date="2021"), "the date of a source was “2022-08” and is now “2021”"),
        ({"sources": EVENT["sources"][1:]}, "the source “Talks” was taken out"),
        ({"corrections": None}, "the correction of “2022-08-27” was taken out"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_change_without_a_correction_is_named(fields: dict[str, Any], message: str) -> None:
    assert said(EVENT, changed(**fields))[0].startswith(message)


@pytest.mark.parametrize(
    "fields",
    [
        {"date": "2022-08-27", "title": "Another", "status": "denied"},
        {"statements": [], "sources": []},
    ],
)
def test_change_with_a_new_correction_is_not_named(fields: dict[str, Any]) -> None:
    new = {"date": "2022-09-02", "text": "Now it is right"}
    for corrections in ([new, *EVENT["corrections"]], [*EVENT["corrections"], new]):
        assert said(EVENT, changed(**fields, corrections=corrections)) == []


def test_correction_that_was_there_before_does_not_count() -> None:
    other = [{"date": "2022-08-27", "text": {"id": "Nama diperbaiki", "en": "A name was mended"}}]
    assert len(said(EVENT, changed(status="confirmed", corrections=other))) == 1


def test_correction_that_another_one_took_the_place_of_is_named() -> None:
    other = [{"date": "2023-01-01", "text": {"id": "Angka diperbaiki"}}]
    gone = "the correction of “2022-08-27” was taken out"
    assert said(EVENT, changed(corrections=other)) == [gone]
    assert said(EVENT, changed(status="confirmed", corrections=other * 2)) == [gone]


@pytest.mark.parametrize(
    "correction",
    [
        {"date": "2022-08-28", "text": {"id": "Nama  diperbaiki"}},
        {"date": "2022-08-27", "text": {"id": "Nama Hyundai diperbaiki"}},
    ],
)
def test_correction_that_is_worded_or_dated_anew_is_still_there(
    correction: dict[str, Any],
) -> None:
    assert said(EVENT, changed(corrections=[correction])) == []
    assert len(said(EVENT, changed(status="confirmed", corrections=[correction]))) == 1


def test_each_change_is_named_where_it_stands_with_what_to_do() -> None:
    before = "date: 2022\ntitle: A\nsources:\n  - {title: B}\n  - {title: C, url: 'http://c.x/'}\n"
    after = before.replace("2022", "2023").replace("title: C", "title: D")
    sites = [snapshot({PLACE: text}, ()) for text in (before, after)]
    date, source = uncorrected(sites[0], sites[1], load) or ()
    assert (date.span.line, date.span.column) == (1, 7)
    assert (source.span.line, source.span.column) == (5, 13)
    wanted = "add to corrections: {date: 2026-01-01, text: what was wrong and what is right}"
    assert date.hint == source.hint == wanted


def test_change_in_a_field_that_is_gone_is_named_for_the_file() -> None:
    (named,) = found({PLACE: EVENT}, {PLACE: changed(status=None)})
    assert named[2] == 0


def test_long_texts_are_shown_around_what_differs() -> None:
    start = "Kata " * 60
    (message,) = said(
        changed(title={"id": f"{start}lima {start}"}), changed(title={"id": f"{start}enam {start}"})
    )
    assert "lima" in message
    assert "enam" in message
    assert len(message) < 220


# -- what is no change ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [
        {"title": {**EVENT["title"], "ar": "عنوان"}},
        {"title": {"en": EVENT["title"]["en"], "id": EVENT["title"]["id"]}},
        {"title": {"en": EVENT["title"]["en"]}},
        {"title": {"id": " Bloomberg:  Xiaomi\nberunding "}},
        {"summary": "Another", "body": "Another", "tags": ["x"], "importance": 1},
        {"relations": {"follows": ["b"]}, "place": "Beijing", "extra": {"a": 1}},
        {"sources": [*EVENT["sources"], {"title": "One more"}]},
        {"sources": EVENT["sources"][::-1]},
        {"sources": [{**one, "accessed": "2022-09-01"} for one in EVENT["sources"]]},
        item(
            "sources", 0, archived="https://web.archive.example/1", author="Somebody", date="2022"
        ),
        item("sources", 0, key="another"),
        {"statements": EVENT["statements"][::-1]},
        {"statements": [*EVENT["statements"], {"by": "Kia", "stance": "no-comment"}]},
        item("statements", 0, text={"id": "Nilainya Rp 5 triliun", "en": "It is worth 5"}),
        item("statements", 0, date="2022-08-25"),
        item("statements", 0, by="Bloomberg"),
        item("statements", 1, by="hyundai"),
        {"aliases": ["older"]},
        {"id": "a"},
    ],
    ids=str,
)
def test_what_is_only_added_or_moved_is_not_named(fields: dict[str, Any]) -> None:
    settings = "title: A\nlanguages: [id, en, ar]\n"
    assert found({PLACE: EVENT}, {PLACE: changed(**fields)}, ("", settings)) == []


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("date: late 2021-11", "date: '[2021-11-21..2021-11-30]'"),
        ("date: 2021-11-28\ntime: 19:30", "date: 2021-11-28\ntime: '19:30'\nzone: UTC"),
        ("date: 2021\nstatus: reported", "status: 'reported'\ndate: 2021"),
        (
            "date: 2021\nsources: [{title: x, date: c. 1450}]",
            "date: 2021\nsources:\n- date: 1450~\n  title: x",
        ),
    ],
)
def test_same_meaning_in_other_words_is_not_named(was: str, now: str) -> None:
    assert said(f"title: A\n{was}\n", f"title: A\n{now}\n") == []


def test_text_that_moves_to_another_first_language_is_not_named() -> None:
    settings = ("title: A\nlanguages: [id, en]\n", "title: A\nlanguages: [en, id]\n")
    event = "date: 2022\ntitle: Xiaomi\n"
    assert found({PLACE: event}, {PLACE: event + "# as before\n"}, settings) == []


KEYS = sorted(EVENT)


@given(
    order=st.permutations(KEYS),
    style=st.sampled_from([None, True, False]),
    width=st.integers(20, 200),
    indent=st.integers(2, 8),
    comment=st.text("abc #\t", max_size=20),
    line_break=st.sampled_from(["\n", "\r\n"]),
    sources=st.permutations(EVENT["sources"]),
    statements=st.permutations(EVENT["statements"]),
)
def test_formatting_is_never_named(
    order: list[str],
    style: bool | None,
    width: int,
    indent: int,
    comment: str,
    line_break: str,
    sources: list[object],
    statements: list[object],
) -> None:
    lists = {**EVENT, "sources": sources, "statements": statements}
    ordered = json.loads(json.dumps({name: lists[name] for name in order}))  # no YAML anchors
    text = yaml.safe_dump(
        ordered,
        sort_keys=False,
        default_flow_style=style,
        width=width,
        indent=indent,
        allow_unicode=True,
    )
    after = f"# {comment}\n{text}".replace("\n", line_break)
    assert load(snapshot({PLACE: after}, ()).events[0], ("id", "en"), "UTC").diagnostics == ()
    assert said(EVENT, after) == []


def test_items_that_changed_places_and_keys_are_still_told_apart() -> None:
    before = (
        "date: 2022\ntitle: A\nsources: [{key: a, url: 'http://a.x/'}, {key: b, publisher: P}]\n"
    )
    after = (
        "date: 2022\ntitle: A\nsources: [{key: a, publisher: P, title: T, accessed: 2023},"
        " {key: b, url: 'http://a.x/', author: N}]\n"
    )
    assert said(before, after) == []


def test_many_changes_are_named_in_little_time() -> None:
    lists = [[{"title": f"{number} {word}"} for number in range(2000)] for word in ("x", "y")]
    named = said(*(changed(sources=sources) for sources in lists))
    assert len(named) == 2000


@given(
    figures=st.lists(st.integers(0, 9), min_size=1, max_size=6),
    data=st.data(),
    more=st.lists(st.integers(0, 9), max_size=3),
)
def test_figure_that_nobody_says_any_more_is_named_once(
    figures: list[int], data: st.DataObject, more: list[int]
) -> None:
    def says(figure: int) -> dict[str, str]:
        return {"by": "bloomberg", "stance": "asserts", "text": f"It is {figure}"}

    now = data.draw(st.permutations(figures))
    at = data.draw(st.integers(0, len(now) - 1))
    lost = now[at]
    now[at] = 10 + lost
    after = [*map(says, (*now, *(figure for figure in more if figure != lost)))]
    (message,) = said(
        changed(statements=[*map(says, figures)]), changed(statements=after)
    )  # fmt: skip
    assert f"“It is {lost}”" in message


# -- which events are compared --------------------------------------------------------------

LATER = {"publish": "2027-01-01"}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (changed(draft=True), changed(status="denied")),
        (changed(**LATER), changed(status="denied")),
        ("date: soon\ntitle: A\n", changed(status="denied")),
        (changed(body="[x](javascript:y)"), changed(status="denied")),
        (EVENT, "date: soon\ntitle: B\n"),
        (EVENT, "title: [\n"),
    ],
)
def test_event_that_was_not_published_or_cannot_be_is_not_compared(
    before: object, after: object
) -> None:
    assert found({PLACE: before}, {PLACE: after}) == []


def test_event_whose_embargo_has_ended_is_compared() -> None:
    before = changed(publish="2025-06-01")
    assert len(said(before, {**before, "status": "denied"})) == 1


def test_file_that_only_moves_is_the_same_event() -> None:
    assert found({PLACE: EVENT}, {"content/2022/a.yaml": EVENT}) == []
    (named,) = found({PLACE: EVENT}, {"content/2022/a.yaml": changed(status="denied")})
    assert named[:2] == ("uncorrected-change", "content/2022/a.yaml")


def test_event_that_is_gone_is_named() -> None:
    ((code, path, line, message),) = found({PLACE: EVENT, "content/b.yaml": EVENT}, {
        "content/b.yaml": EVENT
    })  # fmt: skip
    assert (code, path, line) == ("removed-event", PLACE, 0)
    assert "“Bloomberg: Xiaomi berunding” is gone: /events/a/ leads nowhere" in message


def test_event_under_a_new_name_with_an_alias_is_the_same() -> None:
    there = {"content/new.yaml": changed(aliases=["A"])}
    assert found({PLACE: EVENT}, there) == []
    there = {"content/new.yaml": changed(aliases=["a"], status="denied")}
    (named,) = found({PLACE: EVENT}, there)
    assert named[:2] == ("uncorrected-change", "content/new.yaml")


def test_event_whose_name_has_other_capitals_is_named() -> None:
    ((code, path, line, message),) = found({PLACE: EVENT}, {"content/A.yaml": EVENT})
    assert (code, path, line) == ("removed-event", "content/A.yaml", 0)
    assert message.startswith("this event was published as “a” and is now “A”: on most servers")


def test_correction_counts_whatever_its_date() -> None:
    earlier = {"date": "2020-01-01", "text": {"id": "Judul diperbaiki"}}
    corrections = [*EVENT["corrections"], earlier]
    assert said(EVENT, changed(title="Lain", corrections=corrections)) == []


def test_event_whose_place_another_has_taken_is_not_compared_with_it() -> None:
    other = "date: 1999\ntitle: Another\n"
    before = {PLACE: EVENT, "content/b.yaml": other}
    assert found(before, {"content/b.yaml": f"{other}aliases: [a]\n"}) == []


def test_event_is_not_missed_while_one_that_may_have_its_name_cannot_be_read() -> None:
    broken = "date: soon\ntitle: B\naliases: [a]\n"
    assert found({PLACE: EVENT}, {"content/b.yaml": broken}) == []


@pytest.mark.parametrize(("more", "field"), [({"draft": True}, "draft:"), (LATER, "publish:")])
def test_published_event_that_is_kept_back_again_is_named(more: dict[str, Any], field: str) -> None:
    ((code, path, line, message),) = found({PLACE: EVENT}, {PLACE: changed(**more)})
    assert (code, path, line) == ("removed-event", PLACE, 1)
    assert message.endswith(f"was published, and is now kept back by {field}")


def test_draft_that_is_gone_is_not_named() -> None:
    assert found({PLACE: changed(draft=True)}, {}) == []


@pytest.mark.parametrize("settings", [("", "title: [\n"), ("title: [\n", "")])
def test_site_without_settings_is_not_compared(settings: tuple[str, str]) -> None:
    assert found({PLACE: EVENT}, {}, settings) == []


def test_files_that_are_the_same_are_not_loaded() -> None:
    def never(*_: object) -> Any:
        raise AssertionError

    site = snapshot({PLACE: written(EVENT)}, ())
    assert uncorrected(site, site, never) == ()


def test_alias_that_is_taken_out_is_named_unless_another_event_has_it() -> None:
    before = {PLACE: changed(aliases=["old", "older"]), "content/b.yaml": EVENT}
    (named,) = found(before, {PLACE: changed(aliases=["older"]), "content/b.yaml": EVENT})
    assert named[:2] == ("removed-event", PLACE)
    assert "/events/old/ leads nowhere" in named[3]
    assert named[2] == 1
    moved = {PLACE: changed(aliases=["older"]), "content/b.yaml": changed(aliases=["old"])}
    assert found(before, moved) == []
    unread = {PLACE: changed(aliases=["older"]), "content/b.yaml": "date: [\n"}
    assert found(before, unread) == []


def test_site_whose_settings_could_not_be_read_is_compared_with_nothing() -> None:
    broken = {PLACE: written(EVENT), "site.yaml": "title: T\nlanguages: [\n"}
    after = {PLACE: written(changed(status="denied"))}
    assert uncorrected(snapshot(broken, ()), snapshot(after, ()), load) is None
