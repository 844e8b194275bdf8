"""`docs/first-timeline.md` is true: whoever types what it says reads what it shows."""

import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from samples import ROOT

PAGE = (ROOT / "docs" / "first-timeline.md").read_text("utf-8")
EVENT = "content/1969/apollo-11-lands-on-the-moon.yaml"
STEP = re.compile(
    r"```console\n(?P<console>.*?)```|```yaml\n(?P<event>.*?)```|[Ww]rite `(?P<line>date: .*?)`",
    re.S,
)
NOT_HERE = ("python3 -m venv", "~/linimasa/bin/pip", "export ", "linimasa serve")
"""Installing takes the network; a preview goes on until it is stopped, and has tests of its own."""


def commands(console: str) -> Iterator[tuple[str, str]]:
    """Each command of a block with the answer that is shown, questions and typed answers too."""
    for part in re.split(r"^\$ ", console, flags=re.M)[1:]:
        command, _, shown = part.partition("\n")
        if not command.startswith(NOT_HERE):
            yield command, shown


def typed(shown: str) -> list[str]:
    """What is typed after each question."""
    return re.findall(r"^(?:Title|Languages|Address)[^:]*: (.*)$", shown, re.M)


def said_at_a_terminal(command: str, answers: list[str], folder: Path, env: dict[str, str]) -> str:
    """Run a command at a terminal, type each answer after its question; all that is seen."""
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        ["sh", "-c", command], cwd=folder, env=env, stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    seen = ""
    waiting = list(answers)
    while True:
        try:
            part = os.read(ours, 65_536).decode()
        except OSError:  # how Linux tells that the other end is closed
            part = ""
        if not part:
            break
        seen += part.replace("\r\n", "\n")
        if waiting and seen.endswith(": "):
            os.write(ours, waiting.pop(0).encode() + b"\n")
    os.close(ours)
    running.wait(timeout=60)
    return seen


def steady(text: str) -> str:
    """Without how long it took, and how many pages and files a site of this version has."""
    return re.sub(r"[0-9.]+ (pages|s|written)\b", r"some \1", text)


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A home that nobody has used, with the command on the path."""
    program = tmp_path / "bin" / "linimasa"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m linimasa "$@"\n', "utf-8")
    program.chmod(0o755)
    names = {
        f"GIT_{who}_{what}": "a@example.org"
        for who in ("AUTHOR", "COMMITTER")
        for what in ("NAME", "EMAIL")
    }
    return {
        **os.environ,
        **names,
        "HOME": str(tmp_path),
        "PATH": f"{program.parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "generator"),
        "NO_COLOR": "1",
    }


@pytest.mark.long
def test_page_can_be_followed_word_for_word(tmp_path: Path, env: dict[str, str]) -> None:
    folder, done = tmp_path, 0
    for step in STEP.finditer(PAGE):
        event = tmp_path / "moon" / EVENT
        if step["event"]:
            event.write_text(step["event"], "utf-8")
        elif step["line"]:
            text = event.read_text("utf-8")
            event.write_text(re.sub(r"^date: .*$", step["line"], text, flags=re.M), "utf-8")
        for command, shown in commands(step["console"] or ""):
            if command.startswith("cd "):
                folder = tmp_path if command == "cd ~" else folder / command[3:]
                continue
            said = said_at_a_terminal(command, typed(shown), folder, env)
            assert not shown.strip() or steady(said).strip() == steady(shown).strip()
            done += 1
    assert done == 9
    assert (tmp_path / "moon" / "_site" / "index.html").is_file()
    assert (tmp_path / "moon" / ".git" / "refs" / "heads" / "main").is_file()
