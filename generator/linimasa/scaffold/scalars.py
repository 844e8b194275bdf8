"""A text as YAML has it: with quotes wherever it would mean something else without."""

from __future__ import annotations

import json
import re

# Letters, digits and signs that mean nothing to YAML between them.
_PLAIN = re.compile(r"[^\W\d_][\w ,.;()/+–—“”‘’?!-]*(?<![ ])")
_OTHERWISE = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""What many readers of YAML take for something else than a text."""
_ESCAPED = re.compile("[\x7f-\xa0\u2028\u2029]")
"""White space that would be lost, or be no more than a space, if it stood there as it is."""


def scalar(text: str) -> str:
    """A text on one line; what is not printed at all has no place in YAML."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _OTHERWISE:
        return text
    quoted = json.dumps(text, ensure_ascii=False)
    return _ESCAPED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", quoted)
