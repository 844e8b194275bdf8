"""`theme/README.md` is a contract: it names what a theme may rely on, all of it and no more."""

import dataclasses
import re
from pathlib import Path

import pytest
from jinja2.defaults import DEFAULT_NAMESPACE
from jinja2.filters import FILTERS

from linimasa.markup.full import CLASSES
from linimasa.model import pages, views
from linimasa.render.page import render
from linimasa.render.theme import read_theme
from linimasa.schema.reference import field_docs
from linimasa.wording import language
from literals import default_theme, made, outputs

THEME = Path(__file__).parent.parent / "theme"
CONTRACT = (THEME / "README.md").read_text(encoding="utf-8")
TEMPLATES = {path.name: path.read_text("utf-8") for path in (THEME / "templates").glob("*.html")}
VALUES: list[type] = [
    value
    for module in (pages, views)
    for value in vars(module).values()
    if isinstance(value, type)
    and dataclasses.is_dataclass(value)
    and value.__module__ == module.__name__
]


def section(title: str) -> str:
    """The text below a heading, up to the next one of its level or above."""
    level = title.split(" ", maxsplit=1)[0]
    start = CONTRACT.index(f"\n{title}\n") + len(title) + 2
    end = re.search(rf"^#{{2,{len(level)}}} ", CONTRACT[start:], re.MULTILINE)
    return CONTRACT[start : start + end.start() if end else len(CONTRACT)]


def rows(text: str) -> dict[str, list[str]]:
    """The rows of the tables in a text, by what their first cell has in backticks."""
    found = {}
    for line in text.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells and (name := re.match(r"`([^`]+)`", cells[0])):
            found[name[1]] = cells
    return found


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.__name__)
def test_contract_names_every_field_as_the_code_does(value: type) -> None:
    title = "## `site`" if value is pages.SiteInfo else f"### `{value.__name__}`"
    listed = rows(section(title))
    docs = field_docs(value)
    assert [name for name in listed if not name.endswith(")")] == [
        field.name for field in dataclasses.fields(value)
    ] + [name for name in listed if name in {"words"}]
    for name, doc in docs.items():
        assert listed[name][2] == doc


def test_contract_describes_no_value_there_is_not() -> None:
    headings = set(re.findall(r"^### `(\w+)`", CONTRACT, re.MULTILINE))
    assert headings == {value.__name__ for value in VALUES} - {"SiteInfo"}


def test_contract_names_every_template_with_its_blocks() -> None:
    listed = rows(section("## Templates and their blocks"))
    assert listed.keys() == TEMPLATES.keys() - {"_macros.html"}
    for name, cells in listed.items():
        blocks = list(dict.fromkeys(re.findall(r"{%-? block (\w+)", TEMPLATES[name])))
        assert re.findall(r"`(\w+)`", cells[3]) == blocks, name
        base = re.search(r'{% extends "([\w.]+)" %}', TEMPLATES[name])
        assert re.findall(r"`([\w.]+)`", cells[2]) == ([base[1]] if base else [])


def test_contract_names_every_macro() -> None:
    macros = re.findall(r"{% macro (.+?) -?%}", TEMPLATES["_macros.html"])
    assert list(rows(section("## Macros"))) == macros


def test_contract_names_every_custom_property_with_its_colors() -> None:
    style = (THEME / "static" / "style.css").read_text("utf-8")
    listed = rows(section("## Style"))
    root = style[style.index(":root {") : style.index("}", style.index(":root {"))]
    defined = set(re.findall(r"^\s*(--[\w-]+):", root, re.MULTILINE))
    assert defined <= set(re.findall(r"`(--[\w-]+)`", section("## Style")))
    for name, cells in listed.items():
        assert name in style
        for color in re.findall(r"#[0-9a-f]{6}", "".join(cells[1:3])):
            assert color in style


def test_contract_names_every_global() -> None:
    text = section("## Beside `page` and `site`")
    theme = read_theme(default_theme())
    english, _ = language("en", ())
    assert english is not None
    probe = dataclasses.replace(
        theme.templates["404.html"],
        name="probe.html",
        digest="probe",
        sources=(
            dataclasses.replace(
                theme.templates["404.html"].sources[0],
                name="probe.html",
                text=PROBE,
            ),
        ),
    )
    done = render(next(iter(NOT_FOUND)), INFO, probe, english)
    assert done.html is not None
    names, filters = ({*line.split()} for line in done.html.splitlines())
    assert {"drawn", "number", "_"} < names
    assert {"link", "href", "phrase"} < filters
    jinja = {*DEFAULT_NAMESPACE, "pgettext", "npgettext"}
    for name in names - jinja - {"page", "site"}:
        assert f"`{name}(" in text or f"`{name}`" in text, name
    for name in filters - {*FILTERS}:
        assert f" \\| {name}" in text, name


PROBE = """\
{{ self._TemplateReference__context.keys() | join(' ') }}
{{ self._TemplateReference__context.environment.filters | join(' ') }}
"""
HEAD = pages.Head("404.html", "", "", "en", "ltr", "", "", (), "")
NOT_FOUND = (pages.NotFoundPage(HEAD),)
INFO = pages.SiteInfo(
    views.Phrase("", "en"), None, "", "", ("en",), (), False, False, False, False, "", (), ()
)


@pytest.mark.parametrize("example", re.findall(r"```jinja\n(.*?)```", CONTRACT, re.DOTALL))
def test_example_in_contract_works(example: str) -> None:
    base = re.match(r'{% extends "base/([\w.]+)" %}', example)
    assert base
    style = next(file for file in default_theme() if file.name == "static/style.css")
    own = dataclasses.replace(style, name="static/own.css", path="theme/static/own.css")
    name = f"templates/{base[1]}"
    kept = [file for file in default_theme() if file.name != name]
    override = dataclasses.replace(style, name=name, path=f"theme/{name}", data=example.encode())
    done = made(
        {"content/a.yaml": "date: 2020\ntitle: {id: A, en: A}\n"}, theme=(*kept, override, own)
    )
    added = re.findall(r"(mailto:[\w@.]+|own\.)", example)
    page = next(one for one in outputs(done) if one.path == "events/a/index.html")
    assert all(words in page.content.decode() for words in added)


def test_contract_names_the_classes_of_texts() -> None:
    (said,) = re.findall(
        r"^- The HTML of a text has these classes.*?(?=^- )", CONTRACT, re.M | re.S
    )
    assert set(re.findall(r"`([a-z-]+)`", said)) == CLASSES
