"""What an editor is advised of, what is left alone, and warnings that are ignored."""

from collections.abc import Iterable

import pytest

from linimasa.check.advice import advise
from linimasa.check.advice.placeholders import is_placeholder
from linimasa.check.advice.sources import ARCHIVES
from linimasa.check.advice.spelling import folded, meant
from linimasa.link import link
from linimasa.load import load_settings
from linimasa.model.files import InputFile, Options
from linimasa.pipeline.build import build
from linimasa.pipeline.work import Work
from literals import THEME_READ, snapshot

SITE = "title: A\nlanguages: [en]\n"
EVENT = "date: 2021-03-02\ntitle: A\n"


def told(files: dict[str, str], advice: bool = True) -> list[str]:
    """Each diagnostic of a site of these files as `path:line:col code`."""
    site = {"site.yaml": SITE, **files}
    found = build(snapshot(site), Options(drafts=True, advice=advice), THEME_READ).diagnostics
    return [f"{o.span.path}:{o.span.line}:{o.span.column} {o.code}" for o in found]


def dated(dates: Iterable[str], more: str = "") -> dict[str, str]:
    return {
        f"content/{at:03}.yaml": f"date: {date}\ntitle: A\n{more}" for at, date in enumerate(dates)
    }


def having(field: str, *values: str) -> dict[str, str]:
    """An event for each value of a field, on line 3."""
    return {f"content/{at:03}.yaml": f"{EVENT}{field}: {one}\n" for at, one in enumerate(values)}


# -- spelling -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "other"),
    [
        ("Electric-Car", "electric car"),
        ("Xiaomi", "xiaomi"),
        ("Pécs", "pecs"),
        ("Straße", "STRASSE"),
        ("Řež", "rez"),
        ("電気 自動車", "電気自動車"),
    ],
)
def test_words_that_only_case_hyphens_and_accents_tell_apart_are_one(word: str, other: str) -> None:
    assert folded(word) == folded(other)


@pytest.mark.parametrize(("word", "other"), [("कि", "का"), ("عَلِم", "علم"), ("ぱん", "はん")])
def test_marks_of_other_scripts_are_letters(word: str, other: str) -> None:
    assert folded(word) != folded(other)


@pytest.mark.parametrize(
    ("slip", "word"),
    [
        ("manufactring", "manufacturing"),
        ("manufacturring", "manufacturing"),
        ("manufacturimg", "manufacturing"),
        ("manufactruing", "manufacturing"),
        ("Manufacturin", "manufacturing"),
    ],
)
def test_rare_long_word_is_a_slip_for_a_frequent_one(slip: str, word: str) -> None:
    assert meant({slip: 1, word: 4}, {}, 7) == {slip: word}
    assert meant({slip: 1, word: 3}, {}, 7) == {}
    assert meant({slip: 1, word: 1}, {folded(word): word}, 7) == {slip: word}


@pytest.mark.parametrize(
    ("rare", "common"),
    [
        ("sales", "scales"),
        ("election-2021", "election-2022"),
        ("model-s1-car", "model-s2-car"),
        ("manufacturing", "manufacture"),
        ("batteries", "battery"),
        ("Wang Wei", "Wang Fei"),
        ("north-korea", "south-korea"),
    ],
)
def test_words_that_merely_resemble_each_other_are_left_alone(rare: str, common: str) -> None:
    long = 10 if " " in rare else 7
    assert meant({rare: 1, common: 100}, {}, long) == {}


def test_of_two_spellings_the_more_frequent_is_right() -> None:
    assert meant({"Car": 2, "car": 1, "CAR": 1}, {}, 7) == {"car": "Car", "CAR": "Car"}
    assert meant({"Car": 2, "car": 1}, {"car": "car"}, 7) == {"Car": "car"}


def test_time_for_spelling_grows_with_the_words_only() -> None:
    """Each letter of each word is looked at a fixed number of times: no pairs are compared."""
    words = {f"{'abcdefghij'[n % 10]}{n:09}": 1 for n in range(20_000)}
    assert meant(words, {}, 7) == {}


def test_tag_that_stands_twice_in_an_event_counts_once() -> None:
    files = {"content/a.yaml": f"{EVENT}tags: [Law, Law, law]\n"}
    found = build(snapshot({"site.yaml": SITE, **files}), Options(advice=True), THEME_READ)
    assert [one.message for one in found.diagnostics] == [
        "the tag “law” seems to be “Law”, which one event has"
    ]


def test_tag_with_a_label_is_right_however_it_is_written() -> None:
    site = SITE + "tags: {self-driving: Cars, Self Driving: Cars}\n"
    files = having("tags", "[self-driving]", "[Self Driving]", "[SELF-DRIVING]")
    assert told({"site.yaml": site, **files}) == ["content/002.yaml:3:8 tag-spelling"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Soeharto", "Suharto"),
        ("Megawati Soekarnoputri", "Megawati Sukarnoputri"),
        ("Tjokroaminoto", "Cokroaminoto"),
        ("Djuanda", "Juanda"),
    ],
)
def test_names_in_old_and_new_indonesian_letters_are_one(old: str, new: str) -> None:
    assert told(having("actors", f"[{new}]", f"[{new}]", f"[{old}]")) == [
        "content/002.yaml:3:10 actor-spelling"
    ]


def test_short_names_that_only_seem_to_have_old_letters_are_left_alone() -> None:
    assert told(having("actors", "[Poe]", "[Pu]", "[Zoe]", "[Zu]")) == []


@pytest.mark.parametrize(
    ("actors", "at"),
    [
        (["Great Wall Motor", "great-wall-motor"], "001.yaml:3:10"),
        (["Telkom Indonesia", "Telkom Indonesia", "PT Telkom Indonesia Tbk."], "002.yaml:3:10"),
        (["Xiaomi", "Xiaomi", "Xiaomi, Inc."], "002.yaml:3:10"),
    ],
)
def test_names_that_only_a_legal_form_tells_apart_are_one(actors: list[str], at: str) -> None:
    files = having("actors", *(f'["{name}"]' for name in actors))
    assert told(files) == [f"content/{at} actor-spelling"]


def test_name_of_somebody_in_the_list_should_be_the_id() -> None:
    files = {"content/_actors.yaml": "vw: {name: Volkswagen}\nbaic-inc: {name: BAIC}\n"}
    by = "date: 2022\ntitle: A\nstatements: [{by: Volkswagen AG, stance: denies}]\n"
    files |= {"content/a.yaml": by, **having("actors", "[baic-inc, vw]")}
    assert told(files) == ["content/a.yaml:3:19 actor-spelling"]


def test_name_that_is_nearly_an_id_is_told_of_once() -> None:
    files = {"content/_actors.yaml": "xiaomi: {name: Xiaomi}\n"}
    assert told(files | having("actors", "[Xiaomi]")) == ["content/000.yaml:3:10 unknown-actor"]


@pytest.mark.parametrize(
    "names", [["Xiaomi EV", "Xiaomi"], ["Lei Jun", "Lei Jin"], ["CATL", "CALB"]]
)
def test_names_of_different_actors_are_left_alone(names: list[str]) -> None:
    assert told(having("actors", *(f"[{name}]" for name in names * 5))) == []


# -- tags used once -------------------------------------------------------------------------


def test_tag_used_once_means_nothing_in_a_small_site() -> None:
    assert told(having("tags", "[eclipse]", *["[law]"] * 23)) == []
    (found,) = told(having("tags", "[law, eclipse]", *["[law]"] * 24))
    assert found == "content/000.yaml:3:13 tag-used-once"


def test_tag_with_a_label_may_be_used_once() -> None:
    files = having("tags", "[eclipse]", *["[law]"] * 24)
    assert told({"site.yaml": SITE + "tags: {Eclipse: Eclipses}\n", **files}) == [
        "content/000.yaml:3:8 tag-spelling"
    ]


# -- dates ----------------------------------------------------------------------------------


def test_first_of_a_month_is_told_of_when_there_are_more_than_chance_makes() -> None:
    others = [f"2020-{month:02}-15" for month in range(1, 13)]
    firsts = [f"2021-{month:02}-01" for month in range(1, 6)]
    assert told(dated(others + firsts[:4])) == []
    assert told(dated(others + firsts)) == [
        f"content/{at:03}.yaml:1:7 false-precision" for at in range(12, 17)
    ]


def test_every_day_of_a_year_is_no_more_than_chance() -> None:
    days = [f"2021-{month:02}-{day:02}" for month in range(1, 13) for day in range(1, 29)]
    assert told(dated(days)) == []


@pytest.mark.parametrize(
    "date", ["2021-01-01?", "2021-01-01T10:00", "2021-01", "2021-01-01/2021-02-01"]
)
def test_dates_that_claim_no_certain_first_day_do_not_count(date: str) -> None:
    assert told(dated([date] * 9)) == []


def test_first_of_a_month_that_is_right_counts_no_more() -> None:
    right = "ignore: {false-precision: The law is of that day}\n"
    assert told(dated(["2021-02-01"] * 2, right) | having("tags", "[]") | {}) == []
    all_told = told(dated(["2021-02-01"] * 6))
    assert len(all_told) == 6
    some = dated(["2021-02-01"] * 6)
    some["content/000.yaml"] += right
    some["content/001.yaml"] += right
    assert told(some) == []


def test_hint_for_the_first_of_january_names_the_year_too() -> None:
    files = {"site.yaml": SITE, **dated([f"20{n}-01-01" for n in range(10, 16)])}
    found = build(snapshot(files), Options(advice=True)).diagnostics
    assert "“2010-01” if only the month is known, “2010” if only the year is" in found[0].hint


@pytest.mark.parametrize(
    ("reply", "kind", "event", "wrong"),
    [
        ("2021", "denies", "2022", True),
        ("2021-12-31", "follows", "2022-01-01", True),
        ("2021", "confirms", "2021-05", False),
        ("2021/..", "corrects", "2030", False),
        ("2021", "supersedes", "../2022", False),
        ("2021", "responds-to", "2021", False),
        ("2021", "responds_to", "2022", True),
        ("2021", "see-also", "2022", False),
    ],
)
def test_reply_must_not_be_over_before_what_it_replies_to_begins(
    reply: str, kind: str, event: str, wrong: bool
) -> None:
    files = {
        "content/a.yaml": f"date: {reply}\ntitle: A\nrelations: {{{kind}: [c, b]}}\n",
        "content/b.yaml": f"date: {event}\ntitle: B\n",
        "content/c.yaml": "date: 1999\ntitle: C\n",
    }
    column = len(f"relations: {{{kind}: [c, ") + 1
    assert told(files) == [f"content/a.yaml:3:{column} reply-before-event"] * wrong


# -- sources and pictures -------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com",
        "https://www.example.org/a/b",
        "https://example.net:8080/x",
        "https://my.test/a",
        "http://localhost:8000/",
        "http://127.0.0.1/a",
        "http://192.168.1.20/admin/posts/1",
        "https://10.0.0.5:8080",
        "http://172.20.1.1/a",
        "http://[::1]:8000/",
        "https://todo",
        "https://…",
        "https://...",
        "https://www.reuters.com/…",
        "https://www.reuters.com/TODO",
        "https://linimasa.example/",
    ],
)
def test_address_that_belongs_to_nobody_is_a_placeholder(url: str) -> None:
    assert is_placeholder(url)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.co.id/a",
        "https://myexample.com/",
        "https://www.reuters.com/todos/1",
        "https://contest.org/test",
        "http://[2001:db8::1]/a",
        "http://172.32.1.1/a",
        "https://10.com/a",
        "https://192.168.example.de/a",
        "https://xn--fiqs8s.xn--fiqz9s/",
        "https://web.archive.org/web/2021/https://example.com/a",
    ],
)
def test_real_address_is_no_placeholder(url: str) -> None:
    assert not is_placeholder(url)


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("sources: [{title: TODO}]", "3:19"),
        ("sources: [{title: Todo list of the board}]", ""),
        ("sources: [{title: A, publisher: '???'}]", ""),
        ("sources: [{title: A, author: tbd.}]", "3:30"),
        ("sources: [{title: A, archived: 'https://…'}]", "3:32"),
        ("sources:\n  - title: A\n    url: https://example.com/a", "5:10"),
    ],
)
def test_text_that_says_nothing_is_told_of(field: str, found: str) -> None:
    expected = [f"content/a.yaml:{found} placeholder"] if found else []
    assert told({"content/a.yaml": f"{EVENT}{field}\n"}) == expected


@pytest.mark.parametrize(
    ("url", "front"),
    [
        ("https://www.reuters.com", True),
        ("https://www.reuters.com/", True),
        ("https://www.reuters.com/index.html", True),
        ("https://www.reuters.com/?", True),
        ("https://www.reuters.com:443/", True),
        ("https://www.reuters.com/?id=3", False),
        ("https://www.reuters.com/#a", False),
        ("https://www.reuters.com/a", False),
        ("https://www.reuters.com/index.html?a=1", False),
    ],
)
def test_front_page_of_a_site_is_no_source(url: str, front: bool) -> None:
    files = {"content/a.yaml": f"{EVENT}sources: [{{title: A}}, {{url: '{url}'}}]\n"}
    assert told(files) == ["content/a.yaml:3:29 home-page"] * front


def test_address_of_an_archive_is_a_copy_itself() -> None:
    assert ARCHIVES.fullmatch("https://web.archive.org/web/2021/https://a.org/")
    assert ARCHIVES.fullmatch("https://archive.ph/abc")
    assert not ARCHIVES.fullmatch("https://www.national-archive.org/a")
    assert not ARCHIVES.fullmatch("https://archive.org.evil.net/a")


@pytest.mark.parametrize(
    "archived", ["https://a.org/b", "https://archive.org/", "https://archive.ph"]
)
def test_page_itself_or_the_front_of_an_archive_is_no_copy(archived: str) -> None:
    source = f"sources: [{{url: 'https://a.org/b', archived: '{archived}'}}]\n"
    files = {"site.yaml": SITE + "checks: [missing-archive]\n", "content/a.yaml": EVENT + source}
    assert told(files) == ["content/a.yaml:3:17 missing-archive"]


def test_copies_are_asked_for_only_where_the_site_wants_it() -> None:
    source = "sources: [{title: A}, {url: 'https://a.org/b', archived: 'https://archive.ph/b'}]\n"
    bare = "sources: [{title: A}, {url: 'https://a.org/b'}]\n"
    files = {"content/a.yaml": EVENT + source, "content/b.yaml": EVENT + bare}
    assert told(files) == []
    asking = {"site.yaml": SITE + "checks: [missing-archive]\n", **files}
    assert told(asking) == ["content/b.yaml:3:29 missing-archive"]


def test_advice_is_for_check_and_not_for_builds() -> None:
    files = having("sources", "[{url: 'https://www.reuters.com/'}]")
    assert told(files, advice=False) == []
    assert len(told(files)) == 1


def test_advice_waits_until_nothing_else_stops_the_site() -> None:
    files = having("sources", "[{url: 'https://www.reuters.com/'}]")
    files["content/b.yaml"] = "date: soon\ntitle: A\n"
    assert told(files) == ["content/b.yaml:1:7 bad-date"]


# -- ignoring -------------------------------------------------------------------------------

HTML = f"{EVENT}body: a <b>b</b>\n"


@pytest.mark.parametrize("advice", [False, True])
def test_event_may_ignore_any_warning(advice: bool) -> None:
    files = {"content/a.yaml": HTML, "content/b.yaml": HTML + "ignore: {raw-html: An example}\n"}
    assert told(files, advice) == ["content/a.yaml:3:9 raw-html"]


@pytest.mark.parametrize("advice", [False, True])
def test_site_may_ignore_any_warning(advice: bool) -> None:
    site = SITE + "ignore: [raw-html]\n"
    assert told({"site.yaml": site, "content/a.yaml": HTML}, advice) == []


def test_warning_of_the_settings_may_be_ignored_there() -> None:
    site = SITE + 'accent: "#ffcc00"\nignore: low-contrast\n'
    assert told({"site.yaml": site, "content/a.yaml": EVENT}) == []


def test_advice_may_be_ignored() -> None:
    files = having("tags", "[eclipse]", *["[law]"] * 24)
    files["content/000.yaml"] += "ignore: {tag-used-once: Another is due in 2027}\n"
    assert told(files) == []


def test_errors_are_told_whatever_is_ignored() -> None:
    text = EVENT + "relations: {follows: x}\nignore: {raw-html: None}\n"
    assert told({"content/a.yaml": text}) == ["content/a.yaml:3:22 unknown-event"]


def test_what_is_ignored_in_vain_is_told_by_check_only() -> None:
    files = {
        "site.yaml": SITE + "ignore: [raw-html, home-page]\n",
        "content/a.yaml": HTML + "ignore: {raw-html: An example, missing-alt: No need}\n",
    }
    assert told(files) == [
        "content/a.yaml:4:45 useless-ignore",
        "site.yaml:3:20 useless-ignore",
    ]
    assert told(files, advice=False) == []


def test_useless_wishes_may_be_ignored_too() -> None:
    site = SITE + "ignore: [home-page, useless-ignore]\n"
    assert told({"site.yaml": site, "content/a.yaml": EVENT}) == []


def test_only_files_of_which_something_is_to_be_said_are_read_again_and_once_each() -> None:
    again: list[str] = []

    def reread(file: InputFile) -> InputFile:
        again.append(file.path)
        return file

    front = "sources: [{url: 'https://a.org/'}, {url: 'https://b.org/'}]\n"
    files = {
        "content/a.yaml": EVENT,
        "content/b.yaml": EVENT + front,
        "content/c.yaml": EVENT + front + "ignore: {home-page: There is no other}\n",
    }
    given = snapshot({"site.yaml": SITE, **files})
    found = build(given, Options(advice=True), Work(reread=reread)).diagnostics
    assert [one.span.column for one in found] == [17, 42]
    assert again == [*files, "content/b.yaml"]


def test_drafts_that_are_not_shown_are_not_advised_of() -> None:
    text = EVENT + "draft: true\nignore: {home-page: No other}\n"
    site = {"site.yaml": SITE, "content/a.yaml": text, "content/b.yaml": EVENT}
    assert build(snapshot(site), Options(advice=True)).diagnostics == ()


def test_every_kind_of_advice_may_be_asked_of_an_empty_site() -> None:
    settings = load_settings(InputFile("site.yaml", SITE.encode())).settings
    assert settings
    assert list(advise(link(settings, (), [], {}, (), (), 0).site)) == []
