"""A site at a git revision, in real repositories; and `linimasa check --since`."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from linimasa.cli import cli
from linimasa.commands import history
from linimasa.commands.history import NoHistory, site_at
from linimasa.model.files import InputFile, Snapshot
from literals import NOW
from samples import write_all

SITE = "title: A\nlanguages: [id, en]\n"
EVENT = "date: 2022\ntitle: {id: Satu, en: One}\nstatus: rumor\n"
DENIED = EVENT.replace("rumor", "denied")

pytestmark = pytest.mark.usefixtures("_own_git")


@pytest.fixture(name="_own_git")
def own_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What git is set to on this machine does not matter."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "none"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Editor")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "editor@example.org")


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=folder, check=True, capture_output=True, encoding="utf-8"
    )
    return done.stdout.strip()


def commit(folder: Path, files: dict[str, str | bytes]) -> str:
    """Commit these files, and say by which name."""
    write_all(folder, files)
    if not (folder / ".git").exists():
        git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=x")
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with one commit of a site."""
    folder = tmp_path / "timeline"
    commit(folder, {"site.yaml": SITE, "content/a.yaml": EVENT, "content/b.yaml": EVENT})
    return folder


def site(*events: InputFile) -> Snapshot:
    return Snapshot(None, events, None, (), (), (), NOW)


def held(root: Path, revision: str = "HEAD") -> dict[str, bytes]:
    return {file.path: file.data for file in site_at(root, revision, site()).events}


def check(site: Path, *options: str, since: str = "HEAD") -> Result:
    return CliRunner().invoke(cli, ["check", str(site), "--since", since, *options])


# -- what is read ---------------------------------------------------------------------------


def test_site_is_read_as_it_was(repository: Path) -> None:
    first = git(repository, "rev-parse", "HEAD")
    commit(repository, {"content/a.yaml": DENIED, "site.yaml": "title: B\n"})
    write_all(repository, {"content/a.yaml": "not committed", "site.yaml": "title: C\n"})
    before = site_at(repository, first, site())
    assert before.settings is not None
    assert before.settings.data == SITE.encode()
    assert held(repository, first) == {"content/a.yaml": EVENT.encode()} | {
        "content/b.yaml": EVENT.encode()
    }
    assert held(repository)["content/a.yaml"] == DENIED.encode()


@pytest.mark.parametrize("revision", ["main", "v1", "HEAD~0", "@{0}", "refs/heads/main"])
def test_revision_may_be_named_in_all_of_the_ways_of_git(repository: Path, revision: str) -> None:
    git(repository, "tag", "--annotate", "--message=x", "v1")
    assert len(held(repository, revision)) == 2


@pytest.mark.parametrize("names", ["sha1", "sha256"])
def test_content_that_is_the_same_is_not_held(tmp_path: Path, names: str) -> None:
    folder = tmp_path / names
    folder.mkdir()
    git(folder, "init", "--quiet", f"--object-format={names}")
    commit(folder, {"site.yaml": SITE, "content/a.yaml": EVENT, "content/b.yaml": EVENT})
    here = [InputFile("content/a.yaml", EVENT.encode()), InputFile("content/b.yaml", b"another")]
    files = site_at(folder, "HEAD", site(*here)).events
    assert [(file.digest, file.data) for file in files] == [
        (here[0].digest, b""),
        (here[0].digest, EVENT.encode()),
    ]


def test_many_files_are_read_in_turns(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {f"content/{number}.yaml": f"{EVENT}# {number}\n" for number in range(7)}
    commit(repository, dict(files))
    monkeypatch.setattr(history, "AT_ONCE", 3)
    read = held(repository)
    assert {path: read[path].decode() for path in files} == files


def test_site_may_lie_deep_in_a_repository_under_any_name(tmp_path: Path) -> None:
    site = tmp_path / "all" / "lini masa" / "garis ✓"
    odd = 'content/2022/a "b" ü\' \\u00e9.yaml'
    files = {f"lini masa/garis ✓/{path}": text for path, text in {
        "site.yaml": SITE, "content/é.yaml": EVENT, odd: EVENT, "content/e\u0301e.yml": EVENT,
    }.items()}  # fmt: skip
    commit(tmp_path / "all", {**files, "site.yaml": "title: B\n", "content/other.yaml": EVENT})
    assert set(held(site)) == {"content/é.yaml", "content/ée.yml", odd}


def test_what_is_no_event_is_left_out(repository: Path) -> None:
    others = ("_draft.yaml", ".hidden.yaml", "_old/a.yaml", ".git2/a.yaml", "a.txt", "pages/a.md")
    commit(repository, {f"content/{name}": EVENT for name in others})
    (repository / "content" / "link.yaml").symlink_to("a.yaml")
    commit(repository, {"content/large.yaml": "a" * ((1 << 20) + 1)})
    assert set(held(repository)) == {"content/a.yaml", "content/b.yaml"}


def test_other_work_trees_and_links_to_the_site_are_fine(repository: Path, tmp_path: Path) -> None:
    git(repository, "worktree", "add", "--quiet", str(tmp_path / "other"))
    (tmp_path / "link").symlink_to(repository)
    assert held(tmp_path / "other") == held(tmp_path / "link") == held(repository)


# -- what is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "revision",
    ["nope", "", "--help", "-h", "--all", "--git-dir", "--output=made", "HEAD..main",
     "HEAD:content", "^HEAD", "HEAD --all", "HEAD\nmain", "$(touch made)", "0" * 40],
)  # fmt: skip
def test_revision_that_is_none_is_refused(repository: Path, revision: str) -> None:
    before = sorted(repository.rglob("*"))
    done = check(repository, since=revision)
    assert done.exit_code == 2
    assert "git knows no revision" in done.stderr
    assert sorted(repository.rglob("*")) == before


def test_site_outside_a_repository_is_refused(tmp_path: Path) -> None:
    write_all(tmp_path, {"site.yaml": SITE, "content/a.yaml": EVENT})
    done = check(tmp_path)
    assert done.exit_code == 2
    assert "is not in a git repository" in done.stderr
    assert "git says: fatal: not a git repository" in done.stderr


def test_machine_without_git_is_told_so(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    done = check(repository)
    assert done.exit_code == 2
    assert "install git" in done.stderr


def test_repository_without_a_commit_is_refused(tmp_path: Path) -> None:
    write_all(tmp_path / "new", {"site.yaml": SITE, "content/a.yaml": EVENT})
    git(tmp_path / "new", "init", "--quiet")
    assert "git knows no revision “HEAD”" in check(tmp_path / "new").stderr


def test_shallow_clone_says_how_to_fetch_the_rest(repository: Path, tmp_path: Path) -> None:
    first = git(repository, "rev-parse", "HEAD")
    commit(repository, {"content/a.yaml": DENIED})
    git(tmp_path, "clone", "--quiet", "--depth=1", f"file://{repository}", "shallow")
    done = check(tmp_path / "shallow", since=first)
    assert done.exit_code == 2
    assert "git fetch --unshallow" in done.stderr
    assert check(tmp_path / "shallow").exit_code == 0


def test_clone_without_contents_fetches_nothing(repository: Path, tmp_path: Path) -> None:
    git(repository, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "--quiet", "--no-checkout", "--filter=blob:none",
        f"file://{repository}", "partial")  # fmt: skip
    partial, marker = tmp_path / "partial", tmp_path / "marker"
    git(partial, "config", "remote.origin.uploadpack", f"touch {marker};")
    write_all(partial, {"site.yaml": SITE, "content/a.yaml": EVENT})
    done = check(partial)
    assert done.exit_code == 2
    assert "git cannot give the files of that revision" in done.stderr
    assert not marker.exists()


# -- what is left alone ---------------------------------------------------------------------


def test_programs_that_a_repository_names_do_not_run(repository: Path, tmp_path: Path) -> None:
    marker, program = tmp_path / "marker", tmp_path / "program"
    program.write_text(f"#!/bin/sh\ntouch {marker}\nexec cat\n", "utf-8")
    program.chmod(0o755)
    names = (
        "core.fsmonitor", "core.pager", "pager.cat-file", "pager.ls-tree", "core.editor",
        "core.sshCommand", "core.askPass", "diff.external", "diff.evil.textconv",
        "diff.evil.command", "filter.evil.clean", "filter.evil.smudge", "filter.evil.process",
        "merge.evil.driver", "credential.helper", "core.alternateRefsCommand",
    )  # fmt: skip
    commit(repository, {".gitattributes": "* diff=evil filter=evil merge=evil\n"})
    for name in names:
        git(repository, "config", name, str(program))
    for name in ("cat-file", "ls-tree", "rev-parse"):
        git(repository, "config", f"alias.{name}", f"!{program}")
    hooks = repository / ".git" / "hooks"
    for name in ("post-index-change", "fsmonitor-watchman", "reference-transaction"):
        hooks.mkdir(exist_ok=True)
        shutil.copy(program, hooks / name)
    write_all(repository, {"content/a.yaml": DENIED})
    git(repository, "diff", "HEAD")
    marker.unlink()
    assert "uncorrected-change" in check(repository).stderr
    assert not marker.exists()


def test_repository_stays_as_it_is_to_the_byte(repository: Path) -> None:
    (repository / "content" / "a.yaml").touch()  # git would like to refresh its index

    def seen() -> dict[Path, tuple[int, bytes]]:
        files = (path for path in repository.rglob("*") if path.is_file())
        return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files}

    before = seen()
    assert check(repository).exit_code == 0
    assert seen() == before


# -- the command ----------------------------------------------------------------------------


def test_check_names_what_changed_without_a_correction(repository: Path) -> None:
    write_all(repository, {"content/a.yaml": DENIED})
    (repository / "content" / "b.yaml").unlink()
    done = check(repository)
    assert done.exit_code == 0
    assert "content/a.yaml:3:9: warning[uncorrected-change]: the status was “rumor”" in done.stderr
    assert "content/b.yaml: warning[removed-event]: the published event “Satu”" in done.stderr
    assert done.stdout == "Checked 1 event: 2 warnings.\n"
    corrected = f"{DENIED}corrections: [{{date: 2026-01-01, text: {{id: X, en: Y}}}}]\n"
    write_all(repository, {"content/a.yaml": corrected + "aliases: [b]\n"})
    assert check(repository, "--strict").stdout == "Checked 1 event: nothing is wrong.\n"


def test_check_when_strict_ends_with_1(repository: Path) -> None:
    assert check(repository, "--strict").exit_code == 0
    write_all(repository, {"content/a.yaml": DENIED})
    assert check(repository, "--strict").exit_code == 1


def test_change_that_needs_no_correction_can_be_ignored_with_a_reason(repository: Path) -> None:
    reason = "ignore: {uncorrected-change: The word was mistyped.}\n"
    write_all(repository, {"content/a.yaml": DENIED + reason})
    assert "warning" not in check(repository).stderr
    alone = CliRunner().invoke(cli, ["check", str(repository)])
    assert "warning" not in alone.stderr


def test_check_has_one_list_of_all_mistakes_for_programs(repository: Path) -> None:
    write_all(repository, {"content/a.yaml": DENIED, "content/c.yaml": "date: soon\ntitle: A\n"})
    done = check(repository, "--format", "json")
    found = json.loads(done.stdout)["diagnostics"]
    assert [one["code"] for one in found] == ["uncorrected-change", "bad-date"]
    assert done.exit_code == 1


def test_check_of_a_large_site_reads_again_what_changed(
    repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("linimasa.read.project.MOST_HELD", 1)
    write_all(repository, {"content/a.yaml": DENIED})
    assert "uncorrected-change" in check(repository).stderr


NOTHING = "Nothing was compared: at HEAD there is no site.yaml here that can be read.\n"


def test_check_where_there_was_no_site_yet_says_so(repository: Path) -> None:
    later = repository / "later"
    write_all(later, {"site.yaml": SITE, "content/a.yaml": EVENT})
    done = check(later, "--strict")
    assert done.exit_code == 0
    assert done.stderr == NOTHING


def test_check_where_the_site_was_broken_says_so(repository: Path) -> None:
    commit(repository, {"site.yaml": "title: A\nlanguages: [\n"})
    write_all(repository, {"site.yaml": SITE, "content/a.yaml": DENIED})
    assert check(repository).stderr == NOTHING


def test_times_that_moved_with_the_zone_of_the_site_are_named(repository: Path) -> None:
    timed = "date: 2022-03-30\ntitle: {id: Satu, en: One}\n"
    commit(repository, {"content/t.yaml": f"{timed}time: 10:00\n", "content/d.yaml": timed})
    write_all(repository, {"site.yaml": f"{SITE}timezone: Asia/Jakarta\n"})
    said = check(repository).stderr
    assert said.count("uncorrected-change") == 1
    assert "content/t.yaml:1:7: warning[uncorrected-change]: the date was" in said
    assert "“2022-03-30T10:00 UTC” and is now “2022-03-30T10:00 Asia/Jakarta”" in said


def test_hook_of_a_linked_work_tree_finds_a_site_deep_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, other = tmp_path / "all", tmp_path / "other"
    commit(root, {"deep/site.yaml": SITE, "deep/content/a.yaml": EVENT})
    git(root, "worktree", "add", "--quiet", str(other))
    write_all(other, {"deep/content/a.yaml": DENIED})
    monkeypatch.setenv("GIT_DIR", str(root / ".git" / "worktrees" / "other"))
    assert "the status was “rumor” and is now “denied”" in check(other / "deep").stderr


def test_file_that_was_broken_is_not_compared(repository: Path) -> None:
    commit(repository, {"content/a.yaml": "date: soon\ntitle: A\n"})
    write_all(repository, {"content/a.yaml": DENIED})
    assert check(repository, "--strict").exit_code == 0


def test_history_without_a_reason_of_ours_is_still_told(repository: Path) -> None:
    shutil.rmtree(repository / ".git" / "objects")
    (repository / ".git" / "objects").mkdir()
    with pytest.raises(NoHistory):
        held(repository)
