"""How each kind of page looks, against pictures that somebody has looked at.

The pictures are in `snapshots/`. When a change of the looks is meant, record them anew by
`pytest tests/browser/test_snapshots.py --record`, and look at each that differs before it is
committed.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from served import Served
from skeleton import pictured, unlike
from visits import address

SNAPSHOTS = Path(__file__).parent / "snapshots"
SIZES: dict[str, ViewportSize] = {
    "phone": {"width": 360, "height": 1480},
    "desktop": {"width": 1280, "height": 1200},
}
LIKE = 0.03
"""How much of a picture may differ: rounding does so by less, a shifted line by more."""


@dataclass(frozen=True)
class View:
    """A kind of page of one of the test sites, in one size and color scheme."""

    site: str
    root: str
    kind: str
    size: str = "desktop"
    scheme: Literal["light", "dark"] = "light"

    @property
    def file(self) -> Path:
        words = (self.site, self.kind.replace(" ", "-"), self.size, self.scheme)
        return SNAPSHOTS / ("-".join(words).replace("-light", "") + ".png")


KINDS = (
    "timeline", "period", "event", "thread", "threads", "actor", "sources", "corrections", "text",
)  # fmt: skip
KINDS_OF_LISTS = ("newest first", "tags", "status", "statuses", "actors")
VIEWS = [
    *(View("chinese", "en/", kind, size) for kind in KINDS for size in SIZES),
    *(View("chinese", "en/", kind, scheme="dark") for kind in ("timeline", "event")),
    *(View("arabic", "", kind, size) for kind in ("timeline", "event") for size in SIZES),
    *(View("generated-100", "en/", "timeline", size) for size in SIZES),
    *(View("chinese", "en/", "tag", size) for size in SIZES),
    *(View("generated-100", "en/", "open filter", size) for size in SIZES),
    *(View("chinese", "en/", kind) for kind in KINDS_OF_LISTS),
    View("chinese", "en/", "404"),
]
ADDRESSES = {"404": "no/such/page/", "open filter": ""}
"""Below the folder of the language: what is not a kind of page of its own."""


def picture(browser: Browser, served: Served, view: View, style: str = "") -> bytes:
    if view.kind in ADDRESSES:
        url = f"{served.url}{view.root}{ADDRESSES[view.kind]}"
    else:
        url = address(served, view.site, view.root, view.kind)
    click = ".filter summary" if view.kind == "open filter" else ""
    return pictured(browser, url, SIZES[view.size], style, view.scheme, click)


@pytest.fixture(scope="module")
def blank(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()


@pytest.fixture
def site_name(view: View) -> str:
    return view.site


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.file.stem)
def test_page_looks_as_recorded(
    browser: Browser,
    served: Served,
    blank: Page,
    view: View,
    tmp_path: Path,
    pytestconfig: pytest.Config,
) -> None:
    now = view.file if pytestconfig.getoption("record") else tmp_path / view.file.name
    now.write_bytes(picture(browser, served, view))
    share = unlike(blank, view.file.read_bytes(), now.read_bytes())
    assert share <= LIKE, f"compare {view.file} with {now}"


def test_every_picture_is_of_a_page() -> None:
    assert sorted(SNAPSHOTS.glob("*")) == sorted(view.file for view in VIEWS)


@pytest.mark.parametrize("view", [VIEWS[0], VIEWS[5], VIEWS[20]], ids=lambda view: view.file.stem)
def test_pictures_do_not_depend_on_fonts(
    browser: Browser, served: Served, blank: Page, view: View
) -> None:
    fonts = ":root { --serif: monospace; --sans: serif }"
    other = picture(browser, served, view, fonts)
    assert unlike(blank, view.file.read_bytes(), other) <= LIKE


BROKEN = {
    "a line lower": "header.site { margin-block-end: 1.5rem }",
    "no spine": ".axis * { grid-template-columns: none !important }",
    "other side": "h1, .event > h3 { text-align: end }",
    "no lead": ".lead, .summary { display: none }",
    "no text": ".summary, .backing, h3 a { color: var(--ground) !important }",
}


@pytest.mark.parametrize("style", BROKEN.values(), ids=BROKEN)
@pytest.mark.parametrize("view", [VIEWS[0]], ids=["timeline"])
def test_page_that_is_broken_looks_otherwise(
    browser: Browser, served: Served, blank: Page, view: View, style: str
) -> None:
    other = picture(browser, served, view, style)
    assert unlike(blank, view.file.read_bytes(), other) > LIKE
