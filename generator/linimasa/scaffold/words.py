"""The words of the interface in a language it does not speak yet, ready to be translated."""

from __future__ import annotations

from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.plurals import get_plural

HEAD = """\
# The words of the interface in “{code}”. Each msgid is the English text; write its translation
# between the quotes of msgstr. What stays empty is shown in English.
msgid ""
msgstr ""
"Language: {code}\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: {plural}\\n"
"""


def untranslated(code: str, example: str) -> str:
    """A catalog (`.po`) with all texts of the `example` and no translations yet."""
    plural = get_plural(code)
    catalog = Catalog(code)
    for entry in pofile.read_po(example.splitlines()):
        if entry.id:
            catalog.add(entry.id, flags=entry.flags)
    written = pofile.generate_po(catalog, omit_header=True, width=0)
    return HEAD.format(code=code, plural=plural.plural_forms) + "\n" + "".join(written)
