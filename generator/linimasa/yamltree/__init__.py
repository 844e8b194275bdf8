"""YAML as nodes that know where they stand.

In: the bytes of a file. Out: a tree of frozen nodes, and every mistake in the writing of it.
"""

from linimasa.yamltree.nodes import Broken, Mapping, Node, Scalar, Sequence, Tree
from linimasa.yamltree.reader import compose

__all__ = ["Broken", "Mapping", "Node", "Scalar", "Sequence", "Tree", "compose"]
