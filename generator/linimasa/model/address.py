"""Where each page lives. An address is a pure function of what a page is about.

Addresses are relative to the root of the site, without a leading slash and, for pages,
with a closing one: `en/events/baic-talks/`. They never depend on what other events there are.
"""

from __future__ import annotations

import functools
import unicodedata
from urllib.parse import quote


@functools.lru_cache(maxsize=4096)
def slug(words: str) -> str:
    """`words` as one part of an address: folded to lower case, the rest joined by hyphens.

    Letters, digits and combining marks of every script stay (a mark is part of its letter in
    Hindi, say). Words without any, such as `!!!`, are named by the numbers of their signs.
    """
    folded = unicodedata.normalize("NFC", words.casefold())
    kept = "".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in folded)
    return "-".join(kept.split()) or "-".join(f"{ord(sign):x}" for sign in "".join(words.split()))


def up_to_path(whole: str) -> str:
    """A web address without query and fragment (RFC 3986, sections 3.4 and 3.5).

    Only below such a one can other addresses lie.
    """
    return whole.partition("#")[0].partition("?")[0]


def language_root(language: str, first: str) -> str:
    """The first language is at the root of the site, each other one in a folder of its own."""
    return "" if language == first else f"{language}/"


def in_folder(root: str, *names: str) -> str:
    """The address of a page below `root`."""
    return root + "/".join((*names, ""))


def up(address: str) -> str:
    """The way from the page at `address` back to the root of the site: `../` for each folder."""
    return "../" * address.count("/")


@functools.lru_cache(maxsize=4096)
def link(address: str) -> str:
    """`address` as it is written in HTML, XML and headers: percent-encoded UTF-8 (RFC 3986)."""
    return quote(address, safe="/~-._!$&'()*+,;=:@")


def whole(site_url: str, address: str) -> str:
    """The whole address of what lies at `address`; empty while nobody knows the site's own."""
    return f"{site_url.rstrip('/')}/{link(address)}" if site_url else ""


def output_path(address: str) -> str:
    """The file that a web server sends for the page at `address`."""
    return address + "index.html" if not address or address.endswith("/") else address


def same_place(address: str) -> str:
    """Equal for two addresses that meet in one file on some file system.

    Windows and macOS fold case, and macOS also treats composed and decomposed letters as one.
    """
    if address.isascii():
        return address.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", address).casefold())


def stem(path: str) -> str:
    """The name of a file without its ending: the id of its event, unless the file says another."""
    return path.rpartition("/")[2].rpartition(".")[0]


def folder_of(path: str) -> str:
    """The folder of a file by their paths below the site folder; empty for one at the top."""
    return path.rpartition("/")[0]
