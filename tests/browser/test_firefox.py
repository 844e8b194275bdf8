"""The pages in a second engine, Firefox, on machines that have it."""

from collections.abc import Callable, Iterator

import pytest

import looking
from gecko import Window, running
from served import Served
from visits import address

PAGES = [
    ("sample", "", "timeline"),
    ("sample", "", "event"),
    ("sample", "en/", "sources"),
    ("arabic", "", "timeline"),
    ("arabic", "", "event"),
    ("chinese", "", "event"),
    ("hebrew", "", "timeline"),
    ("persian", "", "timeline"),
]

LAID_OUT = """() => ({
  sticky: [...document.querySelectorAll(".period:not(.hidden)")]
    .every(one => getComputedStyle(one).position === "sticky"),
  spine: [...document.querySelectorAll(".events > li")]
    .every(one => getComputedStyle(one).display === "grid"),
  marks: [...document.querySelectorAll("main .mark")]
    .every(one => one.getBoundingClientRect().height > 10 || !one.checkVisibility()),
  colors: getComputedStyle(document.querySelector("a")).color !== "rgb(0, 0, 238)",
})"""


@pytest.fixture(scope="module")
def window(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Window]:
    with running(tmp_path_factory.mktemp("firefox")) as window:
        yield window


@pytest.mark.parametrize(("site_name", "root", "kind"), PAGES)
def test_page_in_firefox_fits_keeps_quiet_and_is_laid_out(
    window: Window,
    served_by_name: Callable[[str], Served],
    site_name: str,
    root: str,
    kind: str,
) -> None:
    served = served_by_name(site_name)
    for width, height in ((1280, 900), (320, 640)):
        window.go(address(served, site_name, root, kind), width, height)
        assert window.ask("() => innerWidth") == width
        assert window.ask(looking.WIDER) == []
        assert window.ask(looking.SPOILED_TEXT) == []
        assert all(window.ask(LAID_OUT).values())
        assert [entry["text"] for entry in window.heard("log.entryAdded")] == []
        asked = [event["request"]["url"] for event in window.heard("network.beforeRequestSent")]
        assert [url for url in asked if not url.startswith((served.url, "data:"))] == []
        assert len(asked) >= 3
