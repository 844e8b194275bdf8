"""`docs/timelinejs.md` is true: whoever types what it says reads what it shows."""

import json
import re
from pathlib import Path

import pytest

from samples import ROOT
from test_first_timeline import commands, env, said_at_a_terminal
from tljs import normal

PAGE = (ROOT / "docs" / "timelinejs.md").read_text("utf-8")

__all__ = ["env"]


@pytest.mark.usefixtures("env")
def test_page_when_followed_word_for_word_says_what_happens(
    tmp_path: Path, env: dict[str, str]
) -> None:
    (sheet,) = re.findall(r"```csv\n(.*?)```", PAGE, re.S)
    (tmp_path / "canal.csv").write_text(sheet, "utf-8")
    folder = tmp_path
    for block in re.findall(r"```console\n(.*?)```", PAGE, re.S):
        for command, shown in commands(block):
            if command.startswith("cd "):
                folder /= command.removeprefix("cd ")
                continue
            assert said_at_a_terminal(command, [], folder, env) == shown, command
    assert (folder / "content/1901/first-spade.yaml").exists()
    back = normal(json.loads((tmp_path / "back.json").read_text("utf-8")))
    assert back["title"]["text"] == {"headline": "The canal", "text": "How it came to be dug."}
    assert [one["group"] for one in back["events"]] == ["North", "North"]
    assert back["events"][1]["display_date"] == "around 1902"
