"""What is remembered from one build to the next, so that only what changed is made anew.

`memo`: results by the keys of all that they depend on; `store`: the same on the disk; `seen`: what
the last build saw; `namespace`: our own code and libraries, as a part of every key. Nothing here
is needed for a right site: it can be deleted at any time.
"""
