"""What `events.json` says, for programs: its JSON Schema (draft 2020-12).

In: nothing; the schema is made of the same record as the files themselves. Out: the text of
`docs/events.schema.json`.
"""

from __future__ import annotations

import json
from typing import Any

from linimasa.exporters.jsonfile import NAME, VERSION
from linimasa.schema import ACTORS, EVENT, SITE, Words, as_text, schemas

_NEEDED = ("format", "version", "title", "languages", "timezone", "statuses", "actors", "events")


def data_schema() -> str:
    """The schema as a file. An event, an actor or a status word is what its file may say."""
    files = {name: json.loads(text) for name, text in schemas(Words()).items()}
    event, site, actors = files[EVENT], files[SITE], files[ACTORS]
    # A site may have any languages, which the schema of its settings knows.
    parts = {**event.pop("$defs"), **actors["$defs"], **site["$defs"]}
    del event["$schema"]
    event["required"] = ["id", *event["required"]]
    text = {"$ref": "#/$defs/text"}
    properties: dict[str, Any] = {
        "format": {"const": NAME},
        "version": {"description": "Goes up when readers have to know.", "const": VERSION},
        "title": text,
        "description": text,
        "url": site["properties"]["url"],
        "author": site["properties"]["author"],
        "languages": {
            "description": "The first is the one that a plain text is in.",
            "type": "array",
            "items": {"$ref": "#/$defs/language-code"},
            "minItems": 1,
        },
        "timezone": {"$ref": "#/$defs/time-zone"},
        "statuses": {
            "type": "object",
            "additionalProperties": {"$ref": "#/$defs/StatusWord"},
        },
        "tags": {"type": "object", "additionalProperties": text},
        "threads": {"type": "object", "additionalProperties": text},
        "actors": {"type": "object", "additionalProperties": {"$ref": "#/$defs/Actor"}},
        "events": {
            "description": "In order of time.",
            "type": "array",
            "items": {"$ref": "#/$defs/Event"},
        },
    }
    return as_text(
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "title": "events.json",
            "description": "All events of a timeline, each as its file says it.",
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
            "required": list(_NEEDED),
            "$defs": dict(sorted({**parts, "Event": event}.items())),
        }
    )
