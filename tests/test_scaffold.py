"""A new site and a new event are without mistakes, whatever they are called."""

import json
import os
import pty
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from linimasa import __version__, cli
from linimasa.commands import starting
from linimasa.fuzzydate import parse
from linimasa.load import load, load_settings
from linimasa.model.files import InputFile, ThemeFile
from linimasa.model.record import Event
from linimasa.scaffold.event import EXAMPLES, event_file
from linimasa.scaffold.naming import LONGEST, folder_for, free_name, name_of
from linimasa.scaffold.scalars import scalar
from linimasa.schema.reference import field_docs
from linimasa.wording.catalog import read_catalog
from linimasa.write.anew import NotWritten, write_anew
from linimasa.yamltree.text import UNPRINTABLE
from samples import ROOT, write_all

DAY = {"SOURCE_DATE_EPOCH": "1787796000"}  # 2026-08-27T02:00Z

HOSTILE = [
    'Rise of "A": #1 – what\'s next?',
    "yes",
    "2021",
    "- [x] {y}: &z *a !b |c >d %e @f `g`",
    "😀 😀",
    "a: b",
    "ends with a colon:",
    "\\n \\u0041",
    "TITLE {title} {url}",
    "مرحبا بالعالم",
    "no-break\u00a0space, line\u2028separator",
    "~",
    "null",
    "# a heading",
    "line one\nline two",
]


def run(*arguments: str | Path, typed: str | None = None) -> Result:
    return CliRunner().invoke(cli.cli, [str(one) for one in arguments], input=typed, env=DAY)


def good(*arguments: str | Path) -> Result:
    done = run(*arguments)
    assert done.exit_code == 0, done.output
    return done


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def as_shown(title: str) -> str:
    """A title as it is read: line ends and runs of spaces are one space."""
    return re.sub(r"[ \t\r\n]+", " ", title).strip(" ")


@contextmanager
def a_folder() -> Iterator[Path]:
    """For examples of a property, which share the `tmp_path` of their test."""
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    good("init", tmp_path / "site", "--title", "A")
    return tmp_path / "site"


def event_paths(site: Path) -> list[str]:
    return sorted(path for path in files(site) if re.match(r"content/(?!pages).*\.yaml", path))


# -- init -----------------------------------------------------------------------------------


@pytest.mark.parametrize("languages", ["en", "id", "id,en", "ar,en,id", "fr", "zh-Hant,no,en"])
def test_new_site_is_without_warnings_and_builds(tmp_path: Path, languages: str) -> None:
    folder = tmp_path / "site"
    good("init", folder, "--title", "A", "--language", languages)
    checked = good("check", folder, "--strict")
    assert (checked.stdout, checked.stderr) == ("Checked 1 event: nothing is wrong.\n", "")
    assert good("build", folder, "--strict").stderr == ""
    assert (folder / "_site" / "events" / "timeline-begins" / "index.html").is_file()
    for code in languages.split(",")[1:]:
        about = (folder / "_site" / code / "about" / "index.html").read_text("utf-8")
        assert f'lang="{code}"' in about


def test_new_site_speaks_its_languages(tmp_path: Path) -> None:
    good("init", tmp_path, "--language", "id", "--language", "en", "--title", "Banjir")
    event = yaml.safe_load((tmp_path / "content/2026/timeline-begins.yaml").read_text("utf-8"))
    assert event["title"] == {"id": "Linimasa ini dimulai", "en": "This timeline begins"}
    assert event["date"].isoformat() == "2026-08-27"
    assert "Tentang" in (tmp_path / "content/pages/about.md").read_text("utf-8")
    assert "About" in (tmp_path / "content/pages/about.en.md").read_text("utf-8")
    assert "Menambah peristiwa" in (tmp_path / "README.md").read_text("utf-8")


def test_new_site_has_the_interface_ready_to_be_translated(tmp_path: Path) -> None:
    good("init", tmp_path, "--language", "pl")
    catalog = (tmp_path / "theme/locale/pl.po").read_bytes()
    assert catalog.count(b"msgid ") > 100
    assert read_catalog(ThemeFile("locale/pl.po", "pl.po", catalog)) == ({}, ())


def test_languages_are_written_as_their_standard_has_them(tmp_path: Path) -> None:
    good("init", tmp_path, "--language", "ID, zh-hant,pt-br")
    settings_ = load_settings(InputFile("site.yaml", (tmp_path / "site.yaml").read_bytes()))
    assert settings_.settings is not None
    assert settings_.settings.languages == ("id", "zh-Hant", "pt-BR")


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--language", "xx"], "no language is known as “xx”"),
        (["--language", "indonesian"], "did you mean “id”?"),
        (["--language", "pt_BR"], "did you mean “pt-BR”?"),
        (["--language", ","], "one language at least"),
        (["--url", "example.org"], "did you mean “https://example.org”?"),
        (["--title", " "], "a word at least"),
        (["--title", "bell \x07"], "U+0007"),
        (["--title", "x" * 2001], "2,001 characters"),
    ],
)
def test_wrong_answer_is_wrong_use_and_writes_nothing(
    tmp_path: Path, options: list[str], says: str
) -> None:
    done = run("init", tmp_path / "site", *options)
    assert done.exit_code == 2
    assert says in done.stderr
    assert options[0] in done.stderr
    assert not (tmp_path / "site").exists()


def test_site_without_answers_is_named_after_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "jakarta-floods"
    good("init", folder)
    assert "\ntitle: Jakarta floods\n" in (folder / "site.yaml").read_text("utf-8")
    assert "\n# url: " in (folder / "site.yaml").read_text("utf-8")


def test_address_is_that_of_the_site(tmp_path: Path) -> None:
    good("init", tmp_path, "--url", "https://example.org/a/")
    good("build", tmp_path)
    home = (tmp_path / "_site" / "index.html").read_text("utf-8")
    assert 'href="https://example.org/a/"' in home


def test_three_questions_are_asked_at_a_terminal_until_the_answer_is_right(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    os.write(ours, b"A: timeline\nklingonian\nid\n\n")
    done = subprocess.run(
        [sys.executable, "-m", "linimasa", "init", str(tmp_path / "site")],
        env={**os.environ, "PYTHONPATH": str(ROOT / "generator")},
        stdin=theirs,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    os.close(ours)
    os.close(theirs)
    assert done.returncode == 0, done.stderr
    assert "Title [Site]: " in done.stdout
    assert "“klingonian” is not a language code" in done.stdout + done.stderr
    written = (tmp_path / "site" / "site.yaml").read_text("utf-8")
    assert '\ntitle: "A: timeline"\n' in written
    assert "\nlanguages: [id]\n" in written


@pytest.mark.parametrize("there", ["README.md", "notes.txt", ".vscode/settings.json"])
def test_folder_that_holds_anything_is_refused_by_name(tmp_path: Path, there: str) -> None:
    write_all(tmp_path, {there: "mine", ".git/HEAD": "ref"})
    before = files(tmp_path)
    done = run("init", tmp_path)
    assert done.exit_code == 2
    assert done.stderr.startswith(f"Error: there already: {tmp_path / Path(there).parts[0]}\n")
    assert files(tmp_path) == before


def test_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "site").write_text("mine", "utf-8")
    assert run("init", tmp_path / "site").exit_code == 2
    assert run("init", tmp_path / "site" / "below").exit_code == 2
    assert (tmp_path / "site").read_text("utf-8") == "mine"


def test_folder_with_nothing_but_version_control_is_taken(tmp_path: Path) -> None:
    write_all(tmp_path, {".git/HEAD": "ref"})
    good("init", tmp_path)
    good("check", tmp_path, "--strict")


@pytest.mark.parametrize("unseen", [".DS_Store", "Thumbs.db", "desktop.ini"])
def test_folder_that_only_looks_empty_is_taken_and_keeps_what_is_in_it(
    tmp_path: Path, unseen: str
) -> None:
    write_all(tmp_path, {unseen: "kept"})
    good("init", tmp_path)
    assert (tmp_path / unseen).read_text("utf-8") == "kept"


def test_folder_within_a_repository_is_told_what_that_means(tmp_path: Path) -> None:
    (tmp_path / "all" / ".git").mkdir(parents=True)
    assert (
        f"in the git repository {tmp_path / 'all'}."
        in good("init", tmp_path / "all" / "deep").stdout
    )
    assert "repository" not in good("init", tmp_path / "other").stdout


def test_second_init_changes_nothing(site: Path) -> None:
    before = files(site)
    assert run("init", site).exit_code == 2
    assert files(site) == before


@pytest.mark.parametrize("title", HOSTILE)
def test_title_of_a_site_is_what_was_typed(tmp_path: Path, title: str) -> None:
    good("init", tmp_path, f"--title={title}")
    written = (tmp_path / "site.yaml").read_bytes()
    read = load_settings(InputFile("site.yaml", written))
    assert read.diagnostics == ()
    assert read.settings is not None
    assert read.settings.title.entries == (("en", as_shown(title)),)
    assert yaml.safe_load(written)["title"] == as_shown(title)
    good("check", tmp_path, "--strict")


def test_workflow_checks_builds_and_publishes_with_no_more_rights_than_that(site: Path) -> None:
    text = (site / ".github/workflows/publish.yml").read_text("utf-8")
    workflow: Any = yaml.safe_load(text)
    jobs = workflow["jobs"]
    assert workflow["permissions"] == {"contents": "read"}
    assert jobs["build"]["permissions"] == {"contents": "read", "pages": "read"}
    assert jobs["publish"]["permissions"] == {"pages": "write", "id-token": "write"}
    uses = [step["uses"] for job in jobs.values() for step in job["steps"] if "uses" in step]
    assert all(re.fullmatch(r"actions/[a-z-]+@v[0-9]+", one) for one in uses)
    assert json.loads((site / ".vscode/settings.json").read_text("utf-8"))["yaml.schemas"]
    assert json.loads((site / ".vscode/extensions.json").read_text("utf-8"))["recommendations"]


def test_workflow_builds_each_hour_where_somebody_takes_the_sign_away(site: Path) -> None:
    text = (site / ".github/workflows/publish.yml").read_text("utf-8")
    # YAML 1.1 takes `on` for yes.
    before, asked = (
        yaml.safe_load(one) for one in (text, text.replace("# schedule:", "schedule:"))
    )
    assert asked.pop(True) == {**before.pop(True), "schedule": [{"cron": "7 * * * *"}]}
    assert asked == before


def test_commands_of_the_workflow_check_the_site_and_build_it_for_its_address(site: Path) -> None:
    workflow: Any = yaml.safe_load((site / ".github/workflows/publish.yml").read_text("utf-8"))
    steps = workflow["jobs"]["build"]["steps"]
    commands = [step["run"] for step in steps if step.get("run", "").startswith("linimasa ")]
    assert [one.split()[1] for one in commands] == ["check", "build"]
    for command in commands:
        done = subprocess.run(
            ["sh", "-c", command.replace("linimasa", f"{sys.executable} -m linimasa")],
            cwd=site,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT / "generator"),
                "ADDRESS": "https://example.org/moon",
            },
            capture_output=True,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    home = (site / "_site" / "index.html").read_text("utf-8")
    assert 'href="https://example.org/moon/"' in home


GIT = '{"url": "https://example.org/l.git", "vcs_info": {"vcs": "git", "commit_id": "ab12"}}'
WHEEL = '{"url": "https://example.org/l.whl", "archive_info": {}}'


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        (GIT, "linimasa @ git+https://example.org/l.git@ab12"),
        (WHEEL, "linimasa @ https://example.org/l.whl"),
        (None, f"linimasa=={__version__}"),
        ('{"url": "file:///home/somebody/linimasa", "dir_info": {}}', starting.NOWHERE),
    ],
)
def test_workflow_gets_the_program_from_where_it_came_here(
    monkeypatch: pytest.MonkeyPatch, written: str | None, wanted: str
) -> None:
    installed = SimpleNamespace(read_text=lambda _: written)
    monkeypatch.setattr("importlib.metadata.distribution", lambda _: installed)
    assert starting._requirement() == wanted


def test_commands_in_the_readmes_of_new_sites_exist() -> None:
    for page in (ROOT / "generator/linimasa/scaffold/files").glob("readme.*.md"):
        names = re.findall(r"^linimasa (\w+)|`linimasa (\w+)", page.read_text("utf-8"), re.M)
        assert {name for pair in names for name in pair if name} <= cli.cli.commands.keys()
        assert len(names) > 3


# -- new ------------------------------------------------------------------------------------


BY_COMMANDS = {"translated"}
"""Fields that a command writes, not an editor."""


def test_new_event_is_of_today_and_explains_every_field(site: Path) -> None:
    done = good("new", "Rain falls", "--site", site)
    path = site / "content/2026/rain-falls.yaml"
    assert done.stdout == f"Wrote {path}\n"
    text = path.read_text("utf-8")
    begin = "\ndate: 2026-08-27\ntitle: Rain falls\n# One of: planned, rumor,"
    assert text.partition("event.schema.json")[2].startswith(begin)
    assert yaml.safe_load(text)["status"] == "reported"
    for name, words in field_docs(Event).items():
        if name in BY_COMMANDS:
            continue
        assert f"\n{name}:" in f"\n{text}" or f"\n# {name}:" in text
        if name in EXAMPLES:
            assert words in text.replace("\n# ", " ")
    good("check", site, "--strict")
    good("build", site)
    assert (site / "_site/events/rain-falls/index.html").is_file()


def test_today_is_that_of_the_zone_of_the_site(site: Path) -> None:
    settings_ = (site / "site.yaml").read_text("utf-8")
    ahead = settings_.replace("timezone: UTC", "timezone: Pacific/Kiritimati")
    (site / "site.yaml").write_text(ahead, "utf-8")
    env = {"SOURCE_DATE_EPOCH": "1787788800"}  # 2026-08-27T00:00Z, which is 14:00 there
    assert CliRunner().invoke(cli.cli, ["new", "A", "--site", str(site)], env=env).exit_code == 0
    late = {"SOURCE_DATE_EPOCH": "1787828400"}  # 11:00Z, which is the next day there
    assert CliRunner().invoke(cli.cli, ["new", "B", "--site", str(site)], env=late).exit_code == 0
    assert "date: 2026-08-27\n" in (site / "content/2026/a.yaml").read_text("utf-8")
    assert "date: 2026-08-28\n" in (site / "content/2026/b.yaml").read_text("utf-8")


def test_every_optional_field_has_an_example_that_loads_once_it_is_used() -> None:
    optional = field_docs(Event).keys() - {"date", "title", "status"} - BY_COMMANDS
    assert EXAMPLES.keys() == optional
    text = event_file("A", parse("2026-08-27"), "rumor", ["rumor"], ["en"], "en")
    used = re.sub(rf"^# (?=(?:{'|'.join(EXAMPLES)}):|  )", "", text, flags=re.M)
    assert yaml.safe_load(used).keys() == field_docs(Event).keys() - BY_COMMANDS
    assert load(InputFile("content/a.yaml", used.encode()), ("en",), "UTC").diagnostics == ()


def test_event_of_several_languages_has_its_title_where_it_belongs(tmp_path: Path) -> None:
    good("init", tmp_path, "--language", "id,en")
    good("new", "Banjir", "--site", tmp_path)
    good("new", "Flood", "--site", tmp_path, "--language", "en")
    banjir = (tmp_path / "content/2026/banjir.yaml").read_text("utf-8")
    flood = (tmp_path / "content/2026/flood.yaml").read_text("utf-8")
    assert "\ntitle:\n  id: Banjir\n  # en: …\n" in banjir
    assert "\ntitle:\n  # id: …\n  en: Flood\n" in flood
    assert "error" not in good("check", tmp_path).stderr


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--date", "2022-08-32"], "August 2022 has 31 days"),
        (["--date", "soon"], "--date"),
        (["--status", "rumour"], "did you mean “rumor”?"),
        (["--status", "zzz"], "use one of: planned, rumor"),
        (["--language", "id"], "this site has: en"),
    ],
)
def test_wrong_word_for_a_new_event_is_wrong_use_in_the_words_of_check(
    site: Path, options: list[str], says: str
) -> None:
    before = files(site)
    done = run("new", "A", "--site", site, *options)
    assert done.exit_code == 2
    assert says in done.stderr
    assert files(site) == before


def test_status_is_one_of_the_words_of_the_site(site: Path) -> None:
    with (site / "site.yaml").open("a", encoding="utf-8") as file:
        file.write("statuses:\n  'yes': {}\n  maybe: {}\n")
    (site / "content/2026/timeline-begins.yaml").unlink()
    good("new", "A", "--site", site)
    good("new", "B", "--site", site, "--status", "maybe")
    assert 'status: "yes"' in (site / "content/2026/a.yaml").read_text("utf-8")
    assert "status: maybe" in (site / "content/2026/b.yaml").read_text("utf-8")
    assert "did you mean “maybe”?" in run("new", "C", "--site", site, "--status", "mabye").stderr
    good("check", site, "--strict")


def test_folder_without_a_site_is_told_so(tmp_path: Path) -> None:
    done = run("new", "A", "--site", tmp_path)
    assert done.exit_code == 1
    assert "there is no file “site.yaml” here" in done.stderr


def test_same_title_twice_gives_two_files(site: Path) -> None:
    for _ in range(3):
        good("new", "Rain", "--site", site)
    names = {Path(path).stem for path in event_paths(site)}
    assert names == {"rain", "rain-2", "rain-3", "timeline-begins"}
    good("check", site, "--strict")


@pytest.mark.parametrize(
    "other",
    ["id: Rain\n", "aliases: [RAIN]\n", "aliases: [wet, rain]\nid: other\n", "{date: 1, id: rain}"],
)
def test_name_that_another_event_has_is_not_taken(site: Path, other: str) -> None:
    whole = "date: 2020\ntitle: A\n" + other
    if other.startswith("{"):
        whole = "{date: 2020, title: A, id: rain}\n"
    write_all(site, {"content/2020/other.yaml": whole})
    good("new", "Rain", "--site", site)
    assert "content/2026/rain-2.yaml" in files(site)
    good("check", site, "--strict")


def test_file_that_is_no_event_is_not_overwritten(site: Path) -> None:
    write_all(site, {"content/2026/rain.yaml/a.txt": "mine"})
    done = run("new", "Rain", "--site", site)
    assert done.exit_code == 2
    assert "rain.yaml" in done.stderr


def test_schema_is_named_where_there_is_one(site: Path) -> None:
    good("new", "A", "--site", site)
    first = (site / "content/2026/a.yaml").read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../../schema/event.schema.json"
    (site / "schema/event.schema.json").unlink()
    good("new", "B", "--site", site)
    assert "$schema" not in (site / "content/2026/b.yaml").read_text("utf-8")


def test_new_site_has_the_schemas_that_the_command_would_write(site: Path) -> None:
    before = files(site)
    good("schema", site)
    assert files(site) == before
    for path in ("site.yaml", *event_paths(site)):
        assert (site / path).read_text("utf-8").startswith("# yaml-language-server: $schema=")


def test_editor_of_the_environment_is_opened_when_asked_for(site: Path, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho "summary: edited" >> "$1"\n', "utf-8")
    editor.chmod(0o755)
    arguments = ["new", "A", "--site", str(site), "--edit"]
    done = CliRunner().invoke(cli.cli, arguments, env={**DAY, "VISUAL": str(editor)})
    assert done.exit_code == 0, done.output
    assert (site / "content/2026/a.yaml").read_text("utf-8").endswith("summary: edited\n")


@pytest.mark.parametrize("editor", ["/none/editor --wait", "false", "'"])
def test_editor_that_fails_is_told_in_plain_words(site: Path, editor: str) -> None:
    arguments = ["new", "A", "--site", str(site), "--edit"]
    done = CliRunner().invoke(cli.cli, arguments, env={**DAY, "VISUAL": editor})
    assert done.exit_code == 2
    assert done.stderr.startswith("Error: the editor could not be opened, or failed\n  hint: open")
    assert (site / "content/2026/a.yaml").exists()


@pytest.mark.parametrize("title", HOSTILE)
def test_title_of_an_event_is_what_was_typed(site: Path, title: str) -> None:
    before = set(event_paths(site))
    good("new", "--site", site, "--", title)
    (path,) = set(event_paths(site)) - before
    loaded = load(InputFile(path, (site / path).read_bytes()), ("en",), "UTC")
    assert loaded.diagnostics == ()
    assert loaded.event is not None
    assert loaded.event.title.entries == (("en", as_shown(title)),)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", loaded.id)


# -- names and places -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Bloomberg: Xiaomi's talks with BAIC", "bloomberg-xiaomis-talks-with-baic"),
        ("大雨淹没下市区", "da-yu-yan-mei-xia-shi-qu"),
        ("東京タワー", "dong-jing-tawa"),
        ("Привет, мир", "privet-mir"),
        ("Über die Straße", "uber-die-strasse"),
        ("../../etc/passwd", "etc-passwd"),
        ("---", "2026-08-27"),
        ("word " * 40, "-".join(["word"] * 12)),
        ("x" * 200, "x" * LONGEST),
    ],
)
def test_name_is_readable_in_any_script(title: str, name: str) -> None:
    assert name_of(title, parse("2026-08-27")) == name


@pytest.mark.parametrize(
    ("date", "events", "folder"),
    [
        ("2026-08-27", [], "content/2026"),
        ("2026", ["content/a.yaml"], "content"),
        ("1999", ["content/2024/a.yaml", "content/2021/b.yaml"], "content/1999"),
        ("1999", ["content/a.yaml", "content/2024/b.yaml"], "content/1999"),
        ("1999-03", ["content/2023/a.yaml", "content/2024/07/b.yaml"], "content/1999/03"),
        ("1999", ["content/2024/07/b.yaml"], "content/1999"),
        ("1999", ["content/events/2024/b.yaml"], "content/events/1999"),
        ("1999", ["content/{x}/2024/b.yaml"], "content/{x}/1999"),
        ("1999", ["content/topics/b.yaml"], "content/topics"),
        ("1999", ["content/topics/b.yaml", "content/other/a.yaml"], "content"),
        ("44 BCE", ["content/2024/a.yaml"], "content"),
        ("XXXX-12-25", [], "content"),
        ("2021-11-28/..", [], "content/2021"),
    ],
)
def test_event_goes_where_the_newest_ones_are(date: str, events: list[str], folder: str) -> None:
    assert folder_for(parse(date), events) == folder


def test_name_is_numbered_until_it_is_free() -> None:
    assert free_name("a", set()) == "a"
    assert free_name("a", {"a", "a-2"}) == "a-3"


# -- whatever is typed ----------------------------------------------------------------------

TITLES = st.text(min_size=1, max_size=80).filter(
    lambda title: as_shown(title).strip() and not UNPRINTABLE.search(title)
)


@given(st.text(max_size=60))
def test_any_text_that_yaml_can_hold_is_read_as_it_was(text: str) -> None:
    if not UNPRINTABLE.search(text):
        assert yaml.safe_load(f"a: {scalar(text)}\n") == {"a": text}
        assert "\n" not in scalar(text)


@given(
    TITLES,
    st.sampled_from(["2026-08-27", "[2021..2022]", "{2020,2021}", "-0043", "2021?", "Y17E8"]),
)
def test_any_event_loads_with_the_title_that_was_typed(title: str, date: str) -> None:
    shown = as_shown(title)
    for languages in (["en"], ["id", "en", "no"]):
        text = event_file(shown, parse(date), "rumor", ["rumor"], languages, languages[-1])
        loaded = load(InputFile("content/a.yaml", text.encode()), tuple(languages), "UTC")
        assert loaded.diagnostics == ()
        assert loaded.event is not None
        assert loaded.event.title.entries == ((languages[-1], shown),)
        assert loaded.event.date == parse(date)


@given(TITLES)
def test_any_title_has_a_name_that_can_be_typed(title: str) -> None:
    name = name_of(title, parse("2026-08-27"))
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name)
    assert len(name) <= LONGEST


@settings(max_examples=15)
@given(TITLES)
def test_any_title_makes_a_site_and_events_without_mistakes(title: str) -> None:
    with a_folder() as folder:
        good("init", folder, f"--title={title}", "--language=en")
        for _ in range(2):
            good("new", "--site", folder, "--", title)
        assert len(event_paths(folder)) == 3
        read = load_settings(InputFile("site.yaml", (folder / "site.yaml").read_bytes()))
        assert read.settings is not None
        assert read.settings.title.entries == (("en", as_shown(title)),)
        good("check", folder, "--strict")


# -- all of it, or nothing ------------------------------------------------------------------


def test_what_was_written_is_taken_back_when_the_system_refuses(tmp_path: Path) -> None:
    too_long = "x" * 300
    with pytest.raises(NotWritten, match="cannot write"):
        write_anew(tmp_path / "new", {"a/b/c.txt": b"1", f"d/{too_long}": b"2"})
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_when_one_file_is_in_the_way(tmp_path: Path) -> None:
    write_all(tmp_path, {"d": "mine"})
    with pytest.raises(NotWritten, match="there already"):
        write_anew(tmp_path, {"a/b.txt": b"1", "d/e.txt": b"2"})
    assert files(tmp_path) == {"d": b"mine"}


def test_dangling_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NotWritten):
        write_anew(tmp_path, {"a": b"1"})
    assert not (tmp_path / "elsewhere").exists()
