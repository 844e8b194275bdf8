"""What `init` and `new` do: begin a site, and begin an event in it.

In: what `cli` was told, and what is typed. Out: an exit code. Nothing that is there already is
ever changed.
"""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

import click

from linimasa import __version__, schema
from linimasa.commands import CONTENT_ERRORS, FINE, WRONG_USE, moment_of, refused
from linimasa.commands.opening import settings_of
from linimasa.decode import KINDS, Context, Wrong
from linimasa.diagnostics import Span, did_you_mean
from linimasa.fuzzydate import FuzzyDate
from linimasa.fuzzydate.zones import zone_named
from linimasa.link import unknown_status
from linimasa.load import load_settings
from linimasa.model.files import ChangedMeanwhile, InputFile, Snapshot
from linimasa.model.record import LanguageCode, Url
from linimasa.model.settings import Settings
from linimasa.model.site import Reference
from linimasa.read.project import default_theme, read, reread
from linimasa.reporting.terminal import count
from linimasa.scaffold.event import event_file
from linimasa.scaffold.naming import folder_for, free_name, name_of, names_like
from linimasa.scaffold.site import Answers, site_files
from linimasa.schema.offering import words_of
from linimasa.wording import language as language_of
from linimasa.write.anew import NotWritten, check_room, write_anew
from linimasa.yamltree.text import UNPRINTABLE

T = TypeVar("T")

STARTERS = Path(__file__).parents[1] / "scaffold" / "files"
ORDINARY_STATUS = "reported"
NOWHERE = """\
# It was installed from a folder of your own computer, so write its address here before you publish.
linimasa @ git+https://example.org/linimasa.git"""
"""Where no other computer can get this program from; the name alone might get another one."""


# -- a site ---------------------------------------------------------------------------------


def run_init(
    folder: Path, title: str | None, languages: Sequence[str], url: str | None, yes: bool
) -> int:
    """Begin a site in a folder that looks empty, or is not there yet."""
    try:
        check_room(folder)
    except NotWritten as error:
        return refused(error)
    asking = not yes and sys.stdin.isatty()
    answers = Answers(
        _answer("--title", "Title", title, _name_of_folder(folder), _title, asking),
        _answer(
            "--language",
            "Languages, as codes, the main one first",
            ", ".join(languages) or None,
            "en",
            _languages,
            asking,
        ),
        _answer("--url", "Address, if it has one already", url, "", _url, asking),
    )
    today, requirement = _today("UTC"), _requirement()
    texts, catalogs = _texts(STARTERS), _catalogs()
    files = _with_schemas(site_files(answers, today, requirement, texts, catalogs))
    try:
        write_anew(folder, {path: text.encode() for path, text in files.items()})
    except NotWritten as error:
        return refused(error)
    is_here = folder == Path()
    click.echo(f"Wrote {count(len(files), 'file')} into {'this folder' if is_here else folder}.")
    click.echo("Look at it:")
    if not is_here:
        click.echo(f"  cd {shlex.quote(str(folder))}")
    click.echo("  linimasa serve\nREADME.md says how to go on.")
    if requirement == NOWHERE:
        click.echo("Before you publish, say in requirements.txt where Linimasa comes from.")
    if above := next((one for one in folder.resolve().parents if (one / ".git").exists()), None):
        click.echo(
            f"It lies in the git repository {above}. GitHub looks for .github/workflows/ only at"
            " the top of one: to publish from there, give the timeline a repository of its own."
        )
    return FINE


def _with_schemas(files: Mapping[str, str]) -> dict[str, str]:
    """The files of a site with what tells text editors about their fields, and where that is."""
    held = [InputFile(path, text.encode()) for path, text in files.items()]
    read_settings = load_settings(next(one for one in held if one.path == "site.yaml"))
    assert read_settings.settings, "a new site is without mistakes"
    events = [one for one in held if one.path.endswith(".yaml") and "content/" in one.path]
    pages = [one for one in held if one.path.startswith("content/pages/")]
    words = words_of(read_settings.settings, {}, events, pages)
    editor = {"files.encoding": "utf8", **schema.vscode_settings()}
    return {
        **files,
        **{
            path: f"{schema.modeline(path)}\n{files[path]}"
            for path in ("site.yaml", *(one.path for one in events))
        },
        ".vscode/settings.json": schema.as_text(editor),
        **{f"{schema.FOLDER}/{name}": text for name, text in schema.schemas(words).items()},
    }


def _texts(folder: Path) -> dict[str, str]:
    return {one.name: one.read_text("utf-8") for one in sorted(folder.iterdir()) if one.is_file()}


def _catalogs() -> dict[str, str]:
    theme = default_theme()
    return _texts(theme / "locale") if theme else {}


def _requirement() -> str:
    """What pip is to be told to install this program, as far as that is known (PEP 610)."""
    try:
        written = metadata.distribution("linimasa").read_text("direct_url.json")
    except metadata.PackageNotFoundError:
        return NOWHERE
    if written is None:
        return f"linimasa=={__version__}"
    origin = json.loads(written)
    url, control = origin["url"], origin.get("vcs_info")
    if not url.startswith("https://"):
        return NOWHERE  # a folder of this computer
    if control:
        return f"linimasa @ {control['vcs']}+{url}@{control['commit_id']}"
    return f"linimasa @ {url}"


def _name_of_folder(folder: Path) -> str:
    """The folder's name as a first title: `jakarta-floods` as “Jakarta floods”."""
    words = folder.resolve().name.replace("-", " ").replace("_", " ").strip()
    return words[:1].upper() + words[1:] or "Timeline"


# -- an event -------------------------------------------------------------------------------


def run_new(
    site: Path,
    title: str,
    date: str | None,
    status: str | None,
    language: str | None,
    edit: bool,
) -> int:
    """Begin an event: write its file where the site has its newest ones."""
    snapshot = read(site, moment_of(None))
    settings = settings_of(site, snapshot)
    if settings is None:
        return CONTENT_ERRORS
    heading = _given("TITLE", title, _title)
    when = _given("--date", date or _today(settings.timezone), lambda text: _date(text, settings))
    words = [word for word, _ in settings.statuses]
    folder = folder_for(when, [file.path for file in snapshot.events])
    has_schema = (site / schema.FOLDER / schema.EVENT).is_file()
    text = event_file(
        heading,
        when,
        _status(status, words),
        words,
        settings.languages,
        _language(language, settings.languages),
        schema.modeline(f"{folder}/event.yaml") if has_schema else "",
    )
    try:
        path = f"{folder}/{_free(name_of(heading, when), site, snapshot, settings)}.yaml"
        write_anew(site, {path: text.encode()})
    except (NotWritten, ChangedMeanwhile) as error:
        return refused(error)
    click.echo(f"Wrote {site / path}")
    return _edited(site / path) if edit else FINE


def _edited(place: Path) -> int:
    """Open the file in the editor of the environment, and wait until that is closed."""
    try:
        click.edit(filename=str(place))
    except (click.ClickException, ValueError):  # ValueError: a quotation mark is not closed
        hint = "open the file yourself; EDITOR and VISUAL name the program that --edit starts"
        click.echo(f"Error: the editor could not be opened, or failed\n  hint: {hint}", err=True)
        return WRONG_USE
    return FINE


def _free(name: str, site: Path, snapshot: Snapshot, settings: Settings) -> str:
    """The name, numbered where another event has it; raises `ChangedMeanwhile`."""
    contents = (reread(site, file) for file in snapshot.events)
    context = Context(settings.languages, settings.timezone)
    return free_name(name, set(names_like(name, contents, context)))


def _today(zone: str) -> str:
    return datetime.fromtimestamp(moment_of(None), zone_named(zone)).date().isoformat()


def _date(text: str, settings: Settings) -> FuzzyDate:
    value: FuzzyDate = _value(FuzzyDate, text, Context(settings.languages, settings.timezone))
    return value


def _status(given: str | None, words: Sequence[str]) -> str:
    if given is None:
        return ORDINARY_STATUS if ORDINARY_STATUS in words else words[0]
    if given not in words:
        wrong = unknown_status(Reference("status", given, Span("")), words)
        raise click.BadParameter(f"{wrong.message}; {wrong.hint}", param_hint="--status")
    return given


def _language(given: str | None, languages: Sequence[str]) -> str:
    if given is None:
        return languages[0]
    if given not in languages:
        hint = did_you_mean(given, languages, "this site has: " + ", ".join(languages))
        message = f"“{given}” is not a language of this site; {hint}"
        raise click.BadParameter(message, param_hint="--language")
    return given


# -- what is typed --------------------------------------------------------------------------


def _answer(
    option: str,
    question: str,
    given: str | None,
    default: str,
    reading: Callable[[str], T],
    asking: bool,
) -> T:
    """What was given as an option, else what is typed; else, where nobody types, the default."""
    if given is None and asking:
        answer: T = click.prompt(question, default, value_proc=reading, show_default=bool(default))
        return answer
    return _given(option, default if given is None else given, reading)


def _given(option: str, text: str, reading: Callable[[str], T]) -> T:
    try:
        return reading(text)
    except click.BadParameter as error:
        error.param_hint = option
        raise


def _value(kind: object, text: str, context: Context | None = None) -> Any:
    """A text as a value of this kind, or `click.BadParameter` with the words of `check`."""
    value = KINDS[kind].read(text, context or Context())
    if isinstance(value, Wrong):
        raise click.BadParameter(f"{value.message}; {value.hint}")
    return value


def _title(text: str) -> str:
    title = str(_value(str, text.replace("\r", "\n")))
    if unseen := UNPRINTABLE.search(title):
        message = f"an invisible character (U+{ord(unseen[0]):04X}) stands in it; delete it"
        raise click.BadParameter(message)
    if not title.strip():
        raise click.BadParameter("it needs a word at least")
    return title


def _url(text: str) -> str:
    return str(_value(Url, text)) if text else ""


def _languages(text: str) -> tuple[str, ...]:
    """The codes in a list such as `id, en`, each once."""
    codes = dict.fromkeys(map(_code, text.replace(",", " ").split()))
    if not codes:
        raise click.BadParameter("it needs one language at least, such as en")
    return tuple(codes)


def _code(text: str) -> str:
    """A language as BCP 47 writes it: `zh-Hant`, `pt-BR`."""
    try:
        first, *rest = str(_value(LanguageCode, text)).lower().split("-")
    except click.BadParameter:
        _suggest_code(text)
        raise
    cased = {2: str.upper, 4: str.title}
    code = "-".join([first, *(cased.get(len(part), str.lower)(part) for part in rest)])
    known, wrong = language_of(code)
    if known is None:
        _suggest_code(text)
        raise click.BadParameter(f"{wrong[0].message}; {wrong[0].hint}")
    return code


def _suggest_code(text: str) -> None:
    """Raise `click.BadParameter` with the code of a language that is given by its English name."""
    english, _ = language_of("en")
    for code, name in english.cldr.languages.items() if english else ():
        if name.casefold() == text.casefold():
            meant = code.replace("_", "-")
            raise click.BadParameter(f"“{text}” is not a language code; did you mean “{meant}”?")
