"""The preview on another device of the same network: its address, and a code to scan.

In: where a preview listens. Out: text for the terminal. Where that is on all addresses, asks the
system which one it would use to get out; nothing is sent.
"""

from __future__ import annotations

import io
import socket

from linimasa.preview.answers import is_private

ANYWHERE = {"": socket.AF_INET, "0.0.0.0": socket.AF_INET, "::": socket.AF_INET6}
"""What `--host` says for all addresses of this machine, and their kind."""
_FAR = {socket.AF_INET: "192.0.2.1", socket.AF_INET6: "2001:db8::1"}
"""An address that is nobody's, elsewhere in the world (RFC 5737, RFC 3849)."""


def invitation(host: str, port: int) -> str:
    """How a phone finds a preview with this `--host`; empty where only this machine does."""
    if is_private(host):
        return ""
    address = _own_address(ANYWHERE[host]) if host in ANYWHERE else host
    if not address:
        return "This machine is in no network, so no other device finds the preview."
    url = f"http://{f'[{address}]' if ':' in address else address}:{port}/"
    return (
        f"On a phone in the same network: {url}\n{code(url)}"
        "Everybody in this network can read it, drafts included."
    )


def code(url: str) -> str:
    """A QR code (ISO/IEC 18004) of half-block signs, light on dark or dark on light alike."""
    import segno  # noqa: PLC0415 - loads when it is asked for

    drawn = io.StringIO()
    segno.make(url, error="l").terminal(drawn, border=2, compact=True)
    return drawn.getvalue()


def _own_address(kind: socket.AddressFamily) -> str:
    with socket.socket(kind, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect((_FAR[kind], 9))
        except OSError:
            return ""
        return str(asking.getsockname()[0])
