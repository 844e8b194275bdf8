"""What `export` does: one format of a site, into a file or onto the terminal.

In: the folder of the site, and the name of the format. Out: an exit code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType

import click

from linimasa.cache.namespace import own_namespace
from linimasa.cache.store import opened
from linimasa.commands import CONTENT_ERRORS, FINE, WRONG_USE, moment_of, refused
from linimasa.diagnostics import did_you_mean, has_errors
from linimasa.exporters import EXPORTERS, LEFT_OUT
from linimasa.exporters.published import Published
from linimasa.model.address import language_root
from linimasa.model.files import ChangedMeanwhile, NotInstalled, Options, Output
from linimasa.pipeline.layout import lay_out
from linimasa.pipeline.rebuild import in_time
from linimasa.pipeline.work import Work
from linimasa.read.project import read, reread
from linimasa.reporting.terminal import count, tell_mistakes
from linimasa.write import CannotPublish
from linimasa.write.whole import write_pieces

_WANTED: Mapping[str, str] = MappingProxyType(
    {
        "oembed": "give it a url: first, and something to show under embeds:",
        "redirects": "give an event aliases: first",
        "rss": "give it a url: first",
        "sitemap": "give it a url: first",
        "topic-feeds": "give an event tags: or actors: first",
    }
)
"""What a site lacks that has no file of a format."""


def run_export(form: str, site: Path, output: Path | None, language: str | None) -> int:
    """Write one format of a site; nothing while its content has mistakes."""
    if form not in EXPORTERS:
        known = ", ".join(sorted(EXPORTERS))
        click.echo(f"Error: there is no format “{form}”", err=True)
        click.echo(
            f"  hint: {did_you_mean(form, EXPORTERS, f'the formats are: {known}')}", err=True
        )
        return WRONG_USE
    snapshot = read(site, moment_of(None))
    with opened(site, own_namespace(), lambda path, digest: False) as memo:
        work = Work(memo, reread=partial(reread, site), in_time=in_time)
        try:
            layout = lay_out(snapshot, Options(), work)
            tell_mistakes(layout.diagnostics, snapshot, site, "text")
            if has_errors(layout.diagnostics) or layout.published is None:
                return CONTENT_ERRORS
            _hand_out(_file(form, layout.published, language), output)
            _tell_what_is_left_out(form, layout.published)
        except (CannotPublish, ChangedMeanwhile, NotInstalled) as error:
            return refused(error)
    return FINE


def _tell_what_is_left_out(form: str, published: Published) -> None:
    lost = LEFT_OUT[form](published.site) if form in LEFT_OUT else 0
    if lost:
        events = count(lost, "event")
        click.echo(f"{events} left out: this format cannot say when or where.", err=True)


def _file(form: str, published: Published, language: str | None) -> Output:
    """The file of a format; of one with a file for each language that of this language."""
    codes = published.site.settings.languages
    if language is not None and language not in codes:
        message = f"the site has no language “{language}”"
        raise CannotPublish(message, did_you_mean(language, codes, f"it has: {', '.join(codes)}"))
    made = EXPORTERS[form](published)
    files = _of_language(made, language or codes[0], codes)
    if len(files) > 1:
        names = ", ".join(one.path for one in files[:3])
        raise CannotPublish(
            f"“{form}” is more than one file: {names} …",
            "name it under exports: in site.yaml and run linimasa build",
        )
    if not files:
        raise CannotPublish(f"“{form}” has nothing to say of this site", _WANTED[form])
    return files[0]


def _of_language(made: Sequence[Output], language: str, codes: Sequence[str]) -> Sequence[Output]:
    if len(made) == 1:
        return made
    roots = {code: language_root(code, codes[0]) for code in codes}
    others = tuple(roots[code] for code in codes[1:])
    if language != codes[0]:
        return [one for one in made if one.path.startswith(roots[language])]
    return [one for one in made if not others or not one.path.startswith(others)]


def _hand_out(file: Output, output: Path | None) -> None:
    pieces: Iterable[bytes] = file.pieces() if file.pieces else (file.content,)
    try:
        if output:
            write_pieces(output, pieces)
            return
        for piece in pieces:
            click.echo(piece, nl=False)
    except OSError as error:
        raise CannotPublish(f"cannot write {output or 'this'}: {error.strerror}", "") from error
