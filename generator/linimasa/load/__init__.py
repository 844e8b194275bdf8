"""One file → what its author meant, with every mistake in it.

In: the bytes of a file. Out: frozen values, the places that later checks need, and
diagnostics. Nothing here knows any other file.
"""

from linimasa.load.events import TOO_SLOW, load, overdue, spots
from linimasa.load.outline import (
    filed,
    filed_from_json,
    filed_to_json,
    listed_event,
    listed_source,
    listed_sources,
    reference,
    span_of,
    stale_of,
    whole_event,
)
from linimasa.load.pages import load_page, overdue_page
from linimasa.load.settings import load_actors, load_extra, load_settings
from linimasa.load.translated import translated_pages, unnoted
from linimasa.load.updated import moment_of

__all__ = [
    "TOO_SLOW",
    "filed",
    "filed_from_json",
    "filed_to_json",
    "listed_event",
    "listed_source",
    "listed_sources",
    "load",
    "load_actors",
    "load_extra",
    "load_page",
    "load_settings",
    "moment_of",
    "overdue",
    "overdue_page",
    "reference",
    "span_of",
    "spots",
    "stale_of",
    "translated_pages",
    "unnoted",
    "whole_event",
]
