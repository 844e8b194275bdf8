"""Theme files → templates by page, hashed static files, catalogs; mistakes at their own line."""

import pytest

from linimasa.diagnostics import Diagnostic
from linimasa.model.files import ThemeFile
from linimasa.render.theme import read_theme


def theme(files: dict[str, str | bytes]) -> list[ThemeFile]:
    return [
        ThemeFile(name, f"theme/{name}", text if isinstance(text, bytes) else text.encode())
        for name, text in files.items()
    ]


def places(found: tuple[Diagnostic, ...]) -> list[str]:
    return [f"{one.span.path}:{one.span.line} {one.code}" for one in found]


def test_page_reaches_what_its_template_extends_includes_and_imports() -> None:
    done = read_theme(
        theme(
            {
                "templates/event.html": "{% extends 'base.html' %}",
                "templates/base.html": "{% include 'a.html' %}{% import '_m.html' as m %}",
                "templates/a.html": "{% from '_m.html' import x %}",
                "templates/_m.html": "{% macro x() %}{% endmacro %}",
                "templates/list.html": "",
            }
        )
    )
    assert done.diagnostics == ()
    reached = {source.name for source in done.templates["event.html"].sources}
    assert reached == {"event.html", "base.html", "a.html", "_m.html"}
    assert {source.name for source in done.templates["list.html"].sources} == {"list.html"}


def test_templates_differ_when_anything_they_reach_does() -> None:
    before: dict[str, str | bytes] = {
        "templates/event.html": "{% include 'a.html' %}",
        "templates/a.html": "1",
    }
    after = before | {"templates/a.html": "2"}
    unused = before | {"templates/b.html": "3"}
    one, other, same = (
        read_theme(theme(files)).templates["event.html"] for files in (before, after, unused)
    )
    assert one != other
    assert one == same


def test_default_template_is_in_reach_of_the_one_that_takes_its_place() -> None:
    done = read_theme(
        theme(
            {
                "templates/event.html": "{% extends 'base/event.html' %}",
                "base/templates/event.html": "old",
            }
        )
    )
    assert done.diagnostics == ()
    assert [one.name for one in done.templates["event.html"].sources] == [
        "event.html",
        "base/event.html",
    ]
    assert "base/event.html" not in done.templates


def test_circle_of_templates_ends() -> None:
    done = read_theme(
        theme(
            {
                "templates/a.html": "{% include 'b.html' %}",
                "templates/b.html": "{% include 'a.html' %}",
            }
        )
    )
    assert len(done.templates["a.html"].sources) == 2


def test_template_that_is_not_there_is_found_at_its_line() -> None:
    files = theme({"templates/a.html": "one\n{# x #}\n{% include 'menu.html' %}\n"})
    found = read_theme(files).diagnostics
    assert places(found) == ["theme/templates/a.html:3 missing-template"]
    assert "menu.html" in found[0].message


def test_syntax_error_is_found_at_its_line() -> None:
    found = read_theme(theme({"templates/a.html": "a\nb\n{% if %}\n"})).diagnostics
    assert places(found) == ["theme/templates/a.html:3 bad-template"]


def test_template_that_may_be_missing_is_no_mistake() -> None:
    files = theme({"templates/a.html": "{% include 'menu.html' ignore missing %}"})
    assert read_theme(files).diagnostics == ()


def test_template_named_by_an_expression_is_refused() -> None:
    found = read_theme(theme({"templates/a.html": "a\n{% include page.kind %}\n"})).diagnostics
    assert places(found) == ["theme/templates/a.html:2 bad-template"]


def test_template_that_is_not_utf_8_is_found_at_its_line() -> None:
    found = read_theme(
        theme({"templates/a.html": "one\ncaf\u00e9\n".encode("latin-1")})
    ).diagnostics
    assert places(found) == ["theme/templates/a.html:2 bad-template"]


def test_byte_order_mark_of_a_template_is_left_out() -> None:
    done = read_theme(theme({"templates/a.html": b"\xef\xbb\xbfx"}))
    assert done.templates["a.html"].sources[0].text == "x"


def test_all_mistakes_of_a_theme_come_at_once() -> None:
    found = read_theme(
        theme({"templates/a.html": "{% if %}", "templates/b.html": "{% x %}"})
    ).diagnostics
    assert [one.code for one in found] == ["bad-template", "bad-template"]


def test_static_file_has_a_name_that_changes_with_its_content() -> None:
    def address(content: str) -> str:
        done = read_theme(theme({"static/css/style.min.css": content}))
        ((name, published),) = done.assets
        assert name == "css/style.min.css"
        assert [(one.path, one.content) for one in done.outputs] == [(published, content.encode())]
        return published

    one, other = address("a{}"), address("b{}")
    assert one != other
    assert one == address("a{}")
    assert one.startswith("assets/css/style.min.")
    assert one.endswith(".css")


def published(name: str, content: str) -> str:
    ((_, address),) = (done := read_theme(theme({f"static/{name}": content}))).assets
    (output,) = done.outputs
    assert output.path == address
    return output.content.decode()


@pytest.mark.parametrize(
    ("name", "written", "expected"),
    [
        ("a.css", "/* why */\na {\n  color: red;\n}\n", "a{color:red}"),
        (
            "a.css",
            "@container b (width >= 4rem) { a { & b { c: d } } }",
            "@container b (width >= 4rem){a{& b{c:d}}}",
        ),
        (
            "a.css",
            "a { margin: calc(-1 * var(--b) - 3rem) }",
            "a{margin:calc(-1 * var(--b) - 3rem)}",
        ),
        ("a.css", "/*! license */ a { b: 'two  words' }", '/*! license */ a{b:"two  words"}'),
        ("a.min.css", "a { }  /* as it is */", "a { }  /* as it is */"),
        ("a.js", "// why\nlet a = 1;\n\nlet b = 2;", "let a=1;let b=2;"),
        ("a.js", "let a = `two  words // ${b + 1}  `;", "let a=`two  words // ${b + 1}  `;"),
        ("a.js", "/*! license */\nlet a = /b  c/;", "/*! license */let a=/b  c/;"),
        ("sub/a.min.js", "let a = 1; // as it is", "let a = 1; // as it is"),
        ("a.svg", "<svg>  </svg>", "<svg>  </svg>"),
        ("a.css", "", ""),
        ("a.css", "a { --b: ; c: 0.5em -0.5em 10.5px; }", "a{--b:;c:.5em -0.5em 10.5px}"),
        ("a.css", "a { &  :hover { b: c; } ; }", "a{& :hover{b:c}}"),
        ("a.css", "a { .b :is(c , d) { } .b:is(c){ } }", "a{.b :is(c,d){}.b:is(c){}}"),
        ("a.css", "a/* not b */ /**/b, c { }", "a b,c{}"),
        ("a.css", "a { b: url( c//*d*/ ) }", "a{b:url(c//*d*/)}"),
        ("a.css", "a { b: 'not \n closed }", "a { b: 'not \n closed }"),
        ("a.css", "a { b: c) }", "a { b: c) }"),
        ("a.css", "[" * 2_000, "[" * 2_000),
        ("a.js", "'not closed", "'not closed"),
    ],
)
def test_style_sheet_or_script_is_published_without_what_only_its_authors_read(
    name: str, written: str, expected: str
) -> None:
    assert published(name, written) == expected


@pytest.mark.parametrize(
    "script",
    [
        "let a = `${b ? `c  // d` : e}`;",
        "let a = `${b.map(({ c }) => `<  ${c}`)}`;",
        "// it's a `\nlet a = { b: `c  // d` };",
    ],
)
def test_script_that_may_have_a_template_in_a_template_is_published_as_it_is(script: str) -> None:
    assert published("a.js", script) == script


def test_name_of_a_static_file_changes_with_what_is_published() -> None:
    def address(content: str) -> str:
        return read_theme(theme({"static/a.css": content})).assets[0][1]

    assert address("a { b: c; }") == address("/* why */ a {\n  b: c;\n}")
    assert address("a { b: c }") != address("a { b: d }")


def test_static_files_of_the_default_theme_are_published_once() -> None:
    done = read_theme(theme({"static/a.css": "own", "base/static/a.css": "default"}))
    assert [one.content for one in done.outputs] == [b"own"]


def test_catalog_of_the_site_comes_after_that_of_the_default_theme() -> None:
    files = [
        ThemeFile("locale/id.po", "theme/locale/id.po", b"own"),
        ThemeFile("base/locale/id.po", "linimasa/theme/locale/id.po", b"default"),
        ThemeFile("base/locale/ar.po", "linimasa/theme/locale/ar.po", b"default"),
        ThemeFile("locale/ar.po", "linimasa/theme/locale/ar.po", b"default"),
    ]
    catalogs = read_theme(files).catalogs
    assert [file.data for file in catalogs["id"]] == [b"default", b"own"]
    assert [file.data for file in catalogs["ar"]] == [b"default"]
