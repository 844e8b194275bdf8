"""The edits of `editing` in a fixed order: each rule with the values that matter.

A leg is a short series of edits that begins at the same small site; a build and a comparison
follow each edit. Without a mistake in the generator every leg comes to its end.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edited_site import (
    ABOUT,
    ACTORS,
    BROKEN,
    EXPORTED,
    EXTRAS,
    FIELDS,
    MEMORIES,
    MOMENTS,
    OWN_THEME,
    PATHS,
    SETTINGS,
    SITE,
)
from editing import Editing
from rebuilding import FATES, fresh_caches

A, B, C, D, E = PATHS
QUICK, VAGUE, SLOW = (
    "stamps are trusted at once",
    "ctime says nothing",
    "young files are not trusted",
)


@dataclass(frozen=True)
class Step:
    """A rule of the state machine, and what it is called with."""

    rule: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Leg:
    """A part of the tour."""

    steps: tuple[Step, ...]
    system: str = QUICK


def leg(*steps: Step | Iterator[Step], system: str = QUICK) -> Leg:
    flat: list[Step] = []
    for one in steps:
        flat.extend([one] if isinstance(one, Step) else one)
    return Leg(tuple(flat), system)


def step(rule: str, **arguments: Any) -> Step:
    return Step(rule, arguments)


def edit(path: str, name: str, value: str, aside: bool = False) -> Step:
    return step("edit", path=path, name=name, at=FIELDS[name].index(value), aside=aside)


class Touring(Editing):
    """The same edits in memory, where there is such a file system: files then take no time."""

    disk = "/dev/shm" if Path("/dev/shm").is_dir() else None


def travel(some: Leg, mutated: Callable[[], AbstractContextManager[Any]] = nullcontext) -> None:
    """Go one leg; raises `Stale` at the first step after which a warm build is not a clean one."""
    machine = Touring()
    machine.mutated = mutated
    try:
        with fresh_caches():
            machine.begin(some.system)
            machine.warm_is_clean()
            for each in some.steps:
                getattr(machine, each.rule)(**each.arguments)
                machine.warm_is_clean()
    finally:
        machine.teardown()


# -- legs -----------------------------------------------------------------------------------


def every_field() -> Iterator[Step]:
    """Each value of each field once, in an event of which the others speak."""
    for name, values in FIELDS.items():
        yield from (edit(A, name, value, aside=bool(at % 2)) for at, value in enumerate(values))
        if name in ("publish", "draft"):  # the event is hidden by now
            yield edit(A, name, "")


def every_rule_for(name: str, argument: str, values: Any) -> Iterator[Step]:
    yield from (step(name, **{argument: value}) for value in values)


def every_override() -> Iterator[Step]:
    """Each file of an own theme in each version, beside the others as they came to be."""
    for name, values in OWN_THEME.items():
        yield from (step("override", name=name, at=at, aside=False) for at in range(len(values)))
    yield step("override", name="static/own.css", at=0, aside=True)
    yield from every_rule_for("give_up_override", "name", OWN_THEME)


def every_page() -> Iterator[Step]:
    """Both versions of a plain page, the second at first with the text of the other."""
    for name in ("about.id.md", "about.md"):
        yield from (step("write_page", name=name, text=text) for text in (*ABOUT, "", ABOUT[0]))


def every_settings() -> Iterator[Step]:
    """Each of the settings, with the common ones in between."""
    for text in reversed(SETTINGS[1:]):
        yield step("set", text=text)
        yield step("set", text=SITE)


def every_damage() -> Iterator[Step]:
    """Every kind of damage to what is remembered, each before a build with something to do."""
    for name in MEMORIES:
        for way in ("delete", "cut", "edit", "foreign"):
            yield step("damage_memory", name=name, way=way, at=0.5)


def damaged_rows() -> Iterator[Step]:
    """Each is followed by an edit: only with something to do does a build look at its memo."""
    for table in ("cards", "reading", "wholes", "texts", "pages"):
        for way, title in (("edit", "Other"), ("swap", "First")):
            yield step("damage_rows", table=table, way=way)
            yield edit(B, "title", title)


def every_fate() -> Iterator[Step]:
    for at, fate in enumerate(FATES):
        yield edit(A, "title", FIELDS["title"][at % 2])
        yield step("fail", fate=fate, after=at % 3)


AGAIN = step("build_again")
LEGS: Mapping[str, Leg] = {
    "fields": leg(every_field()),
    "lists": leg(
        edit(C, "summary", "Short."),
        edit(C, "date", "2021-03-31"),
        edit(C, "status", "denied"),
        edit(C, "title", "Other"),
        edit(C, "sources", "[{title: A tome, publisher: P}]"),
        edit(C, "importance", "1"),
        edit(C, "statements", "[{by: ana, stance: asserts, text: So.}]"),
        edit(C, "corrections", "[{date: 2022, text: False}]"),
        edit(C, "tags", "[law, roads]"),
        edit(C, "actors", "[budi]"),
        edit(C, "relations", ""),
        step("take_away", path=C),
    ),
    "ties": leg(
        edit(A, "title", "Other"),
        edit(D, "title", "First"),
        edit(D, "relations", "{confirms: {other}}"),
        edit(C, "date", "2023"),
        edit(B, "relations", "{follows: {other}}"),
        edit(D, "date", "2022-08-26"),
        edit(C, "title", "Other"),
        edit(D, "relations", "{see-also: {other}}"),
        edit(D, "title", "Other"),
        edit(A, "title", "First"),
        edit(B, "status", "denied"),
        edit(B, "date", "2023"),
        step("take_away", path=D),
    ),
    "own pages": leg(
        edit(B, "body", "{en: Text, id: Isi}"),
        edit(B, "body", "{en: More, id: Lagi}"),
        edit(B, "title", "{en: Second, id: Ketiga}"),
        edit(B, "body", "{en: Text, id: Isi}"),
        edit(A, "date", "2023"),
        edit(B, "body", "{en: More, id: Lagi}"),
        step("move_down", path=A),
        edit(B, "body", "{en: Text, id: Isi}"),
    ),
    "words": leg(  # in one language, so that no translation is missing
        edit(B, "title", "Other"),
        step("set", text=SITE.replace("[en, id]", "[en]")),
        edit(A, "title", "Other"),
        edit(A, "summary", "Short."),
        edit(C, "corrections", "[{date: 2022, text: False}]"),
        edit(A, "body", "Two."),
        edit(C, "title", "Other"),
        edit(A, "sources", "[{title: A tome, publisher: P}]"),
        edit(D, "title", "First"),
        edit(C, "date", "2021-03-31"),
        edit(D, "status", "denied"),
    ),
    "ignored": leg(
        edit(A, "ignore", "{missing-translation: It is a name}"),
        edit(A, "body", "Two."),
        edit(A, "ignore", "{raw-html: An example}"),
        edit(A, "ignore", ""),
    ),
    "embargoes": leg(
        edit(C, "publish", "2026-06-01"),
        step("show_drafts", drafts=True),
        step("let_time_pass", moment=MOMENTS[1]),
        step("show_drafts", drafts=False),
        step("let_time_pass", moment=MOMENTS[0]),
        step("let_time_pass", moment=MOMENTS[1]),
        edit(B, "publish", "2026-07-01"),
        step("let_time_pass", moment=MOMENTS[2]),
        edit(A, "draft", "true"),
        step("show_drafts", drafts=True),
    ),
    "asked": leg(
        step("publish_at", base_url="https://other.example/sub/"),
        AGAIN,
        step("report", strict=False, form="json"),
        AGAIN,
        step("report", strict=True, form="json"),
        step("report", strict=True, form="text"),
        AGAIN,
        step("report", strict=False, form="text"),
        step("publish_at", base_url=""),
    ),
    "files": leg(
        step("copy", path=A, other=E, keep_time=True),
        step("swap", path=A, other=B),
        step("swap", path=A, other=B),
        step("move", path=E, other=D),
        step("touch", path=A),
        step("move_down", path=A),
        step("edit_two_alike", path=A, other=C, name="title"),
        step("change", path=B, name="title", further=0),
        step("restore", path=A, at=2, keep_time=True),
        step("copy", path=B, other=A, keep_time=False),
        step("add_in_an_own_year", path=E),
        step("take_away", path=E),
        (step("spoil", path=A, text=text, other=B) for text in BROKEN),
        step("mend"),
        step("spoil", path=E, text=BROKEN[5], other=E),
        step("mend"),
    ),
    "same times": leg(
        step("damage_output", at=0, way="edit"),
        edit(A, "title", "Other"),
        step("swap", path=A, other=C),
        step("paint", folder="content", text="PICTURE"),
        step("damage_output", at=5, way="exchange"),
        step("restore", path=A, at=1, keep_time=True),
        system=VAGUE,
    ),
    "young files": leg(
        AGAIN,
        edit(A, "body", "Two."),
        step("paint", folder="content", text="PICTURE"),
        step("swap", path=A, other=B),
        system=SLOW,
    ),
    "pictures": leg(
        AGAIN,
        step("paint", folder="content", text="PICTURE"),
        step("paint", folder="content/2021", text="PICTURE"),
        step("paint", folder="content", text=""),
    ),
    "settings": leg(every_settings()),
    "exports": leg(
        step("set", text=EXPORTED),
        edit(B, "body", "{en: Text, id: Isi}"),
        edit(B, "body", "{en: More, id: Lagi}"),
        edit(A, "body", "Two."),
        edit(C, "extra", "{a: [1, b]}"),
        edit(B, "title", "Other"),
        edit(C, "corrections", "[{date: 2022, text: False}]"),
        step("know", text=ACTORS[1]),
        step("damage_rows", table="pieces", way="edit"),
        edit(A, "body", "One."),
        step("damage_rows", table="pieces", way="swap"),
        edit(A, "draft", "true"),
        step("show_drafts", drafts=True),
        step("publish_at", base_url="https://other.example/sub/"),
        step("set", text=EXPORTED.replace("[en, id]", "[id, en]")),
        step("set", text=EXPORTED + "timezone: Asia/Jakarta\n"),
        step("set", text=SITE),
    ),
    "compressed": leg(
        step("set", text=SITE + "compress: [gzip]\n"),
        AGAIN,
        edit(A, "body", "Two."),
        edit(A, "title", "Other"),
        (step("damage_output", at=at, way=way) for at in (3, 6) for way in ("edit", "delete")),
        edit(B, "title", "Other"),
        step("damage_rows", table="copies", way="swap"),
        edit(B, "title", "First"),
        step("publish_into", output="other"),
        step("set", text=SITE + "compress: [br, gzip]\n"),
        edit(A, "body", "One."),
        step("fail", fate="dies while it lays files aside", after=3),
        step("set", text=SITE),
        AGAIN,
    ),
    "languages": leg(
        edit(A, "time", "'19:30'"),
        step("set_languages", languages="en, id", zone="UTC"),
        step("set_languages", languages="en, id", zone="Asia/Jakarta"),
        step("set_languages", languages="id, en", zone="Asia/Jakarta"),
        step("write_page", name="about.id.md", text=ABOUT[0]),
        step("set_languages", languages="en", zone="Asia/Jakarta"),
    ),
    "bodies": leg(
        edit(A, "body", "Two."),
        edit(A, "body", "{en: Text, id: Isi}"),
        edit(B, "body", "'See [the law](event:{other}).'"),
    ),
    "actors": leg(AGAIN, every_rule_for("know", "text", (*ACTORS[1:], ACTORS[0]))),
    "extra": leg(
        step("set", text=EXPORTED),
        every_rule_for("keep", "text", (*EXTRAS, EXTRAS[0])),
    ),
    "pages": leg(
        step("write_page", name="about.md", text=ABOUT[2]),
        step("write_page", name="about.md", text=ABOUT[0]),
        step("set", text=SITE + "pages: [about]\n"),
        every_page(),
        step("write_two_pages_alike", text=ABOUT[1]),
        step("set", text=SITE.replace("[en, id]", "[en]")),
    ),
    "theme": leg(AGAIN, every_override()),
    "outputs": leg(
        (
            step("damage_output", at=at, way=way)
            for way in ("edit", "delete", "cut", "exchange")
            for at in (0, 9)
        ),
        step("delete_output"),
        step("publish_into", output="other"),
        edit(A, "title", "Other"),
        step("publish_into", output=""),
        step("move_site"),
        step("restart_preview"),
    ),
    "memories": leg(
        every_rule_for("damage_notes", "name", MEMORIES[1:]),
        edit(B, "title", "Other"),
        step("keep_memories"),
        damaged_rows(),
        every_damage(),
        step("bring_memories_back", at=0),
    ),
    "failures": leg(every_fate()),
}
