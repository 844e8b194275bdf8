"""The way in: files of other formats become events.

Each importer is one function and one line in `IMPORTERS`; it never reads a file, a clock or the
web, and drops nothing silently: what has no field is named as a loss.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from linimasa.model.imported import Imported, Wish

Importer = Callable[[bytes, str, Wish], Imported]
"""From the bytes of a file, its path for diagnostics, and what was asked, to its events."""

IMPORTERS: Mapping[str, str] = MappingProxyType(
    {
        "atom": "atom:parse",
        "csv": "table:parse",
        "ics": "ics:parse",
        "json": "events_json:parse",
        "jsonfeed": "jsonfeed:parse",
        "markwhen": "markwhen:parse",
        "timelinejs": "timelinejs:parse",
        "timelinejs-csv": "timelinejs_sheet:parse",
    }
)
"""Every format by its name, with the module here and the `Importer` in it: what one needs, such as
a library for calendars, loads with it alone."""
