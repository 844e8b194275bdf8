"""Linimasa turns a folder of YAML event files into a timeline site that a reader can trust.

The listing of this folder is the data flow; each stage takes frozen values and returns new ones:

    read → load → link → plan → render (+ exporters) → write

| | |
| --- | --- |
| what all speak of | `model`, `fuzzydate`, `diagnostics` |
| what stages work with | `yamltree`, `decode`, `markup`, `wording` |
| other formats, files that editors go on with | `importers`, `timelinejs`, `scaffold` |
| the stages put together | `pipeline`, first `pipeline.build`; what it remembers: `cache` |
| for editors | `check`, `schema`, `reporting` |
| what people start | `cli`, its `commands`, the `preview` |

The data is described once, in `model`. Imports go downward only; a test holds the rows apart.
"""

__version__ = "0.1.0"
