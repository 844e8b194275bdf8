"""JSON Feed 1.1 → events, one for each item.

In: the bytes of a feed. Out: what `feeds` makes of its items.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from linimasa.diagnostics import Span
from linimasa.importers.feeds import Entry, imported
from linimasa.importers.reading import bad_input, groups_of, json_of
from linimasa.model.imported import Imported, Wish


def parse(data: bytes, path: str, wish: Wish) -> Imported:
    """Read a JSON Feed. Diagnostics: not-utf-8, bad-input."""
    value, text, wrong = json_of(data, path)
    if wrong:
        return Imported((), diagnostics=wrong)
    items = value.get("items") if isinstance(value, Mapping) else None
    if not isinstance(items, list):
        message = "this is no JSON Feed: it has no list “items”"
        return Imported((), diagnostics=(bad_input(Span(path, 1, 1), message),))
    groups, found = groups_of(text, "items", items, path)
    entries = [_json_item(item, span) for item, span in groups]
    about = {name: one for name, one in value.items() if name not in {"items", "version"}}
    title = value.get("title")
    publisher = title if isinstance(title, str) else ""
    made = imported(entries, publisher, about, "jsonfeed", path, wish)
    return replace(made, diagnostics=(*found, *made.diagnostics))


def _json_item(item: Mapping[str, Any], span: Span) -> Entry:
    made = Entry(span)
    named = {
        "id": "key", "title": "title", "url": "url", "date_published": "published",
        "content_html": "html", "content_text": "text", "summary": "summary",
        "language": "language",
    }  # fmt: skip
    for name, value in item.items():
        if name in named and isinstance(value, str | int | float):
            setattr(made, named[name], str(value))
        elif name == "tags" and isinstance(value, list):
            made.tags = [str(tag) for tag in value if tag is not None]
        elif name in {"author", "authors"} and value is not None:
            people = value if isinstance(value, list) else [value]
            names = [str(one.get("name", "")) for one in people if isinstance(one, Mapping)]
            made.author = ", ".join(filter(None, names))
            made.extra[name] = value
        elif value is not None:
            made.extra[name] = value
    if made.html and made.text:
        made.extra["content_text"], made.text = made.text, ""
    if not made.published and "date_modified" in made.extra:
        made.published, made.is_changed = str(made.extra["date_modified"]), True
    return made
