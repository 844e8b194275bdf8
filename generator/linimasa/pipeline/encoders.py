"""What compresses files here: gzip always, Brotli (RFC 7932) where the extra `br` is installed.

In: nothing. Out: a function for each encoding that can be made.
"""

from __future__ import annotations

from importlib.util import find_spec

from linimasa.model.settings import Encoding
from linimasa.render.packing import Encoder, gzipped

QUALITY = 10
"""Of 11: pages come out a fifth smaller than by gzip; the last step takes three times as long
for 3 % more."""


def encoders() -> dict[Encoding, Encoder]:
    """The encodings that can be made, and what makes each."""
    with_library = {Encoding.BR: brotlied} if find_spec("brotli") else {}
    return {Encoding.GZIP: gzipped, **with_library}


def brotlied(content: bytes) -> bytes:
    """The content compressed; the same bytes from the same version of the library."""
    import brotli  # noqa: PLC0415 - an extra, and loads with what needs it

    found: bytes = brotli.compress(content, mode=brotli.MODE_TEXT, quality=QUALITY)
    return found
