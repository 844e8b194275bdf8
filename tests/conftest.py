"""Whole sites for tests: built by the real command, served from loopback.

A site is built once for each worker of the run; nothing here is written into the repository.
"""

from collections.abc import Iterator

import hypothesis
import pytest

from samples import ARABIC, ROOT, BuiltSite, built
from served import Served, serve

# Two workers on a busy machine make single examples slow; the time of a whole test is bounded.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """The site of this repository."""
    folder = tmp_path_factory.mktemp("sample") / "site"
    return built(ROOT, folder, "https://linimasa.example/cars/", ("id", "en"))


@pytest.fixture(scope="session")
def arabic_site(tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """A site whose first language runs from right to left."""
    folder = tmp_path_factory.mktemp("arabic") / "site"
    return built(ARABIC, folder, "https://linimasa.example/cars/", ("ar", "en"))


@pytest.fixture(scope="session")
def sample_served(sample_site: BuiltSite) -> Iterator[Served]:
    """The site of this repository, at an address on this machine and with its own headers."""
    with serve(sample_site.folder) as served:
        yield served


@pytest.fixture(scope="session")
def arabic_served(arabic_site: BuiltSite) -> Iterator[Served]:
    """The right-to-left site, at an address on this machine."""
    with serve(arabic_site.folder) as served:
        yield served
