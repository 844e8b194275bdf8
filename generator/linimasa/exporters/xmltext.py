"""XML 1.0 as bytes: in goes a tree, out comes a file that every parser accepts.

Names are written as they are given, prefix and all, so that the same tree gives the same
bytes whatever else the process has done. Nothing here knows a format.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from xml.etree.ElementTree import Element, indent, tostring

NO_ATTRIBUTES: Mapping[str, str] = MappingProxyType({})

# Production [2] of XML 1.0 without the carriage return, which parsers turn into a line feed.
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def clean(text: str) -> str:
    """A text without the signs that XML cannot hold."""
    return _NOT_XML.sub("", text)


def element(
    name: str,
    text: str = "",
    attributes: Mapping[str, str] = NO_ATTRIBUTES,
    children: Iterable[Element] = (),
) -> Element:
    """An element; signs that XML cannot hold are left out (XML 1.0, 2.2)."""
    made = Element(name, {key: _NOT_XML.sub("", value) for key, value in attributes.items()})
    made.text = _NOT_XML.sub("", text) or None
    made.extend(children)
    return made


def document(root: Element) -> bytes:
    """A whole file in UTF-8, with its declaration; an element a line, which changes `root`."""
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"
