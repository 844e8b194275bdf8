"""What a new site and a new event begin with, as texts.

In: what was asked for, and what the site has already. Out: texts by their paths; nothing here
reads or writes a file. The longer ones lie in `files/` as they will stand in the new site.
"""
