"""Translations that went stale: what is told, where, and how `--stale --fix` notes originals."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from linimasa.check.changes import changes
from linimasa.check.noting import noting, noting_pages
from linimasa.cli import cli
from linimasa.load import load, load_page
from linimasa.load.translated import fingerprint_of
from linimasa.model.files import InputFile, Options
from linimasa.pipeline.build import build
from literals import THEME_READ, snapshot
from samples import write_all

SITE = "title: {id: A, en: A}\nlanguages: [id, en]\n"
EVENT = """\
# An event.
date: 2021   # so
title: {id: Satu, en: One}
summary: Hanya satu
body:
  id: |
    Baris pertama
    dan kedua
  en: "Text"
statements:
  - {by: Ana, stance: denies, text: {id: Tidak, en: No}}
  - {by: Budi, stance: denies, text: {id: Bukan, en: Not so}}
"""


def files(text: str) -> dict[str, str | bytes]:
    return {"site.yaml": SITE, "content/a.yaml": text.encode()}


def noted(text: str) -> str:
    given = snapshot(files(text))
    found = [one.data.decode() for one in noting(given, given.events, load)]
    return found[0] if found else text


def told(text: str, *, unnoted: bool = False) -> list[str]:
    found = build(
        snapshot(files(text)), Options(advice=True, unnoted=unnoted), THEME_READ
    ).diagnostics
    return [
        f"{one.span.line}:{one.span.column} {one.message}"
        for one in found
        if one.code in ("stale-translation", "unnoted-translation")
    ]


def test_event_without_notes_is_told_of_once_and_only_on_request() -> None:
    assert told(EVENT) == []
    assert told(EVENT, unnoted=True) == [
        "3:8 nothing says which wording was translated here: en: title, body, statements"
    ]


def test_event_with_notes_is_well_until_an_original_changes() -> None:
    after = noted(EVENT)
    assert after.startswith(EVENT)
    assert told(after, unnoted=True) == []
    assert noted(after) == after


@pytest.mark.parametrize(
    ("was", "now", "expected"),
    [
        ("Satu", "Dua", "3:22 “title” was changed in “id” after it was translated into “en”"),
        ("kedua", "ketiga", "9:7 “body” was changed in “id” after it was translated into “en”"),
        (
            "Bukan",
            "Belum",
            "12:54 “text” of item 2 of “statements” was changed in “id”"
            " after it was translated into “en”",
        ),
    ],
)
def test_original_that_changes_is_told_of_at_the_translation(
    was: str, now: str, expected: str
) -> None:
    assert told(noted(EVENT).replace(was, now)) == [expected]


def test_what_is_no_change_of_words_is_not_told_of() -> None:
    after = noted(EVENT)
    assert told(after.replace("pertama\n    dan", "pertama dan")) == []
    assert told(after.replace("en: One", "en: The first")) == []
    lines = after.splitlines(keepends=True)
    lines[10], lines[11] = lines[11], lines[10]  # the statements in another order
    assert told("".join(lines)) == []


def test_statement_that_is_added_is_without_a_note_and_not_stale() -> None:
    more = "  - {by: Cici, stance: denies, text: {id: Entah, en: Who knows}}\n"
    after = noted(EVENT).replace("translated:", f"{more}translated:")
    assert told(after) == []
    assert told(after, unnoted=True) == [
        "3:8 nothing says which wording was translated here: en: statements"
    ]
    assert told(noted(after), unnoted=True) == []


def test_note_that_is_stale_is_never_changed() -> None:
    stale = noted(EVENT).replace("Satu", "Dua")
    assert noted(stale) == stale


def test_event_is_translated_from_the_first_language_it_has() -> None:
    after = noted("date: 2021\ntitle: {en: One}\nbody: {en: Text, id: Isi}\n")
    assert f"en: {{body: {fingerprint_of('Isi')}}}" in after


def test_warning_is_silenced_with_a_reason() -> None:
    after = noted(EVENT).replace("Satu", "Dua")
    assert told(after + "ignore: {stale-translation: A name}\n") == []


ENDS = ["", "\n", "  # end\n", "\n\n# more\n"]
NOTES = [
    "",
    "translated: {}\n",
    "translated: {en: {title: TITLE}}  # kept\nextra: {a: b}\n",
    "translated:\n  en:\n    title: TITLE  # kept\n    # below\nextra: {a: b}\n",
    "translated:\n  en: {title: [TITLE], }\n",
    "translated:\n  en: {statements: SAID}\n",
    "translated:\n  en: {statements: [SAID]}\n",
]


@given(st.sampled_from(NOTES), st.sampled_from(ENDS), st.booleans(), st.booleans())
def test_notes_are_put_in_between_and_nothing_else_is_touched(
    notes: str, end: str, windows: bool, mark: bool
) -> None:
    notes = notes.replace("TITLE", fingerprint_of("Satu")).replace("SAID", fingerprint_of("Tidak"))
    text = EVENT + notes.removesuffix("\n") + end
    text = text.replace("\n", "\r\n") if windows else text
    text = "\ufeff" + text if mark else text
    after = noted(text)
    assert told(after, unnoted=True) == []
    left = iter(after)
    assert all(sign in left for sign in text)  # what was there is there, in its order
    assert ("\r\n" in after) is windows
    assert after.count("\n") == after.count("\r\n") or not windows


@pytest.mark.parametrize(
    ("text", "before", "after"),
    [
        ("{date: 2021, title: {id: Satu, en: One}}\n", "One}", "}\n"),
        ("{\n  date: 2021,\n  title: {id: Satu, en: One},\n}\n", "One},", "\n}\n"),
        ("date: 2021\ntitle: {id: Satu, en: One}\n...\n", "One}\n", "...\n"),
        ("date: 2021\ntitle: {id: Satu, en: One}\n... # end", "One}\n", "... # end"),
        ("---\ndate: 2021\ntitle: {id: Satu, en: One}\n...\n# a\n", "One}\n", "...\n# a\n"),
    ],
)
def test_file_in_braces_or_with_an_end_is_noted(text: str, before: str, after: str) -> None:
    made = noted(text)
    assert told(made, unnoted=True) == []
    assert text == text[: text.index(before)] + before + after
    assert made.startswith(text.removesuffix(after))
    assert made.endswith(after)
    assert fingerprint_of("Satu") in made


@pytest.mark.parametrize(
    "text",
    [
        "{date: 2021, title: {id: Satu, en: One} # as told\n}\n",
        "date: soon\ntitle: {id: Satu, en: One}\n",
        "date: 2021\ntitle: {id: Satu, en: One}\nextra:\n  a: |+\n    b\n\n",
    ],
    ids=["in braces with a comment", "with a mistake", "a text that keeps its last lines"],
)
def test_file_that_is_not_understood_wholly_stays(text: str) -> None:
    after = noted(text)
    assert after == text or after.startswith(text)
    assert (
        not build(snapshot(files(after)), work=THEME_READ).diagnostics
        or "soon" in text
        or after == text
    )


def test_notes_want_no_correction() -> None:
    before = load(InputFile("content/a.yaml", EVENT.encode()), ("id", "en"), "UTC").event
    after = load(InputFile("content/a.yaml", noted(EVENT).encode()), ("id", "en"), "UTC").event
    assert before
    assert after
    assert list(changes(before, after, {})) == []


def test_no_page_changes_by_a_note() -> None:
    before = build(snapshot(files(EVENT)), work=THEME_READ)
    after = build(snapshot(files(noted(EVENT))), work=THEME_READ)
    assert before.outputs
    assert before.outputs == after.outputs


def test_check_when_told_to_fix_then_writes_the_notes(tmp_path: Path) -> None:
    write_all(tmp_path, {"site.yaml": SITE, "content/a.yaml": EVENT})
    place = tmp_path / "content" / "a.yaml"
    done = CliRunner().invoke(cli, ["check", str(tmp_path), "--fix"])
    assert place.read_text("utf-8") == EVENT
    done = CliRunner().invoke(cli, ["check", str(tmp_path), "--stale", "--fix"])
    assert "content/a.yaml: noted what its translations were made from" in done.stderr
    assert place.read_text("utf-8") == noted(EVENT)
    assert done.exit_code == 0


# -- plain pages ----------------------------------------------------------------------------

METHOD = "---\ntitle: Metode\n---\n\nSatu baris\ndan dua.\n"
TRANSLATED = "---\ntitle: Method\n---\n\nOne line\nand two.\n"


def with_pages(translated: str, method: str = METHOD) -> dict[str, str | bytes]:
    return {
        **files(EVENT),
        "content/pages/method.md": method.encode(),
        "content/pages/method.en.md": translated.encode(),
    }


def pages_noted(translated: str, method: str = METHOD) -> str:
    found = [*noting_pages(snapshot(with_pages(translated, method)), load_page)]
    assert all(one.path == "content/pages/method.en.md" for one in found)
    return found[0].data.decode() if found else translated


def told_of_pages(translated: str, method: str = METHOD, *, unnoted: bool = False) -> list[str]:
    made = snapshot(with_pages(translated, method))
    return [
        f"{one.span.line}:{one.span.column} {one.message}"
        for one in build(made, Options(advice=True, unnoted=unnoted), THEME_READ).diagnostics
        if one.span.path == "content/pages/method.en.md"
    ]


def test_page_without_a_note_is_told_of_only_on_request() -> None:
    assert told_of_pages(TRANSLATED) == []
    assert told_of_pages(TRANSLATED, unnoted=True) == [
        "1:1 nothing says which wording of content/pages/method.md was translated here"
    ]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_page_with_a_note_is_well_until_its_original_changes(line_end: str, mark: str) -> None:
    written = mark + TRANSLATED.replace("\n", line_end)
    after = pages_noted(written)
    note = re.search(r"^translated: [0-9a-f]{8}\r?\n", after, re.M)
    assert note
    assert after.replace(note[0], "") == written
    assert told_of_pages(after, unnoted=True) == []
    assert pages_noted(after) == after
    for method in (METHOD.replace("Metode", "Cara"), METHOD.replace("dua", "tiga")):
        assert told_of_pages(after, method) == [
            "3:13 the original of this page, content/pages/method.md, was changed after it was"
            " translated"
        ]
        assert pages_noted(after, method) == after
    assert told_of_pages(after, METHOD.replace("baris\ndan", "baris dan")) == []


@pytest.mark.parametrize(
    "text",
    [
        "no front matter",
        "---\ntitle: [\n---\n",
        "---\ntitel: Method\n---\n",
        "---\n{title: Method}\n---\n",
        "---\ntitle: Method\ntranslated: nonsense\n---\n",
    ],
)
def test_page_that_is_not_understood_wholly_stays(text: str) -> None:
    assert pages_noted(text) == text


def test_page_without_an_original_is_not_told_of() -> None:
    given = with_pages(TRANSLATED)
    del given["content/pages/method.md"]
    found = build(snapshot(given), Options(advice=True, unnoted=True), THEME_READ).diagnostics
    assert {one.span.path for one in found} == {"content/a.yaml"}
    assert [*noting_pages(snapshot(given), load_page)] == []


def test_page_that_is_stale_may_be_silenced_by_the_site() -> None:
    stale = TRANSLATED.replace("title: Method\n", "title: Method\ntranslated: 00000000\n")
    assert len(told_of_pages(stale)) == 1
    given = {**with_pages(stale), "site.yaml": SITE + "ignore: [stale-translation]\n"}
    found = build(snapshot(given), Options(advice=True), THEME_READ).diagnostics
    assert [one.code for one in found] == ["missing-translation"]


def test_no_page_changes_by_the_note_of_a_page() -> None:
    before = build(snapshot(with_pages(TRANSLATED)), work=THEME_READ).outputs
    assert before == build(snapshot(with_pages(pages_noted(TRANSLATED))), work=THEME_READ).outputs


def test_check_when_told_to_fix_then_notes_pages_too(tmp_path: Path) -> None:
    write_all(tmp_path, with_pages(TRANSLATED))
    page = tmp_path / "content" / "pages" / "method.en.md"
    done = CliRunner().invoke(cli, ["check", str(tmp_path), "--stale", "--fix"])
    assert "method.en.md: noted what its translations were made from" in done.stderr
    assert "unnoted-translation" not in done.stderr
    assert page.read_text("utf-8") == pages_noted(TRANSLATED)
