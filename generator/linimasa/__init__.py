"""Linimasa turns a folder of YAML event files into a timeline site that a reader can trust.

The listing of this folder is the data flow; each stage is a module with one verb, takes
frozen values and returns new ones:

    project.read → load → link → plan → render (+ exporters) → write.publish

`build` composes the pure part, `serve` previews it, `cli` is the command line. The data is
described once, in `model`. Imports go downward only; a test holds the rows apart.
"""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("linimasa")
except PackageNotFoundError:  # run from a checkout that was never installed
    __version__ = "unknown"
