"""Warm builds equal clean ones, whatever was edited in between, and do no more than they must.

Sites are snapshots made of literals. The theme prints every page whole, so that a result from
the wrong place or time cannot look right.
"""

import random
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from linimasa import memo as memo_module
from linimasa.build import build
from linimasa.diagnostics import has_errors
from linimasa.memo import Arguments, Memo, Memory, fingerprint, name_of
from linimasa.model.files import InputFile, Snapshot, ThemeFile
from linimasa.store import opened

T = TypeVar("T")
Files = Mapping[str, str]

# -- sites ----------------------------------------------------------------------------------

NAMES = "actor corrections directory event period redirect sources status tag text thread timeline"
BASE = "{% block main %}{{ page }} {{ site }}{% endblock %} {{ _('Sources') }} {{ number(1000) }}"
CHILD = "{% extends 'base.html' %}"
THEME = {
    "templates/base.html": BASE,
    **{f"templates/{name}.html": CHILD for name in (*NAMES.split(), "404")},
}
SITE = "title: Cars\nlanguages: [en, id]\nurl: https://timeline.example/\n"
A = "date: 2021-03-30\ntitle: First\nbody: One.\ntags: [law]\nstatus: rumor\n"
B = "date: 2022-08-26\ntime: '19:30'\ntitle: {en: Second, id: Kedua}\nbody: {en: Two., id: Dua.}\n"
ABOUT = InputFile("content/pages/about.md", b"---\ntitle: About\n---\nHow this is made.\n")
BROKEN = "date: 2021-13-45\ntitle: First\n"

CONTENT_PATHS = tuple(f"content/{name}.yaml" for name in ("a", "b", "c", "2021/d", "2021/e"))
GOOD = (
    A,
    B,
    "date: 2023\ntitle: Third\nrelations: {see-also: []}\nsources: [{title: A book}]\n",
    "date: late 2021-11\ntitle: Fourth\nbody: 'See [the law](event:a).'\n",
    "date: 2021-03-30\ntitle: Fifth\nextra: {a: [1, b]}\nstatements: [{by: X, stance: denies}]\n",
)
BAD = (
    BROKEN,
    "title: No date\n",
    "date: 2021\ntitle: {en: Wrong, fr: language}\n",
    "date: 2021\ntitle: [\n",
    "date: 2021\ntitel: Misspelled\n",
    "date: 2021\ntitle: Dead\nrelations: {follows: [nobody]}\n",
)
SETTINGS = (
    SITE,
    SITE.replace("Cars", "Ships"),
    SITE.replace("[en, id]", "[id, en]"),
    SITE.replace("[en, id]", "[en]"),
    SITE + "timezone: Asia/Jakarta\n",
    SITE + "order: newest\n",
    SITE.replace("url: https://timeline.example/", "url: https://elsewhere.example/sub/"),
    SITE + "statuses: {rumor: {label: Hearsay, symbol: '!'}, reported: {}}\n",
    SITE + "colour: red\n",
)
TEMPLATES = {
    "templates/base.html": (BASE, BASE + " ", "{% block main %}{% endblock %}", "{{ nothing }}"),
    "templates/event.html": (
        CHILD,
        CHILD + "{% block main %}{{ super() }}!{% endblock %}",
        "{% extends 'base/event.html' %}{% block main %}{{ page.body }}{% endblock %}",
        CHILD + "\n{% block main %}{{ page.nothing }}{% endblock %}",
        "{% if %}",
    ),
    "templates/tag.html": (CHILD, "{% include 'event.html' %}", "{% include 'gone.html' %}"),
}

CATALOGS = tuple(
    f'msgid ""\nmsgstr ""\n\nmsgid "Sources"\nmsgstr "{words}"\n'
    for words in ("Sumber", "Rujukan", "%(x)s")
)


def snapshot(events: Files, site: str = SITE, changed: Files | None = None) -> Snapshot:
    """A site with these events and settings, and these files in place of the theme's."""
    own = changed or {}
    default = ThemeFile("base/templates/event.html", "theme/templates/event.html", CHILD.encode())
    theme = [
        ThemeFile(name, f"own/{name}", text.encode()) for name, text in {**THEME, **own}.items()
    ]
    files = tuple(InputFile(path, text.encode()) for path, text in sorted(events.items()))
    settings = InputFile("site.yaml", site.encode())
    return Snapshot(settings, files, None, (ABOUT,), (), (default, *theme), now=0)


@dataclass
class Counted:
    """A memo that counts the calls it had to be told the result of."""

    memo: Memo = field(default_factory=Memory)
    missed: list[str] = field(default_factory=list)

    def recall(self, function: Callable[..., T], keys: Sequence[bytes]) -> Mapping[bytes, T]:
        return self.memo.recall(function, keys)

    def keep(
        self, function: Callable[..., T], keys: Sequence[bytes], fresh: Mapping[bytes, T]
    ) -> None:
        self.missed += [function.__name__] * len(fresh)
        self.memo.keep(function, keys, fresh)


def missed(*snapshots: Snapshot) -> list[str]:
    """What the last of these builds, one after the other, had to work out."""
    counted = Counted()
    for one in snapshots:
        counted.missed.clear()
        made = build(one, memo=counted)
        assert not has_errors(made.diagnostics), made.diagnostics
    return sorted(counted.missed)


# -- the property ---------------------------------------------------------------------------

paths = st.sampled_from(CONTENT_PATHS)


class Editing(RuleBasedStateMachine):
    """Somebody edits a site, badly, while every build remembers the ones before."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        self.memory = Memory()
        self.events = {"content/a.yaml": A, "content/b.yaml": B}
        self.site = SITE
        self.theme: dict[str, str] = {}

    def teardown(self) -> None:
        self.stack.close()

    @rule(path=paths, text=st.sampled_from(GOOD))
    def write(self, path: str, text: str) -> None:
        self.events[path] = text

    @rule(paths=st.lists(paths, min_size=1, max_size=2), text=st.sampled_from(BAD))
    def spoil(self, paths: list[str], text: str) -> None:
        self.events.update(dict.fromkeys(paths, text))

    @rule()
    def mend(self) -> None:
        for path, text in self.events.items():
            self.events[path] = A if text.endswith(BAD) else text

    @rule(path=paths)
    def delete(self, path: str) -> None:
        self.events.pop(path, None)

    @rule(one=paths, other=paths)
    def copy(self, one: str, other: str) -> None:
        self.events[other] = self.events.get(one, BROKEN)

    @rule(one=paths, other=paths)
    def swap(self, one: str, other: str) -> None:
        texts = self.events.get(one, A), self.events.get(other, BROKEN)
        self.events[other], self.events[one] = texts

    @rule(path=paths)
    def shift(self, path: str) -> None:
        self.events[path] = "# moved down\n" + self.events.get(path, BROKEN)

    @rule(site=st.sampled_from(SETTINGS))
    def set(self, site: str) -> None:
        self.site = site

    @rule(name=st.sampled_from(sorted(TEMPLATES)), data=st.data())
    def override(self, name: str, data: st.DataObject) -> None:
        self.theme[name] = data.draw(st.sampled_from(TEMPLATES[name]))

    @rule(text=st.sampled_from(CATALOGS))
    def translate(self, text: str) -> None:
        self.theme["locale/id.po"] = text

    @rule()
    def restore_theme(self) -> None:
        self.theme.clear()

    @rule()
    def restart(self) -> None:
        self.memory = Memory()

    @rule(place=st.floats(0, 1), length=st.sampled_from([0, 1, 4096, 1 << 20]), seed=st.integers())
    def corrupt(self, place: float, length: int, seed: int) -> None:
        """The file on the disk is cut off, or nonsense is written into it."""
        file = self.folder / ".linimasa" / "memo.sqlite"
        if file.exists():
            data = file.read_bytes()
            at = int(place * len(data))
            nonsense = random.Random(seed).randbytes(min(length, len(data) - at))
            file.write_bytes(data[:at] + nonsense + data[at + length :] * bool(length))

    @rule()
    def build_again(self) -> None:
        idle = Counted(self.memory)
        build(snapshot(self.events, self.site, self.theme), memo=idle)
        assert idle.missed == []

    @invariant()
    def warm_is_clean(self) -> None:
        now = snapshot(self.events, self.site, self.theme)
        clean = build(now)
        assert build(now, memo=self.memory) == clean
        with opened(self.folder, b"same code") as disk:
            assert build(now, memo=disk) == clean


TestEditing = pytest.mark.timeout(120)(Editing.TestCase)
TestEditing.settings = settings(
    max_examples=10,
    stateful_step_count=12,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)

# -- what is worked out anew ----------------------------------------------------------------

TWO = {"content/a.yaml": A, "content/b.yaml": B}


def test_build_when_nothing_changed_works_out_nothing() -> None:
    assert missed(snapshot(TWO), snapshot(TWO)) == []


def test_build_when_a_body_changed_reads_its_file_and_draws_its_pages() -> None:
    edited = {**TWO, "content/a.yaml": A.replace("One.", "Another.")}
    pages_in_two_languages = ["render", "render"]
    assert missed(snapshot(TWO), snapshot(edited)) == ["load", *pages_in_two_languages]


def test_build_when_a_file_moved_a_line_draws_nothing() -> None:
    shifted = {**TWO, "content/a.yaml": "# a comment\n" + A}
    assert missed(snapshot(TWO), snapshot(shifted)) == ["load"]


def test_build_when_one_template_changed_draws_the_pages_that_use_it() -> None:
    changed = {"templates/event.html": CHILD + "{% block main %}{{ page }}{% endblock %}"}
    found = missed(snapshot(TWO), snapshot(TWO, changed=changed))
    assert found == ["render"] * 4, "two events in two languages"


def test_build_when_a_broken_file_was_mended_draws_what_it_changes_only() -> None:
    counted = Counted()
    build(snapshot(TWO), memo=counted)
    build(snapshot({**TWO, "content/a.yaml": BROKEN}), memo=counted)
    counted.missed.clear()
    build(snapshot(TWO), memo=counted)
    assert counted.missed == ["load"]


def test_build_when_an_executor_draws_equals_one_without() -> None:
    events = {f"content/e{number}.yaml": A for number in range(60)}
    with ThreadPoolExecutor(2) as executor:
        memo = Memory()
        assert build(snapshot(TWO), executor=executor, memo=memo) == build(snapshot(TWO))
        made = build(snapshot(events), executor=executor, memo=memo)
    assert made == build(snapshot(events))
    assert made.pages > 60


def test_build_when_warm_still_tells_of_every_step() -> None:
    memo, told = Memory(), list[tuple[str, int, int]]()
    build(snapshot(TWO), memo=memo)
    build(snapshot(TWO), memo=memo, tell=lambda *step: told.append(step))
    assert told.count(("reading", 1, 2)) == 2
    drawn = [total for stage, _, total in told if stage == "drawing"]
    assert drawn == [len(drawn)] * len(drawn) != []


# -- mutants: a memo that forgets a part of the key must be caught -------------------------

MOVED = {"content/z.yaml": BROKEN, "content/a.yaml": BROKEN}
LATER = {"content/a.yaml": B}
INDONESIAN = {"locale/id.po": CATALOGS[0]}
EDITS: Mapping[str, tuple[Snapshot, Snapshot]] = {
    "another text in a file": (snapshot(TWO), snapshot({**TWO, "content/a.yaml": A + "\n# x"})),
    "a mistake in a file": (snapshot(TWO), snapshot({**TWO, "content/a.yaml": BROKEN})),
    "two broken files alike": (snapshot({"content/z.yaml": BROKEN}), snapshot(MOVED)),
    "another language": (
        snapshot({"content/a.yaml": BAD[2]}, SITE.replace("[en, id]", "[en, fr]")),
        snapshot({"content/a.yaml": BAD[2]}),
    ),
    "another time zone": (snapshot(LATER), snapshot(LATER, SITE + "timezone: Asia/Jakarta\n")),
    "another event": (snapshot(TWO), snapshot({**TWO, "content/c.yaml": GOOD[2]})),
    "another title of the site": (snapshot(TWO), snapshot(TWO, SETTINGS[1])),
    "another template": (snapshot(TWO), snapshot(TWO, changed={"templates/base.html": BASE + " "})),
    "another translation": (snapshot(TWO), snapshot(TWO, changed=INDONESIAN)),
}


def without(function: str, number: int) -> Callable[..., bytes]:
    """Keys that overlook one argument of a function."""

    def key_of(called: Callable[..., object], arguments: Arguments) -> bytes:
        if called.__name__ == function:
            arguments = arguments[:number] + arguments[number + 1 :]
        return fingerprint(name_of(called), *arguments)

    return key_of


def without_path(called: Callable[..., object], arguments: Arguments) -> bytes:
    """Keys that overlook where a file lies."""
    parts = (replace(one, path="") if isinstance(one, InputFile) else one for one in arguments)
    return fingerprint(name_of(called), *parts)


def without_text(called: Callable[..., object], arguments: Arguments) -> bytes:
    """Keys that overlook what is in a file."""
    parts = (replace(one, data=b"") if isinstance(one, InputFile) else one for one in arguments)
    return fingerprint(name_of(called), *parts)


MUTANTS = {
    "load without its file": without("load", 0),
    "load without the path of its file": without_path,
    "load without the text of its file": without_text,
    "load without the languages": without("load", 1),
    "load without the time zone": without("load", 2),
    "render without its page": without("render", 0),
    "render without the site": without("render", 1),
    "render without the templates": without("render", 2),
    "render without the language": without("render", 3),
    "no argument at all": lambda called, _: fingerprint(name_of(called)),
}


def stale() -> Iterator[str]:
    """The edits after which a warm build differs from a clean one."""
    for name, (before, after) in EDITS.items():
        memo = Memory()
        build(before, memo=memo)
        if build(after, memo=memo) != build(after):
            yield name


def test_warm_build_after_each_edit_equals_a_clean_one() -> None:
    assert list(stale()) == []


@pytest.mark.parametrize("mutant", MUTANTS)
def test_mutant_of_the_key_is_caught(mutant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def keys_of(called: Callable[..., object], calls: Sequence[Arguments]) -> list[bytes]:
        return [MUTANTS[mutant](called, arguments) for arguments in calls]

    monkeypatch.setattr(memo_module, "keys_of", keys_of)
    assert list(stale()) != []


def test_every_edit_matters_to_the_site() -> None:
    same = [name for name, (before, after) in EDITS.items() if build(before) == build(after)]
    assert same == ["another text in a file"], "a comment is read and not shown"
