"""Nodes and a dataclass → a value.

In: a node of `yamltree` and the type to read it as. Out: the value, where each part of it
stands, and every mistake. The dataclasses of `model` are all it knows of fields.
"""

from linimasa.decode.mistakes import means_languages
from linimasa.decode.values import KINDS, YES_NO, Context, Wrong
from linimasa.decode.walk import RANGES, SHORTHAND, Decoded, decode, first_languages, small_language

__all__ = [
    "KINDS",
    "RANGES",
    "SHORTHAND",
    "YES_NO",
    "Context",
    "Decoded",
    "Wrong",
    "decode",
    "first_languages",
    "means_languages",
    "small_language",
]
