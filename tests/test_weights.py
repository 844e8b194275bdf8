"""What a page costs a reader: bytes over the wire, files, elements."""

import gzip
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import lxml.html
import pytest

from samples import BuiltSite

KIB = 1024
HOMES = [("sample", ""), ("sample", "en/"), ("arabic", ""), ("generated-100", "")]
LOADED = (
    "//link[@rel='stylesheet' or @rel='icon' or @rel='manifest' or @rel='preload']/@href",
    "//script/@src",
    "//img[not(@loading='lazy')]/@src",
)
MARGIN = 500
"""Bytes of headers for each answer, generously."""


def over_the_wire(path: Path) -> int:
    """Bytes of a file as a host sends it."""
    return len(gzip.compress(path.read_bytes(), 9))


def tree(page: Path) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page.read_bytes())


def first_visit(site: BuiltSite, root: str) -> list[Path]:
    """The files that a browser fetches for a home page before anything is clicked."""
    page = site.folder / root / "index.html"
    home = tree(page)
    files = [page]
    for path in LOADED:
        for written in home.xpath(path):
            address = urljoin(f"{site.url}{root}", written)
            if urlsplit(address).scheme != "data":
                files.append(site.folder / address.removeprefix(site.url))
    return files


@pytest.fixture
def site(site_name: str, site_by_name: Callable[[str], BuiltSite]) -> BuiltSite:
    return site_by_name(site_name)


@pytest.mark.parametrize(("site_name", "root"), HOMES)
def test_first_visit_to_the_timeline_is_small(site: BuiltSite, root: str) -> None:
    files = first_visit(site, root)
    assert {path.suffix for path in files} >= {".html", ".css", ".js", ".svg"}
    assert len(files) <= 6
    assert sum(over_the_wire(path) + MARGIN for path in files) <= 60 * KIB


@pytest.mark.parametrize(("site_name", "root"), HOMES)
def test_timeline_has_few_elements(site: BuiltSite, root: str) -> None:
    home = tree(site.folder / root / "index.html")
    assert len(home.xpath("//*")) <= 4_000
    assert home.xpath("//main//ol/li/h3")


@pytest.mark.parametrize("site_name", ["sample", "arabic", "generated-100"])
def test_every_event_page_is_small(site: BuiltSite) -> None:
    pages = sorted(site.folder.glob("**/events/*/index.html"))
    assert len(pages) >= 8
    assert {page: size for page in pages if (size := over_the_wire(page)) > 15 * KIB} == {}


@pytest.mark.parametrize("site_name", ["sample"])
def test_style_sheet_and_scripts_are_small(site: BuiltSite) -> None:
    sizes: dict[str, int] = {}
    for path in first_visit(site, ""):
        sizes[path.suffix] = sizes.get(path.suffix, 0) + over_the_wire(path)
    assert 0 < sizes[".css"] <= 10 * KIB
    assert 0 < sizes[".js"] <= 12 * KIB
