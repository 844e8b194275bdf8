"""The command line as people and machines use it: exit codes, streams, options."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from linimasa import cli
from linimasa.exporters import EXPORTERS
from samples import ROOT, linimasa, write_all

GOOD = "date: 2022\ntitle: {id: Satu, en: One}\n"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    settings = "title: A\nlanguages: [id, en]\n"
    write_all(folder, {"site.yaml": settings, "content/a.yaml": GOOD})
    return folder


def run(*arguments: str | Path, env: dict[str, str] | None = None) -> Result:
    """The command in this process; what a test of exit codes and words needs."""
    return CliRunner().invoke(cli.cli, [str(one) for one in arguments], env=env)


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def write(site: Path, name: str, text: str) -> None:
    (site / "content" / name).write_text(text, "utf-8")


# -- export ---------------------------------------------------------------------------------


def test_export_writes_a_format_onto_the_terminal_or_into_a_file(
    site: Path, tmp_path: Path
) -> None:
    shown = run("export", "json", site)
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert [one["id"] for one in json.loads(shown.stdout)["events"]] == ["a"]
    place = tmp_path / "events.json"
    done = run("export", "json", site, "--output", place)
    assert (done.exit_code, done.stdout) == (0, "")
    assert place.read_text("utf-8") == shown.stdout
    assert {path.name for path in tmp_path.iterdir()} == {"site", "events.json"}


def test_export_takes_the_language_that_is_asked_for(site: Path) -> None:
    assert "## [One]" in run("export", "markdown", site, "--language", "en").stdout
    assert "## [Satu]" in run("export", "markdown", site).stdout
    done = run("export", "markdown", site, "--language", "fr")
    assert (done.exit_code, "it has: id, en" in done.stderr) == (2, True)


def test_export_with_mistakes_in_the_content_ends_with_1_and_leaves_the_file(
    site: Path, tmp_path: Path
) -> None:
    place = tmp_path / "events.json"
    place.write_text("before", "utf-8")
    write(site, "b.yaml", "date: soon\ntitle: {id: B, en: B}\n")
    done = run("export", "json", site, "--output", place)
    assert done.exit_code == 1
    assert "b.yaml:1:7: error[bad-date]" in done.stderr
    assert place.read_text("utf-8") == "before"


@pytest.mark.parametrize(
    ("form", "hint"),
    [
        ("jsn", "did you mean “json”?"),
        ("rss", "give it a url: first"),
        ("topic-feeds", "name it under exports:"),
    ],
)
def test_export_that_cannot_be_is_wrong_use(site: Path, form: str, hint: str) -> None:
    write(site, "a.yaml", f"{GOOD}tags: [one, two]\n")
    done = run("export", form, site)
    assert (done.exit_code, done.stdout) == (2, "")
    assert hint in done.stderr


@pytest.mark.parametrize("settings", ["", "url: https://x.example/\nembeds: []\n"])
def test_export_of_nothing_says_what_is_wanted(site: Path, settings: str) -> None:
    (site / "site.yaml").write_text(f"title: A\nlanguages: [id, en]\n{settings}", "utf-8")
    wanted = {"oembed": "embeds:", "redirects": "aliases:", "topic-feeds": "tags: or actors:"}
    if not settings:
        wanted |= {"rss": "url:", "sitemap": "url:"}
    for form in EXPORTERS:
        done = run("export", form, site)
        assert (done.exit_code == 2) is (form in wanted), form
        assert wanted.get(form, "") in done.stderr


def test_export_says_how_many_events_a_format_cannot_hold(site: Path) -> None:
    write(site, "b.yaml", "date: 44 BCE\ntitle: {id: B, en: B}\n")
    assert "1 event left out" in run("export", "ics", site).stderr
    assert "2 events left out" in run("export", "geojson", site).stderr


def test_calendar_without_its_library_says_how_to_get_it(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "icalendar", None)
    done = run("export", "ics", site)
    assert (done.exit_code, done.stdout) == (2, "")
    assert 'pip install "linimasa[ics]"' in done.stderr
    (site / "site.yaml").write_text("title: A\nlanguages: [id, en]\nexports: [ics]\n", "utf-8")
    for command in (("build", site), ("verify", site, site)):
        done = run(*command)
        assert (done.exit_code, "pip install" in done.stderr) == (2, True)
    assert not (site / "_site").exists()


# -- exit codes -----------------------------------------------------------------------------


def test_good_site_is_built_and_summed_up_on_one_line(site: Path) -> None:
    done = run("build", site)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.startswith("Built 1 event, ")
    assert done.stdout.count("\n") == 1
    assert (site / "_site" / "events" / "a" / "index.html").is_file()


def test_content_with_errors_ends_with_1_and_leaves_the_last_good_site(site: Path) -> None:
    run("build", site)
    before = files(site / "_site")
    write(site, "b.yaml", "date: soon\ntitle: {id: B, en: B}\n")
    done = run("build", site)
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "content/b.yaml:1:7: error[bad-date]" in done.stderr
    assert files(site / "_site") == before


def test_wrong_use_ends_with_2_and_suggests_what_was_meant() -> None:
    done = run("build", "--drfats")
    assert done.exit_code == 2
    assert "--drafts" in done.stderr
    assert run("biuld").exit_code == 2
    assert "build" in run("biuld").stderr
    assert run("build", "/no/such/folder").exit_code == 2


@pytest.mark.parametrize("moment", ["yesterday", "2026-13-01", ".."])
def test_moment_that_is_none_is_wrong_use(site: Path, moment: str) -> None:
    done = run("build", site, "--now", moment)
    assert done.exit_code == 2
    assert "--now" in done.stderr


@pytest.mark.parametrize("address", ["example.org", "javascript:x", "ftp://x.example/"])
def test_base_address_that_is_none_is_wrong_use(site: Path, address: str) -> None:
    done = run("build", site, "--base-url", address)
    assert done.exit_code == 2
    assert "--base-url" in done.stderr


def test_folder_that_is_not_ours_is_refused(site: Path, tmp_path: Path) -> None:
    (tmp_path / "precious.txt").write_text("mine", "utf-8")
    done = run("build", site, "--output", tmp_path)
    assert done.exit_code == 2
    assert done.stderr.startswith("Error: ")
    assert (tmp_path / "precious.txt").read_text("utf-8") == "mine"


@pytest.fixture
def signals_as_before() -> Iterator[None]:
    ends = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.getsignal(number) for number in ends}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.usefixtures("signals_as_before")
def test_too_little_memory_is_no_bug(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], site: Path
) -> None:
    def greedy(*_: object, **__: object) -> int:
        raise MemoryError

    monkeypatch.setattr("linimasa.commands.run_build", greedy)
    monkeypatch.setattr(sys, "argv", ["linimasa", "build", str(site)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert said.startswith("Error: there is too little memory")
    assert "Traceback" not in said


@pytest.mark.usefixtures("signals_as_before")
def test_bug_of_ours_ends_with_3_and_says_what_to_report(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], site: Path
) -> None:
    def broken(*_: object, **__: object) -> int:
        raise RuntimeError("a bug for this test")

    monkeypatch.setattr("linimasa.commands.run_build", broken)
    monkeypatch.setattr(sys, "argv", ["linimasa", "build", str(site)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    said = capsys.readouterr().err
    assert ended.value.code == 3
    assert "a bug for this test" in said
    assert "This is a bug in Linimasa" in said


# -- how mistakes are written ---------------------------------------------------------------


def test_json_is_alone_on_the_standard_output(site: Path) -> None:
    write(site, "b.yaml", "date: soon\ntitle: {id: B, en: B}\n")
    done = run("check", site, "--format", "json")
    (found,) = json.loads(done.stdout)["diagnostics"]
    assert (found["path"], found["line"], found["code"]) == ("content/b.yaml", 1, "bad-date")
    assert done.exit_code == 1


def test_json_of_a_good_site_is_an_empty_list_and_the_summary_goes_elsewhere(site: Path) -> None:
    done = run("build", site, "--format", "json")
    assert json.loads(done.stdout)["diagnostics"] == []
    assert "Built 1 event" in done.stderr


def test_github_gets_an_annotation_with_the_path_from_where_we_are(site: Path) -> None:
    write(site, "b.yaml", "date: soon\ntitle: {id: B, en: B}\n")
    done = linimasa("check", "site", "--format", "github", cwd=site.parent)
    assert done.returncode == 1
    assert done.stdout.startswith("::error file=site/content/b.yaml,line=1,")


def test_paths_begin_where_the_command_was_started(site: Path) -> None:
    write(site, "b.yaml", "date: soon\ntitle: {id: B, en: B}\n")
    inside, outside = linimasa("check", cwd=site), linimasa("check", "site", cwd=site.parent)
    assert inside.stderr.startswith("content/b.yaml:1:7: ")
    assert outside.stderr.startswith("site/content/b.yaml:1:7: ")
    assert "date: soon" in outside.stderr
    assert inside.stderr.endswith("1 error\n")


def test_no_color_and_no_bar_in_a_pipe(site: Path) -> None:
    write(site, "b.yaml", "date: soon\ntitle: {id: B, en: B}\n")
    done = linimasa("build", site, env={"FORCE_COLOR": "1", "TERM": "xterm-256color"})
    assert "\x1b" not in done.stdout + done.stderr


@pytest.mark.parametrize(("env", "colored"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_color_is_for_terminals_and_can_be_turned_off(
    site: Path, env: dict[str, str], colored: bool
) -> None:
    write(site, "b.yaml", "date: soon\ntitle: {id: B, en: B}\n")
    ours, theirs = os.openpty()
    kept = {name: text for name, text in os.environ.items() if name != "NO_COLOR"}
    done = subprocess.run(
        [sys.executable, "-m", "linimasa", "check", str(site)],
        env={**kept, "PYTHONPATH": str(ROOT / "generator"), "TERM": "xterm", **env},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        timeout=60,
        check=False,
    )
    os.close(theirs)
    said = os.read(ours, 100_000).decode()
    os.close(ours)
    assert done.returncode == 1
    assert "bad-date" in said
    assert ("\x1b[" in said) is colored


def test_strict_makes_warnings_stop_publishing(site: Path) -> None:
    write(site, "b.yaml", "date: 2021\ntitle: Dua\n")
    assert run("build", site).exit_code == 0
    before = files(site / "_site")
    write(site, "b.yaml", "date: 2020\ntitle: Dua\n")
    done = run("build", site, "--strict")
    assert done.exit_code == 1
    assert "warning[missing-translation]" in done.stderr
    assert files(site / "_site") == before
    assert run("check", site, "--strict").exit_code == 1


# -- check ----------------------------------------------------------------------------------


def test_check_writes_nothing(site: Path) -> None:
    before = files(site)
    done = run("check", site)
    assert (done.exit_code, done.stdout) == (0, "Checked 1 event: nothing is wrong.\n")
    assert files(site) == before


def test_check_advises_editors_and_build_does_not(site: Path) -> None:
    both = "title: {id: Dua, en: Two}\n"
    write(site, "b.yaml", f"date: 2021\n{both}sources: [{{url: 'https://www.reuters.com/'}}]\n")
    assert run("build", site).stderr == ""
    done = run("check", site)
    assert done.exit_code == 0
    assert "content/b.yaml:3:17: warning[home-page]" in done.stderr
    assert run("check", site, "--strict").exit_code == 1


def test_check_sees_mistakes_in_drafts(site: Path) -> None:
    write(site, "b.yaml", "date: 2021\ntitle: Dua\ndraft: true\n")
    assert "missing-translation" in run("check", site).stderr
    assert run("build", site).stderr == ""


# -- what is built --------------------------------------------------------------------------


def test_output_goes_where_it_is_asked_for(site: Path, tmp_path: Path) -> None:
    assert run("build", site, "--output", tmp_path / "out" / "deep").exit_code == 0
    assert (tmp_path / "out" / "deep" / "index.html").is_file()
    assert not (site / "_site").exists()


def test_drafts_are_built_when_asked_for(site: Path) -> None:
    write(site, "b.yaml", GOOD + "draft: true\n")
    place = site / "_site" / "events" / "b" / "index.html"
    run("build", site, "--drafts")
    assert place.is_file()
    run("build", site)
    assert not place.exists()


def test_base_address_takes_the_place_of_that_of_the_site(site: Path) -> None:
    run("build", site, "--base-url", "https://other.example/x")
    text = (site / "_site" / "index.html").read_text("utf-8")
    assert 'href="https://other.example/x/"' in text


@pytest.mark.parametrize(
    ("arguments", "env", "there"),
    [
        (["--now", "2026-08-27T01:59Z"], {}, False),
        (["--now", "2026-08-27T02:00Z"], {}, True),
        ([], {"SOURCE_DATE_EPOCH": "1787795999"}, False),
        ([], {"SOURCE_DATE_EPOCH": "1787796000"}, True),
        (["--now", "2026-08-28"], {"SOURCE_DATE_EPOCH": "0"}, True),
    ],
)
def test_embargo_ends_at_the_moment_of_the_build(
    site: Path, arguments: list[str], env: dict[str, str], there: bool
) -> None:
    write(site, "b.yaml", GOOD + "publish: 2026-08-27T09:00+07:00\n")
    assert run("build", site, *arguments, env=env).exit_code == 0
    assert (site / "_site" / "events" / "b" / "index.html").is_file() is there


def test_second_build_writes_nothing(site: Path) -> None:
    run("build", site, "--now", "2026-01-01")
    assert "(0 written, " in run("build", site, "--now", "2026-01-01").stdout


def test_two_processes_build_the_same_site(site: Path, tmp_path: Path) -> None:
    for number in range(40):
        write(site, f"e{number}.yaml", f"date: {1980 + number}\ntitle: {{id: T, en: T}}\n")
    for jobs in ("1", "2"):
        done = linimasa("build", site, "--jobs", jobs, "--output", tmp_path / jobs)
        assert done.returncode == 0, done.stderr
    assert files(tmp_path / "1") == files(tmp_path / "2")


# -- start-up -------------------------------------------------------------------------------

CPU_OF_HELP = """
import resource, subprocess, sys
least = 9.0
for _ in range(5):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "linimasa", "--help"]
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    least = min(least, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
print(least)
"""


def in_python(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, "PYTHONPATH": str(ROOT / "generator")},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    return done.stdout


def test_help_takes_less_than_150_milliseconds_of_the_processor() -> None:
    assert float(in_python(CPU_OF_HELP)) < 0.150


def test_help_loads_nothing_that_a_command_needs() -> None:
    loaded = set(in_python("import sys, linimasa.cli; print(*sys.modules)").split())
    assert "click" in loaded
    assert not loaded & {"jinja2", "yaml", "babel", "tornado", "markdown", "watchfiles", "nh3"}


def test_help_names_every_command_and_the_exit_is_0() -> None:
    done = run("--help")
    assert done.exit_code == 0
    assert {"build", "check", "serve"} <= set(done.stdout.split())


def test_version_is_told() -> None:
    assert run("--version").stdout.startswith("linimasa, version ")
