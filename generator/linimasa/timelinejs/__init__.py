"""TimelineJS's own form of a timeline: what both ways in and out need to know of it.

`dates`: its dates and ours. `slides`: what an event says in its words, and what is kept of a slide
so that an export gives it back. Described by its public documents and its source, version 3.9.
"""
