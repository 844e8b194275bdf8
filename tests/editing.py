"""Somebody edits a site, badly, while every build remembers the ones before.

In: real folders, the functions that `linimasa build` and the preview use, and steps chosen by
Hypothesis. After every step a warm build, a clean one and the preview must agree to the byte,
in what they say, and in how they end. The theme prints every page whole, so that a result from
the wrong place or time cannot look right.
"""

import contextlib
import functools
import gc
import io
import os
import re
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from linimasa import build, drawing, project, rebuild, render, report, store
from linimasa.commands import run_build
from linimasa.diagnostics import in_order
from linimasa.drawing import once
from linimasa.fuzzydate import parse
from linimasa.memo import Memory
from linimasa.model.files import Options, Output, Placed
from linimasa.project import read, read_again
from linimasa.shelf import Shelf, shelf
from linimasa.work import Work
from linimasa.write import notes, stage
from samples import write_all

# -- what is edited -------------------------------------------------------------------------

PATHS = tuple(f"content/{name}.yaml" for name in ("a", "b", "c", "2021/d", "2021/e"))
FIELDS: Mapping[str, tuple[str, ...]] = {
    "date": ("2021-03-30", "2021-03-31", "late 2021-11", "2022-08-26", "2023"),
    "title": ("First", "Other", "{en: Second, id: Kedua}", "{en: Second, id: Ketiga}"),
    "summary": ("", "Short.", "{en: Brief., id: Singkat.}"),
    "body": ("", "One.", "Two.", "'See [the law](event:{other}).'", "{en: Text, id: Isi}"),
    "status": ("rumor", "denied", "confirmed"),
    "tags": ("", "[law]", "[law, roads]", "[Law]"),
    "actors": ("", "[ana]", "[budi]", "[Somebody]"),
    "sources": (
        "",
        "[{title: A book, publisher: P}]",
        "[{title: A tome, publisher: P}]",
        "[{url: 'https://x.example/', publisher: Q}, {title: A book, publisher: P}]",
    ),
    "relations": ("", "{denies: {other}}", "{follows: {other}}", "{see-also: {other}}"),
    "statements": ("", "[{by: ana, stance: denies}]", "[{by: ana, stance: asserts, text: So.}]"),
    "media": ("", "[{file: p.jpg}]", "[{file: p.jpg, alt: A car}]"),
    "publish": ("", "2026-06-01", "2026-07-01"),
    "draft": ("", "true"),
    "aliases": ("", "[old]", "[old, older]"),
    "corrections": ("", "[{date: 2022, text: Wrong}]", "[{date: 2022, text: False}]"),
    "importance": ("", "1"),
    "extra": ("", "{a: [1, b]}", "{a: [1, c]}"),
}
BROKEN = (
    "date: 2021-13-45\ntitle: First\n",
    "title: No date\n",
    "date: 2021\ntitle: {en: Wrong, fr: language}\n",
    "date: 2021\ntitle: [\n",
    "date: 2021\ntitel: Misspelled\n",
    "date: 2021\ntitle: Dead\nrelations: {follows: nobody}\n",
    "date: 2021\ntitle: Twice\nid: a\n",
    "date: 2021\ntitle: Nowhere\nmedia: [{file: gone.jpg}]\n",
    "",
    "\0",
)
SITE = "title: Cars\nlanguages: [en, id]\nurl: https://timeline.example/\n"
SETTINGS = (
    SITE,
    SITE.replace("Cars", "Ships"),
    SITE.replace("[en, id]", "[id, en]"),
    SITE.replace("[en, id]", "[en]"),
    SITE.replace("[en, id]", "[en, fr]"),
    SITE + "timezone: Asia/Jakarta\n",
    SITE + "order: newest\n",
    SITE + "pages: [about]\n",
    SITE + "accent: '#a33b16'\n",
    SITE + "statuses: {rumor: {label: Hearsay, symbol: '!'}, denied: {}, confirmed: {}}\n",
    SITE + "evidence: {confirmed: {sources: 2}}\n",
    SITE + "colour: red\n",
)
ACTORS = (
    "ana: {name: Ana}\nbudi: {name: Budi}\n",
    "ana: {name: Anna}\nbudi: {name: Budi}\n",
    "ana: {nme: Ana}\n",
    "",
)
ABOUT = (
    "---\ntitle: About\n---\nHow this is made.\n",
    "---\ntitle: About\n---\nHow that is made.\n",
    "---\ntitle: Method\n---\nHow this is made.\n",
    "no front matter\n",
)

BASE = """\
{% block main %}{{ page }} {{ site }}{% endblock %} {{ _("Sources") }} {{ number(1000) }}
{{ part("navigation.html") }} {{ part("footer.html") }}
{% for section in page.sections | default([]) %}
{% for item in section["items"] %}{{ drawn(item.card) }}{% endfor %}
{% endfor %}
"""
CHILD = '{% extends "base.html" %}'
PART = "{{ page }} {{ site.home | href }} {{ _('Sources') }}"
PAGES = "404 actor corrections directory event period sources status tag text thread timeline"
DEFAULT_THEME = {
    "templates/base.html": BASE,
    **{f"templates/{name}.html": CHILD for name in PAGES.split()},
    "templates/redirect.html": "{{ page }}",
    "templates/card.html": "<b>{{ page.card }} {{ page.card.address | href }}</b>",
    "templates/navigation.html": PART,
    "templates/footer.html": PART,
    "static/style.css": "b {}",
    "locale/id.po": 'msgid ""\nmsgstr ""\n\nmsgid "Sources"\nmsgstr "Sumber"\n',
}
OWN_THEME: Mapping[str, tuple[str, ...]] = {
    "templates/base.html": (
        BASE + "!",
        BASE + "?",
        '{% extends "base/base.html" %}{% block main %}{{ page }}{% endblock %}',
        "{{ nothing }}",
    ),
    "templates/event.html": (
        CHILD + "{% block main %}{{ super() }}!{% endblock %}",
        CHILD + "{% block main %}{{ page.head }} {{ page.body }}{% endblock %}",
        '{% extends "base/event.html" %}{% block main %}{{ page.card }}{% endblock %}',
        CHILD + "{% block main %}{{ page.card.summary.text }}{% endblock %}",
        "{% if %}",
    ),
    "templates/card.html": ("<i>{{ page.card }}</i>", "{{ page.card.summary.text }}"),
    "templates/navigation.html": (PART + "!", PART + "{{ nothing }}"),
    "templates/footer.html": (PART + "!", PART + "?"),
    "templates/tag.html": ('{% include "footer.html" %}', '{% include "gone.html" %}'),
    "static/style.css": ("i {}", "u {}"),
    "static/own.css": ("p {}", "q {}"),
    "locale/id.po": tuple(
        f'msgid ""\nmsgstr ""\n\nmsgid "Sources"\nmsgstr "{words}"\n'
        for words in ("Rujukan", "Rujukin", "%(x)s")
    ),
}
MOMENTS = ("2026-01-01", "2026-06-15", "2026-08-01")
MEMORIES = ("memo.sqlite", "seen.json", "published.json")
"""What builds leave below `.linimasa/`."""

REMEMBERING = (
    (drawing, "_parts"),
    (import_module("linimasa.plan.edition"), "_badge"),
    (render, "_environment"),
)

# -- building -------------------------------------------------------------------------------


class Stale(AssertionError):
    """A warm build is not what a clean one is."""


@dataclass(frozen=True)
class Asked:
    """What the command line says."""

    moment: str = MOMENTS[0]
    base_url: str = ""
    drafts: bool = False
    strict: bool = False
    form: str = "text"


@dataclass(frozen=True)
class Done:
    """What came of a build."""

    code: int
    said: str
    files: Mapping[str, bytes]


def built(site: Path, folder: Path, asked: Asked, no_cache: bool = False) -> Done:
    """Build as the command does; what it says comes without the time it took."""
    said = io.StringIO()
    thresholds = gc.get_threshold()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            how = {"form": asked.form, "strict": asked.strict, "moment": asked.moment}
            code = run_build(
                site, folder, asked.base_url, asked.drafts, no_cache=no_cache, jobs=1, **how
            )
    finally:
        gc.set_threshold(*thresholds)
    told = said.getvalue().replace(str(folder), "OUT")
    return Done(code, re.sub(r" in [\d.]+ s: OUT .*", "", told), tree(folder))


def tree(folder: Path) -> dict[str, bytes]:
    """Every file in a folder, hidden ones too."""
    return {
        place.relative_to(folder).as_posix(): place.read_bytes()
        for place in folder.rglob("*")
        if place.is_file()
    }


@contextlib.contextmanager
def fresh_caches() -> Iterator[None]:
    """Let functions that remember for themselves begin anew, as in a process of its own.

    Those are meant whose arguments are compared by digests.
    """
    with ExitStack() as stack:
        for module, name in REMEMBERING:
            function = getattr(module, name)
            renewed = functools.lru_cache(**function.cache_parameters())(function.__wrapped__)
            stack.enter_context(patch.object(module, name, renewed))
        yield


def difference(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> str:
    """Which files two folders do not share, and how the first of them differs."""
    differing = sorted(
        path for path in one.keys() | other.keys() if one.get(path) != other.get(path)
    )
    if not differing:
        return ""
    first = differing[0]
    return f"{differing}\n{one.get(first)!r}\nis not\n{other.get(first)!r}"


@functools.cache
def default_theme() -> Path:
    """A folder with the theme that all sites here have below their own."""
    folder = Path(tempfile.mkdtemp(prefix="theme"))
    write_all(folder, DEFAULT_THEME)
    return folder


@functools.cache
def memories_of_another_site() -> Mapping[str, bytes]:
    """What the builds of a site with the same paths and other contents leave behind."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        write_all(site, {"site.yaml": SETTINGS[1], PATHS[0]: "date: 1999\ntitle: Elsewhere\n"})
        done = built(site, site / "_site", Asked())
        assert done.code == 0, done.said
        return {name: (site / ".linimasa" / name).read_bytes() for name in MEMORIES}


# -- file systems ---------------------------------------------------------------------------


class Vague(type(Path())):  # type: ignore[misc]  # the class of paths on this system
    """A path on a system whose `ctime` does not tell when a file changed, such as Windows."""

    def stat(self, *, follow_symlinks: bool = True) -> os.stat_result:
        about = super().stat(follow_symlinks=follow_symlinks)
        times = {"st_mtime_ns": about.st_mtime_ns, "st_ctime_ns": 0}
        return os.stat_result(tuple(about), times)


SYSTEMS = {
    "young files are not trusted": {},
    "stamps are trusted at once": {project: {"SETTLED": 0}, notes: {"_SETTLED": 0}},
    "ctime says nothing": {project: {"SETTLED": 0, "Path": Vague}, notes: {"_SETTLED": 0}},
}
"""What is put in place of names of modules. No build is so quick that a file could change twice
in one tick of the clock with a build in between."""


class Death(BaseException):
    """The end of a build in its middle; nothing may catch it."""


def dying(after: int) -> Callable[..., Any]:
    """Take the place of a function that ends the build when it is called so many times."""

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        left = [after]

        def called(*arguments: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise Death
            return function(*arguments, **named)

        return called

    return wrap


def full(after: int) -> Callable[..., Any]:
    """The same for one that meets a full disk."""

    def wrap(function: Callable[..., Any]) -> Callable[..., Any]:
        left = [after]

        def called(*arguments: Any, **named: Any) -> Any:
            left[0] -= 1
            if left[0] < 0:
                raise OSError(28, "No space left on device")
            return function(*arguments, **named)

        return called

    return wrap


def cramped(function: Callable[..., Any]) -> Callable[..., Any]:
    """A memo for whose file the disk has hardly any room."""

    def connection(file: Path) -> sqlite3.Connection:
        made: sqlite3.Connection = function(file)
        made.execute("PRAGMA max_page_count = 20")
        return made

    return connection


FATES: Mapping[str, tuple[Any, str, Callable[[int], Callable[..., Any]]]] = {
    "dies while it draws": (drawing, "render", dying),
    "dies while it reads": (build, "filed", dying),
    "dies while it lays files aside": (stage, "_write_all", dying),
    "dies before it publishes": (stage.Stage, "commit", lambda _: dying(0)),
    "dies before its memo is kept": (store.DiskMemo, "commit", lambda _: dying(0)),
    "dies before it notes what it saw": (rebuild, "write_seen", lambda _: dying(0)),
    "meets a full disk": (stage, "_write_all", full),
    "has no room for its memo": (store, "_connection", lambda _: cramped),
}

# -- the steps ------------------------------------------------------------------------------

paths = st.sampled_from(PATHS)


@dataclass
class Kept:
    """A file as it once was."""

    data: bytes
    mtime: int


class Editing(RuleBasedStateMachine):
    """A site folder, two output folders, and what is remembered of them."""

    mutated: Callable[[], AbstractContextManager[Any]] = staticmethod(nullcontext)
    """Wraps what builds from memory, and only that."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.outside = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.stack.enter_context(patch.object(project, "default_theme", default_theme))
        self.site = self.outside / "site"
        self.output = ""
        self.asked = Asked()
        self.moments = 1_700_000_000_000_000_000
        self.events: dict[str, dict[str, str] | str] = {}
        self.settings = SITE
        self.past: dict[str, list[Kept]] = {}
        self.memories: list[dict[str, bytes]] = []
        self.memory = Memory()
        self.shelf: Shelf | None = None

    @initialize(system=st.sampled_from(sorted(SYSTEMS)))
    def begin(self, system: str) -> None:
        for module, names in SYSTEMS[system].items():
            self.stack.enter_context(patch.multiple(module, **names))
        self.save("site.yaml", SITE)
        self.save("content/_actors.yaml", ACTORS[0])
        self.save("content/pages/about.md", ABOUT[0])
        self.save("content/p.jpg", "picture")
        self.save("content/2021/p.jpg", "picture")
        for path, date in zip(PATHS[:3], FIELDS["date"][1:], strict=False):
            self.events[path] = {"date": date, "title": "First", "status": "rumor"}
            self.save_event(path)

    def teardown(self) -> None:
        self.stack.close()

    # -- files --

    def save(self, path: str, text: str | bytes, aside: bool = False) -> None:
        """Write a file, at a time of its own: in its place, or aside as many editors do."""
        place = self.site / path
        place.parent.mkdir(parents=True, exist_ok=True)
        data = text if isinstance(text, bytes) else text.encode()
        if aside and place.exists():
            new = place.with_name(f".{place.name}.new")
            new.write_bytes(data)
            new.replace(place)
        else:
            place.write_bytes(data)
        self.date(place)
        self.past.setdefault(path, []).append(Kept(data, place.stat().st_mtime_ns))

    def date(self, place: Path) -> None:
        """Give a file a time that none had before, long ago."""
        self.moments += 1_000
        os.utime(place, ns=(self.moments, self.moments))

    def save_event(self, path: str, aside: bool = False) -> None:
        event = self.events[path]
        if not isinstance(event, str):
            other = "b" if path == "content/a.yaml" else "a"
            event = "".join(
                f"{name}: {value.replace('{other}', other)}\n"
                for name, value in event.items()
                if value
            )
        self.save(path, event, aside)

    def remove(self, path: str) -> None:
        (self.site / path).unlink(missing_ok=True)
        self.events.pop(path, None)

    def folder(self) -> Path:
        return self.outside / self.output if self.output else self.site / "_site"

    def remembered(self) -> Path:
        return self.site / ".linimasa"

    # -- events --

    @rule(
        path=paths, name=st.sampled_from(sorted(FIELDS)), at=st.integers(0, 4), aside=st.booleans()
    )
    def edit(self, path: str, name: str, at: int, aside: bool) -> None:
        event = self.events.get(path)
        fields = event if isinstance(event, dict) else {"date": "2021-03-30", "title": "New"}
        values = FIELDS[name]
        self.events[path] = {**fields, name: values[at % len(values)]}
        self.save_event(path, aside)

    @rule(path=paths, other=paths, name=st.sampled_from(sorted(FIELDS)))
    def edit_two_alike(self, path: str, other: str, name: str) -> None:
        for one in (path, other):
            self.edit(one, name, 1, False)

    @rule(path=paths)
    def add_in_an_own_year(self, path: str) -> None:
        self.events[path] = {"date": "2019", "title": "Early"}
        self.save_event(path)

    @rule(path=paths)
    def take_away(self, path: str) -> None:
        self.remove(path)

    @rule(path=paths, text=st.sampled_from(BROKEN), other=paths)
    def spoil(self, path: str, text: str, other: str) -> None:
        for one in {path, other}:
            self.events[one] = text
            self.save_event(one)

    @rule()
    def mend(self) -> None:
        """Make all good again, whatever it was."""
        for path in PATHS[:2]:
            self.events.setdefault(path, "")
        for path, event in list(self.events.items()):
            if isinstance(event, str):
                self.events[path] = {"date": "2022-08-26", "title": "Mended"}
                self.save_event(path)
        self.settings = self.settings if self.settings != SETTINGS[-1] else SITE
        for path, text in (
            ("site.yaml", self.settings),
            ("content/_actors.yaml", ACTORS[0]),
            ("content/pages/about.md", ABOUT[0]),
        ):
            self.save(path, text)
        for name, values in OWN_THEME.items():
            place = self.site / "theme" / name
            if place.exists() and place.read_text() not in values[:2]:
                place.unlink()

    @rule(path=paths, other=paths, keep_time=st.booleans())
    def copy(self, path: str, other: str, keep_time: bool) -> None:
        if path in self.events and path != other:
            (self.site / other).parent.mkdir(exist_ok=True)
            shutil.copy2(self.site / path, self.site / other)
            self.events[other] = self.events[path]
            if not keep_time:
                self.date(self.site / other)

    @rule(path=paths, other=paths)
    def move(self, path: str, other: str) -> None:
        if path in self.events and path != other:
            (self.site / other).parent.mkdir(exist_ok=True)
            (self.site / path).replace(self.site / other)
            self.events[other] = self.events.pop(path)

    @rule(path=paths, other=paths)
    def swap(self, path: str, other: str) -> None:
        if {path, other} <= self.events.keys() and path != other:
            aside = self.site / "aside"
            (self.site / path).replace(aside)
            (self.site / other).replace(self.site / path)
            aside.replace(self.site / other)
            self.events[path], self.events[other] = self.events[other], self.events[path]

    @rule(path=paths)
    def touch(self, path: str) -> None:
        if path in self.events:
            self.date(self.site / path)

    @rule(path=paths)
    def move_down(self, path: str) -> None:
        if path in self.events:
            self.save(path, b"# moved down\n" + (self.site / path).read_bytes())

    @rule(path=paths, at=st.integers(0, 5), keep_time=st.booleans())
    def restore(self, path: str, at: int, keep_time: bool) -> None:
        past = self.past.get(path)
        if past:
            kept = past[-1 - at % len(past)]
            self.save(path, kept.data)
            if keep_time:
                os.utime(self.site / path, ns=(kept.mtime, kept.mtime))
            self.events[path] = kept.data.decode("utf-8", "replace")

    # -- what all pages depend on --

    @rule(text=st.sampled_from(SETTINGS))
    def set(self, text: str) -> None:
        self.settings = text
        self.save("site.yaml", text)

    @rule(text=st.sampled_from(ACTORS))
    def know(self, text: str) -> None:
        self.save("content/_actors.yaml", text)

    @rule(name=st.sampled_from(["about.md", "about.id.md"]), text=st.sampled_from((*ABOUT, "")))
    def write_page(self, name: str, text: str) -> None:
        path = f"content/pages/{name}"
        if text:
            self.save(path, text)
        else:
            self.remove(path)

    @rule(
        folder=st.sampled_from(["content", "content/2021"]),
        text=st.sampled_from(["PICTURE", "", "picture"]),
    )
    def paint(self, folder: str, text: str) -> None:
        self.save(f"{folder}/p.jpg", text)

    @rule(name=st.sampled_from(sorted(OWN_THEME)), at=st.integers(0, 4), aside=st.booleans())
    def override(self, name: str, at: int, aside: bool) -> None:
        values = OWN_THEME[name]
        self.save(f"theme/{name}", values[at % len(values)], aside)

    @rule(name=st.sampled_from(sorted(OWN_THEME)))
    def give_up_override(self, name: str) -> None:
        self.remove(f"theme/{name}")

    @rule(moment=st.sampled_from(MOMENTS))
    def let_time_pass(self, moment: str) -> None:
        self.ask(moment=moment)

    @rule(drafts=st.booleans())
    def show_drafts(self, drafts: bool) -> None:
        self.ask(drafts=drafts)

    @rule(base_url=st.sampled_from(["", "https://other.example/sub/"]))
    def publish_at(self, base_url: str) -> None:
        self.ask(base_url=base_url)

    @rule(strict=st.booleans(), form=st.sampled_from(["text", "json"]))
    def report(self, strict: bool, form: str) -> None:
        self.ask(strict=strict, form=form)

    def ask(self, **changes: Any) -> None:
        self.asked = Asked(**{**vars(self.asked), **changes})

    # -- the folders of builds --

    @rule(output=st.sampled_from(["", "other"]))
    def publish_into(self, output: str) -> None:
        self.output = output

    @rule()
    def move_site(self) -> None:
        there = self.outside / f"site-{self.moments}"
        self.site.rename(there)
        self.site = there

    @rule(at=st.integers(0, 99), way=st.sampled_from(["delete", "cut", "edit", "exchange"]))
    def damage_output(self, at: int, way: str) -> None:
        files = sorted(
            place for place in self.folder().rglob("*") if place.is_file() and place.name[0] != "."
        )
        if files:
            place = files[at % len(files)]
            data = place.read_bytes()
            if way == "delete":
                place.unlink()
            elif way == "cut":
                place.write_bytes(data[: len(data) // 2])
            elif way == "edit":
                place.write_bytes(bytes(one ^ 1 for one in data))
            else:
                place.write_bytes(files[at // 2 % len(files)].read_bytes())

    @rule()
    def delete_output(self) -> None:
        if self.folder().exists():
            shutil.rmtree(self.folder())

    @rule(
        name=st.sampled_from(MEMORIES),
        way=st.sampled_from(["delete", "cut", "edit", "foreign"]),
        at=st.floats(0, 1),
    )
    def damage_memory(self, name: str, way: str, at: float) -> None:
        place = self.remembered() / name
        if not place.exists():
            return
        data = place.read_bytes()
        here = int(at * max(len(data) - 1, 0))
        if way == "delete":
            place.unlink()
        elif way == "cut":
            place.write_bytes(data[:here])
        elif way == "edit":
            place.write_bytes(data[:here] + bytes([data[here] ^ 1]) + data[here + 1 :])
        else:
            place.write_bytes(memories_of_another_site()[name])

    @rule(
        table=st.sampled_from(["reading", "wholes", "texts", "cards", "pages"]),
        way=st.sampled_from(["edit", "swap"]),
    )
    def damage_rows(self, table: str, way: str) -> None:
        """Results that are well formed, and wrong."""
        place = self.remembered() / "memo.sqlite"
        if not place.exists():
            return
        with contextlib.suppress(sqlite3.Error), contextlib.closing(sqlite3.connect(place)) as file:
            rows = file.execute(f"SELECT key, seal, result FROM {table} ORDER BY key").fetchall()
            others = [*rows[1:], *rows[:1]] if way == "swap" else rows
            for (key, *_), (_, seal, result) in zip(rows, others, strict=True):
                new = result if way == "swap" else result.replace(b"First", b"Fxrst")
                query = f"UPDATE {table} SET seal = ?, result = ? WHERE key = ?"
                file.execute(query, (seal, new, key))
            file.commit()

    @rule()
    def keep_memories(self) -> None:
        self.memories.append(
            {place.name: place.read_bytes() for place in self.remembered().glob("*.*")}
        )

    @precondition(lambda self: self.memories)
    @rule(at=st.integers(0, 3))
    def bring_memories_back(self, at: int) -> None:
        """As a cache of a build server does."""
        for name, data in self.memories[at % len(self.memories)].items():
            (self.remembered() / name).write_bytes(data)

    @rule()
    def restart_preview(self) -> None:
        self.memory, self.shelf = Memory(), None

    @rule(fate=st.sampled_from(sorted(FATES)), after=st.integers(0, 20))
    def fail(self, fate: str, after: int) -> None:
        where, name, wrapping = FATES[fate]
        with (
            self.mutated(),
            patch.object(where, name, wrapping(after)(getattr(where, name))),
            contextlib.suppress(Death),
        ):
            built(self.site, self.folder(), self.asked)

    @rule()
    def build_again(self) -> None:
        """Let it follow one that had nothing to do."""

    # -- what must hold --

    @invariant()
    def warm_is_clean(self) -> None:
        if not self.site.exists():
            return  # before the first step
        before = tree(self.folder())
        with self.mutated():
            warm = built(self.site, self.folder(), self.asked)
        clean = self.clean()
        if (warm.code, warm.said) != (clean.code, clean.said):
            raise Stale(f"{warm.code}: {warm.said}\nis not\n{clean.code}: {clean.said}")
        if wrong := difference(warm.files, clean.files if clean.code == 0 else before):
            raise Stale(wrong)
        self.preview_is(clean)

    def clean(self) -> Done:
        """A build of the same files by one who remembers nothing."""
        kept, folder = self.outside / "kept", self.outside / "clean"
        there = self.remembered().exists()
        if there:
            self.remembered().rename(kept)
        try:
            with fresh_caches():
                return built(self.site, folder, self.asked, no_cache=True)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            shutil.rmtree(self.remembered(), ignore_errors=True)
            if there:
                kept.rename(self.remembered())

    def preview_is(self, clean: Done) -> None:
        """Every page that the preview would answer with."""
        with self.mutated():
            pages, said = self.preview()
        if self.asked.form == "json" and clean.said.startswith("[") and (said not in clean.said):
            raise Stale(f"{said}\nis not\n{clean.said}")
        if clean.code == 0 and (wrong := difference(pages, without_manifest(clean.files))):
            raise Stale(wrong)

    def preview(self) -> tuple[dict[str, bytes], str]:
        """All pages, and all that is wrong, as JSON."""
        now = parse(self.asked.moment, "UTC").earliest
        assert now is not None
        before = self.shelf
        snapshot = read_again(self.site, now, before.snapshot) if before else read(self.site, now)
        options = Options(self.asked.base_url, self.asked.drafts)
        self.shelf = shelf(snapshot, options, Work(self.memory), self.shelf)
        finished = [self.shelf.finished(job) for job in self.shelf.jobs.values()]
        found = in_order((*self.shelf.layout.diagnostics, *once(finished)))
        outputs = [*self.shelf.files.values(), *(one.output for one in finished if one.output)]
        return {one.path: content(self.site, one) for one in outputs}, report.as_json(found)


def content(site: Path, output: Output | Placed) -> bytes:
    assert isinstance(output, Output)
    return (site / output.copy_of).read_bytes() if output.copy_of else output.content


def without_manifest(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {path: data for path, data in files.items() if path != ".linimasa.json"}
