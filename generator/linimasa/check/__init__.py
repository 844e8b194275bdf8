"""What editors are told besides mistakes, and what is mended for them.

`advice`: what could be better; `changes`: what wants a correction; `mend`, `noting`: files that
`check --fix` writes; `silence`: warnings that nobody wants to be told.
"""
