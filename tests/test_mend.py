"""What `check --fix` mends: what is sure, where it stands, and not a byte besides."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from linimasa import commands
from linimasa.check.mend import in_order, mended, mending
from linimasa.cli import cli
from linimasa.load import load, load_page
from linimasa.model.files import InputFile, Snapshot
from linimasa.model.record import Event
from samples import write_all

SITE = b"title: T\nlanguages: [en, id]\n"
FIELDS = tuple(Event.__dataclass_fields__)
CASES = {
    "field misspelled": ("date: 2021\ntilte: A\n", "date: 2021\ntitle: A\n"),
    "field in capitals": ("date: 2021\nTitle: A\n", "date: 2021\ntitle: A\n"),
    "field in quotes": ('date: 2021\n"titel": A\n', "date: 2021\ntitle: A\n"),
    "field within a source": (
        "date: 2021\ntitle: A\nsources:\n  - {titel: B, pubisher: 'C'}  # kept\n",
        "date: 2021\ntitle: A\nsources:\n  - {title: B, publisher: 'C'}  # kept\n",
    ),
    "date in words": ("date: 30 March 2021\ntitle: A\n", "date: 2021-03-30\ntitle: A\n"),
    "date in Indonesian": (
        'date: "30 Maret 2021"  # so\ntitle: A\n',
        "date: 2021-03-30  # so\ntitle: A\n",
    ),
    "date with slashes": ("date: 2021/3/30\ntitle: A\n", "date: 2021-03-30\ntitle: A\n"),
    "day that cannot be a month": ("date: 30/03/2021\ntitle: A\n", "date: 2021-03-30\ntitle: A\n"),
    "letter for a digit": ("date: 202l-03-30\ntitle: A\n", "date: 2021-03-30\ntitle: A\n"),
    "part of a month": ("date: late March 2021\ntitle: A\n", "date: late 2021-03\ntitle: A\n"),
    "date that is doubted": (
        "date: mungkin November 2021\ntitle: A\nsources: [{title: B, date: March 2021?}]\n",
        "date: 2021-11?\ntitle: A\nsources: [{title: B, date: 2021-03?}]\n",
    ),
    "date before Christ": (
        "date: 15 Maret 44 SM\ntitle: A\n", "date: -0043-03-15\ntitle: A\n",
    ),
    "word of a vocabulary": (
        "date: 2021\ntitle: A\nstatements: [{by: B, stance: Denied}]\n",
        "date: 2021\ntitle: A\nstatements: [{by: B, stance: denies}]\n",
    ),
    "value of a field that was misspelled": (
        "Date: 30 Maret 2021\ntilte: A\nsorces: [{Title: B, date: “2021-03-30”}]\n",
        "date: 2021-03-30\ntitle: A\nsources: [{title: B, date: 2021-03-30}]\n",
    ),
    "two days in words": (
        "date: 30 Maret - 2 April 2021\ntitle: A\n",
        "date: 2021-03-30/2021-04-02\ntitle: A\n",
    ),
    "windows lines and a mark": (
        "\ufeffdate: 30 March 2021\r\ntilte: A\r\n",
        "\ufeffdate: 2021-03-30\r\ntitle: A\r\n",
    ),
    "letters outside the first plane before a mistake": (
        "date: 2021\ntitle: {en: 😀, di: 🚗}\n", None,
    ),
    "two mistakes on a line": (
        "date: 2021\ntitle: A\nplace: {nmae: B, lot: 1, lat: 2}\n", None,
    ),
    "month or day after a slash": ("date: 2021-03/04\ntitle: A\n", None),
    "day or month first": ("date: 03/04/2021\ntitle: A\n", None),
    "range with a wrong end": ("date: 2021-03-30/30 May 2021\ntitle: A\n", None),
    "no such day": ("date: 31 February 2021\ntitle: A\n", None),
    "field that could be any": ("date: 2021\ntitle: A\nxyz: B\n", None),
    "both spellings": ("date: 2021\ntitle: A\ntilte: B\n", None),
}  # fmt: skip


def site(text: str) -> Snapshot:
    event = InputFile("content/a.yaml", text.encode())
    return Snapshot(InputFile("site.yaml", SITE), (event,), None, (), (), (), 0, ())


def after(text: str) -> str:
    found = list(mending(site(text), site(text).events, load, load_page))
    return found[0].data.decode() if found else text


@pytest.mark.parametrize(("before", "wanted"), CASES.values(), ids=CASES)
def test_what_is_sure_is_mended_and_nothing_else(before: str, wanted: str | None) -> None:
    if wanted is None:
        left = load(InputFile("content/a.yaml", after(before).encode()), ("en", "id"), "UTC")
        assert left.diagnostics
    else:
        assert after(before) == wanted
        assert load(InputFile("a.yaml", wanted.encode()), ("en", "id"), "UTC").diagnostics == ()
        assert after(wanted) == wanted


@pytest.mark.parametrize(
    "date",
    ["until March 2021", "hingga Maret 2021", "not 30 March 2021", "late 30 March 2021",
     "planned March 2021", "atau 30 Maret 2021", "by March 2021"],
)  # fmt: skip
def test_word_that_says_something_of_a_date_is_not_lost(date: str) -> None:
    assert after(f"date: {date}\ntitle: A\n") == f"date: {date}\ntitle: A\n"


@pytest.mark.parametrize(
    "text",
    [
        "date: &a 30 March 2021\ntitle: *a\n",
        "date: !!str 30 March 2021\ntitle: A\n",
        "date: 30 March 2021\ntitle: A\n---\ndate: 30 March 2021\n",
        "date: 30 March 2021\ntitle: A: B\n",
        "title: A\nsources: &s [{titel: B}]\nextra: *s\ndate: 2021\n",
    ],
)
def test_file_that_is_not_understood_wholly_stays_as_it_is(text: str) -> None:
    assert after(text) == text


ORDER = {
    "fields": ("title: A\ndate: 2021\n", "date: 2021\ntitle: A\n"),
    "comments go with the field below": (
        "# note of the file\n\ntags: [a]\n# why\ndate: 2021  # day\n\ntitle:\n  en: A\n  # in\n",
        None,
    ),
    "comments above a field": (
        "tags: [a]\n# why\n# so\ndate: 2021  # day\n\ntitle:\n  en: A\n",
        "# why\n# so\ndate: 2021  # day\n\ntitle:\n  en: A\ntags: [a]\n",
    ),
    "first comment stays first": (
        "# yaml-language-server: $schema=x\ntitle: A\ndate: 2021\n",
        "# yaml-language-server: $schema=x\ndate: 2021\ntitle: A\n",
    ),
    "block text": (
        "body: |\n  One.\n\n  # Two.\ntitle: A\ndate: 2021\n",
        "date: 2021\ntitle: A\nbody: |\n  One.\n\n  # Two.\n",
    ),
    "no line end": ("title: A\ndate: 2021", "date: 2021\ntitle: A\n"),
    "last comment could be anything's": (
        "title: A\ndate: 2021\n# end\n",
        "title: A\ndate: 2021\n# end\n",
    ),
    "braces": ("{title: A, date: 2021}\n", "{title: A, date: 2021}\n"),
    "a mistake is left": ("title: A\ndate: x\n", "title: A\ndate: x\n"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "wanted"), ORDER.values(), ids=ORDER)
def test_fields_are_put_into_order_with_their_comments(before: str, wanted: str | None) -> None:
    done = after(before)
    if wanted is not None:
        assert done == wanted
    assert sorted(filter(None, done.split("\n"))) == sorted(filter(None, before.split("\n")))
    assert after(done) == done


_lines = st.sampled_from(
    ["date: 2021\n", "title: A\n", "tags: [b]\n", "# c\n", "\n", "body: |\n  x\n",
     "status: rumor\n", "  # d\n", "summary: >-\n  y\n\n", "tilte: B\n",
     "date: 30 May 2021\n", "\ttitle: A\n"]
)  # fmt: skip


@given(st.lists(_lines, max_size=9).map("".join))
def test_mending_keeps_what_a_file_says(text: str) -> None:
    before = load(InputFile("content/a.yaml", text.encode()), ("en", "id"), "UTC")
    done = after(text)
    now = load(InputFile("content/a.yaml", done.encode()), ("en", "id"), "UTC")
    assert len(now.diagnostics) <= len(before.diagnostics)
    assert (
        sorted(done.replace(" ", "")) == sorted(text.replace(" ", ""))
        or before.diagnostics
        or (done == f"{text}\n" or sorted(done) == sorted(f"{text}\n"))
    )
    if not before.diagnostics:
        assert (now.event, now.body) == (before.event, before.body)
    assert after(done) == done


@given(st.binary(max_size=200))
def test_any_bytes_can_be_looked_at(data: bytes) -> None:
    event = InputFile("content/a.yaml", data)
    snapshot = Snapshot(InputFile("site.yaml", SITE), (event,), None, (), (), (), 0, ())
    for one in mending(snapshot, snapshot.events, load, load_page):
        assert one.data != data


def test_nothing_found_changes_nothing() -> None:
    assert mended(b"title: A\r\n", ()) == b"title: A\r\n"
    assert in_order(b"- a\n", FIELDS) == b"- a\n"


def test_check_with_fix_mends_the_files_and_says_so(tmp_path: Path) -> None:
    write_all(
        tmp_path,
        {
            "site.yaml": "title: T\n",
            "content/a.yaml": "tilte: A  # kept\ndate: 30 March 2021\n",
            "content/b.yaml": "date: 03/04/2021\ntitle: B\n",
            "content/_actors.yaml": "x:\n  nmae: X\n",
        },
    )
    (tmp_path / "content" / "a.yaml").chmod(0o640)
    asked = CliRunner().invoke(cli, ["check", "--fix", str(tmp_path)])
    assert asked.exit_code == 1
    assert (tmp_path / "content/a.yaml").read_text() == "date: 2021-03-30\ntitle: A  # kept\n"
    assert (tmp_path / "content/_actors.yaml").read_text() == "x:\n  name: X\n"
    assert (tmp_path / "content" / "a.yaml").stat().st_mode & 0o777 == 0o640
    assert "content/a.yaml:1:1: mended: “tilte” is not a field; now “title”" in asked.stderr
    assert "content/a.yaml:2:7: mended" in asked.stderr
    assert "content/a.yaml: mended: the fields are in their usual order now" in asked.stderr
    assert "b.yaml:1:7: error[bad-date]" in asked.stderr
    assert "a.yaml:1:1: error" not in asked.stderr


def test_settings_are_mended_first_and_events_read_by_them(tmp_path: Path) -> None:
    write_all(
        tmp_path,
        {
            "content/pages/m.md": "---\r\ntitel: M # kept\r\n---\r\ntitel: not mended\r\n",
            "site.yaml": "titel: T  # kept\nlanguage: [id, en]\naccent: a33b16\n",
            "content/a.yaml": "date: 2021\ntitle: {id: A, en: A}\n"
            "statements: [{by: B, stance: Denied}]\n",
        },
    )
    asked = CliRunner().invoke(cli, ["check", "--fix", str(tmp_path)])
    assert asked.exit_code == 0, asked.stderr
    wanted = 'title: T  # kept\nlanguages: [id, en]\naccent: "#a33b16"\n'
    assert (tmp_path / "site.yaml").read_text() == wanted
    assert "stance: denies" in (tmp_path / "content/a.yaml").read_text()
    page = (tmp_path / "content/pages/m.md").read_bytes()
    assert page == b"---\r\ntitle: M # kept\r\n---\r\ntitel: not mended\r\n"


def test_file_that_cannot_be_written_is_told_and_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_all(tmp_path, {"site.yaml": "title: T\n", "content/a.yaml": "date: 2021\ntilte: A\n"})

    def refuse(place: Path, data: bytes) -> None:
        raise PermissionError(13, "Permission denied", str(place))

    monkeypatch.setattr(commands, "write_whole", refuse)
    asked = CliRunner().invoke(cli, ["check", "--fix", str(tmp_path)])
    assert asked.exit_code == 2
    assert "a.yaml: Permission denied" in asked.stderr
    assert (tmp_path / "content/a.yaml").read_text() == "date: 2021\ntilte: A\n"
