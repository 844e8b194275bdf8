"""Markdown → safe HTML, with the citations and links it holds.

In: a text by an author, who may be hostile. Out: HTML that can stand in a page as it is,
what the text refers to, and what is wrong with it by line and column of the text. Raw HTML
is shown as text and never obeyed. Nothing here looks at other events: that an event or a page
exists is for `link` to say.
"""

from linimasa.markup.bounds import MAX_CHARACTERS
from linimasa.markup.convert import to_html
from linimasa.markup.words import Converted, Finding, Mention, Place

__all__ = ["MAX_CHARACTERS", "Converted", "Finding", "Mention", "Place", "to_html"]
