"""Our `timelinejs.json` in the real TimelineJS: every slide, in order, with its words and date."""

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from knightlab import shown
from samples import ROOT, linimasa, write_all

CASES = ROOT / "tests" / "cases" / "imports"


def exported(site: Path, *more: str) -> str:
    done = linimasa("export", "timelinejs", site, *more)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("language", ["id", "en"])
def test_timelinejs_shows_every_event_of_the_sample_site(
    browser: Browser, tmp_path: Path, language: str
) -> None:
    text = exported(ROOT, "--language", language)
    given = json.loads(text)
    seen = shown(browser, tmp_path, text, embeds=True)
    title, *slides = seen.slides
    assert title[1] == given["title"]["text"]["headline"]
    assert [one[0] for one in slides] == [one["unique_id"] for one in given["events"]]
    assert [one[1] for one in slides] == [words(one) for one in given["events"]]
    for event, slide in zip(given["events"], slides, strict=True):
        assert slide[2].casefold() == event.get("display_date", slide[2]).casefold()
        assert str(event["start_date"]["year"]) in slide[2]
    assert seen.errors == []


def words(event: Any) -> str:
    text: str = event["text"]["headline"]
    return " ".join(text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").split())


def test_timelinejs_shows_the_same_of_a_file_that_came_and_went(
    browser: Browser, tmp_path: Path
) -> None:
    before = json.loads((CASES / "timelinejs.json").read_text("utf-8"))
    # The real one stops at an era without an end and at a year that is none, and the human scale
    # that this file asks for has no place for the beginning of the Earth.
    before["eras"] = before["eras"][:1]
    years = [(one.get("start_date", {}).get("year"), one) for one in before["events"]]
    before["events"] = [one for year, one in years if year not in (None, "soon", -4_500_000_000)]
    for one in (before["title"], *before["events"]):
        one.pop("media", None)  # nothing is asked of others; pictures are tried elsewhere
        one.pop("background", None)
    site, folder = tmp_path / "site", tmp_path / "seen"
    folder.mkdir()
    write_all(site, {"site.yaml": "title: T\nlanguages: [en]\n"})
    text = json.dumps(before).replace('src=\\"https://video.example/1\\"', "")
    write_all(tmp_path, {"in/timeline.json": text})
    done = linimasa("import", "timelinejs", tmp_path / "in/timeline.json", "--site", site)
    assert "Wrote" in done.stdout, done.stderr
    old, new = shown(browser, folder, text), shown(browser, folder, exported(site))
    assert [one[1:] for one in new.slides] == [one[1:] for one in old.slides]
    assert len(new.slides) == len(before["events"]) + 1
    assert new.eras == old.eras == 1
    assert (new.asked, new.errors) == ([], [])
