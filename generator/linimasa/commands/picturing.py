"""The pictures of events that are imported: beside the input, or in the web where that is asked.

In: drafts. Out: what is to be copied where. Only ordinary files below the folder of the input are
taken, and only those with the endings of pictures.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from linimasa.diagnostics import Diagnostic, problem
from linimasa.importers.fitting import cut
from linimasa.importers.placing import Place
from linimasa.model.address import folder_of
from linimasa.model.files import PICTURE_ENDINGS
from linimasa.model.imported import Draft, Loss
from linimasa.read import folder

PICTURE_LIMIT = 50 << 20
"""The most bytes of a picture."""

Taken = tuple[Draft, dict[str, Path], list[Loss], list[Diagnostic]]


@dataclass(frozen=True, slots=True)
class Found:
    """Finds pictures; holds where downloaded ones are kept until they are copied."""

    site: Path
    downloads: Path | None
    """None where nothing is asked of the web."""

    def of(self, place: Place, form: str, taken: Collection[str]) -> Taken:
        """The draft with the pictures that are there, what to copy where, and what is missing."""
        draft, media = place.draft, place.draft.fields.get("media")
        if not isinstance(media, list | tuple):
            return draft, {}, [], []
        files: dict[str, Path] = {}
        kept, left = [], []
        losses: list[Loss] = []
        wrong: list[Diagnostic] = []
        paths = iter(draft.pictures)  # in the order of the media that have a file
        for one in media:
            name = str(one.get("file", "")) if isinstance(one, Mapping) else ""
            path = next(paths, name) if name else name
            there, why = self._file(draft, path)
            if there is None:
                left.append({**one, "file": path} if isinstance(one, Mapping) else one)
                self._tell(draft, form, path, why, losses, wrong)
                continue
            to = self._room(f"{folder_of(place.path)}/{name}", place.name, there, {*taken, *files})
            if to is not None:
                files[to[0]] = there
            spot = to[0] if to else f"{folder_of(place.path)}/{name}"
            kept.append({**one, "file": spot.rpartition("/")[2]})
        fields = {**draft.fields, "media": kept}
        if left:
            fields["extra"] = _with_media(fields.get("extra"), form, left)
        return replace(draft, fields=fields), files, losses, wrong

    def _tell(
        self,
        draft: Draft,
        form: str,
        path: str,
        why: str,
        losses: list[Loss],
        wrong: list[Diagnostic],
    ) -> None:
        """Say what became of a picture that is not to be had."""
        became = f"kept in extra.{form}.media"
        if _is_web(path) and self.downloads is None:
            became += "; --download-media fetches it"
        else:
            hint = "put it beside the file that is imported, or leave it out"
            wrong.append(problem("missing-picture", draft.place, why, hint))
        losses.append(Loss(draft.place, "media", cut(path), became, is_kept=True))

    def _file(self, draft: Draft, path: str) -> tuple[Path | None, str]:
        """Where the picture is, or why it is not to be had."""
        if not _is_web(path):
            return _beside(Path(draft.place.path).parent, path)
        if self.downloads is None:
            return None, ""
        from linimasa.commands.downloading import NotFetched, fetch  # noqa: PLC0415 - only if asked

        try:
            return fetch(path, self.downloads, PICTURE_LIMIT), ""
        except NotFetched as error:
            return None, f"“{cut(path)}” cannot be fetched: {error}"

    def _room(
        self, path: str, name: str, there: Path, taken: Collection[str]
    ) -> tuple[str, Path] | None:
        """A path that is free; None where just this picture lies there already."""
        above, _, last = path.rpartition("/")
        spots = [path, *(f"{above}/{name}-{mark}{last}" for mark in ("", "2-", "3-", "4-"))]
        for spot in spots:
            if (self.site / spot).exists():
                if (self.site / spot).read_bytes() == there.read_bytes():
                    return None if spot == path else (spot, there)
            elif spot not in taken:
                return spot, there
        return spots[-1], there


def _beside(start: Path, path: str) -> tuple[Path | None, str]:
    """A picture below the folder of the input, or why there is none."""
    if path.rpartition(".")[2].lower() not in PICTURE_ENDINGS:
        return None, f"“{cut(path)}” has none of the endings {', '.join(PICTURE_ENDINGS)}"
    missing = f"there is no picture “{cut(path)}” beside the input"
    inside = str(start.resolve())
    try:
        real, kind, _ = folder.target(path, str(start / path), inside)
    except ValueError:  # a name that no system allows
        return None, missing
    if kind != "file" or not folder.within(inside, real):
        return None, missing
    if Path(real).stat().st_size > PICTURE_LIMIT:
        return None, f"“{cut(path)}” is larger than {PICTURE_LIMIT >> 20} MB"
    return Path(real), ""


def _is_web(path: str) -> bool:
    return path.lower().startswith(("http://", "https://"))


def _with_media(extra: Any, form: str, media: list[Any]) -> dict[str, Any]:
    whole = dict(extra) if isinstance(extra, Mapping) else {}
    own = whole.get(form)
    whole[form] = {**(own if isinstance(own, Mapping) else {}), "media": media}
    return whole


@contextlib.contextmanager
def find_pictures(site: Path, download: bool) -> Iterator[Found]:
    """Pictures of drafts for a site; what is downloaded is there until the end."""
    if not download:
        yield Found(site, None)
        return
    with tempfile.TemporaryDirectory() as name:
        yield Found(site, Path(name))
