"""`_headers`: what a web host shall send with each file, as several hosts read it.

In: which sites may show this one in a frame. Out: one file. Its policy allows what the default
theme needs and nothing else: own files, no inline script or style, no third party.

Hosts join what several patterns say with commas, and browsers then obey each policy. So what all
files get must not forbid what pages for frames allow: the policy for all is silent on frames, and
`X-Frame-Options` speaks, which browsers overlook where a policy names `frame-ancestors` (HTML,
“the X-Frame-Options header”, step 2). The strictest limits known are those of Cloudflare Pages
(“Headers”): 100 rules, 2,000 signs a line.
"""

from __future__ import annotations

from linimasa.exporters.published import Published
from linimasa.model.files import Output
from linimasa.model.settings import Settings
from linimasa.plan.embeds import FOLDER, SCRIPT

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
    ("Content-Security-Policy", "; ".join(POLICY)),
    ("X-Frame-Options", "SAMEORIGIN"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
)
# The names of these files change with their content.
_ASSETS = (("Cache-Control", "public, max-age=31536000, immutable"),)
# The name of this one stays, in pages of other sites: a new one is there within a day.
_SCRIPT = (("Cache-Control", "public, max-age=86400"),)


def export(published: Published) -> tuple[Output, ...]:
    """The file: a pattern of addresses a block, a header a line."""
    blocks = (
        ("/*", _EVERYWHERE),
        ("/assets/*", _ASSETS),
        (f"/{SCRIPT}", _SCRIPT),
        *(
            (f"/{plan.edition.address(FOLDER)}*", _framed(plan.edition.settings))
            for plan in published.plans
            if plan.edition.settings.url and plan.edition.settings.embeds
        ),
    )
    text = "\n".join(
        f"{pattern}\n" + "".join(f"  {name}: {value}\n" for name, value in headers)
        for pattern, headers in blocks
    )
    return (Output("_headers", text.encode()),)


def _framed(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Who may show a page for frames; its own site always may."""
    sites = " ".join(("'self'", *settings.embedders)) if settings.embedders else "*"
    return (("Content-Security-Policy", f"frame-ancestors {sites}"),)
