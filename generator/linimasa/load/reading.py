"""A YAML file as a value, and where its parts stand: what the other modules here share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, Generic, TypeVar

from linimasa.decode import Context, Decoded, decode
from linimasa.diagnostics import Diagnostic, Span, problem
from linimasa.model.files import InputFile
from linimasa.yamltree import Mapping as Fields
from linimasa.yamltree import Node, compose

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Read(Generic[T]):
    """A file as nodes and as a value, as far as it goes."""

    root: Node | None
    decoded: Decoded[T] | None
    diagnostics: tuple[Diagnostic, ...]


def read_yaml(file: InputFile, shape: type[T], context: Context) -> Read[T]:
    """Read a YAML file as a `shape`. Diagnostics: those of `compose`, `decode`, `empty-file`."""
    tree = compose(file.data, file.path)
    nothing = isinstance(tree.root, Fields) and not tree.root.entries
    if tree.root is None or (nothing and not tree.diagnostics):
        empty = problem(
            "empty-file",
            Span(file.path, 1, 1),
            "this file is empty",
            "write what belongs into it, or delete it",
        )
        return Read(None, None, tree.diagnostics or (empty,))
    decoded = decode(tree.root, shape, context)
    return Read(tree.root, decoded, tree.diagnostics + decoded.diagnostics)


def where(decoded: Decoded[Any], *path: str | int) -> Span:
    """Where a field stands, or what it is part of."""
    while path and path not in decoded.places:
        path = path[:-1]
    node = decoded.places.get(path)
    return node.span if node else Span("")


def places(decoded: Decoded[Any], *path: str | int) -> Iterator[int]:
    """The places in a list as written of the items that were read; without end."""
    return (number for number in count() if (*path, number) not in decoded.failed)
