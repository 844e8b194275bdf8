"""What imported files say of the whole timeline: for `_extra.yaml` and `_actors.yaml`.

In: what importers made of each file. Out: values that `check` takes where they will stand, and for
all others a mistake or a loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from linimasa.diagnostics import Diagnostic, Span, has_errors
from linimasa.importers.fitting import cut
from linimasa.load.settings import load_actors, load_extra
from linimasa.model.files import InputFile
from linimasa.model.imported import Imported, Loss
from linimasa.model.settings import Settings
from linimasa.scaffold.draft import printable, yaml_text

EXTRA, ACTORS = "content/_extra.yaml", "content/_actors.yaml"

Said = dict[str, tuple[Any, str]]
"""Values by their names, each with the path of the file that says so."""


@dataclass(frozen=True, slots=True)
class About:
    """What files say of the whole timeline."""

    extra: Said
    actors: Said
    losses: tuple[Loss, ...]
    diagnostics: tuple[Diagnostic, ...]


def about(own: str, given: Mapping[str, Imported], settings: Settings) -> About:
    """What can be kept of what files say, by their paths; `own` is the name under `extra`.

    Diagnostics: those of `load_actors`, at the file as a whole.
    """
    extra = _together({path: one.extra for path, one in given.items()})
    actors = _together({path: one.actors for path, one in given.items()})
    losses: list[Loss] = []
    mistakes: list[Diagnostic] = []
    for name, (value, path) in list(actors.items()):
        file = InputFile(ACTORS, as_yaml({name: value}))
        _, wrong = load_actors(file, settings.languages, settings.timezone)
        if has_errors(wrong):
            mistakes += [replace(one, span=Span(path), related=(), fix="") for one in wrong]
            shown = f"actors.{name}"
            losses.append(Loss(Span(path), shown, cut(value), f"kept in {EXTRA}", is_kept=True))
            extra[shown] = actors.pop(name)
    for name, (value, path) in list(extra.items()):
        if has_errors(load_extra(InputFile(EXTRA, as_yaml({own: {name: value}})))[1]):
            del extra[name]
            became = "left out: no YAML file can hold it"
            losses.append(Loss(Span(path), name, cut(value), became, is_kept=False))
    return About(extra, actors, tuple(losses), tuple(mistakes))


def as_yaml(values: Mapping[str, Any]) -> bytes:
    """The file that holds these values."""
    return yaml_text(printable(values)).encode()


def _together(given: Mapping[str, Mapping[str, Any]]) -> Said:
    """What several files say; the second of a name that says something else has a number."""
    whole: Said = {}
    for path, values in given.items():
        for name, value in values.items():
            spots = (f"{name} {number}" if number > 1 else name for number in count(1))
            free = (one for one in spots if one not in whole or whole[one][0] == value)
            whole.setdefault(next(free), (value, path))
    return whole
