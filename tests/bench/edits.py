"""What people do to a site between two builds, and how to see that it was done."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

OVERRIDE = Path("theme/templates/event.html")


@dataclass(frozen=True, slots=True)
class Edit:
    """A change to a site of so many events, the nth of its kind; `seen` in the finished site."""

    make: Callable[[Path, int, int], None]
    seen: Callable[[Path, int, int], bool]


def plain_event(count: int) -> str:
    """An event in the middle of the timeline, outside the feed and any thread."""
    number = count // 2
    return f"event-{number + (number % 3 == 0):06}"


def event_file(site: Path, name: str) -> Path:
    """The file of an event of a Linimasa site."""
    return next((site / "content").glob(f"*/{name}.yaml"))


def body_edited(text: str, nth: int) -> str:
    """The YAML of an event with one more paragraph at the end of its body."""
    return re.sub(r"\n(?=status: )", f"\n\n    {marker('body', nth)}\n", text, count=1)


def marker(kind: str, nth: int) -> str:
    """Words that stand in no invented text."""
    return f"Benchmark edits the {kind}, number {nth}."


def _edit_body(site: Path, count: int, nth: int) -> None:
    path = event_file(site, plain_event(count))
    path.write_text(body_edited(path.read_text("utf-8"), nth), "utf-8")


def _edit_title(kind: str) -> Callable[[Path, int, int], None]:
    def edit(site: Path, count: int, nth: int) -> None:
        path = event_file(site, plain_event(count))
        text = path.read_text("utf-8")
        changed = re.sub(r"(title:\n  \w+: ).*", rf"\g<1>{marker(kind, nth)}", text, count=1)
        path.write_text(changed, "utf-8")

    return edit


def _add(site: Path, count: int, nth: int) -> None:
    path = event_file(site, plain_event(count))
    path.with_stem(_added(nth)).write_text(path.read_text("utf-8"), "utf-8")


def _remove(site: Path, count: int, nth: int) -> None:
    event_file(site, _added(nth)).unlink()


def _edit_template(site: Path, count: int, nth: int) -> None:
    path = site / OVERRIDE
    path.parent.mkdir(parents=True, exist_ok=True)
    block = "{% block head_extra %}<!-- " + marker("template", nth) + " -->{% endblock %}"
    path.write_text('{% extends "base/event.html" %}\n' + block + "\n", "utf-8")


def _page(folder: Path, name: str) -> Path:
    return folder / "events" / name / "index.html"


def _shows(kind: str) -> Callable[[Path, int, int], bool]:
    def shows(folder: Path, count: int, nth: int) -> bool:
        return marker(kind, nth) in _page(folder, plain_event(count)).read_text("utf-8")

    return shows


def _added(nth: int) -> str:
    return f"benchmark-adds-{nth}"


EDITS = {
    "noop": Edit(lambda *_: None, lambda *_: True),
    "body": Edit(_edit_body, _shows("body")),
    "title": Edit(_edit_title("title"), _shows("title")),
    "again": Edit(_edit_title("again"), _shows("again")),
    "added": Edit(_add, lambda folder, count, nth: _page(folder, _added(nth)).exists()),
    "removed": Edit(_remove, lambda folder, count, nth: not _page(folder, _added(nth)).exists()),
    "template": Edit(_edit_template, _shows("template")),
}
"""In the order in which they are made; what is removed was added before. The first title after a
clean build also makes the generation that later builds bring up to date, the other one does not."""
