"""Contrast as WCAG 2.2 has it, and what becomes of the accent of a site."""

import re

import pytest

from linimasa.load import load_settings
from linimasa.model.colors import DARK_GROUND, EASY, ENOUGH, LIGHT_GROUND, contrast, readable
from linimasa.model.record import Color
from literals import codes, default_theme, made, outputs, snapshot

STYLE = next(file for file in default_theme() if file.name == "static/style.css").data.decode()


# The first two are by definition; the others are those of WebAIM's contrast checker.
@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#123456", "#123456", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "#ffffff", 4.0),
    ],
)
def test_contrast_is_that_of_the_standard(one: str, other: str, ratio: float) -> None:
    assert contrast(Color(one), Color(other)) == pytest.approx(ratio, abs=0.005)
    assert contrast(Color(other), Color(one)) == contrast(Color(one), Color(other))


def test_grounds_are_those_of_the_style_sheet() -> None:
    assert f"--ground: light-dark({LIGHT_GROUND}, {DARK_GROUND});" in STYLE


@pytest.mark.parametrize(
    "color", ["#000000", "#ffffff", "#ffff00", "#0000ff", "#a33b16", "#777777"]
)
def test_readable_color_has_the_contrast_that_is_wanted(color: str) -> None:
    for ground, wanted in ((LIGHT_GROUND, ENOUGH), (DARK_GROUND, EASY)):
        found = readable(Color(color), ground, wanted)
        assert contrast(found, ground) >= wanted
        if contrast(Color(color), ground) >= wanted:
            assert found == color


def style(accent: str) -> str:
    """The style sheet of a site with this accent."""
    settings = f"title: A\nlanguages: [en]\n{accent}"
    done = made({"site.yaml": settings, "content/a.yaml": "date: 2020\ntitle: A\n"})
    (sheet,) = [one for one in outputs(done) if re.match(r"assets/style\..*css", one.path)]
    return sheet.content.decode()


def test_accent_of_the_site_ends_its_style_sheet_for_light_and_dark() -> None:
    plain = style("")
    assert style('accent: "#7A1FA2"\n').startswith(plain)
    added = style('accent: "#7A1FA2"\n').removeprefix(plain)
    assert "--accent:#7a1fa2}" in added
    light, dark = re.findall(r"light-dark\((#\w{6}),\s*(#\w{6})\)", added)[0]
    assert light == "#7a1fa2"
    assert contrast(Color(dark), DARK_GROUND) >= EASY


def test_style_sheet_of_the_site_itself_gets_the_accent_too() -> None:
    own = tuple(
        type(file)(file.name, file.path, b"a{}") if file.name == "static/style.css" else file
        for file in default_theme()
    )
    files = {
        "site.yaml": 'title: A\nlanguages: [en]\naccent: "#7a1fa2"\n',
        "content/a.yaml": "date: 2020\ntitle: A\n",
    }
    done = made(files, theme=own)
    assert any(one.content.startswith(b"a{}:root{--accent:#7a1fa2") for one in outputs(done))


def test_accent_that_is_hard_to_read_is_told_at_its_place() -> None:
    done = made(
        {
            "site.yaml": 'title: A\nlanguages: [en]\naccent: "#ff9d73"\n',
            "content/a.yaml": "date: 2020\ntitle: A\n",
        }
    )
    assert codes(done) == ["low-contrast"]
    (found,) = done.diagnostics
    assert (found.span.path, found.span.line, found.span.column) == ("site.yaml", 3, 9)
    assert "1.9 : 1" in found.message
    better = re.findall(r"#\w{6}", found.hint)[0]
    assert contrast(Color(better), LIGHT_GROUND) >= ENOUGH
    assert done.outputs, "a warning does not stop publishing"


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("a33b16", 'write "#a33b16"'),
        ('"#A3B"', 'write "#aa33bb"'),
        ("rust", 'write it in hex and quotes: "#a33b16"'),
        ('"#a33b1"', 'write it in hex and quotes: "#a33b16"'),
        ('"#a33b16; } body { display: none"', 'write it in hex and quotes: "#a33b16"'),
    ],
)
def test_accent_that_is_no_color_is_one_mistake(written: str, hint: str) -> None:
    given = snapshot({"site.yaml": f"title: A\nlanguages: [en]\naccent: {written}\n"})
    (found,) = load_settings(given.settings).diagnostics
    assert (found.code, found.span.line, found.hint) == ("bad-value", 3, hint)
