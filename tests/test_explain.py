"""`build --explain`: why each page was drawn."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from edited_site import SITE
from linimasa.cli import cli
from linimasa.read import project
from rebuilding import default_theme
from samples import write_all

FILES = {
    "site.yaml": SITE,
    "content/a.yaml": "date: 2021\ntitle: {en: A, id: A}\ntags: [law]\n",
    "content/b.yaml": "date: 2022\ntitle: {en: B, id: B}\nrelations: {denies: a}\n",
    "content/c.yaml": "date: 2023\ntitle: {en: C, id: C}\n",
    "content/d.yaml": "date: 2024\ntitle: {en: D, id: D}\ntags: [law]\n",
}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(project, "default_theme", default_theme)
    write_all(tmp_path, FILES)
    return tmp_path


def explained(site: Path, *options: str) -> dict[str, str]:
    """The reasons by path."""
    done = CliRunner().invoke(cli, ["build", str(site), "--explain", *options])
    assert done.exit_code == 0, done.output
    return dict(line.split(": ", 1) for line in done.output.splitlines() if "index.html: " in line)


def test_first_build_knows_no_earlier_one(site: Path) -> None:
    assert set(explained(site).values()) == {"no earlier build is known"}
    assert set(explained(site, "--no-cache").values()) == {"no earlier build is known"}


def test_nothing_is_drawn_where_nothing_changed(site: Path) -> None:
    explained(site)
    done = CliRunner().invoke(cli, ["build", str(site), "--explain"])
    assert "No page was drawn: none has changed." in done.output


def test_event_is_named_on_its_own_page_and_on_those_that_list_or_mention_it(site: Path) -> None:
    explained(site)
    write_all(site, {"content/a.yaml": FILES["content/a.yaml"].replace("en: A", "en: AA")})
    found = explained(site)
    assert set(found.values()) == {"content/a.yaml changed"}
    assert {
        "index.html",
        "2021/index.html",
        "events/a/index.html",
        "events/b/index.html",
        "tags/law/index.html",
        "threads/a/index.html",
    } <= found.keys()
    assert not {"events/d/index.html", "2023/index.html"} & found.keys()


def test_each_page_names_the_events_it_shows(site: Path) -> None:
    explained(site)
    for name in "ad":
        path = f"content/{name}.yaml"
        write_all(site, {path: FILES[path].replace("en: ", "en: The ")})
    found = explained(site)
    assert found["2021/index.html"] == "content/a.yaml changed"
    assert found["2024/index.html"] == "content/d.yaml changed"
    assert found["tags/law/index.html"] == "content/a.yaml changed, content/d.yaml changed"


def test_new_and_removed_events_are_told(site: Path) -> None:
    explained(site)
    (site / "content/d.yaml").unlink()
    write_all(site, {"content/e.yaml": "date: 2025\ntitle: {en: E, id: E}\n"})
    found = explained(site)
    assert found["events/e/index.html"] == "the page is new: content/e.yaml is new"
    assert found["tags/law/index.html"] == "content/d.yaml is gone, content/e.yaml is new"


def test_what_all_pages_share_is_named(site: Path) -> None:
    explained(site)
    write_all(site, {"site.yaml": SITE.replace("Cars", "Ships")})
    found = explained(site)
    assert set(found.values()) == {"site.yaml changed"}
    assert "events/d/index.html" in found


def test_template_is_the_reason_for_its_own_pages(site: Path) -> None:
    explained(site)
    write_all(
        site, {"theme/templates/tag.html": '{% extends "base.html" %}{% block x %}{% endblock %}'}
    )
    found = explained(site)
    assert found.keys() == {"tags/law/index.html", "id/tags/law/index.html"}
    assert set(found.values()) == {"theme/templates/tag.html is new"}


def test_other_options_are_a_reason(site: Path) -> None:
    explained(site)
    found = explained(site, "--base-url", "https://elsewhere.example/")
    assert set(found.values()) == {"other options, or what all pages show has changed"}


def test_file_that_somebody_edited_is_a_reason(site: Path) -> None:
    explained(site)
    write_all(site, {"_site/index.html": "mine"})
    assert explained(site) == {
        "index.html": "its file in the output folder is not as it was written"
    }


def test_lost_memory_is_a_reason(site: Path) -> None:
    explained(site)
    (site / ".linimasa/memo.sqlite").unlink()
    write_all(site, {"_site/index.html": "mine"})
    found = explained(site)
    assert found.pop("index.html") == "its file in the output folder is not as it was written"
    assert set(found.values()) == {"what was remembered of it is lost"}


def test_of_many_files_five_are_named(site: Path) -> None:
    explained(site)
    write_all(
        site, {f"content/n{n}.yaml": f"date: 2021\ntitle: {{en: N{n}, id: N}}\n" for n in range(9)}
    )
    assert explained(site)["2021/index.html"].endswith("content/n4.yaml is new, 4 more")
