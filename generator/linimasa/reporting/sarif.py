"""Diagnostics as SARIF 2.1.0: the form in which code hosts take what programs find in files.

In: diagnostics, and the bytes of the files they speak of. Out: JSON text, in ASCII. The standard
is OASIS' "Static Analysis Results Interchange Format (SARIF) Version 2.1.0"; sections named here
are of it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, TypeAlias
from urllib.parse import quote

from linimasa.diagnostics import CODES, Diagnostic, Severity, Span
from linimasa.reporting.report import source_lines, visible

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_BREAKS: Final = ("\r\n", "\n", "\r")
"""The ends of lines by which ours count; without saying so, the last would be none (3.14.16)."""

_Part: TypeAlias = dict[str, Any]
_Region: TypeAlias = Callable[[Span], _Part]


def as_sarif(diagnostics: Iterable[Diagnostic], sources: Mapping[str, bytes], version: str) -> str:
    """One run with a result for each diagnostic, and a rule for each code there is.

    Columns are counted in UTF-16 code units, as most that read this do (3.14.17), so the lines of
    `sources` are needed; of a file that is not there they are as they came, in code points.
    """
    split: dict[str, list[str]] = {}

    def region(span: Span) -> _Part:
        if span.path not in split:
            split[span.path] = source_lines(sources.get(span.path, b""))
        return _region(span, split[span.path])

    driver = {
        "name": "Linimasa",
        "semanticVersion": version,
        "language": "en",
        "rules": [_rule(code, *about) for code, about in CODES.items()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "utf16CodeUnits",
        "newlineSequences": list(_BREAKS),
        "results": [_result(found, region) for found in diagnostics],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2)


def _rule(code: str, severity: Severity, meaning: str) -> _Part:
    help_with = "An error: nothing is published until it is put right."
    if severity is Severity.WARNING:
        help_with = (
            "A warning. Where it is right as it is, write into the event:"
            f" ignore: {{{code}: the reason}}"
        )
    return {
        "id": code,
        "shortDescription": _message(meaning),
        "fullDescription": _message(meaning),
        "help": _message(help_with),
        "defaultConfiguration": {"level": severity.value},
    }


_INDEX = {code: number for number, code in enumerate(CODES)}


def _result(found: Diagnostic, region: _Region) -> _Part:
    """A result; the hint is a second paragraph of its message, as no other place is shown."""
    said = "\n".join(filter(None, (found.message, found.hint)))
    result: _Part = {
        "ruleId": found.code,
        "ruleIndex": _INDEX[found.code],
        "level": found.severity.value,
        "message": _message(said),
        "locations": [_location(found.span, region)],
    }
    if found.related:
        result["relatedLocations"] = [
            {**_location(other.span, region), "id": number, "message": _message(other.note)}
            for number, other in enumerate(found.related, 1)
        ]
    if found.fix and found.span.line:
        replacement = {
            "deletedRegion": region(found.span)["region"],
            "insertedContent": {"text": found.fix},
        }
        change = {**_artifact(found.span), "replacements": [replacement]}
        description = _message(f"Write {found.fix}")
        result["fixes"] = [{"description": description, "artifactChanges": [change]}]
    return result


def _message(words: str) -> _Part:
    """Plain words; nothing an author wrote becomes a placeholder (3.11.5) or a link (3.11.6)."""
    lines = (visible(line) for line in words.split("\n"))
    shown = "\n".join(lines).replace("{", "{{").replace("}", "}}")
    return {"text": shown.replace("](", "] (")}


def _location(span: Span, region: _Region) -> _Part:
    return {"physicalLocation": {**_artifact(span), **region(span)}}


def _artifact(span: Span) -> _Part:
    """The file; its path as a relative reference, or as a whole address where it is absolute."""
    written = quote(span.path, safe="/", errors="surrogatepass")
    return {"artifactLocation": {"uri": f"file://{written}" if span.path[:1] == "/" else written}}


def _region(span: Span, lines: list[str]) -> _Part:
    """Where it stands; nothing for a file as a whole."""
    if not span.line:
        return {}
    start = _column(span.line, span.column, lines)
    region = {"startLine": span.line, "startColumn": start}
    if (span.end_line, span.end_column) >= (span.line, span.column):
        end = _column(span.end_line, span.end_column, lines)
        region |= {"endLine": span.end_line, "endColumn": end}
    return {"region": region}


def _column(line: int, column: int, lines: list[str]) -> int:
    """A column in UTF-16 code units, of which a sign beyond U+FFFF takes two."""
    before = lines[line - 1][: max(column - 1, 0)] if line <= len(lines) else ""
    return max(column, 1) + sum(sign > "\uffff" for sign in before)
