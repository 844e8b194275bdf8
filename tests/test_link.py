"""Events together: order, neighbors, relations, threads, and words that name nothing."""

from linimasa.link import embargo, is_public, link
from linimasa.load import filed, load, load_settings
from linimasa.model.files import InputFile
from linimasa.model.record import Id, Source, Url, newsrooms
from linimasa.model.site import Filed
from literals import NOW, SETTINGS, codes, errors, made, pages


def event(name: str, text: str) -> Filed:
    file = InputFile(f"content/{name}.yaml", f"title: {name}\n{text}\n".encode())
    return filed(load(file, ("id",), "Asia/Jakarta"), ("id",), "Asia/Jakarta")


def linked(*events: Filed, drafts: bool = False, more: str = ""):  # type: ignore[no-untyped-def]
    written = f"title: A\nlanguages: [id]\n{more}"
    settings = load_settings(InputFile("site.yaml", written.encode())).settings
    assert settings is not None
    return link(settings, (), events, {}, (), (), NOW, drafts)


def test_events_stand_in_order_of_beginning_then_end_then_id() -> None:
    done = linked(
        event("c", "date: 2021-03-30"),
        event("b", "date: 2021-03-30"),
        event("month", "date: 2021-03"),
        event("year", "date: 2021"),
        event("open", "date: ../2021-01"),
        event("ancient", "date: 44 BCE"),
    )
    assert list(done.site.entries) == ["open", "ancient", "year", "month", "b", "c"]


def test_reply_follows_what_it_replies_to_on_the_same_day() -> None:
    done = linked(
        event("a-reply", "date: 2021-03-30\nrelations: {denies: z-report}"),
        event("b", "date: 2021-03-30"),
        event("z-report", "date: 2021-03-30"),
    )
    assert list(done.site.entries) == ["b", "z-report", "a-reply"]


def test_events_of_one_day_that_point_in_a_circle_stand_by_id() -> None:
    done = linked(
        event("b", "date: 2021\nrelations: {follows: a}"),
        event("a", "date: 2021\nrelations: {follows: b}"),
    )
    assert list(done.site.entries) == ["a", "b"]


def test_neighbors_are_the_events_before_and_after() -> None:
    site = linked(event("a", "date: 2021"), event("b", "date: 2022"), event("c", "date: 2023")).site
    assert [(one.earlier, one.later) for one in site.entries.values()] == [
        (None, "b"),
        ("a", "c"),
        ("b", None),
    ]


def test_relation_is_known_at_both_ends() -> None:
    site = linked(
        event("claim", "date: 2021"), event("reply", "date: 2022\nrelations: {denies: claim}")
    ).site
    assert site.entries[Id("reply")].relations == (("denies", "claim"),)
    assert site.entries[Id("claim")].back == (("denies", "reply"),)


def test_thread_is_named_by_its_first_event() -> None:
    site = linked(
        event("z-first", "date: 2020"),
        event("m", "date: 2021\nrelations: {follows: z-first}"),
        event("a-last", "date: 2022\nrelations: {confirms: m}"),
        event("alone", "date: 2021"),
    ).site
    assert {name: thread.events for name, thread in site.threads.items()} == {
        "z-first": ("z-first", "m", "a-last")
    }
    assert site.entries[Id("alone")].thread is None


def test_see_also_ties_no_thread() -> None:
    site = linked(event("a", "date: 2020"), event("b", "date: 2021\nrelations: {see-also: a}")).site
    assert site.threads == {}


def test_two_events_at_one_address_are_found_with_both_places() -> None:
    done = linked(event("Talks", "date: 2020"), event("talks", "date: 2021"))
    (found,) = done.diagnostics
    assert found.code == "duplicate-id"
    assert found.related[0].span.path == "content/Talks.yaml"


def test_ids_that_differ_in_unicode_form_only_are_found() -> None:
    done = linked(event("caf\u00e9", "date: 2020"), event("cafe\u0301", "date: 2021"))
    assert [one.code for one in done.diagnostics] == ["duplicate-id"]


def test_alias_that_is_the_id_of_another_event_is_found() -> None:
    done = linked(event("a", "date: 2020"), event("b", "date: 2021\naliases: [a]"))
    assert [(one.code, one.span.line) for one in done.diagnostics] == [("duplicate-id", 3)]


def test_unknown_event_suggests_the_nearest() -> None:
    done = linked(event("talks", "date: 2020"), event("b", "date: 2021\nrelations: {denies: talk}"))
    (found,) = done.diagnostics
    assert (found.code, found.span.line, found.span.column) == ("unknown-event", 3, 21)
    assert found.hint == "did you mean “talks”?"


def test_reference_to_a_broken_event_is_no_second_mistake() -> None:
    done = linked(
        event("talks", "date: 2020-13"), event("b", "date: 2021\nrelations: {denies: talks}")
    )
    assert done.diagnostics == ()


def test_event_tied_to_itself_is_found() -> None:
    done = linked(event("a", "date: 2020\nrelations: {follows: a}"))
    assert [one.code for one in done.diagnostics] == ["self-relation"]


def test_unknown_status_lists_the_vocabulary() -> None:
    (found,) = linked(event("a", "date: 2020\nstatus: gossip")).diagnostics
    assert found.code == "unknown-status"
    assert "rumor" in found.hint


def test_event_without_a_status_where_the_usual_one_is_none_of_the_site_is_a_mistake() -> None:
    events = event("a", "date: 2020"), event("b", "date: 2020\nstatus: seen")
    (found,) = linked(*events, more="statuses: {heard: {tone: unsure}, seen: {}}\n").diagnostics
    assert (found.code, found.span.path, found.span.line) == ("unknown-status", "content/a.yaml", 1)
    assert "heard, seen" in found.hint
    assert linked(*events, more="statuses: {reported: {}, seen: {}}\n").diagnostics == ()


def test_drafts_and_embargoes_stay_out_unless_asked_for() -> None:
    events = (
        event("a", "date: 2020"),
        event("b", "date: 2020\ndraft: true"),
        event("c", "date: 2020\npublish: 2027-01-01"),
        event("d", "date: 2020\npublish: 2025-01-01T09:00+07:00"),
    )
    assert list(linked(*events).site.entries) == ["a", "d"]
    assert list(linked(*events, drafts=True).site.entries) == ["a", "b", "c", "d"]


def test_embargo_ends_with_the_beginning_of_its_day_in_the_zone_of_the_site() -> None:
    one = event("a", "date: 2020\npublish: 2026-01-02").outline
    assert one is not None
    midnight = NOW + 86_400 - 7 * 3600
    assert not is_public(one, "Asia/Jakarta", midnight - 1)
    assert is_public(one, "Asia/Jakarta", midnight)
    assert embargo(one, "Asia/Jakarta") == midnight


def test_link_in_a_published_text_to_a_draft_is_found() -> None:
    done = made(
        {
            "content/a.yaml": (
                "date: 2020\ntitle: {id: A, en: A}\nbody: {id: '[x](event:b)', en: x}\n"
            ),
            "content/b.yaml": "date: 2020\ntitle: {id: B, en: B}\ndraft: true\n",
        }
    )
    assert errors(done) == ["content/a.yaml:3:17 hidden-event"]


def test_relation_to_a_draft_is_left_out() -> None:
    site = linked(
        event("a", "date: 2020\ndraft: true"), event("b", "date: 2021\nrelations: {follows: a}")
    ).site
    assert site.entries[Id("b")].relations == ()


def test_copies_of_one_story_count_once() -> None:
    sources = [
        Source(publisher="Nasdaq", origin="Reuters"),
        Source(publisher="CNA", origin="Reuters"),
        Source(publisher="SCMP"),
        Source(publisher="SCMP", title="Another"),
    ]
    assert newsrooms(sources) == 2


def test_origins_are_the_same_however_their_letters_are_written() -> None:
    names = ("Reuters", "reuters ", "Agência  Lusa", "ag\u00eancia lusa", "age\u0302ncia Lusa")
    assert newsrooms(Source(origin=name) for name in names) == 2


def test_one_address_is_one_origin() -> None:
    page = Url("https://a.example/1")
    assert newsrooms([Source(url=page), Source(url=page, publisher="Press")]) == 1
    assert newsrooms([Source(url=page), Source(url=page)]) == 1
    assert newsrooms([Source(url=page), Source(url=Url("https://a.example/2"))]) == 2


def test_address_that_is_listed_twice_is_one_source_as_evidence() -> None:
    twice = "date: 2020\ntitle: {id: A, en: A}\nstatus: confirmed\nsources:\n" + 2 * (
        "  - {url: 'https://a.example/1', publisher: Press}\n"
    )
    settings = SETTINGS + "evidence: {confirmed: {sources: 2}}\n"
    done = made({"site.yaml": settings, "content/a.yaml": twice})
    assert [one.message for one in done.diagnostics] == [
        "“confirmed” asks for 2 sources; here is 1"
    ]


def test_alias_that_is_taken_says_what_to_do() -> None:
    found = linked(event("a", "date: 2020\naliases: [b, a]"), event("b", "date: 2021")).diagnostics
    assert [one.hint for one in found] == [
        "take it out of aliases: here, or out of the other event",
        "take it out here",
    ]


def test_evidence_that_falls_short_is_found() -> None:
    settings = SETTINGS + "evidence: {confirmed: {independent_sources: 2}}\n"
    text = (
        "date: 2020\ntitle: {id: A, en: A}\nstatus: confirmed\nsources:\n"
        "- {publisher: X, origin: Reuters}\n- {publisher: Y, origin: Reuters}\n"
    )
    done = made({"site.yaml": settings, "content/a.yaml": text})
    assert codes(done) == ["thin-evidence"]
    assert "1 independent" in done.diagnostics[0].message


def test_missing_translation_is_one_warning_for_a_language() -> None:
    text = "date: 2020\ntitle: Judul\nsummary: Ringkas\n"
    done = made({"content/a.yaml": text})
    assert codes(done) == ["missing-translation"]
    assert "title, summary" in done.diagnostics[0].message
    assert 'lang="id"' in pages(done)["en/events/a/index.html"]


def test_actor_that_is_nearly_listed_is_a_warning_and_a_plain_name_is_none() -> None:
    files = {
        "content/_actors.yaml": "xiaomi: {name: Xiaomi}\n",
        "content/a.yaml": "date: 2020\ntitle: {id: A, en: A}\nactors: [xaomi, Dewan Pers]\n",
    }
    done = made(files)
    assert codes(done) == ["unknown-actor"]
    assert done.diagnostics[0].hint == "did you mean “xiaomi”?"


def test_words_of_the_settings_that_name_nothing_are_found_at_their_places() -> None:
    settings = SETTINGS + "pages: [abuot]\nthreads: {talk: Talks}\nevidence: {confirmd: {}}\n"
    pages_file = {"content/pages/about.md": "---\ntitle: A\n---\n"}
    event_file = {"content/talks.yaml": "date: 2020\ntitle: {id: A, en: A}\n"}
    done = made({"site.yaml": settings, **pages_file, **event_file})
    assert errors(done) == [
        "site.yaml:4:9 unknown-page",
        "site.yaml:5:17 unknown-event",
        "site.yaml:6:22 unknown-status",
    ]


def test_picture_that_is_not_there_is_found() -> None:
    files = {
        "content/2020/a.yaml": "date: 2020\ntitle: {id: A, en: A}\nmedia: [{file: plan.jpg}]\n",
        "content/2020/plant.jpg": "",
    }
    done = made(files)
    assert errors(done) == ["content/2020/a.yaml:3:16 missing-picture"]
    assert done.diagnostics[0].hint == "did you mean “plant.jpg”?"


def test_page_that_is_not_there_is_found() -> None:
    done = made({"content/a.yaml": "date: 2020\ntitle: {id: A, en: A}\nbody: '[x](page:metod)'\n"})
    assert "unknown-page" in codes(done)


def test_old_ids_of_an_event_are_no_mistake() -> None:
    done = linked(event("a", "date: 2020\naliases: [b, c]"), event("d", "date: 2021\naliases: [e]"))
    assert done.diagnostics == ()


def test_old_id_claimed_by_two_events_is_found() -> None:
    done = linked(event("a", "date: 2020\naliases: [b]"), event("d", "date: 2021\naliases: [b]"))
    assert [(one.code, one.span.path) for one in done.diagnostics] == [
        ("duplicate-id", "content/d.yaml")
    ]
