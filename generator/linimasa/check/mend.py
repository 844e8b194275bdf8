"""A file with mistakes that can be mended without asking → the mended file.

In: the bytes of a file, and what was found in it. Out: the bytes again. Text is spliced where it
stands, so that comments, quotes and spaces stay as their author left them. What is not understood
wholly stays as it is, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TypeAlias

from linimasa import yamltree
from linimasa.diagnostics import Diagnostic, Span
from linimasa.load import load_actors, load_settings
from linimasa.model.files import InputFile, Snapshot
from linimasa.model.record import Event
from linimasa.model.site import Load, LoadedPage

LoadText = Callable[[InputFile, Sequence[str]], LoadedPage]
"""Reads a plain page of a site with these languages."""
ROUNDS = 3
"""A field whose name is right now may have a value that is wrong, and that one again."""
NOT_UNDERSTOOD = frozenset({"unsupported-yaml", "yaml-syntax"})
"""In a file with one of these, what stands in one place may change what another one means."""
_MARK = b"\xef\xbb\xbf"
_LINE = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Mended:
    """A file that can be mended."""

    path: str
    before: bytes
    data: bytes
    fixed: tuple[Diagnostic, ...]
    """The mistakes that are gone."""
    is_ordered: bool
    """Whether its fields are in another order now."""


def mending(
    snapshot: Snapshot, events: Iterable[InputFile], load: Load, load_text: LoadText
) -> Iterator[Mended]:
    """Each file of a site that can be mended; `events` are its event files with their content.

    `site.yaml` comes first, and the others are read as it is then.
    """
    given = snapshot.settings
    if given and (one := _mended(given, _in_settings, ())):
        yield one
        given = replace(given, data=one.data, known="")
    settings = load_settings(given).settings
    if settings is None:
        return
    codes, zone = settings.languages, settings.timezone

    def in_event(file: InputFile) -> tuple[object, Sequence[Diagnostic]]:
        loaded = load(file, codes, zone)
        return (loaded.event, loaded.body), loaded.diagnostics

    def in_actors(file: InputFile) -> tuple[object, Sequence[Diagnostic]]:
        return load_actors(file, codes, zone)

    def in_page(file: InputFile) -> tuple[object, Sequence[Diagnostic]]:
        page = load_text(file, codes)
        return page, page.diagnostics

    for file in events:
        if one := _mended(file, in_event, tuple(Event.__dataclass_fields__)):
            yield one
    if snapshot.actors and (one := _mended(snapshot.actors, in_actors, ())):
        yield one
    for file in snapshot.pages:
        if one := _mended(file, in_page, ()):
            yield one


def _in_settings(file: InputFile) -> tuple[object, Sequence[Diagnostic]]:
    loaded = load_settings(file)
    return loaded.settings, loaded.diagnostics


_Read: TypeAlias = Callable[[InputFile], tuple[object, Sequence[Diagnostic]]]


def _mended(file: InputFile, read: _Read, names: Sequence[str]) -> Mended | None:
    """The file mended, if it then has those mistakes no more and no others, and says the same."""
    value, found = read(file)
    if any(one.code in NOT_UNDERSTOOD for one in found):
        return None
    fixed: tuple[Diagnostic, ...] = ()
    data, left = file.data, found
    most = sum(not _is_sure(one, file) for one in found)
    for _ in range(ROUNDS):
        sure = tuple(one for one in left if _is_sure(one, file))
        if not sure:
            break
        fixed, data = (*fixed, *sure), mended(data, sure)
        value, left = read(replace(file, data=data))
    if len(left) > most:
        return None
    ordered = data if left else in_order(data, names)
    if ordered != data and read(replace(file, data=ordered)) != (value, left):
        ordered = data
    if ordered == file.data:
        return None
    return Mended(file.path, file.data, ordered, fixed, ordered != data)


def _is_sure(one: Diagnostic, file: InputFile) -> bool:
    return bool(one.fix) and one.span.path == file.path


def mended(data: bytes, found: Iterable[Diagnostic]) -> bytes:
    """The file with what shall stand there in place of each mistake whose `fix` is sure."""
    lines = _lines(data)
    starts = [0, *accumulate(map(len, lines))]
    text = "".join(lines)
    fixes = {one.span: one.fix for one in found if one.fix and one.span.line}
    for span in sorted(fixes, reverse=True):
        start, end = _offset(starts, span.line, span.column), _end(starts, span)
        text = text[:start] + fixes[span] + text[end:]
    return _with_mark(text, data)


def in_order(data: bytes, names: Sequence[str]) -> bytes:
    """The file with its fields in the order of `names`; comments stay above their fields.

    The same bytes when a field has another name, or a comment could belong to either side.
    """
    root = yamltree.compose(data, "").root
    if not isinstance(root, yamltree.Mapping) or root.source or not root.whole:
        return data
    keys = [key.text.replace("-", "_") for key, _ in root.entries]
    lines = _lines(data)
    firsts = [key.span.line - 1 for key, _ in root.entries]
    if not set(keys) <= set(names) or keys == sorted(keys, key=names.index):
        return data
    if any(key.span.column != 1 for key, _ in root.entries) or _ends_in_comment(lines, firsts):
        return data
    begins = [_with_comments(lines, first) for first in firsts]
    if not lines[-1].endswith(("\n", "\r")):
        lines[-1] += "\r\n" if lines[0].endswith("\r\n") else "\n"
    blocks = {
        key: lines[begin:end]
        for key, begin, end in zip(keys, begins, [*begins[1:], len(lines)], strict=True)
    }
    ordered = [line for key in sorted(keys, key=names.index) for line in blocks[key]]
    return _with_mark("".join([*lines[: begins[0]], *ordered]), data)


def _lines(data: bytes) -> list[str]:
    return _LINE.findall(data.removeprefix(_MARK).decode())


def _with_mark(text: str, before: bytes) -> bytes:
    return (_MARK if before.startswith(_MARK) else b"") + text.encode()


def _offset(starts: Sequence[int], line: int, column: int) -> int:
    return starts[line - 1] + column - 1


def _end(starts: Sequence[int], span: Span) -> int:
    return _offset(starts, span.end_line, span.end_column)


def _with_comments(lines: Sequence[str], first: int) -> int:
    """Where a field begins, with the comments right above it; those that open the file stay."""
    begin = first
    while begin > 0 and lines[begin - 1].startswith("#"):
        begin -= 1
    return first if begin == 0 else begin


def _ends_in_comment(lines: Sequence[str], firsts: Sequence[int]) -> bool:
    """Whether a comment stands between fields, or at the end, that is not right above a field."""
    for begin, end in zip(firsts, [*firsts[1:], len(lines)], strict=True):
        block = list(lines[begin:end])
        while end < len(lines) and block and block[-1].startswith("#"):
            block.pop()
        if any(line.startswith("#") for line in block):
            return True
    return False
