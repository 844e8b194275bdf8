"""`_headers` and `_redirects`, read as the hosts that know them document these files."""

import re

import pytest

from linimasa.exporters import headers, redirects
from linimasa.exporters.redirects import LONGEST, MOST
from test_exporters import event, published, site

STATUSES = {200, 301, 302, 303, 307, 308}


def rules_of(text: str) -> list[tuple[str, str]]:
    """The rules of a `_redirects` file, the first of two for a path; raises what hosts refuse.

    From the documentation of Cloudflare Pages, “Redirects”: a rule on a line, two or three words
    between spaces, at most 1,000 signs; 2,000 rules without `*` and `:name`, and each path once.
    GitLab Pages, “Redirects”: all paths begin with a slash.
    """
    found: dict[str, str] = {}
    for line in text.splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        assert len(line) <= 1_000
        words = line.split()
        assert len(words) in (2, 3)
        source, target, status = (*words, "302")[:3]
        assert source.startswith("/")
        assert target.startswith("/")
        assert int(status) in STATUSES
        assert not re.search(r"\*|:[A-Za-z]\w*", source + target)
        assert source not in found
        assert not target.endswith(("/index", "/index.html"))
        found[source] = target
    assert len(found) <= 2_000
    return list(found.items())


def headers_of(text: str) -> dict[str, dict[str, str]]:
    """The headers of a `_headers` file by pattern; raises what hosts refuse.

    From the documentation of Cloudflare Pages and Netlify, “Headers”: a pattern on a line of its
    own, with one `*` at most, then its headers, indented, a name and a value on each; 100 patterns
    and 2,000 signs a line.
    """
    found: dict[str, dict[str, str]] = {}
    pattern = ""
    for line in text.splitlines():
        assert len(line) <= 2_000
        if not line.strip() or line.startswith("#"):
            continue
        if not line[0].isspace():
            pattern = line
            assert re.fullmatch(r"/[^\s*]*\*?[^\s*]*", pattern)
            found[pattern] = {}
        else:
            name, value = re.fullmatch(r"\s+([!-9;-~]+):\s*(\S.*)", line).groups()  # type: ignore[union-attr]
            assert name.lower() not in found[pattern]
            found[pattern][name.lower()] = value
    assert len(found) <= 100
    return found


def written(aliases: list[str], name: str = "a") -> str:
    given = site({name: event(more=f"aliases: [{', '.join(aliases)}]\n")})
    (output,) = redirects.export(published(given))
    return output.content.decode("ascii")


def test_redirects_are_rules_that_hosts_read() -> None:
    found = rules_of(written(["old", "früh", "1.2"]))
    assert ("/events/old/", "/events/a/") in found
    assert ("/en/events/fr%C3%BCh/index.html", "/en/events/a/") in found
    assert len(found) == 3 * 2 * 2


def test_redirects_stay_within_the_number_that_hosts_read() -> None:
    found = rules_of(written([f"old-{number}" for number in range(MOST)]))
    assert len(found) == MOST


@pytest.mark.parametrize("length", [90, 110])
def test_redirects_are_left_out_where_hosts_would_not_read_the_line(length: int) -> None:
    long = "年" * length
    text = written(["old", long], name="年" * 20)
    assert all(len(line) <= LONGEST for line in text.splitlines())
    sources = [source for source, _ in rules_of(text)]
    assert "/events/old/" in sources


def test_no_redirects_are_no_file() -> None:
    given = site({"a": event()})
    assert redirects.export(published(given)) == ()


def test_headers_are_rules_that_hosts_read() -> None:
    (output,) = headers.export(published(site({}), ()))
    found = headers_of(output.content.decode("ascii"))
    assert found["/*"]["x-content-type-options"] == "nosniff"
    assert found["/assets/*"]["cache-control"].endswith("immutable")
    # Of a header that two patterns set for one address, hosts would send both values.
    assert not found["/*"].keys() & found["/assets/*"].keys()
