"""Lists and fenced code as editors write them → as Python-Markdown reads them.

In: the lines of a text, tabs expanded. Out: lines that say the same with four spaces for each level
of a list, and the fenced code apart. CommonMark (0.31, sections 4.5 and 5.2) decides what belongs
to a list item: whatever begins below its text. Four spaces always do, as Python-Markdown has it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

LEVEL = " " * 4
"""How far Python-Markdown wants each level of a list, and code."""
FENCED = re.compile("\x02fence:([0-9]+)\x03")
"""Stands for fenced code, by its number; Python-Markdown takes these signs out of what comes in."""

_QUOTED = re.compile(r"(?: {0,3}> ?)*")
_MARKER = re.compile(r" *([-*+]|[0-9]{1,9}[.)]) +(?=\S)")
_RULE = re.compile(r" *([-*])(?: *\1){2,} *\Z|[-:| ]+\Z")
"""A line between paragraphs, or below the head of a table."""
_FENCE = re.compile(r" *(`{3,}(?=[^`]*\Z)|~{3,})")


@dataclass(frozen=True, slots=True)
class _Item:
    """A list item that is open: where its marker and what is in it begin, in signs."""

    start: int
    inside: int
    is_numbered: bool


@dataclass(slots=True)
class _State:
    """What has been read so far."""

    lines: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    items: list[_Item] = field(default_factory=list)
    quotes: int = 0
    is_apart: bool = True
    """Whether nothing stands right above."""
    first: int = 0
    """In how many items the first line lies of those that no empty line parts from this one."""
    block: int = 0
    """In how many items the paragraph or code above lies that began after an empty line."""


def in_levels(lines: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines in levels of four spaces, with `FENCED` for code; and that code."""
    state = _State()
    at = 0
    while at < len(lines):
        before, line = _unquoted(lines[at], state)
        if not line.strip():
            state.lines.append(before)
            state.is_apart = True
        elif fence := _opened(line, state):
            level = _level(state.items, _indent(line))
            del state.items[level:]
            at = _fence(lines, at, fence, before, LEVEL * level, state)
        elif marker := _marked(line, state):
            start = LEVEL * _open(marker, before, state) + marker[1].replace(")", ".") + " "
            line = " " * marker.end() + line[marker.end() :]
            if fence := _FENCE.match(line):
                at = _fence(lines, at, fence, before, start, state)
            else:
                state.lines.append(before + start + line.lstrip())
        else:
            state.lines.append(before + _text(line, state))
        at += 1
    return state.lines, state.codes


def _unquoted(line: str, state: _State) -> tuple[str, str]:
    """The marks of quotations before a line, and the line; lists end where quotations do."""
    is_in_item = not state.quotes and state.items and _indent(line) >= state.items[0].inside
    found = None if is_in_item else _QUOTED.match(line)
    before = found[0] if found else ""
    if before.count(">") != state.quotes:
        state.quotes, state.items, state.block, state.is_apart = before.count(">"), [], 0, True
    return before, line[len(before) :]


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _level(items: Sequence[_Item], indent: int) -> int:
    """In how many of the open items a line lies."""
    return sum(indent >= item.inside for item in items)


def _left(items: Sequence[_Item], level: int, indent: int) -> int:
    """The spaces beyond those that put a line into so many items; from four on, it is code."""
    return indent - (items[level - 1].inside if level else 0)


def _opened(line: str, state: _State) -> re.Match[str] | None:
    fence, indent = _FENCE.match(line), _indent(line)
    level = _level(state.items, indent)
    return fence if _left(state.items, level, indent) < len(LEVEL) else None


def _fence(
    lines: Sequence[str], at: int, fence: re.Match[str], before: str, start: str, state: _State
) -> int:
    """Put fenced code apart; its last line comes back. Unclosed, it is all that follows."""
    code: list[str] = []
    indent = _indent(fence[0])
    end = re.compile(rf" *{fence[1][0]}{{{len(fence[1])},}} *\Z")
    quotes = re.compile(rf"(?: {{0,3}}> ?){{{state.quotes}}}")
    for last in range(at + 1, len(lines)):
        quoted = quotes.match(lines[last])
        if quoted is None:
            break
        at, line = last, lines[last][quoted.end() :]
        if end.match(line):
            break
        code.append(line[min(indent, _indent(line)) :])
    if not state.is_apart and not start.strip():
        state.lines.append(before.rstrip())
    state.lines += (f"{before}{start}\x02fence:{len(state.codes)}\x03", before.rstrip())
    state.codes.append("".join(f"{line}\n" for line in code))
    state.is_apart = True
    return at


def _marked(line: str, state: _State) -> re.Match[str] | None:
    """The marker of a list item, if the line begins one."""
    marker = _MARKER.match(line)
    if marker is None or _RULE.match(line):
        return None
    level = _level(state.items, marker.start(1))
    is_code = _left(state.items, level, marker.start(1)) >= len(LEVEL)
    if is_code and (not level or state.is_apart or state.block):
        return None
    interrupts = not state.is_apart and not state.items
    return None if interrupts and marker[1][0].isdigit() and marker[1][:-1] != "1" else marker


def _open(marker: re.Match[str], before: str, state: _State) -> int:
    """Open a list item; in how many others it lies comes back."""
    start, is_numbered = marker.start(1), marker[1][0].isdigit()
    level = _level(state.items, start)
    same = state.items[level] if level < len(state.items) else None
    if same and same.is_numbered != is_numbered and start >= same.start + 2:
        level, same = level + 1, None  # two spaces below “1.” are meant to be in it
    is_other = not state.items or (same and same.is_numbered != is_numbered)
    if not state.is_apart and (is_other or level < state.first):
        state.lines.append(before.rstrip())
        state.first = level
    elif state.is_apart:
        state.first = level
    inside = min(marker.end(), start + len(LEVEL))
    state.items[level:] = [_Item(start, inside, is_numbered)]
    state.is_apart, state.block = False, 0
    return level


def _text(line: str, state: _State) -> str:
    """A line that begins nothing, as it is or below the item in which it lies."""
    indent = _indent(line)
    level = _level(state.items, indent)
    if not state.is_apart and not (0 < state.block <= level):
        return line
    if state.is_apart:
        del state.items[level:]
        state.block = state.first = level
    level = state.block
    state.is_apart = False
    if not level:
        return line
    left = _left(state.items, level, indent)
    return LEVEL * level + " " * (left if left >= len(LEVEL) else 0) + line.lstrip(" ")
