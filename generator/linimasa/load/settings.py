"""`site.yaml`, `_actors.yaml` and `_extra.yaml`: what holds for the whole site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from linimasa.decode import (
    Context,
    Decoded,
    first_languages,
    means_languages,
    small_language,
)
from linimasa.diagnostics import Diagnostic, problem
from linimasa.load.reading import places, read_yaml, where
from linimasa.model.address import up_to_path
from linimasa.model.colors import ENOUGH, LIGHT_GROUND, contrast, readable
from linimasa.model.files import InputFile
from linimasa.model.record import Actor
from linimasa.model.settings import Settings
from linimasa.model.site import LoadedSettings, Reference
from linimasa.yamltree import compose


def load_settings(file: InputFile | None) -> LoadedSettings:
    """Read `site.yaml`; without one, the folder's own diagnostic says so.

    Where its languages or statuses cannot be read there are no settings: every event would seem
    to be wrong.

    Diagnostics: what `compose` and `decode` find, `duplicate-language`, `bad-value`,
    `low-contrast`.
    """
    if file is None:
        return LoadedSettings(None)
    languages = first_languages(compose(file.data, file.path).root)
    read = read_yaml(file, Settings, Context(languages, "UTC"))
    if read.decoded is None or read.decoded.value is None:
        return LoadedSettings(None, diagnostics=read.diagnostics)
    settings = read.decoded.value
    if any(path[:1] in (("languages",), ("statuses",)) for path in read.decoded.failed):
        return LoadedSettings(None, diagnostics=read.diagnostics)
    return LoadedSettings(
        None if _are_lost(settings.languages, read.decoded) else settings,
        tuple(_references(settings, read.decoded)),
        (
            *read.diagnostics,
            *_wrong_languages(settings, read.decoded),
            *_odd_address(settings, read.decoded),
            *_pale_accent(settings, read.decoded),
        ),
    )


def _are_lost(languages: Sequence[str], decoded: Decoded[Settings]) -> bool:
    """Whether nobody can tell the languages: none, in capitals, one twice, or `language: …`."""
    if ("languages",) not in decoded.places:
        return any(means_languages(str(path[0])) for path in decoded.failed if len(path) == 1)
    different = {small_language(one) for one in languages if small_language(one) == one}
    return len(different) < len(set(languages)) or len(different) < min(2, len(languages) or 1)


def _wrong_languages(settings: Settings, decoded: Decoded[Settings]) -> Iterator[Diagnostic]:
    """No language at all, one of them twice, or one in capitals."""
    if not settings.languages:
        message = "the site has no language"
        yield problem("missing-field", where(decoded, "languages"), message, "languages: [id, en]")
    for number, language in enumerate(settings.languages):
        if language in settings.languages[:number]:
            message = f"the language “{language}” is listed twice"
            place = where(decoded, "languages", number)
            yield problem("duplicate-language", place, message, "take one of the two out")
        elif (small := small_language(language)) != language:
            message = f"the language “{language}” is written in capitals"
            place = where(decoded, "languages", number)
            yield problem("bad-value", place, message, f"write “{small}”")


def _odd_address(settings: Settings, decoded: Decoded[Settings]) -> Iterator[Diagnostic]:
    """An address of the site to which no page's own could be added."""
    address = up_to_path(settings.url)
    if address != settings.url:
        message = (
            f"“{settings.url}” goes on after its path, so no page can have an address below it"
        )
        yield problem("bad-value", where(decoded, "url"), message, f"write {address}")


def _pale_accent(settings: Settings, decoded: Decoded[Settings]) -> Iterator[Diagnostic]:
    """An accent that is hard to read on the light ground; on the dark one it is made lighter."""
    accent = settings.accent
    if accent and (ratio := contrast(accent, LIGHT_GROUND)) < ENOUGH:
        message = (
            f"“{accent}” is hard to read on the page: its contrast is {ratio:.1f} : 1, "
            f"and text needs {ENOUGH} : 1"
        )
        hint = f'a darker one of the same hue: "{readable(accent, LIGHT_GROUND, ENOUGH)}"'
        yield problem("low-contrast", where(decoded, "accent"), message, hint)


def _references(settings: Settings, decoded: Decoded[Settings]) -> Iterator[Reference]:
    """The words in the settings that name something elsewhere, with their places."""
    for number, language in zip(places(decoded, "languages"), settings.languages, strict=False):
        yield Reference("language", language, where(decoded, "languages", number))
    for word, _ in settings.evidence:
        yield Reference("status", word, where(decoded, "evidence", word))
    for word, _ in settings.threads:
        yield Reference("event", word, where(decoded, "threads", word))
    for number, word in zip(places(decoded, "pages"), settings.pages, strict=False):
        yield Reference("page", word, where(decoded, "pages", number))
    for number, word in zip(places(decoded, "compress"), settings.compress, strict=False):
        yield Reference("encoding", word, where(decoded, "compress", number))
    for number, word in zip(places(decoded, "ignore"), settings.ignore, strict=False):
        yield Reference("warning", word, where(decoded, "ignore", number))


def load_actors(
    file: InputFile | None, languages: Sequence[str], zone: str
) -> tuple[Mapping[str, Actor], tuple[Diagnostic, ...]]:
    """Read `content/_actors.yaml`, by id; there need not be one, and it may be empty."""
    if file is None or not file.data.strip():
        return {}, ()
    read = read_yaml(file, tuple[tuple[str, Actor], ...], Context(tuple(languages), zone))
    return dict((read.decoded.value if read.decoded else None) or ()), read.diagnostics


def load_extra(
    file: InputFile | None,
) -> tuple[Mapping[str, Any], tuple[Diagnostic, ...]]:
    """Read `content/_extra.yaml`, by format; there need not be one, and it may be empty."""
    if file is None or not file.data.strip():
        return {}, ()
    read = read_yaml(file, tuple[tuple[str, Any], ...], Context())
    return dict((read.decoded.value if read.decoded else None) or ()), read.diagnostics
