"""Linimasa turns a folder of YAML event files into a timeline site that a reader can trust.

The listing of this folder is the data flow; each stage is a module with one verb, takes
frozen values and returns new ones:

    project.read → load → link → plan → render (+ exporters) → write.publish

`build` composes the pure part, `serve` previews it, `cli`, `commands` and `starting` are the
command line. The data is described once, in `model`. Imports go downward only; a test holds the
rows apart.
"""

__version__ = "0.1.0"
