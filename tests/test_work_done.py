"""What each kind of edit costs, in operations: so that no change makes rebuilds do more unseen."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bench.edits import EDITS
from generate import generate
from linimasa.pipeline import amend, contents
from linimasa.read import project
from linimasa.render import drawing
from linimasa.write import stage
from rebuilding import Asked, built

SIZES = (60, 240)
READ, PARSED, DRAWN, WRITTEN = "files read", "events parsed", "drawn", "files written"

MOST = {
    "noop": {READ: 0, PARSED: 0, DRAWN: 0, WRITTEN: 0},
    "body": {READ: 1, PARSED: 1, DRAWN: 1, WRITTEN: 1},
    "title": {READ: 1, PARSED: 1, DRAWN: 14, WRITTEN: 14},
    "added": {READ: 1, PARSED: 1, DRAWN: 17, WRITTEN: 18},
    "removed": {READ: 0, PARSED: 0, DRAWN: 15, WRITTEN: 17},
}
"""For each kind of edit the most operations of each kind, however many events there are.

Files are those of events; what is drawn are pages, cards, and the parts that all pages share."""


@contextmanager
def counted(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Counts operations while it lasts."""
    done: Counter[str] = Counter()

    def counting(name: str, function: Callable[..., Any], when: Callable[..., bool]) -> Any:
        def called(*arguments: Any, **named: Any) -> Any:
            done[name] += when(*arguments)
            return function(*arguments, **named)

        return called

    with monkeypatch.context() as patched:
        for where, name, kind, when in (
            (project, "content", READ, lambda path, *_: is_event(path)),
            (contents, "load_event", PARSED, always),
            (amend, "load_event", PARSED, always),
            (drawing, "render", DRAWN, always),
            (stage, "_write_all", WRITTEN, always),
        ):
            patched.setattr(where, name, counting(kind, getattr(where, name), when))
        yield done


def always(*_: object) -> bool:
    return True


def is_event(path: str) -> bool:
    return path.startswith("content/") and path.endswith(".yaml") and "_actors" not in path


@pytest.fixture(params=SIZES)
def site(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site of so many events that was built, and whose stamps are trusted at once."""
    monkeypatch.setattr(project, "SETTLED", 0)
    generate(tmp_path / "site", request.param, ("en",))
    assert rebuilt(tmp_path / "site") == 0
    return tmp_path / "site"


def rebuilt(site: Path) -> int:
    return built(site, site / "_site", Asked()).code


def test_edits_cost_no_more_operations_than_they_must(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = len(list((site / "content").glob("*/*.yaml")))
    much: dict[tuple[str, str], int] = {}
    for kind, most in MOST.items():
        if kind in EDITS:
            EDITS[kind].make(site, count, 1)
        with counted(monkeypatch) as done:
            assert rebuilt(site) == 0
        much |= {(kind, name): done[name] for name in most if done[name] > most[name]}
        assert (done[WRITTEN] > 0) is (kind != "noop"), "operations are really counted"
    assert much == {}
