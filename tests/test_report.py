"""The report: the same words on every face, carets in place, nothing obeyed that is quoted."""

import json
import unicodedata
from html.parser import HTMLParser

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linimasa.diagnostics import Diagnostic, Related, Severity, Span
from linimasa.reporting import report

PATH = "content/2022/talks.yaml"


def error(
    span: Span, message: str = "this is wrong", hint: str = "", related: tuple[Related, ...] = ()
) -> Diagnostic:
    return Diagnostic(span, Severity.ERROR, "bad-value", message, hint, related)


def on_line(
    line: str, marked: str, message: str = "this is wrong", hint: str = ""
) -> tuple[Diagnostic, dict[str, bytes]]:
    """A mistake at `marked` in a file whose second line is `line`."""
    start = line.index(marked) + 1
    found = error(Span(PATH, 2, start, 2, start + len(marked)), message, hint)
    return found, {PATH: f"first\n{line}\nlast\n".encode()}


def plain(found: Diagnostic, files: dict[str, bytes]) -> str:
    return report.text([found], files, color=False)


class _Lines(HTMLParser):
    """The text of each element of the class `line`."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if "line" in (dict(attrs).get("class") or "").split():
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        self.lines[-1] += data


def html_lines(markup: str) -> _Lines:
    parser = _Lines()
    parser.feed(markup)
    parser.close()
    return parser


def test_text_names_place_code_and_hint_and_marks_the_words() -> None:
    found, files = on_line("status: rumour", "rumour", hint="did you mean “rumor”?")
    assert plain(found, files) == (
        "content/2022/talks.yaml:2:9: error[bad-value]: this is wrong\n"
        "    2 | status: rumour\n"
        "      |         ^^^^^^\n"
        "  hint: did you mean “rumor”?"
    )


def test_text_of_a_whole_file_has_no_line_number() -> None:
    assert plain(error(Span(PATH)), {PATH: b"x"}) == f"{PATH}: error[bad-value]: this is wrong"


def test_text_of_a_file_that_was_not_read_has_no_excerpt() -> None:
    assert plain(error(Span(PATH, 7, 3, 7, 4)), {}).splitlines() == [
        f"{PATH}:7:3: error[bad-value]: this is wrong"
    ]


def test_text_shows_related_places_with_their_lines() -> None:
    first = Related(Span(PATH, 1, 1, 1, 6), "the first one is here")
    found = error(Span(PATH, 2, 1, 2, 6), related=(first,))
    shown = plain(found, {PATH: b"title: a\ntitle: b\n"})
    assert f"  see: {PATH}:1:1: the first one is here\n    1 | title: a\n      | ^^^^^" in shown


def test_several_diagnostics_are_separated_by_a_blank_line() -> None:
    found = [error(Span("a.yaml")), error(Span("b.yaml"))]
    assert report.text(found, {}, color=False).count("\n\n") == 1


@pytest.mark.parametrize(
    ("line", "marked"),
    [
        ("\ttitle:\tx", "x"),
        ("title: 小米汽車 beta", "beta"),
        ("title: 小米 x", "小米"),
        ("title: e\u0301te\u0301 x", "x"),
        ("title: न्यूज़ x", "x"),
        ("title: \u1112\u1161\u11ab x", "x"),
        ("title: a\x1b[31mb x", "x"),
        ("title: a\u202eb x", "x"),
        ("title: می\u200cخواهم x", "x"),
    ],
    ids=[
        "tab",
        "wide-before",
        "wide-marked",
        "combining",
        "hindi",
        "jamo",
        "escape",
        "bidi",
        "joiner",
    ],
)
def test_carets_stand_below_the_marked_words(line: str, marked: str) -> None:
    shown = plain(*on_line(line, marked)).splitlines()
    before, carets = shown[1].rpartition(marked)[0], shown[2]
    # Counted independently of the report: width by the Unicode data, sign by sign.
    assert carets.index("^") == sum(map(_width, before))
    assert carets.count("^") == sum(map(_width, marked))


def _width(sign: str) -> int:
    if unicodedata.category(sign) in ("Mn", "Me", "Cf") or 0x1160 <= ord(sign) <= 0x11FF:
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def test_a_byte_order_mark_does_not_shift_the_carets() -> None:
    shown = plain(error(Span(PATH, 1, 1, 1, 6)), {PATH: "\ufefftitle: a".encode()})
    assert "    1 | title: a\n      | ^^^^^" in shown


def test_carriage_returns_end_lines() -> None:
    shown = plain(error(Span(PATH, 3, 1, 3, 2)), {PATH: b"a\r\nb\rc\n"})
    assert "    3 | c\n" in shown


def test_a_place_after_the_end_of_a_line_gets_one_caret() -> None:
    shown = plain(error(Span(PATH, 1, 6, 1, 6)), {PATH: b"title\n"})
    assert "    1 | title\n      |      ^" in shown


def test_a_span_of_several_lines_marks_its_first_line_to_the_end() -> None:
    shown = plain(error(Span(PATH, 1, 3, 4, 9)), {PATH: b"ab: cd\n  ef\n"})
    assert shown.endswith("    1 | ab: cd\n      |   ^^^^")


@pytest.mark.parametrize("filler", ["x", "車", "e\u0301\u0302\u0303"])
@pytest.mark.parametrize("place", [0, 30, 5_000, 9_990])
def test_a_long_line_is_cut_around_the_marked_words(filler: str, place: int) -> None:
    line = filler * place + "HERE" + filler * (10_000 - place)
    _, source, carets = plain(*on_line(line, "HERE")).splitlines()
    assert report.cells(source) <= 8 + 2 + 100
    assert report.cells(source[: source.index("HERE")]) == carets.index("^")
    assert carets.count("^") == 4


def test_no_control_character_reaches_the_terminal() -> None:
    nasty = "".join(
        map(chr, [*range(32), *range(127, 160), 0x202E, 0x2066, 0x2028, 0xD800, 0xFEFF])
    )
    found = error(
        Span(f"content/{nasty}.yaml", 1, 1, 1, 2),
        message=nasty,
        hint=nasty,
        related=(Related(Span(nasty), nasty),),
    )
    shown = report.text([found], {found.span.path: nasty.encode("utf-8", "replace")}, color=False)
    left = {sign for sign in shown if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    assert left <= {"\n"}
    assert "␛" in shown
    assert "<U+202E>" in shown


def test_colors_change_nothing_but_colors() -> None:
    found, files = on_line("status: rumour", "rumour", hint="use another word")
    colored = report.text([found], files, color=True)
    assert click.unstyle(colored) == plain(found, files)
    assert click.style("error[bad-value]", fg="red", bold=True) in colored


def test_html_says_the_same_as_the_terminal() -> None:
    one, files = on_line("title: <b>&小米\x1b[0m", "<b>&", hint="a < b", message="“<i>” & 'co'")
    two = error(Span(PATH, 1, 1), related=(Related(Span(PATH, 3, 1, 3, 3), "and <here>"),))
    page = html_lines(report.html([one, two], files))
    assert "\n".join(page.lines) == report.text([one, two], files, color=False).replace(
        "\n\n", "\n"
    )


@given(st.text(), st.text(), st.text(max_size=30), st.integers(0, 9), st.integers(0, 40))
def test_html_says_the_same_and_adds_no_element_whatever_is_quoted(
    message: str, source: str, path: str, line: int, column: int
) -> None:
    found = error(Span(path, line, column, line, column + 3), message=message, hint=message)
    files = {path: source.encode("utf-8", "replace")}
    page = html_lines(report.html([found], files))
    assert "\n".join(page.lines) == report.text([found], files, color=False)
    assert page.tags <= {"ol", "li", "p", "pre", "span", "mark"}


def test_json_has_stable_fields_and_round_trips() -> None:
    found = error(
        Span(PATH, 2, 9, 2, 15), "“x\x1b”", "h", (Related(Span(PATH, 1, 1, 1, 2), "first"),)
    )
    written = report.as_json([found])
    assert written.isascii()
    assert "\x1b" not in written
    assert json.loads(written) == {
        "version": 1,
        "diagnostics": [
            {
                "path": PATH,
                "line": 2,
                "column": 9,
                "end_line": 2,
                "end_column": 15,
                "severity": "error",
                "code": "bad-value",
                "message": "“x\x1b”",
                "hint": "h",
                "fix": "",
                "related": [
                    {
                        "path": PATH,
                        "line": 1,
                        "column": 1,
                        "end_line": 1,
                        "end_column": 2,
                        "note": "first",
                    }
                ],
            }
        ],
    }


def test_json_of_nothing_is_an_empty_list() -> None:
    assert json.loads(report.as_json([])) == {"version": 1, "diagnostics": []}


def test_github_annotation_escapes_properties_and_message() -> None:
    found = error(Span("a,b:c%.yaml", 3, 5, 3, 6), message="100% wrong: a, b", hint="right")
    assert report.github([found]) == (
        "::error file=a%2Cb%3Ac%25.yaml,line=3,col=5,title=bad-value::100%25 wrong: a, b%0Aright\n"
    )


def test_github_annotation_cannot_be_ended_by_what_is_quoted() -> None:
    found = error(Span("a\n::error::b"), message="x\r\n::set-env name=A::b")
    assert len(report.github([found]).splitlines()) == 1


def test_github_annotation_of_a_warning_on_a_file_has_no_line() -> None:
    found = Diagnostic(Span("a.yaml"), Severity.WARNING, "bad-value", "m")
    assert report.github([found]) == "::warning file=a.yaml,title=bad-value::m\n"


@pytest.mark.parametrize(
    ("errors", "warnings", "words"),
    [(0, 0, ""), (1, 0, "1 error"), (2, 1, "2 errors, 1 warning"), (0, 3, "3 warnings")],
)
def test_summary_counts_by_severity(errors: int, warnings: int, words: str) -> None:
    found = [Diagnostic(Span("a"), Severity.ERROR, "bad-value", "m")] * errors
    found += [Diagnostic(Span("a"), Severity.WARNING, "bad-value", "m")] * warnings
    assert report.summary(found) == words
