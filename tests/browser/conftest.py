"""A browser for tests: the Chrome or Chromium of this machine, headless and without a network."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from gecko import firefox
from served import Served

# Where there is no Firefox there is nothing to test in it.
collect_ignore = [] if firefox() else ["test_firefox.py"]
NAMES = ("google-chrome", "google-chrome-stable", "chromium", "chromium-browser")
ON_A_MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def chromium() -> str:
    """Where the browser is: `CHROMIUM`, else the first that is installed."""
    found = [shutil.which(name) for name in NAMES]
    places = [os.environ.get("CHROMIUM"), *found, ON_A_MAC]
    return next(place for place in places if place and Path(place).exists())


# Not for the whole session: while Playwright is running, nothing else can run an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def served(site_name: str, served_by_name: Callable[[str], Served]) -> Served:
    """The site that the test asks for by `site_name`."""
    return served_by_name(site_name)
