"""The mapping file of a table: which column is which field.

In: its bytes. Out: fields by columns, as `--map` gives them one by one.
"""

from __future__ import annotations

from linimasa.yamltree import Mapping as Fields
from linimasa.yamltree import Scalar, Sequence, compose


def read_mapping(data: bytes, path: str) -> dict[str, str] | str:
    """The field of each column, or why the file cannot be read.

    A name that begins with `=` is no column but a constant: `=status: reported`. The signs
    between several values in one cell stand under `separator`.
    """
    tree = compose(data, path)
    if tree.diagnostics:
        first = tree.diagnostics[0]
        return f"{path}:{first.span.line}: {first.message}"
    if not isinstance(tree.root, Fields):
        return f"{path}: write a line “Column: field” for each column"
    fields: dict[str, str] = {}
    for key, value in tree.root.entries:
        if isinstance(value, Sequence):
            texts = [one.text for one in value.items if isinstance(one, Scalar)]
            fields[key.text] = ", ".join(texts)
        elif isinstance(value, Scalar):
            fields[key.text] = value.text
        else:
            return f"{path}:{key.span.line}: “{key.text}” wants the name of a field"
    return fields
