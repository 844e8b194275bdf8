"""Small whole sites and what comes of them, byte by byte.

Each folder of `golden/` is a site. What is expected of it lies beside its content:
`expected/` holds whole pages, `expected.txt` the values of all pages in a readable form or,
of a broken site, what its author is told. Never edit those by hand: run this file to record
them anew, and read the difference.
"""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import get_args

import pytest

from linimasa.diagnostics import CODES
from linimasa.model.pages import Alternate, EventPage, Page, TextPage, TimelinePage
from linimasa.model.views import Badge, DateWords, FilterOption, Item, Link, Phrase, Step
from linimasa.pipeline.build import build
from linimasa.read.project import read, sources
from linimasa.reporting import report
from literals import NOW, outputs
from test_plan import laid_out

GOLDEN = Path(__file__).parent / "golden"
WHOLE = ("minimal", "override")
VALUES: dict[str, tuple[type[Page], ...]] = {
    "tour": get_args(Page),
    "fuzzy-dates": (TimelinePage,),
}
"""Sites of which the values of pages are recorded, and of which pages."""


def whole(name: str) -> dict[str, bytes]:
    """Every file of the site but the static ones of the theme."""
    done = build(read(GOLDEN / name, NOW))
    return {
        one.path: one.content
        for one in outputs(done)
        if not one.path.startswith(("assets/", "embed.js"))
    }


def values(name: str) -> str:
    """What every page of the site carries, and the files beside the pages."""
    given = read(GOLDEN / name, NOW)
    lines: list[str] = []
    pages = laid_out(given).pages
    for address, page in pages.items():
        if isinstance(page, VALUES[name]):
            lines += [f"== /{address} ({type(page).__name__})", *told(page, 0), ""]
    if TextPage not in VALUES[name]:
        lines += ["== dates", *dates(pages.values()), ""]
    for one in outputs(build(given)) if TextPage in VALUES[name] else ():
        if one.path.endswith((".xml", ".txt", "_headers", ".json")):
            lines += [f"== {one.path}", one.content.decode().rstrip("\n"), ""]
        elif one.copy_of:
            lines += [f"== {one.path}", f"a copy of {one.copy_of}", ""]
    return "\n".join(lines)


def dates(pages: Iterable[Page]) -> Iterator[str]:
    """How the date of each event reads, and under which period the event is listed."""
    for page in pages:
        if isinstance(page, EventPage):
            title = page.card.title
            yield f"{title.text} [{title.language}]: {short(page.card.date)}; {short(page.period)}"


def mistakes(name: str) -> str:
    """What the author of the site is told on a terminal."""
    given = read(GOLDEN / name, NOW)
    found = build(given).diagnostics
    return report.text(found, sources(GOLDEN / name, given, found), color=False) + "\n"


def short(value: object) -> str:  # noqa: PLR0911 - one case a line
    """A small value on one line; empty for one that needs lines of its own."""
    match value:
        case Phrase(text, language):
            return f"{text} [{language}]"
        case DateWords():
            kept = "".join(f"<{part.datetime}>" for part in value.parts if part.datetime)
            return f"{value.words} ({value.edtf}, {value.shape}{kept})"
        case Link(label, address, count):
            return f"{label.text} → /{address}" + (f" ×{count}" if count else "")
        case Badge():
            return f"{value.symbol} {value.label.text} ({value.tone})"
        case Step():
            return f"{short(value.date)} {value.title.text} → /{value.address}"
        case Alternate():
            kept = "" if value.translated else ", not translated"
            return f"{value.language} /{value.address}{kept}"
        case Item(id=name, gap=gap, month=month):
            silence = f" after {gap.count} {gap.unit} (step {gap.step})" if gap else ""
            return f"{month + ': ' if month else ''}{name}{silence}"
        case FilterOption(number, word, label, count):
            return f"{number}. {word} ({label.text}) ×{count}"
        case str() | int():
            return str(value)
    return ""


def told(value: object, depth: int) -> Iterator[str]:
    """The fields of a value that say something, one a line."""
    for name in (field.name for field in fields(value)) if is_dataclass(value) else ():
        yield from line(name, getattr(value, name), "  " * depth, depth)


def line(name: str, value: object, indent: str, depth: int) -> Iterator[str]:
    if value in ("", None, (), 0, False):
        return
    if isinstance(value, tuple):
        for one in value:
            yield from line(f"{name} -", one, indent, depth)
    elif text := short(value):
        yield f"{indent}{name}: {text}"
    else:
        yield f"{indent}{name}:"
        yield from told(value, depth + 1)


def recorded(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("name", WHOLE)
def test_whole_site_is_as_recorded(name: str) -> None:
    made, expected = whole(name), recorded(GOLDEN / name / "expected")
    assert sorted(made) == sorted(expected)
    for path, content in made.items():
        assert content.decode() == expected[path].decode(), path


@pytest.mark.parametrize("name", VALUES)
def test_values_of_the_pages_are_as_recorded(name: str) -> None:
    assert values(name) == (GOLDEN / name / "expected.txt").read_text("utf-8")


def test_report_on_a_broken_site_is_as_recorded() -> None:
    assert mistakes("broken") == (GOLDEN / "broken" / "expected.txt").read_text("utf-8")


def test_tour_has_every_field_of_an_event_but_its_id() -> None:
    from linimasa.model.record import Event

    texts = "".join(
        path.read_text("utf-8") for path in (GOLDEN / "tour" / "content").glob("*.yaml")
    )
    wanted = {field.name for field in fields(Event)} - {"id"}
    assert {name for name in wanted if f"{name}:" not in texts} == set()


def test_every_kind_of_mistake_is_met_by_some_test() -> None:
    met = mistakes("broken") + "".join(
        path.read_text("utf-8")
        for folder, ending in ((".", "*.py"), ("cases", "*.txt"))
        for path in (Path(__file__).parent / folder).glob(ending)
    )
    assert [code for code in CODES if code not in met] == []


def record() -> None:
    """Write down what comes of each site now."""
    for name in WHOLE:
        folder = GOLDEN / name / "expected"
        for path in recorded(folder):
            (folder / path).unlink()
        for path, content in whole(name).items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
    for name in VALUES:
        (GOLDEN / name / "expected.txt").write_text(values(name), "utf-8")
    (GOLDEN / "broken" / "expected.txt").write_text(mistakes("broken"), "utf-8")


if __name__ == "__main__":
    record()
    sys.exit(0)
