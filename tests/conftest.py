"""Whole sites for tests: built by the real command, served from loopback.

A site is built once for each worker of the run; nothing here is written into the repository.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import hypothesis
import pytest

from generate import generate
from samples import LANGUAGES, ROOT, SITES, BuiltSite, built
from served import Served, serve

# Two workers on a busy machine make single examples slow; the time of a whole test is bounded.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--record", action="store_true", help="take the pictures of pages anew")


@pytest.fixture(scope="session")
def site_by_name(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], BuiltSite]:
    """Builds a site when it is first asked for: one of ours by its name, or `generated-100`."""

    @cache
    def site(name: str) -> BuiltSite:
        folder = tmp_path_factory.mktemp(name)
        source = ROOT if name == "sample" else SITES / name
        if name.startswith("generated-"):
            source = folder / "source"
            generate(source, int(name.removeprefix("generated-")), ["id", "en"])
        languages = LANGUAGES.get(name, ("id", "en"))
        return built(source, folder / "site", "https://linimasa.example/cars/", languages)

    return site


@pytest.fixture(scope="session")
def served_by_name(site_by_name: Callable[[str], BuiltSite]) -> Iterator[Callable[[str], Served]]:
    """Serves a site when it is first asked for, on this machine and with its own headers."""
    with ExitStack() as running:
        yield cache(lambda name: running.enter_context(serve(site_by_name(name).folder)))


@pytest.fixture(scope="session")
def sample_site(site_by_name: Callable[[str], BuiltSite]) -> BuiltSite:
    """The site of this repository."""
    return site_by_name("sample")


@pytest.fixture(scope="session")
def arabic_site(site_by_name: Callable[[str], BuiltSite]) -> BuiltSite:
    """A site whose first language runs from right to left."""
    return site_by_name("arabic")


@pytest.fixture(scope="session")
def sample_served(served_by_name: Callable[[str], Served]) -> Served:
    """The site of this repository, at an address on this machine."""
    return served_by_name("sample")
