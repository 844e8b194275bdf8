"""Planned pages → files: `page` fills a template of the `theme`, `drawing` makes the file.

`packing` adds compressed copies of it.
"""
