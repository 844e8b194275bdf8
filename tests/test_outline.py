"""One loaded event → what lists and links need of it, and the whole for its own page."""

from dataclasses import fields

import pytest

from linimasa.load import filed, listed_event, load, reference, span_of, whole_event
from linimasa.model.files import InputFile
from linimasa.model.record import Event, Statement
from linimasa.model.site import Filed, Loaded

ZONE = "Asia/Jakarta"
FIELDS = {
    "id": "one",
    "date": "2022-08-26",
    "time": "'19:30'",
    "zone": "Asia/Tokyo",
    "title": "{id: Satu, en: One}",
    "summary": "{id: Ringkas, en: Short}",
    "body": "{id: 'Isi [@k]', en: Text}",
    "status": "rumor",
    "statements": "[{by: Ana, stance: denies, text: {id: Tidak}, date: 2022, sources: [k]}]",
    "actors": "[ana, Dewan Pers]",
    "tags": "[law]",
    "place": "{name: {id: Beijing}, lat: 39.9, lon: 116.4}",
    "sources": "[{key: k, url: 'https://x.example/', publisher: P, date: 2022-08, quote: Q}]",
    "media": "[{file: a.jpg, alt: {id: Pabrik}, caption: {id: Keterangan}}]",
    "relations": "{follows: two, see-also: three}",
    "corrections": "[{date: 2022-09-02, text: {id: Salah}}]",
    "importance": "1",
    "publish": "2022-08-27T09:00+07:00",
    "draft": "true",
    "aliases": "[old]",
    "translated": "{en: {title: 0a1b2c3d}}",
    "ignore": "{raw-html: It is shown as code}",
    "extra": "{deaths: 3, list: [a, b]}",
}
EDITS = {
    "id": "other",
    "date": "2022-08-27",
    "time": "'19:31'",
    "zone": "Asia/Seoul",
    "title": "{id: Dua, en: One}",
    "summary": "{id: Ringkasan, en: Short}",
    "body": "{id: 'Isi lain [@k]', en: Text}",
    "status": "denied",
    "statements": "[{by: Budi, stance: denies, text: {id: Tidak}, date: 2022, sources: [k]}]",
    "actors": "[ana]",
    "tags": "[law, roads]",
    "place": "{name: {id: Beijing}, lat: 39.9, lon: 116.5}",
    "sources": "[{key: k, url: 'https://x.example/', publisher: P, date: 2022-08, quote: R}]",
    "media": "[{file: b.jpg, alt: {id: Pabrik}, caption: {id: Keterangan}}]",
    "relations": "{follows: two, see-also: four}",
    "corrections": "[{date: 2022-09-02, text: {id: Keliru}}]",
    "importance": "2",
    "publish": "2022-08-27T09:01+07:00",
    "draft": "false",
    "aliases": "[old, older]",
    "translated": "{en: {title: 0a1b2c3e}}",
    "ignore": "{raw-html: It is shown as code, home-page: There is no other}",
    "extra": "{deaths: 4, list: [a, b]}",
}
"""Another value for each field."""
OF_ITS_PAGE = {"body", "extra", "translated"}
"""What only the page of the event shows or exports have, whatever is in it."""


def loaded(**changed: str) -> Loaded:
    text = "".join(f"{name}: {value}\n" for name, value in {**FIELDS, **changed}.items() if value)
    done = load(InputFile("content/x.yaml", text.encode()), ("id", "en"), ZONE)
    assert not [one for one in done.diagnostics if one.severity == "error"], done.diagnostics
    return done


def kept(**changed: str) -> Filed:
    return filed(loaded(**changed), ("id", "en"), ZONE)


def changes(**changed: str) -> tuple[bool, bool]:
    """Whether the outline and the whole are others after an edit."""
    before, after = kept(), kept(**changed)
    assert before.outline
    assert before.whole
    return before.outline != after.outline, before.whole != after.whole


def test_every_field_of_an_event_is_edited_here() -> None:
    assert list(FIELDS) == list(EDITS) == [field.name for field in fields(Event)]


@pytest.mark.parametrize("name", EDITS)
def test_edit_changes_the_outline_unless_only_its_page_shows_it(name: str) -> None:
    assert changes(**{name: EDITS[name]}) == (name not in OF_ITS_PAGE, True)


@pytest.mark.parametrize("name", [name for name in FIELDS if name not in {"id", "date", "title"}])
def test_field_that_is_taken_away_changes_the_whole(name: str) -> None:
    needing = {"time": {"zone": ""}, "sources": {"body": "", "statements": ""}}
    others = needing.get(name, {})
    before, after = kept(**others), kept(**others, **{name: ""})
    assert before.whole != after.whole


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("statements", FIELDS["statements"].replace("Tidak", "Bukan")),
        ("statements", FIELDS["statements"].replace("date: 2022", "date: 2023")),
        ("statements", FIELDS["statements"].replace("sources: [k]", "sources: []")),
        ("media", FIELDS["media"].replace("Pabrik", "Gedung")),
        ("media", FIELDS["media"].replace("Keterangan", "Lain")),
        ("ignore", FIELDS["ignore"].replace("code", "an example")),
    ],
    ids=["words said", "date of words", "sources of words", "alt", "caption", "reason"],
)
def test_words_that_only_its_page_shows_leave_the_outline_alone(name: str, value: str) -> None:
    assert changes(**{name: value}) == (False, True)


def test_stance_changes_the_outline() -> None:
    assert changes(statements=FIELDS["statements"].replace("denies", "asserts")) == (True, True)


def test_translation_of_a_body_changes_the_outline_as_it_is_missing_no_more() -> None:
    only = kept(body="{id: Isi}")
    assert only.outline
    assert only.outline.missing == (("en", "body"),)
    assert kept().outline != only.outline


def test_spelling_that_means_the_same_changes_nothing() -> None:
    assert changes(tags='["law"]', title='{ "id": Satu, en: "One" }') == (False, False)
    assert changes(body='{id: "Isi [@k]", en: Text} # as it was') == (False, False)
    assert changes(date="'2022-08-26'", actors='["ana", Dewan Pers]') == (False, False)


def test_listed_event_is_the_event_without_what_only_its_page_shows() -> None:
    given = loaded()
    event, outline = given.event, filed(given, ("id", "en"), ZONE).outline
    assert event
    assert outline
    again = listed_event(outline, ZONE)
    for name in ("id", "date", "title", "summary", "status", "actors", "tags", "place", "sources"):
        assert getattr(again, name) == getattr(event, name), name
    assert (again.corrections, again.importance) == (event.corrections, event.importance)
    assert again.statements == tuple(
        Statement(by=one.by, stance=one.stance) for one in event.statements
    )
    for name in ("body", "media", "translated", "aliases", "publish", "draft", "ignore", "extra"):
        assert not getattr(again, name), name
    assert again.relations.pairs() == ()


def test_whole_event_is_the_event_with_its_body_as_html() -> None:
    given = loaded()
    event, whole = given.event, filed(given, ("id", "en"), ZONE).whole
    assert event
    assert whole
    again, body = whole_event(whole, ZONE)
    assert body == given.body
    assert "<p>" in body[0].html
    for field in fields(Event):
        assert getattr(again, field.name) == getattr(event, field.name), field.name


def test_outline_has_what_lists_links_and_checks_need() -> None:
    outline = kept().outline
    assert outline
    assert (outline.id, outline.date) == ("one", "2022-08-26T19:30 Asia/Tokyo")
    earliest, latest = outline.bounds
    assert earliest is not None
    assert latest == earliest + 59
    assert outline.period == (2022, 1, 8)
    assert outline.title == (("id", "Satu"), ("en", "One"))
    assert (outline.status, outline.importance, outline.draft) == ("rumor", 1, True)
    assert (outline.tags, outline.actors) == (("law",), ("ana", "Dewan Pers"))
    assert (outline.speakers, outline.newsrooms) == (("Ana",), 1)
    assert outline.sources == (("P", "", "https://x.example/"),)
    assert outline.relations == (("follows", "two"), ("see-also", "three"))
    assert (outline.aliases, outline.media, outline.corrected) == (
        ("old",),
        ("a.jpg",),
        ("2022-09-02",),
    )
    assert outline.publish == "2022-08-27T09:00+07:00"
    assert (outline.undescribed, outline.ignore) == ((), ("raw-html",))


def test_pictures_without_a_text_for_those_who_do_not_see_them_are_known_by_place() -> None:
    outline = kept(media="[{file: a.jpg, alt: A}, {file: b.jpg}, {file: c.jpg, alt: ''}]").outline
    assert outline
    assert outline.undescribed == (1, 2)


def test_event_that_cannot_be_read_keeps_its_name_and_its_mistakes() -> None:
    given = load(InputFile("content/x.yaml", b"date: soon\ntitle: A\n"), ("id",), ZONE)
    done = filed(given, ("id",), ZONE)
    assert (done.path, done.id, done.outline, done.whole) == ("content/x.yaml", "x", None, None)
    assert [one.code for one in done.diagnostics] == ["bad-date"]


def test_references_and_fields_keep_their_places() -> None:
    given = loaded()
    done = filed(given, ("id", "en"), ZONE)
    assert given.references
    assert tuple(reference(done, at) for at in range(len(done.words))) == given.references
    for name, span in given.spans:
        assert span_of(done, name) == span
    assert span_of(done, "nothing") == given.span("nothing")
