"""A file with translations of which nothing says what they were made from → the same, noted.

In: the bytes of event files and plain pages. Out: the bytes again, with fingerprints under
`translated:`. Text is put in between what stands there, which stays as it is; a note that is there
is never changed, as only an editor knows whether a translation was made anew. What is not
understood wholly stays as it is, byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from linimasa import yamltree
from linimasa.check.mend import LoadText, Mended
from linimasa.diagnostics import has_errors
from linimasa.load import load_settings, translated_pages, unnoted
from linimasa.load.pages import FRONT_MATTER
from linimasa.model.files import InputFile, Snapshot
from linimasa.model.record import Fingerprint
from linimasa.model.settings import Settings
from linimasa.model.site import Load

FIELD = "translated"
_MARK = b"\xef\xbb\xbf"
_ENDED = re.compile(r"^\.\.\.(?=\s|\Z)", re.MULTILINE)
"""Where a YAML document ends before its file does (YAML 1.2, section 9.1.2)."""


def noting(snapshot: Snapshot, events: Iterable[InputFile], load: Load) -> Iterator[Mended]:
    """Each event file that gets notes; `events` are the event files with their content."""
    settings = load_settings(snapshot.settings).settings
    for file in events if settings else ():
        if settings and (data := _noted(file, load, settings)):
            yield Mended(file.path, file.data, data, (), is_ordered=False)


def noting_pages(snapshot: Snapshot, load_text: LoadText) -> Iterator[Mended]:
    """Each plain page that gets a note."""
    settings = load_settings(snapshot.settings).settings
    if settings is None:
        return
    files = {file.path: file for file in snapshot.pages}
    pages = [load_text(file, settings.languages) for file in snapshot.pages]
    for page, original in translated_pages(pages, settings.languages[0]):
        if page.noted or has_errors((*page.diagnostics, *original.diagnostics)):
            continue
        file = files[page.path]
        data = _above_text(file.data, f"{FIELD}: {original.wording}")
        after = load_text(replace(file, data=data, known=""), settings.languages)
        was_found = (page.wording, page.html, len(page.diagnostics))
        if was_found == (after.wording, after.html, len(after.diagnostics)) and (
            after.translated == original.wording
        ):
            yield Mended(file.path, file.data, data, (), is_ordered=False)


def _above_text(data: bytes, entry: str) -> bytes:
    """The file with one more entry at the end of what stands above its text."""
    matter = FRONT_MATTER.match(data)
    if matter is None:
        return data
    end = b"\r\n" if b"\r\n" in matter[0] else b"\n"
    return data[: matter.end(1)] + entry.encode() + end + data[matter.end(1) :]


def _noted(file: InputFile, load: Load, settings: Settings) -> bytes:
    """The file with its notes, if it then says just the same; else nothing."""
    first = settings.languages[0]
    before = load(file, settings.languages, settings.timezone)
    if before.event is None or has_errors(before.diagnostics):
        return b""
    wanted: dict[tuple[str, str], dict[Fingerprint, None]] = {}
    for one in unnoted(before.event, first):
        wanted.setdefault(one.place, {})[one.fingerprint] = None
    data = file.data
    for (language, field), marks in wanted.items():
        data = with_note(data, language, field, tuple(marks))
    if data == file.data:
        return b""
    after = load(replace(file, data=data, known=""), settings.languages, settings.timezone)
    is_same = (
        after.event is not None
        and replace(after.event, translated=()) == replace(before.event, translated=())
        and len(after.diagnostics) == len(before.diagnostics)
        and not any(unnoted(after.event, first))
    )
    return data if is_same else b""


def with_note(data: bytes, language: str, field: str, marks: tuple[str, ...]) -> bytes:
    """The file with these fingerprints added to the note of a field in a language."""
    mark = _MARK if data.startswith(_MARK) else b""
    text = data.removeprefix(_MARK).decode()
    root = yamltree.compose(data, "").root
    if not isinstance(root, yamltree.Mapping):
        return data
    notes = _value(root, FIELD)
    listed = ", ".join(marks)
    value = f"[{listed}]" if len(marks) > 1 else listed
    if notes is None and root.source:  # the whole file stands in braces
        text = _before_bracket(text, root, f"{FIELD}: {{{language}: {{{field}: {value}}}}}")
        return mark + text.encode()
    if notes is None:
        end = "\r\n" if "\r\n" in text else "\n"
        ended = _ENDED.search(text)
        at = ended.start() if ended else len(text)
        between = "" if text[:at].endswith(("\n", "\r")) else end
        entry = f"{between}{FIELD}:{end}  {language}: {{{field}: {value}}}{end}"
        return mark + (text[:at] + entry + text[at:]).encode()
    if not isinstance(notes, yamltree.Mapping):
        return data
    inside = _value(notes, language)
    if inside is None:
        text = _with_entry(text, notes, f"{language}: {{{field}: {value}}}")
    elif isinstance(inside, yamltree.Mapping):
        there = _value(inside, field)
        if there is None:
            text = _with_entry(text, inside, f"{field}: {value}")
        else:
            text = _with_items(text, there, listed)
    return mark + text.encode()


def _value(group: yamltree.Mapping, name: str) -> yamltree.Node | None:
    return next((value for key, value in group.entries if key.text == name), None)


def _with_entry(text: str, group: yamltree.Mapping, entry: str) -> str:
    """The text with one more entry in a group, written as the others are."""
    if group.source or not group.entries:
        return _before_bracket(text, group, entry)
    key, _ = group.entries[0]
    begin = text.rfind("\n", 0, key.start) + 1
    end = _end_of_line(text, _last(group))
    line_break = "\r\n" if "\r\n" in text else "\n"
    return f"{text[:end]}{line_break}{' ' * (key.start - begin)}{entry}{text[end:]}"


def _with_items(text: str, value: yamltree.Node, listed: str) -> str:
    """The text with more items in a list, which may be a single one yet."""
    if isinstance(value, yamltree.Scalar):
        return (
            f"{text[: value.start]}[{text[value.start : value.end]}, {listed}]{text[value.end :]}"
        )
    if isinstance(value, yamltree.Sequence) and value.source:
        return _before_bracket(text, value, listed)
    return text  # a list of lines: an editor wrote it, and goes on with it


def _before_bracket(text: str, group: yamltree.Mapping | yamltree.Sequence, entry: str) -> str:
    inside = text[group.start : group.end - 1].rstrip()
    between = "" if inside.endswith(("{", "[")) else " " if inside.endswith(",") else ", "
    end = group.start + len(inside)
    return f"{text[:end]}{between}{entry}{text[end:]}"


def _last(node: yamltree.Node) -> int:
    """Where the last value in a node ends; what libyaml says of a group is the next thing."""
    if isinstance(node, yamltree.Mapping) and node.entries and not node.source:
        return _last(node.entries[-1][1])
    if isinstance(node, yamltree.Sequence) and node.items and not node.source:
        return _last(node.items[-1])
    return node.end


def _end_of_line(text: str, at: int) -> int:
    ends = [end for end in (text.find("\r", at), text.find("\n", at)) if end >= 0]
    return min(ends, default=len(text))
