"""The schema of SARIF 2.1.0, from a package of matchers that Microsoft publishes for tests."""

import json
from functools import cache
from pathlib import Path

from jsonschema import Draft4Validator

TOOLS = Path(__file__).parent / "tools" / "node_modules" / "@microsoft" / "jest-sarif"
RESULT = {"$ref": "#/definitions/result"}
"""The part of the schema that is about one result."""


@cache
def standard() -> Draft4Validator:
    """The schema of SARIF 2.1.0, as strict as its errata 01 made it."""
    schema = json.loads((TOOLS / "lib" / "schemas" / "sarif-2.1.0-rtm.5.json").read_bytes())
    parts = schema["definitions"]
    parts["region"]["anyOf"] = [
        {"required": [start]} for start in ("startLine", "charOffset", "byteOffset")
    ]
    for part in ("run", "toolComponent"):
        parts[part]["properties"]["language"]["pattern"] = "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"
    return Draft4Validator(schema)
