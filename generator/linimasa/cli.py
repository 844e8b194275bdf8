"""The command line: what can be said on it.

Only click is imported at the start; `commands`, and with it all the rest, loads with the
command used, so that help and completion answer at once. Exit codes: 0 fine, 1 the content
has errors, 2 wrong use or something that is lacking, 3 a bug of ours, and 128 with the number of
the signal that ended it, as shells count (POSIX.1-2017, 2.8.2 "Exit Status for Commands").
"""

from __future__ import annotations

import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import click

from linimasa import __version__

LACKING, OUR_BUG, ENDED = 2, 3, 128

IMPORTED_FORMATS = (
    "atom", "csv", "ics", "json", "jsonfeed", "markwhen", "timelinejs", "timelinejs-csv",
)  # fmt: skip
"""The names in `importers.IMPORTERS`, which loads with the command; a test holds them equal."""

Command = Callable[..., Any]


def site_argument(command: Command) -> Command:
    """The folder that holds `site.yaml`."""
    folder = click.Path(exists=True, file_okay=False, path_type=Path)
    return click.argument("site", type=folder, default=".")(command)


def site_option(command: Command) -> Command:
    """The same where something else is the argument."""
    return click.option(
        "--site",
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        default=".",
        metavar="SITE",
        help="The folder with site.yaml, the current one unless given.",
    )(command)


def shared_options(command: Command) -> Command:
    """How a site is read, and how mistakes in it are shown."""
    formats = click.Choice(["text", "json", "github", "sarif"])
    for option in (
        click.option(
            "--jobs",
            type=click.IntRange(1, 64),
            metavar="N",
            help="How many processes to use; one for each core on large sites unless given.",
        ),
        click.option(
            "--now",
            "moment",
            metavar="MOMENT",
            help="Build as of 2026-08-27 or 2026-08-27T09:00+07:00; matters for embargoes.",
        ),
        click.option("--strict", is_flag=True, help="Treat warnings as errors."),
        click.option(
            "--format",
            "form",
            type=formats,
            default="text",
            show_default=True,
            help="How mistakes are written: for people, programs, GitHub, or code scanning.",
        ),
    ):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="linimasa")
def cli() -> None:
    """Event timelines that a reader can trust: YAML files in, a static site out.

    SITE is a folder with a site.yaml, the current one unless given.
    """


@cli.command()
@site_argument
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Where the site goes; SITE/_site unless given.",
)
@click.option("--base-url", default="", metavar="URL", help="Takes the place of url: in site.yaml.")
@click.option("--drafts", is_flag=True, help="Include drafts and embargoed events, marked.")
@click.option("--no-cache", is_flag=True, help="Make everything anew, and remember nothing.")
@click.option("--explain", is_flag=True, help="Say why each page was drawn.")
@click.option(
    "--manifest",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="List the SHA-256 of all that went in and came out in this file.",
)
@shared_options
def build(site: Path, output: Path | None, **how: Any) -> None:
    """Build the site into a folder.

    With errors in the content nothing is published; the last good site stays as it is.
    """
    from linimasa.commands import run_build  # noqa: PLC0415 - loads with the command

    sys.exit(run_build(site, output or site / "_site", **how))


@cli.command()
@site_argument
@click.option("--fix", is_flag=True, help="Mend first what needs no asking, and say what it was.")
@click.option(
    "--since",
    metavar="REV",
    help="Name what changed in published events since a git revision without a correction.",
)
@click.option(
    "--stale",
    is_flag=True,
    help="Name also translations of which no note says what they were made from; with --fix,"
    " note that they fit.",
)
@shared_options
def check(site: Path, fix: bool, **how: Any) -> None:
    """Say everything that is wrong or worth a second look; write nothing but what --fix mends."""
    from linimasa.commands import run_check  # noqa: PLC0415 - loads with the command

    sys.exit(run_check(site, fix, **how))


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@site_argument
@click.option("--base-url", default="", metavar="URL", help="The same as for the build.")
@click.option("--drafts", is_flag=True, help="The same as for the build.")
@shared_options
def verify(site: Path, folder: Path, **how: Any) -> None:
    """Prove that DIR is just what SITE gives; name every file that differs."""
    from linimasa.commands import run_verify  # noqa: PLC0415 - loads with the command

    sys.exit(run_verify(site, folder, **how))


@cli.command()
@site_argument
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen on; 0.0.0.0 lets a phone in the same network see it.",
)
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--open", "open_browser", is_flag=True, help="Open the browser.")
@click.option(
    "--editor",
    default="vscode://file{path}:{line}:{column}",
    show_default=True,
    metavar="ADDRESS",
    help="What opens a file at a mistake you click; an empty one for none.",
)
def serve(site: Path, host: str, port: int, open_browser: bool, editor: str) -> None:
    """Preview the site; the browser reloads whenever you save."""
    from linimasa.commands import run_serve  # noqa: PLC0415 - loads with the command

    sys.exit(run_serve(site, host, port, open_browser, editor))


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="[DIR]", default=".")
@click.option("--title", help="The name of the timeline.")
@click.option(
    "--language",
    "languages",
    multiple=True,
    metavar="CODE",
    help="A language, the main one first: id; give it again for more, or a list: id,en.",
)
@click.option("--url", help="The address it will be published at.")
@click.option("--yes", is_flag=True, help="Ask nothing: what is not given takes a default.")
def init(folder: Path, **answers: Any) -> None:
    """Begin a new site in DIR, an empty folder or one that is not there yet.

    Asks for title, languages and address, then writes settings, a first event, a page about the
    timeline, and what publishes it.
    """
    from linimasa.commands.starting import run_init  # noqa: PLC0415 - loads with the command

    sys.exit(run_init(folder, **answers))


@cli.command()
@click.argument("title")
@site_option
@click.option("--date", help="When it happened: 2021-03-30, 2021-03, “late 2021-03”; else today.")
@click.option("--status", help="A status word of the site; “reported” unless given.")
@click.option("--language", metavar="CODE", help="The language of TITLE; the site's first one.")
@click.option("--edit", is_flag=True, help="Open the file in your editor ($VISUAL or $EDITOR).")
def new(title: str, site: Path, **said: Any) -> None:
    """Begin a new event: write its file, with all that it may say explained.

    What happened is TITLE; the file's name is made from it.
    """
    from linimasa.commands.starting import run_new  # noqa: PLC0415 - loads with the command

    sys.exit(run_new(site, title, **said))


@cli.command("import")
@click.argument("form", metavar="FORMAT", type=click.Choice(IMPORTED_FORMATS))
@click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@site_option
@click.option(
    "--into",
    default="content",
    show_default=True,
    metavar="DIR",
    help="The folder of the new events, as SITE has it.",
)
@click.option("--language", metavar="CODE", help="The language of the texts; the site's first one.")
@click.option(
    "--map",
    "columns",
    multiple=True,
    metavar="COLUMN=FIELD",
    help="What a column of a table is; give it again for more.",
)
@click.option(
    "--mapping",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A YAML file that says so for all columns.",
)
@click.option(
    "--date-format",
    default="",
    metavar="FORMAT",
    help="How a table writes dates: %d/%m/%Y; else as YAML files have them.",
)
@click.option("--until", metavar="DATE", help="How far to follow events that come again and again.")
@click.option("--dry-run", is_flag=True, help="Say what would be written, and write nothing.")
@click.option("--update", is_flag=True, help="Renew what an import wrote and nobody edited.")
@click.option(
    "--report",
    "report_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="List all events, losses and mistakes as JSON in this file.",
)
@click.option("--download-media", is_flag=True, help="Fetch pictures that lie in the web.")
def import_(form: str, files: tuple[Path, ...], site: Path, **said: Any) -> None:
    """Turn a table, a calendar, a feed or another timeline into events.

    Writes a YAML file for each event, and says of everything that has no field here what became
    of it. No file that is there already is overwritten.
    """
    from linimasa.commands.importing import run_import  # noqa: PLC0415 - loads with the command

    sys.exit(run_import(form, files, site, **said))


@cli.command()
@site_argument
@click.option(
    "--output",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Where the files go; SITE/schema unless given.",
)
def schema(site: Path, output: Path | None) -> None:
    """Tell your text editor what can be written here, so that it completes and checks.

    Run it again when a status, an actor, a tag or a language is new.
    """
    from linimasa.commands.describing import run_schema  # noqa: PLC0415 - loads with the command

    sys.exit(run_schema(site, output or site / "schema"))


@cli.command()
@click.argument("form", metavar="FORMAT")
@site_argument
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where it goes; onto the terminal unless given.",
)
@click.option("--language", metavar="CODE", help="For formats in one language; the site's first.")
def export(form: str, site: Path, **how: Any) -> None:
    """Write the events of SITE in another format: json, say.

    Formats that exports: in site.yaml names are part of each build anyway.
    """
    from linimasa.commands.exporting import run_export  # noqa: PLC0415 - loads with the command

    sys.exit(run_export(form, site, **how))


def main() -> None:
    """Run the command line; an exception that gets this far is a bug of ours."""
    _end_by_signals()
    try:
        cli()
    except MemoryError:
        click.echo(
            "Error: there is too little memory for this"
            "\n  hint: close other programs, or use fewer processes: --jobs 1",
            err=True,
        )
        sys.exit(LACKING)
    except Exception:
        import platform  # noqa: PLC0415 - slow to load, and hardly ever needed

        traceback.print_exc()
        click.echo(
            "\nThis is a bug in Linimasa, not in your site. Please report it with the lines above"
            f" and: linimasa {__version__}, Python {platform.python_version()},"
            f" {platform.platform()}",
            err=True,
        )
        sys.exit(OUR_BUG)


def _end_by_signals() -> None:
    """Let what ends a program end it as an exception does, so that nothing is left behind.

    Who had one of them ignored (`nohup`) wants it so.
    """
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows lacks some
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    """End the program; a terminal that is closed says so twice, and needs to say it once."""
    if name := getattr(signal, "SIGHUP", None):
        signal.signal(name, signal.SIG_IGN)
    sys.exit(ENDED + number)
