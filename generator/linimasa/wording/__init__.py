"""Words for readers: in go data and a language, out come texts in that language.

`language` makes a `Language` from a code and catalogs; every other verb takes one as an
argument. CLDR (through Babel, which only this package knows) says how dates, numbers and lists
are written, catalogs say the rest. Nothing here is HTML, and no word says more than the data.
"""

from linimasa.wording.dates import date_words
from linimasa.wording.labels import label, status_description, status_label
from linimasa.wording.language import (
    Language,
    autonym,
    direction,
    gettext,
    language,
    language_name,
    ngettext,
    number,
)
from linimasa.wording.messages import MESSAGE_IDS
from linimasa.wording.parts import list_words
from linimasa.wording.periods import (
    century_heading,
    decade_heading,
    millennium_heading,
    month_heading,
    year_heading,
)

__all__ = [
    "MESSAGE_IDS",
    "Language",
    "autonym",
    "century_heading",
    "date_words",
    "decade_heading",
    "direction",
    "gettext",
    "label",
    "language",
    "language_name",
    "list_words",
    "millennium_heading",
    "month_heading",
    "ngettext",
    "number",
    "status_description",
    "status_label",
    "year_heading",
]
