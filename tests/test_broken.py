"""Event files as people break them: one mistake each, told once, at its place, with a way out.

In a whole site, with everything that `check` looks at: no mistake brings another one along.
"""

import re
from pathlib import Path

import pytest

from linimasa.build import build
from linimasa.model.files import Options
from literals import snapshot

CASES = Path(__file__).parent / "cases" / "broken.txt"
SITE = {
    "site.yaml": (
        "title: {id: A, en: A}\nlanguages: [id, en]\nevidence: {confirmed: {sources: 2}}\n"
    ),
    "content/_actors.yaml": "xiaomi: {name: Xiaomi}\nlei-jun: {name: Lei Jun}\n",
    "content/good.yaml": "date: 2021-03-30\ntitle: {id: Baik, en: Good}\n",
    "content/later.yaml": "date: 2023\ntitle: {id: Nanti, en: Later}\n",
    "content/plant.jpg": "",
    "content/pages/about.md": "---\ntitle: A\n---\n",
    "content/pages/about.en.md": "---\ntitle: A\n---\n",
}


def cases() -> list[tuple[str, str, str]]:
    found = []
    for case in re.split(r"^== ", CASES.read_text(encoding="utf-8"), flags=re.M)[1:]:
        title, rest = case.split("\n", 1)
        source, expected = re.split(r"^----\n", rest, maxsplit=1, flags=re.M)
        found.append((title, source, expected.strip()))
    return found


def told(source: str) -> str:
    """All that is said of a site with this file."""
    files = {**SITE, "content/worse.yaml": source.encode()}
    lines = []
    for one in build(snapshot(files), Options(drafts=True, advice=True)).diagnostics:
        assert one.span.path == "content/worse.yaml"
        lines += [f"{one.span.line}:{one.span.column} {one.code}: {one.message}"]
        lines += [f"  {one.hint}"] if one.hint else []
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("source", "expected"), [case[1:] for case in cases()], ids=[case[0] for case in cases()]
)
def test_mistake_is_told_once_at_its_place(source: str, expected: str) -> None:
    assert told(source) == expected
    assert len(re.findall(r"^\d", expected, re.M)) == 1
