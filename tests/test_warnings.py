"""Every warning as `docs/messages.md` shows it: its example, what is said of it, what is right."""

import re
from pathlib import Path

import pytest

from linimasa.check.silence import ON_REQUEST
from linimasa.diagnostics import CODES, Severity
from linimasa.model.files import Options
from linimasa.pipeline.build import build
from linimasa.read.project import read
from linimasa.reporting.report import text
from literals import NOW
from samples import write_all

PAGE = Path(__file__).parent.parent / "docs" / "messages.md"
WARNINGS = {code for code, (severity, _) in CODES.items() if severity is Severity.WARNING}
SETTINGS = "title: A\n"
NO_EVENTS = ("site.yaml", "content/_actors.yaml")
LAWS = {
    f"content/law-{day:02}.yaml": f"date: 2021-03-{day:02}\ntags: [law]\n" for day in range(2, 26)
}
FIRSTS = {f"content/first-{year}.yaml": f"date: {year}-04-01\n" for year in range(2001, 2009)}
AROUND = {
    "tag-spelling": {"content/a.yaml": "tags: [electric-car]\n"},
    "tag-used-once": LAWS,
    "false-precision": {**dict(list(LAWS.items())[:11]), **FIRSTS},
    "missing-alt": {"content/plant.jpg": ""},
    "picture-in-text": {"content/plant.jpg": ""},
}
"""What a site has besides the files of an example."""


def sections() -> dict[str, str]:
    chapter = re.split(r"^## ", PAGE.read_text("utf-8"), flags=re.M)
    (ours,) = (one for one in chapter if one.startswith("Warnings, one by one"))
    found = re.split(r"^### `(.*)`\n", ours, flags=re.M)[1:]
    return dict(zip(found[::2], found[1::2], strict=True))


def blocks(section: str, kind: str) -> list[str]:
    return re.findall(rf"^```{kind}\n(.*?)^```", section, re.M | re.S)


def files(block: str) -> dict[str, str]:
    """The files of an example, each with the fields that an event must have."""
    parts = re.split(r"^(?=# [\w/]+\.yaml(?:\.txt)?$)", block, flags=re.M)[1:]
    found = {part.split("\n", 1)[0][2:]: part for part in parts}
    return {path: completed(path, text) for path, text in found.items()}


def completed(path: str, text: str) -> str:
    for field in ("date: 2022", "title: Event"):
        name = field.partition(":")[0]
        if path not in NO_EVENTS and not re.search(rf"^{name}:", text, re.M):
            text += f"{field}\n"
    return text


def said(code: str, block: str, folder: Path) -> list[str]:
    """What `check` says of the files in an example; of others around them only errors."""
    around = {
        path: completed(path, text) if text else "" for path, text in AROUND.get(code, {}).items()
    }
    shown = files(block)
    site = {"site.yaml": SETTINGS, "content/z.yaml": "date: 2023\ntitle: Z\n", **around, **shown}
    write_all(folder, site)
    found = build(read(folder, NOW), Options(drafts=True, advice=True)).diagnostics
    return [
        text([one], {}, color=False).splitlines()[0]
        for one in found
        if one.span.path in shown or one.severity is Severity.ERROR
    ]


SECTIONS = sections()
SHOWN = {code: section for code, section in SECTIONS.items() if blocks(section, "yaml")}


def test_every_warning_has_a_section_and_those_of_one_site_have_an_example() -> None:
    assert list(SECTIONS) == sorted(WARNINGS)
    assert SECTIONS.keys() - SHOWN.keys() == {"no-events", *ON_REQUEST}


@pytest.mark.parametrize("code", SHOWN)
def test_example_of_a_warning_is_told_just_as_the_page_says(code: str, tmp_path: Path) -> None:
    wrong, *_ = blocks(SHOWN[code], "yaml")
    (expected,) = blocks(SHOWN[code], "text")
    assert f"[{code}]" in expected
    assert said(code, wrong, tmp_path) == [expected.strip()]


@pytest.mark.parametrize("code", SHOWN)
def test_example_that_was_put_right_is_without_warnings(code: str, tmp_path: Path) -> None:
    _, right = blocks(SHOWN[code], "yaml")
    assert said(code, right, tmp_path) == []
