"""`site.yaml` and `_actors.yaml`: what holds for the whole site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from linimasa.decode import Context, Decoded, first_languages
from linimasa.diagnostics import Diagnostic, did_you_mean, problem
from linimasa.load.reading import read_yaml, where
from linimasa.model.files import InputFile
from linimasa.model.record import Actor
from linimasa.model.settings import Settings
from linimasa.yamltree import compose


def load_settings(
    file: InputFile | None,
) -> tuple[Settings | None, tuple[Diagnostic, ...]]:
    """Read `site.yaml`; without one, the folder's own diagnostic says so.

    Diagnostics: what `compose` and `decode` find, `duplicate-language`, `unknown-status`.
    """
    if file is None:
        return None, ()
    languages = first_languages(compose(file.data, file.path).root)
    read = read_yaml(file, Settings, Context(languages, "UTC"))
    if read.decoded is None or read.decoded.value is None:
        return None, read.diagnostics
    found = read.diagnostics + tuple(_wrong_settings(read.decoded.value, read.decoded))
    return (read.decoded.value if read.decoded.value.languages else None), found


def _wrong_settings(settings: Settings, decoded: Decoded[Settings]) -> Iterator[Diagnostic]:
    """Settings that contradict each other."""
    if not settings.languages:
        message = "the site has no language"
        yield problem("missing-field", where(decoded, "languages"), message, "languages: [id, en]")
    for number, language in enumerate(settings.languages):
        if language in settings.languages[:number]:
            message = f"the language “{language}” is listed twice"
            place = where(decoded, "languages", number)
            yield problem("duplicate-language", place, message, "take one of the two out")
    statuses = [word for word, _ in settings.statuses]
    for word, _ in settings.evidence:
        if word not in statuses:
            yield problem(
                "unknown-status",
                where(decoded, "evidence", word),
                f"“{word}” is not one of the status words of this site",
                did_you_mean(word, statuses, "use one of: " + ", ".join(statuses)),
            )


def load_actors(
    file: InputFile | None, languages: Sequence[str], zone: str
) -> tuple[Mapping[str, Actor], tuple[Diagnostic, ...]]:
    """Read `content/_actors.yaml`, by id; there need not be one, and it may be empty."""
    if file is None or not file.data.strip():
        return {}, ()
    read = read_yaml(file, tuple[tuple[str, Actor], ...], Context(tuple(languages), zone))
    return dict((read.decoded.value if read.decoded else None) or ()), read.diagnostics
