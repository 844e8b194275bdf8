"""The bytes of a YAML file to text, with what is wrong with them.

In: bytes. Out: text in which every character stands where an editor shows it, or why there is
none. What lies inside the text is not looked at.
"""

from __future__ import annotations

import re

from linimasa.diagnostics import Diagnostic, Span, problem

MAX_BYTES = 1 << 20

_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
_NO_TEXT = (
    (b"PK\x03\x04", "a document of a word processor, or an archive (zip)"),
    (b"\xd0\xcf\x11\xe0", "a document of a word processor"),
    (b"{\\rtf", "rich text (RTF)"),
    (b"%PDF", "a PDF"),
)
_SAVE_AS = "save it as UTF-8, which every text editor offers"
LINE_BREAK = re.compile("\r\n|\r|\n")
# YAML 1.2.2, section 5.1: what may stand in a file.
UNPRINTABLE = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
# Line ends for libyaml and for no editor; as spaces they keep every position.
_ODD_BREAKS = ("\x85", "\u2028", "\u2029")
_SIGNS = ("<<<<<<<", "=======", ">>>>>>>")
_CONFLICT = tuple(re.compile(rf"(?<![^\r\n]){sign}(?: [^\r\n]*)?(?![^\r\n])") for sign in _SIGNS)
"""The lines that git leaves where it could not decide between two versions, in their order."""


def text_of(data: bytes, path: str) -> tuple[str | None, tuple[Diagnostic, ...]]:
    """The text without its byte order mark, None when there is none; offsets are kept.

    Diagnostics: file-too-large, not-utf-8, control-character.
    """
    if len(data) > MAX_BYTES:
        size = f"{len(data) / MAX_BYTES:.1f}".removesuffix(".0")
        return None, (
            problem(
                "file-too-large",
                Span(path),
                f"this file is {size} MB; at most 1 MB is read",
                "one file holds one event; keep pictures and data in files of their own",
            ),
        )
    if words := _other_format(data):
        return None, (problem("not-utf-8", Span(path, 1, 1, 1, 1), *words),)
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        message = f"the byte {data[error.start]:02X} here is not UTF-8"
        return None, (problem("not-utf-8", _point(path, before), message, _SAVE_AS),)
    for sign in _ODD_BREAKS:
        text = text.replace(sign, " ")
    first = UNPRINTABLE.search(text)
    if first is None:
        return text, ()
    others = len(UNPRINTABLE.findall(text)) - 1
    more = f", and {others} more in this file" if others else ""
    return UNPRINTABLE.sub(" ", text), (
        problem(
            "control-character",
            _point(path, text[: first.start()]),
            f"an invisible character (U+{ord(first[0]):04X}) stands here{more}",
            "delete it; it often comes along with text that was copied",
        ),
    )


def _point(path: str, before: str) -> Span:
    lines = LINE_BREAK.split(before)
    line, column = len(lines), len(lines[-1]) + 1
    return Span(path, line, column, line, column + 1)


def _other_format(data: bytes) -> tuple[str, str] | None:
    """What the file is by its first bytes, where that is no UTF-8, with a way out."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return f"this file is saved as {name}", _SAVE_AS
    for mark, name in _NO_TEXT:
        if data.startswith(mark):
            hint = "write it with a text editor, or save it as plain text in UTF-8"
            return f"this file is {name}, not plain text", hint
    if data.count(0) * 4 > len(data):
        return "this file looks as if it were saved as UTF-16", _SAVE_AS
    return None


def two_versions(text: str, path: str) -> Diagnostic | None:
    """Say where the first of two versions that git left begins, if all three lines are there."""
    if not all(sign in text for sign in _SIGNS):
        return None  # asked first, as it is for each file, and takes a hundredth of the time
    first, at = None, 0
    for sign in _CONFLICT:
        found = sign.search(text, at)
        if found is None:
            return None
        first, at = first or found, found.end()
    assert first, "there are signs to look for"
    line = len(LINE_BREAK.findall(text, 0, first.start())) + 1
    place = Span(path, line, 1, line, len(first[0]) + 1)
    message = "two versions of this file stand here, one above the other"
    hint = "keep one of the two down to >>>>>>>, and take the lines with <<<, === and >>> out"
    return problem("yaml-syntax", place, message, hint)


_SPACES = re.compile(" *")


def block_indent(text: str, start: int, value: str) -> int:
    """By how much a literal block is indented; its lines are those of the file."""
    breaks = LINE_BREAK.finditer(text, start)
    for line in value.split("\n"):
        begin = next(breaks, None)
        if begin is None:
            break
        if line.strip():
            spaces = _SPACES.match(text, begin.end())
            deeper = len(line) - len(line.lstrip(" "))
            return (spaces.end() - spaces.start() if spaces else 0) - deeper
    return 0
