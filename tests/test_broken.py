"""Event files as people break them: one mistake each, told once, at its place, with a way out.

In a whole site, with everything that `check` looks at: no mistake brings another one along.
"""

import json
import re
from pathlib import Path

import pytest

from linimasa.model.files import Options
from linimasa.pipeline.build import build
from linimasa.reporting.sarif import as_sarif
from literals import THEME_READ, snapshot
from sarifschema import RESULT, standard

CASES = Path(__file__).parent / "cases" / "broken.txt"
SITE: dict[str, str | bytes] = {
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
RESULTS = {"items": RESULT}


def cases() -> list[tuple[str, str, str]]:
    found = []
    for case in re.split(r"^== ", CASES.read_text(encoding="utf-8"), flags=re.M)[1:]:
        title, rest = case.split("\n", 1)
        source, expected = re.split(r"^----\n", rest, maxsplit=1, flags=re.M)
        found.append((title, source, expected.strip()))
    return found


PATH = re.compile(r"(site\.yaml|content/\S+), ")
"""Before the title of a case that is not an event."""


def told(source: bytes, path: str = "content/worse.yaml") -> str:
    """All that is said of a site with this file, which as SARIF keeps to its schema."""
    files = {**SITE, path: source}
    found = build(snapshot(files), Options(drafts=True, advice=True), THEME_READ).diagnostics
    log = json.loads(as_sarif(found, {path: source}, "1.2.3"))
    assert [wrong.message for wrong in standard().descend(log["runs"][0]["results"], RESULTS)] == []
    lines = []
    for one in found:
        assert one.span.path == path
        lines += [f"{one.span.line}:{one.span.column} {one.code}: {one.message}"]
        lines += [f"  {one.hint}"] if one.hint else []
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("title", "source", "expected"), cases(), ids=[case[0] for case in cases()]
)
def test_mistake_is_told_once_at_its_place(title: str, source: str, expected: str) -> None:
    path = PATH.match(title)
    assert told(source.encode(), path[1] if path else "content/worse.yaml") == expected
    assert len(re.findall(r"^\d", expected, re.M)) == 1


GOOD = b"date: 2022\ntitle: {id: A, en: A}\n"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (
            GOOD + "place: Malmö\n".encode("latin-1"),
            "3:12 not-utf-8: the byte F6 here is not UTF-8\n"
            "  save it as UTF-8, which every text editor offers",
        ),
        (
            GOOD.decode().encode("utf-16"),
            "1:1 not-utf-8: this file is saved as UTF-16\n"
            "  save it as UTF-8, which every text editor offers",
        ),
        (
            b"PK\x03\x04\x14\0\x06\0\x08\0\0\0!\0\xdf\xa4",
            "1:1 not-utf-8: this file is a document of a word processor, or an archive (zip), not"
            " plain text\n  write it with a text editor, or save it as plain text in UTF-8",
        ),
        (
            GOOD + b"place: A\0B\n",
            "3:9 control-character: an invisible character (U+0000) stands here\n"
            "  delete it; it often comes along with text that was copied",
        ),
        (
            b"\xef\xbb\xbf" + GOOD.replace(b"\n", b"\r\n") + b"staus: rumor\r\n",
            "3:1 unknown-field: “staus” is not a field\n  did you mean “status”?",
        ),
        (
            GOOD.replace(b"\n", b"\r") + b"staus: rumor\r",
            "3:1 unknown-field: “staus” is not a field\n  did you mean “status”?",
        ),
        (
            GOOD.replace(b"\n", b"\r\n") + b"<<<<<<< HEAD\r\nid: a\r\n=======\r\n>>>>>>> x\r\n",
            "3:1 yaml-syntax: two versions of this file stand here, one above the other\n"
            "  keep one of the two down to >>>>>>>, and take the lines with <<<, === and >>> out",
        ),
    ],
    ids=[
        "Latin-1",
        "UTF-16",
        "a document of Word",
        "NUL",
        "a mark and Windows lines",
        "lines of old Macs",
        "two versions and Windows lines",
    ],
)
def test_mistake_in_bytes_is_told_once_at_its_place(source: bytes, expected: str) -> None:
    assert told(source) == expected
