"""Compressed copies of finished files, for web servers that send what lies there already.

In: a finished file, and the encodings that a site asks for. Out: the same content in each, as
files beside it, for a file that gains from it. The same content gives the same bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from linimasa.diagnostics import Diagnostic, problem
from linimasa.model.files import Output, Placed
from linimasa.model.settings import Encoding
from linimasa.model.site import Reference

Encoder = Callable[[bytes], bytes]
Keep = Callable[[Output], Output | Placed]
"""Given a finished file, in the process that made it; gives back what shall be kept of it."""

ENDINGS: Mapping[Encoding, str] = MappingProxyType({Encoding.GZIP: ".gz", Encoding.BR: ".br"})
"""What the name of a compressed file adds, as servers look for it."""
_LIBRARIES: Mapping[str, str] = MappingProxyType({Encoding.BR: "brotli"})
"""What must be installed for an encoding; nothing for others."""
LEAST = 512
"""Shorter files are sent in one packet, compressed or not."""
_TEXTS = frozenset(
    {
        "css", "csv", "geojson", "html", "ics", "js", "json", "jsonld", "md", "svg", "txt",
        "webmanifest", "xml",
    }
)  # fmt: skip
"""Endings of files that gain from it; pictures and the like are compressed in themselves."""


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps a finished file, and its copies in some encodings."""

    keep: Keep
    encoders: Sequence[tuple[Encoding, Encoder]] = ()

    def __call__(self, output: Output) -> tuple[Output | Placed, ...]:
        """Keep it; what is kept of the file, and then of its copies."""
        return (self.keep(output), *map(self.keep, packed(output, self.encoders)))


def packed(output: Output, encoders: Iterable[tuple[Encoding, Encoder]]) -> Iterator[Output]:
    """The compressed copies of a file: those that are smaller than it is."""
    if not gains(output):
        return
    for encoding, encode in encoders:
        content = encode(output.content)
        if len(content) < len(output.content):
            yield Output(output.path + ENDINGS[encoding], content)


def gains(output: Output) -> bool:
    """Whether a file may gain from being compressed: a text that is not tiny."""
    ending = output.path.rpartition(".")[2].lower()
    return ending in _TEXTS and len(output.content) >= LEAST


def missing(
    references: Iterable[Reference], encoders: Mapping[Encoding, Encoder]
) -> Iterator[Diagnostic]:
    """Diagnostics: `missing-extra`, for each encoding of the settings that cannot be made here."""
    for one in references:
        if one.kind == "encoding" and one.word not in encoders:
            message = f"the library that makes “{one.word}” is not installed"
            hint = f"pip install {_LIBRARIES[one.word]}, or take “{one.word}” out"
            yield problem("missing-extra", one.span, message, hint)


def gzipped(content: bytes) -> bytes:
    """A file in the format gzip (RFC 1952, 2.3): no name, no time, no word of the system."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = deflate.compress(content) + deflate.flush()
    # Deflate, no flags, no time, compressed as far as it goes (2), on a system unknown (255).
    head = b"\x1f\x8b\x08" + bytes(5) + b"\x02\xff"
    ends = (zlib.crc32(content), len(content) & 0xFFFFFFFF)
    return head + body + b"".join(end.to_bytes(4, "little") for end in ends)
