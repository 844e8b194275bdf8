"""Whole sites for tests: built by the real command, served from loopback.

A site is built once for all workers of the run; nothing here is written into the repository.
"""

import fcntl
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put long tests first, so that at the end no worker waits for one of them."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Keep other workers of this run out of the block."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def site_by_name(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Callable[[str], BuiltSite]:
    """Builds a site when it is first asked for: one of ours by its name, or `generated-100`.

    All workers have the same folders, so that no test may write there.
    """
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent

    @cache
    def site(name: str) -> BuiltSite:
        folder = shared / f"{name}-built"
        source = ROOT if name == "sample" else SITES / name
        url = "https://linimasa.example/cars/"
        languages = LANGUAGES.get(name, ("id", "en"))
        finished = folder / "finished"
        folder.mkdir(exist_ok=True)
        if name.startswith("generated-"):
            source = folder / "source"
        with alone(folder / "lock"):
            if not finished.exists():
                if name.startswith("generated-"):
                    generate(source, int(name.removeprefix("generated-")), ["id", "en"])
                built(source, folder / "site", url, languages)
                finished.touch()
        return BuiltSite(source, folder / "site", url, languages)

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
