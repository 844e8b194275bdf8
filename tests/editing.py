"""Somebody edits a site, badly, while every build remembers the ones before.

In: real folders, the functions that `linimasa build` and the preview use, and steps chosen by
Hypothesis. After every step a warm build, a clean one and the preview must agree to the byte,
in what they say, and in how they end.
"""

import contextlib
import os
import re
import shutil
import sqlite3
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

from edited_site import (
    ABOUT,
    ACTORS,
    BROKEN,
    COMMON,
    EVENTS,
    EXTRAS,
    FIELDS,
    MEMORIES,
    MOMENTS,
    OWN_THEME,
    PATHS,
    SETTINGS,
    SHOWN,
    SITE,
    ZONES,
)
from linimasa.cache.memo import Memory
from rebuilding import (
    FATES,
    SYSTEMS,
    Asked,
    Death,
    EditedSite,
    built,
    memories_of_another_site,
)

paths = st.sampled_from(PATHS)


class Editing(EditedSite, RuleBasedStateMachine):
    """The edits, one at a time."""

    def __init__(self) -> None:
        super().__init__()
        self.settings = SITE
        self.memories: list[dict[str, bytes]] = []

    @initialize(system=st.sampled_from(sorted(SYSTEMS)))
    def begin(self, system: str) -> None:
        self.begin_on(system)
        self.save("site.yaml", SITE)
        for path, text in COMMON.items():
            self.save(path, text)
        for path, event in EVENTS.items():
            self.events[path] = event
            self.save_event(path)

    def teardown(self) -> None:
        self.stack.close()

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

    @rule(
        path=st.sampled_from(tuple(EVENTS)),
        name=st.sampled_from(SHOWN),
        further=st.integers(0, 3),
    )
    def change(self, path: str, name: str, further: int) -> None:
        """Give a field another value than it has."""
        event, values = self.events.get(path), FIELDS[name]
        now = event.get(name, "") if isinstance(event, dict) else ""
        at = values.index(now) if now in values else 0
        self.edit(path, name, at + 1 + further % max(len(values) - 1, 1), False)

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
            ("content/_extra.yaml", EXTRAS[0]),
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
            if kept.event is not None:
                self.events[path] = kept.event

    # -- what all pages depend on --

    @rule(text=st.sampled_from(SETTINGS))
    def set(self, text: str) -> None:
        self.settings = text
        self.save("site.yaml", text)

    @rule(languages=st.sampled_from(["en, id", "id, en", "en"]), zone=st.sampled_from(ZONES))
    def set_languages(self, languages: str, zone: str) -> None:
        self.set(f"title: Cars\nlanguages: [{languages}]\ntimezone: {zone}\n")

    @rule(text=st.sampled_from(ACTORS))
    def know(self, text: str) -> None:
        self.save("content/_actors.yaml", text)

    @rule(text=st.sampled_from(EXTRAS))
    def keep(self, text: str) -> None:
        self.save("content/_extra.yaml", text)

    @rule(name=st.sampled_from(["about.md", "about.id.md"]), text=st.sampled_from((*ABOUT, "")))
    def write_page(self, name: str, text: str) -> None:
        path = f"content/pages/{name}"
        if text:
            self.save(path, text)
        else:
            self.remove(path)

    @rule(text=st.sampled_from(ABOUT[:3]))
    def write_two_pages_alike(self, text: str) -> None:
        for name in ("about.md", "about.id.md"):
            self.write_page(name, text)

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
        table=st.sampled_from(["reading", "wholes", "texts", "cards", "pages", "copies", "pieces"]),
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

    @rule(name=st.sampled_from(MEMORIES[1:]))
    def damage_notes(self, name: str) -> None:
        """Digests that are well formed, and those of other files."""
        place = self.remembered() / name
        if place.exists():
            head, notes = place.read_bytes()[:64], place.read_bytes()[64:]
            others = re.findall(rb'(?<=")[0-9a-f]{32}', notes)
            turned = iter([*others[1:], *others[:1]])
            place.write_bytes(head + re.sub(rb'(?<=")[0-9a-f]{32}', lambda _: next(turned), notes))

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
        if self.site.exists():  # else it is before the first step
            self.compare()
