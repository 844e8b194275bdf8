"""What a page costs a reader: bytes over the wire, files, elements."""

import gzip
from collections.abc import Callable
from functools import cache
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
HEADERS = 300
"""Bytes of headers for each answer, as HTTP/2 packs them, generously."""


@cache
def over_the_wire(path: Path) -> int:
    """Bytes of a file as a host sends it."""
    return len(gzip.compress(path.read_bytes(), 9)) + HEADERS


def tree(page: Path) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page.read_bytes())


def first_visit(site: BuiltSite, page: Path) -> list[Path]:
    """The files that a browser fetches for a page before anything is clicked."""
    html = tree(page)
    here = urljoin(site.url, page.relative_to(site.folder).as_posix())
    addresses = [urljoin(here, written) for path in LOADED for written in html.xpath(path)]
    loaded = [address for address in addresses if urlsplit(address).scheme != "data"]
    return [page, *(site.folder / address.removeprefix(site.url) for address in loaded)]


@pytest.fixture
def site(site_name: str, site_by_name: Callable[[str], BuiltSite]) -> BuiltSite:
    return site_by_name(site_name)


@pytest.mark.parametrize(("site_name", "root"), HOMES)
def test_first_visit_to_the_timeline_is_small(site: BuiltSite, root: str) -> None:
    files = first_visit(site, site.folder / root / "index.html")
    suffixes = [path.suffix for path in files]
    assert set(suffixes) >= {".html", ".css", ".js", ".svg"}
    assert len(files) <= 6
    assert suffixes.count(".css") == 1
    assert sum(map(over_the_wire, files)) <= 40 * KIB


@pytest.mark.parametrize(("site_name", "root"), HOMES)
def test_timeline_has_few_elements(site: BuiltSite, root: str) -> None:
    home = tree(site.folder / root / "index.html")
    assert len(home.xpath("//*")) <= 4_000
    assert home.xpath("//main//ol/li/h3")


@pytest.mark.parametrize("site_name", ["sample", "arabic", "generated-100"])
def test_first_visit_to_every_event_page_is_small(site: BuiltSite) -> None:
    pages = sorted(site.folder.glob("**/events/*/index.html"))
    assert len(pages) >= 8
    sizes = {page: sum(map(over_the_wire, first_visit(site, page))) for page in pages}
    assert max(sizes.values()) > 10 * KIB, "the style sheet is counted, too"
    assert {page: size for page, size in sizes.items() if size > 15 * KIB} == {}


@pytest.mark.parametrize("site_name", ["sample"])
def test_style_sheet_and_scripts_are_small(site: BuiltSite) -> None:
    sizes: dict[str, int] = {}
    for path in first_visit(site, site.folder / "index.html"):
        sizes[path.suffix] = sizes.get(path.suffix, 0) + over_the_wire(path)
    assert 0 < sizes[".css"] <= 10 * KIB
    assert 0 < sizes[".js"] <= 12 * KIB


@pytest.mark.parametrize("site_name", ["sample"])
def test_page_loads_only_the_scripts_that_it_uses(site: BuiltSite) -> None:
    def scripts(page: str) -> list[str]:
        loaded = first_visit(site, site.folder / page / "index.html")
        return [path.name.split(".")[0] for path in loaded if path.suffix == ".js"]

    assert scripts("") == scripts("en/newest") == ["theme", "site", "timeline"]
    assert scripts("about") == scripts("en/sources") == ["theme", "site"]
