"""`_headers`: what a web host shall send with each file, as several hosts read it.

In: nothing of the site; it is the same for each. Out: one file. Its policy allows what the
default theme needs and nothing else: own files, no inline script or style, no third party.
"""

from __future__ import annotations

from linimasa.exporters.published import Published
from linimasa.model.files import Output

POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'self'",
    "require-trusted-types-for 'script'",
)
"""Content Security Policy Level 3, by directive, as far as a page may say it itself too."""

_EVERYWHERE = (
    ("Content-Security-Policy", "; ".join((*POLICY, "frame-ancestors 'self'"))),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
# The names of these files change with their content.
_ASSETS = (("Cache-Control", "public, max-age=31536000, immutable"),)


def export(_published: Published) -> tuple[Output, ...]:
    """The file: a pattern of addresses a block, a header a line."""
    blocks = (("/*", _EVERYWHERE), ("/assets/*", _ASSETS))
    text = "\n".join(
        f"{pattern}\n" + "".join(f"  {name}: {value}\n" for name, value in headers)
        for pattern, headers in blocks
    )
    return (Output("_headers", text.encode()),)
