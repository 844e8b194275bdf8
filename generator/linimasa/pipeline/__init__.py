"""The stages put together: a snapshot of all files → the finished site, or what is wrong.

`build` is the whole on one screen, `amend` the short way after a small edit, and `rebuild` chooses
between them in the folder of a site. The others are its steps, each a stage with memory
(`contents`, `exporting`, `advising`), and its means (`work`, `forks`, `encoders`).
"""
