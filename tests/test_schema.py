"""What editors are told while they type agrees with what `check` says: the schemas, and a server
that text editors really use."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from languageserver import Editor, editing
from linimasa import load
from linimasa.cli import cli
from linimasa.decode import Context, Decoded, decode
from linimasa.model.files import InputFile, Options
from linimasa.model.record import Actor, Event, Id, LanguageCode
from linimasa.model.settings import DEFAULT_STATUSES, Settings
from linimasa.pipeline.layout import lay_out
from linimasa.preview import editors
from linimasa.read import project
from linimasa.schema import (
    ACTORS,
    EVENT,
    MOST_OFFERED,
    SITE,
    Words,
    as_text,
    beginning,
    modeline,
    offering,
    schemas,
    vscode_settings,
)
from linimasa.schema.reference import field_docs
from linimasa.yamltree import Broken, Node, Scalar, Sequence, compose
from samples import ROOT, SITES, write_all
from test_decode import cases
from test_docs import examples

LANGUAGES, ZONE = (LanguageCode("id"), LanguageCode("en")), "Asia/Jakarta"
WORDS = Words(
    LANGUAGES,
    statuses=tuple((word, "") for word, _ in DEFAULT_STATUSES),
    actors=(("xiaomi", "Xiaomi"), ("baic", "BAIC")),
    tags=(("1945", ""), ("licensing", "Izin")),
    events=(("baic-talks", "Pembicaraan"),),
    pages=(("method", ""),),
)
ANY_STATUS = replace(WORDS, statuses=())
"""What reads single files does not know which statuses there are."""
SHAPES = {EVENT: Event, SITE: Settings, ACTORS: tuple[tuple[Id, Actor], ...]}
STRUCTURE = {"unknown-field", "missing-field", "wrong-type", "unknown-language", "unknown-word"}
"""The mistakes that a schema finds, too."""


# -- how editors read YAML ------------------------------------------------------------------

PLAIN = (
    (r"null|Null|NULL|~|", lambda _: None),
    (r"true|True|TRUE|false|False|FALSE", lambda text: text.lower() == "true"),
    (r"[-+]?[0-9]+", int),
    (r"0o[0-7]+", lambda text: int(text[2:], 8)),
    (r"0x[0-9a-fA-F]+", lambda text: int(text[2:], 16)),
    (r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", float),
    (r"[-+]?\.(inf|Inf|INF)", lambda _: float("inf")),
    (r"\.(nan|NaN|NAN)", lambda _: float("nan")),
)
"""What a text without quotes means: YAML 1.2.2, 10.3.2 (core schema)."""


def as_editors_read(node: Node) -> Any:
    if isinstance(node, Scalar):
        for pattern, value in PLAIN if node.style == "plain" else ():
            if re.fullmatch(pattern, node.text):
                return value(node.text)
        return node.text
    if isinstance(node, Sequence):
        return [as_editors_read(item) for item in node.items]
    assert not isinstance(node, Broken)
    return {key.text: as_editors_read(value) for key, value in node.entries}


@cache
def validator(name: str, words: Words = WORDS) -> Draft202012Validator:
    return Draft202012Validator(json.loads(schemas(words)[name]))


def refused(name: str, source: str, words: Words = WORDS) -> list[str]:
    """What a schema finds wrong with a file."""
    root = compose(source.encode(), "file.yaml").root
    assert root is not None
    found = validator(name, words).iter_errors(as_editors_read(root))
    return [f"{one.json_path}: {one.message}" for one in found]


def codes(name: str, source: str) -> set[str]:
    """What reading finds wrong with a file."""
    tree = compose(source.encode(), "file.yaml")
    assert tree.root is not None
    read: Decoded[Any] = decode(tree.root, SHAPES[name], Context(LANGUAGES, ZONE))
    return {one.code for one in (*tree.diagnostics, *read.diagnostics)}


# -- the schemas ----------------------------------------------------------------------------


@pytest.mark.parametrize("words", [WORDS, Words()], ids=["words", "none"])
@pytest.mark.parametrize("name", SHAPES)
def test_schema_is_one(name: str, words: Words) -> None:
    Draft202012Validator.check_schema(json.loads(schemas(words)[name]))


@pytest.mark.parametrize("name", SHAPES)
def test_schema_has_all_that_it_refers_to_and_nothing_else(name: str) -> None:
    text = schemas(WORDS)[name]
    assert set(re.findall(r"#/\$defs/([\w-]+)", text)) == json.loads(text)["$defs"].keys()


def test_every_field_is_described_in_the_words_of_the_reference() -> None:
    for name, record in ((EVENT, Event), (SITE, Settings)):
        properties = json.loads(schemas(WORDS)[name])["properties"]
        told = {key.replace("-", "_"): one["description"] for key, one in properties.items()}
        assert told == field_docs(record)


def test_same_words_give_the_same_bytes() -> None:
    assert schemas(WORDS) == schemas(WORDS)
    assert all(text.endswith("}\n") for text in schemas(WORDS).values())


def site_words(folder: Path) -> tuple[Words, dict[str, list[InputFile]]]:
    snapshot = project.read(folder, 0)
    assert snapshot.settings
    found = load.load_settings(snapshot.settings).settings
    assert found
    actors, _ = load.load_actors(snapshot.actors, found.languages, found.timezone)
    words = offering.words_of(found, actors, snapshot.events, snapshot.pages)
    listed = [snapshot.actors] if snapshot.actors else []
    return words, {EVENT: [*snapshot.events], SITE: [snapshot.settings], ACTORS: listed}


GOLDEN = ROOT / "tests" / "golden"
WHOLE_SITES = [
    ROOT,
    *sorted(one for one in SITES.iterdir() if one.is_dir()),
    *sorted(one.parent for one in GOLDEN.glob("*/site.yaml") if one.parent.name != "broken"),
    *sorted(one.parent for one in GOLDEN.glob("*/*/site.yaml") if "broken" not in one.parts),
]


@pytest.mark.parametrize("folder", WHOLE_SITES, ids=lambda folder: folder.name)
def test_files_of_whole_sites_are_accepted(folder: Path) -> None:
    words, files = site_words(folder)
    found = {
        file.path: refused(name, file.data.decode("utf-8-sig"), words)
        for name, listed in files.items()
        for file in listed
    }
    assert found
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize("example", examples())
def test_example_in_docs_is_accepted(example: str) -> None:
    whole = example
    for field, needed in (("date", "date: 2022"), ("title", "title: A")):
        if not re.search(f"^{field}:", example, re.M):
            whole += f"{needed}\n"
    assert refused(EVENT, whole) == []


# -- agreement with check -------------------------------------------------------------------

NEEDED = "date: 2021-03-30\ntitle: A\n"
GOOD = [
    "date: 2021\ntitle: 1984\n",
    "date: late 2021-11\ntitle: {id: A, en: B}\n",
    "date: [1667,1668]\ntitle: true\n",
    "date: {1960,1961-12}\ntitle: {id: , en: B}\n",
    "date: '2021'\ntitle: >\n  A\n  b\n",
    NEEDED + "id: 007\n",
    NEEDED + "time: 12:30\nzone: wib\n",
    NEEDED + "status: rumor\n",
    NEEDED + "status: |\n  rumor\n",
    NEEDED + "summary:\nbody:\nstatus:\nplace:\nsources:\nimportance:\ndraft:\nextra:\n",
    NEEDED + "tags: [NO, 1945, 12:30, 0755, 1.5, true]\n",
    NEEDED + "tags: 1945\nactors: Somebody\naliases: [a, 7]\n",
    NEEDED + "tags: []\nsources: []\n",
    NEEDED + "statements: [{by: x, stance: no_comment}, {by: 7, stance: asserts}]\n",
    NEEDED + "statements: {by: x, stance: rules, text: {en: A}, date: 2021}\n",
    NEEDED + "place: Beijing\n",
    NEEDED + "place: {en: Beijing}\n",
    NEEDED + "place: {name: {en: Beijing}, lat: -6.2, lon: +106}\n",
    NEEDED + "place: {name: Beijing, lat: '-6.2', lon: 106.}\n",
    NEEDED + "sources: {url: HTTPS://example.org}\n",
    NEEDED + "sources:\n  - key: a\n    title: 1984\n    date: 1949\n    language: en\n",
    NEEDED + "media: [{file: plant.jpg, alt: A, caption: {en: B}}]\n",
    NEEDED + "relations: {responds_to: a, see-also: [b, c]}\n",
    NEEDED + "corrections: {date: 2022, text: A}\n",
    NEEDED + "importance: '3'\ndraft: off\n",
    NEEDED + "importance: 1\ndraft: YES\n",
    NEEDED + "publish: 2022-08-27T09:00+07:00\n",
    NEEDED + "publish: 2022-08-27 09:00 +07:00\n",
    NEEDED + "extra: {a: [1, {b: no}], c: {d: }}\n",
]
BROKEN = [
    "title: A\n",
    "date: 2021\n",
    "date:\ntitle: A\n",
    "date: {year: 2021}\ntitle: A\n",
    "date: 2021\ntitle:\n",
    "date: 2021\ntitle: ''\n",
    "date: 2021\ntitle: {}\n",
    "date: 2021\ntitle: {id: , en: ''}\n",
    "date: 2021\ntitle: [A]\n",
    "date: 2021\ntitle: {de: A}\n",
    "date: 2021\ntitle: {id: A, de: B}\n",
    "date: 2021\ntitle: {id: {en: A}}\n",
    "- date: 2021\n",
    "Xiaomi\n",
    NEEDED + "staus: rumor\n",
    NEEDED + "Status: rumor\n",
    NEEDED + "status: [rumor]\n",
    NEEDED + "time: 7 pm\n",
    NEEDED + "id: a/b\n",
    NEEDED + "id: -a\n",
    NEEDED + "tags: [a, {b: c}]\n",
    NEEDED + "tags:\n  - a\n  -\n",
    NEEDED + "tags: {a: b}\n",
    NEEDED + "statements: [{by: x}]\n",
    NEEDED + "statements: [{stance: asserts}]\n",
    NEEDED + "statements: [{by: '', stance: asserts}]\n",
    NEEDED + "statements: [{by: x, stance: says}]\n",
    NEEDED + "statements: [{by: x, stance: asserts, source: a}]\n",
    NEEDED + "place: [Beijing]\n",
    NEEDED + "place: {lat: 1}\n",
    NEEDED + "place: {}\n",
    NEEDED + "place: {name: A, lat: 91}\n",
    NEEDED + "place: {name: A, lat: north}\n",
    NEEDED + "sources: [https://example.org/]\n",
    NEEDED + "sources: [{url: example.org}]\n",
    NEEDED + "sources: [{titel: A}]\n",
    NEEDED + "sources: [{title: A, language: English}]\n",
    NEEDED + "media: [{alt: A}]\n",
    NEEDED + "media: [{file: ../plant.jpg}]\n",
    NEEDED + "relations: a\n",
    NEEDED + "relations: [a]\n",
    NEEDED + "relations: {follow: a}\n",
    NEEDED + "corrections: [{date: 2022}]\n",
    NEEDED + "corrections: [{text: A}]\n",
    NEEDED + "importance: 4\n",
    NEEDED + "importance: high\n",
    NEEDED + "draft: maybe\n",
    NEEDED + "publish: tomorrow\n",
    NEEDED + "extra: A\n",
]
FILES = [
    (SITE, "title: A\nlanguages: [id, en]\n", True),
    (SITE, "title: {id: A, en: B}\nlanguages: id\nurl: https://example.org/\n", True),
    (SITE, "title: A\ntags: {a: , 1945: {en: B}}\nthreads: {any: A}\npages: method\n", True),
    (SITE, "title: A\nstatuses: {seen: {label: A, symbol: 1, tone: sure}}\n", True),
    (SITE, "title: A\nevidence: {seen: {sources: 1, independent-sources: 2}}\n", True),
    (SITE, "title: A\naccent: '#A33B16'\norder: newest\ntimezone: Asia/Jakarta\n", True),
    (SITE, "languages: [id, en]\n", False),
    (SITE, "title: A\ntilte: B\n", False),
    (SITE, "title: {labl: A}\n", False),
    (SITE, "title: A\nurl: example.org\n", False),
    (SITE, "title: A\naccent: red\n", False),
    (SITE, "title: A\norder: up\n", False),
    (SITE, "title: A\ntags: [a]\n", False),
    (SITE, "title: A\nstatuses: {seen: }\n", False),
    (SITE, "title: A\nstatuses: {seen: {tone: shrill}}\n", False),
    (SITE, "title: A\nevidence: {seen: {sources: many}}\n", False),
    (ACTORS, "xiaomi: {name: Xiaomi}\n", True),
    (ACTORS, "xiaomi: {name: {id: Xiaomi}, kind: organization, url: https://mi.com}\n", True),
    (ACTORS, "xiaomi: Xiaomi\n", False),
    (ACTORS, "xiaomi: {kind: media}\n", False),
    (ACTORS, "xiaomi: {name: A, kind: firm}\n", False),
    (ACTORS, "- xiaomi\n", False),
]
CORPUS = [
    *((EVENT, source, True) for source in GOOD),
    *((EVENT, source, False) for source in BROKEN),
    *FILES,
]


@pytest.mark.parametrize(("name", "source", "good"), CORPUS)
def test_schema_and_check_agree(name: str, source: str, good: bool) -> None:
    assert (codes(name, source) == set()) == good
    assert (refused(name, source) == []) == good


def test_settings_may_name_a_language_that_is_new() -> None:
    source = "languages: [id, ar]\ntitle: {id: A, ar: B}\ntags: {a: {ar: C}}\n"
    assert load.load_settings(InputFile("site.yaml", source.encode())).diagnostics == ()
    assert refused(SITE, source) == []


def agree(name: str, source: str) -> None:
    """Whatever a schema refuses `check` does, too; and what it is there to find it finds."""
    tree = compose(source.encode(), "file.yaml")
    if tree.root is None or tree.diagnostics:
        return
    wrong, found = refused(name, source, ANY_STATUS), codes(name, source)
    assert found or not wrong, (source, wrong)
    assert wrong or not found & STRUCTURE, (source, found)


UNSEEN = "a list of dates in lines"  # looks like a set of dates in brackets
TOLD = [(title, source) for title, source, _ in cases() if title != UNSEEN]


@pytest.mark.parametrize(("title", "source"), TOLD, ids=lambda text: text[:40])
def test_schema_and_check_agree_on_what_authors_are_told(title: str, source: str) -> None:
    kind = re.search(r"\[(\w+)\]$", title)
    agree({"settings": SITE, "actors": ACTORS}.get(kind[1] if kind else "", EVENT), source)


PIECES = (
    "", "''", "A", "baic", "no", "2021", "1.5", "-3", "true", "'2'", "2021-03-30", "12:30",
    "https://example.org/a", "a.jpg", "asserts", "no_comment", "en", "Asia/Jakarta", "[]", "{}",
    "'#a33b16'", "a b", "-a", "..", "ftp://a", "2022-08-27T09:00Z", "en:A",
)  # fmt: skip
KEYS = (
    "by", "stance", "text", "date", "sources", "name", "lat", "lon", "id", "en", "de", "key",
    "url", "title", "file", "alt", "follows", "see-also", "see_also", "responds_to", "nonsense",
)  # fmt: skip


def flow(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    fields = st.dictionaries(st.sampled_from(KEYS), children, max_size=3)
    return st.one_of(
        st.lists(children.filter(bool), max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        fields.map(lambda each: ", ".join(f"{key}: {one}" for key, one in each.items())).map(
            "{{{}}}".format
        ),
    )


VALUES = st.recursive(st.sampled_from(PIECES), flow, max_leaves=6)


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from([*Event.__dataclass_fields__]), VALUES, max_size=4))
def test_schema_and_check_agree_on_any_fields(fields: dict[str, str]) -> None:
    event = {"date": "2021", "title": "A", **fields}
    source = "".join(f"{key}: {value}\n" for key, value in event.items())
    if "see-also" in source and "see_also" in source:
        return  # one field in two spellings is for `check` to find
    agree(EVENT, source)


# -- the words of a site --------------------------------------------------------------------


def test_status_is_needed_where_the_site_lacks_the_usual_one() -> None:
    without = Words(("en",), statuses=(("seen", ""), ("heard", "")))
    for text in (NEEDED, NEEDED + "status:\n"):
        assert refused(EVENT, text, without)
        assert refused(EVENT, text, replace(without, statuses=(("reported", ""),))) == []
    assert refused(EVENT, NEEDED + "status: seen\n", without) == []


def test_status_is_one_of_the_site_and_others_are_only_offered() -> None:
    statuses = (("seen", ""), ("404", ""), (r"on-hold (?) \[1]", ""), ("reported", ""))
    words = Words(("en",), statuses=statuses)
    for status in ("seen", "404", r"on-hold (?) \[1]", r"' on-hold (?) \[1]'"):
        assert refused(EVENT, NEEDED + f"status: {status}\n", words) == []
    for status in ("rumor", "see", "on_hold"):
        assert refused(EVENT, NEEDED + f"status: {status}\n", words)
    for field in ("actors", "tags"):
        assert refused(EVENT, NEEDED + f"{field}: [Somebody else]\n", words) == []


def test_words_are_gathered_from_all_files_even_broken_ones() -> None:
    settings = Settings(title=text_of("A"), languages=LANGUAGES, tags=(("b", text_of("Be")),))
    events = [
        InputFile("content/x.yaml", b"title: {id: X, en: Y}\ntags: [a, b]\nstatus: [1]\n"),
        InputFile("content/2021/y.yaml", b"id: z\ntags: 1945\n"),
        InputFile("content/not.whole.yaml", b"[\n"),
    ]
    pages = [
        InputFile("content/pages/method.en.md", b""),
        InputFile("content/pages/method.md", b""),
    ]
    words = offering.words_of(settings, {"a": Actor(name=text_of("An actor"))}, events, pages)
    assert words.tags == (("1945", ""), ("a", ""), ("b", "Be"))
    assert words.events == (("not.whole", ""), ("x", "X"), ("z", ""))
    assert words.actors == (("a", "An actor"),)
    assert words.pages == (("method", ""),)


def text_of(words: str) -> Any:
    found = load.load_settings(InputFile("site.yaml", f"languages: id\ntitle: {words}".encode()))
    assert found.settings
    return found.settings.title


def test_too_many_words_are_not_offered() -> None:
    many = tuple((f"e{number}", "") for number in range(MOST_OFFERED + 1))
    assert "e77" not in schemas(Words(events=many))[EVENT]
    assert "e77" in schemas(Words(events=many[1:]))[EVENT]


# -- the command ----------------------------------------------------------------------------

FILES_OF_A_SITE = {
    "site.yaml": "title: A\nlanguages: [id, en]\n"
    "statuses: {seen: {label: Dilihat}, heard: {}, reported: {}}\n",
    "content/_actors.yaml": "xiaomi: {name: Xiaomi}\n",
    "content/a.yaml": "date: 2021\ntitle: {id: Satu, en: One}\nstatus: seen\ntags: licensing\n",
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    write_all(folder, FILES_OF_A_SITE)
    done = CliRunner().invoke(cli, ["schema", str(folder)])
    assert (done.exit_code, done.stderr) == (0, "")
    return folder


def test_command_writes_what_differs_and_says_how_to_use_it(tmp_path: Path) -> None:
    write_all(tmp_path, FILES_OF_A_SITE)
    first = CliRunner().invoke(cli, ["schema", str(tmp_path)])
    assert modeline("content/event.yaml") in first.stdout
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "schema").iterdir()}
    assert {path.name for path in times} == set(SHAPES)
    (tmp_path / "schema" / SITE).write_text("{}")
    again = CliRunner().invoke(cli, ["schema", str(tmp_path)])
    assert "(1 file written)" in again.stdout
    changed = {path.name for path, time in times.items() if path.stat().st_mtime_ns != time}
    assert changed == {SITE}


def test_command_writes_where_it_is_told(tmp_path: Path) -> None:
    write_all(tmp_path / "site", FILES_OF_A_SITE)
    done = CliRunner().invoke(cli, ["schema", f"{tmp_path}/site", "--output", f"{tmp_path}/for/me"])
    assert "$schema=../../for/me/event.schema.json" in done.stdout
    assert (tmp_path / "for" / "me" / EVENT).is_file()
    assert not (tmp_path / "site" / "schema").exists()


def test_command_needs_settings_that_can_be_read(tmp_path: Path) -> None:
    done = CliRunner().invoke(cli, ["schema", str(tmp_path)])
    assert (done.exit_code, done.stdout) == (1, "")
    assert "error[no-site]" in done.stderr
    write_all(tmp_path, {"site.yaml": "titel: A\n", "content/a.yaml": NEEDED})
    done = CliRunner().invoke(cli, ["schema", str(tmp_path)])
    assert done.exit_code == 1
    assert "site.yaml:1:1: error[unknown-field]" in done.stderr
    assert not (tmp_path / "schema").exists()


def test_command_that_cannot_write_says_so(tmp_path: Path) -> None:
    write_all(tmp_path, {**FILES_OF_A_SITE, "file": ""})
    done = CliRunner().invoke(cli, ["schema", str(tmp_path), "--output", f"{tmp_path}/file/x"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: cannot write ")


# -- the preview ----------------------------------------------------------------------------


def described_again(folder: Path) -> int:
    snapshot = project.read(folder, 0)
    content = lay_out(snapshot, Options(drafts=True)).content
    assert content
    return editors.describe_again(folder, snapshot, content)


def test_preview_describes_anew_what_the_command_would(tmp_path: Path) -> None:
    write_all(tmp_path, FILES_OF_A_SITE)
    CliRunner().invoke(cli, ["schema", str(tmp_path)])
    assert described_again(tmp_path) == 0
    changes = {
        "site.yaml": "title: A\nlanguages: [en]\nstatuses: {new: {label: New}, heard: {}}\n",
        "content/_actors.yaml": "baic: {name: BAIC}\n",
        "content/a.yaml": "date: 2021\ntitle: One\nstatus: heard\ntags: other\n",
        "content/broken.yaml": "date: never\ntitle: Two\ntags: [third]\n",
        "content/hidden.yaml": "date: 2021\ntitle: Three\nstatus: seen\ndraft: true\n",
        "content/pages/method.md": "---\ntitle: Method\n---\n",
    }
    write_all(tmp_path, changes)
    assert described_again(tmp_path) == 3
    done = CliRunner().invoke(cli, ["schema", str(tmp_path)])
    assert "(0 files written)" in done.stdout


def test_preview_describes_nothing_where_nobody_asked_for_it(tmp_path: Path) -> None:
    write_all(tmp_path, FILES_OF_A_SITE)
    assert described_again(tmp_path) == 0
    assert not (tmp_path / "schema").exists()
    (tmp_path / "schema").mkdir()
    assert described_again(tmp_path) == 0
    assert list((tmp_path / "schema").iterdir()) == []


def test_preview_leaves_files_that_are_not_ours(tmp_path: Path) -> None:
    write_all(tmp_path / "site", {**FILES_OF_A_SITE, f"schema/{EVENT}": '{"title": "Mine"}\n'})
    CliRunner().invoke(cli, ["schema", f"{tmp_path}/site", "--output", f"{tmp_path}/far"])
    (tmp_path / "far" / SITE).write_text(schemas(Words())[SITE])
    (tmp_path / "site" / "schema" / SITE).symlink_to(tmp_path / "far" / SITE)
    before = (tmp_path / "far" / SITE).read_bytes()
    assert described_again(tmp_path / "site") == 0
    assert (tmp_path / "site" / "schema" / EVENT).read_text() == '{"title": "Mine"}\n'
    assert (tmp_path / "far" / SITE).read_bytes() == before


@pytest.mark.parametrize("name", [EVENT, SITE, ACTORS])
@pytest.mark.parametrize("words", [WORDS, Words()])
def test_our_files_are_known_by_their_beginning(name: str, words: Words) -> None:
    assert schemas(words)[name].startswith(beginning(name))
    assert '"title"' in beginning(name)


@pytest.mark.parametrize(
    ("path", "schema"),
    [
        ("site.yaml", "schema/site.schema.json"),
        ("content/_actors.yaml", "../schema/actors.schema.json"),
        ("content/a.yaml", "../schema/event.schema.json"),
        ("content/2021/03/a.yml", "../../../schema/event.schema.json"),
    ],
)
def test_first_line_leads_to_the_schema(path: str, schema: str) -> None:
    assert modeline(path) == f"# yaml-language-server: $schema={schema}"


# -- in an editor ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def editor(site: Path) -> Iterator[Editor]:
    with editing(site) as server:
        yield server


def shown(editor: Editor, text: str, path: str = "content/a.yaml") -> list[tuple[int, str]]:
    """What is marked in a file that begins with the line which names its schema."""
    return editor.open(path, f"{modeline(path)}\n{text}")


def test_editor_offers_the_fields_that_are_not_there_yet(editor: Editor) -> None:
    shown(editor, "date: 2021\ntitle: A\nst")
    offered = editor.offered("content/a.yaml", 4, 3)
    assert set(offered) == Event.__dataclass_fields__.keys() - {"date", "title"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("status: ", ["heard", "reported", "seen"]),
        ("statements:\n  - by: ", ["xiaomi"]),
        ("actors:\n  - x", ["xiaomi"]),
        ("tags:\n  - l", ["licensing"]),
        ("relations:\n  see-also: ", ["a"]),
        ("draft: ", ["false", "true"]),
        ("summary: ", []),
        ("summary:\n  ", ["en", "id"]),
        ("statements:\n  - by: A\n    stance: c", ["confirms"]),
    ],
)
def test_editor_offers_the_words_of_the_site(editor: Editor, text: str, words: list[str]) -> None:
    shown(editor, NEEDED + text)
    lines = text.split("\n")
    offered = editor.offered("content/a.yaml", 3 + len(lines), len(lines[-1]) + 1)
    assert [word for word in sorted(offered) if word in words] == words
    assert words or not offered


def test_editor_shows_what_a_field_means(editor: Editor) -> None:
    shown(editor, NEEDED + "sources:\n  - origin: A\n")
    told = editor.at("textDocument/hover", "content/a.yaml", 5, 6)["contents"]["value"]
    assert "copies of one story count once" in told
    told = editor.at("textDocument/hover", "content/a.yaml", 3, 2)["contents"]["value"]
    assert field_docs(Event)["title"] in told


def test_editor_marks_a_mistake_at_its_place(editor: Editor) -> None:
    assert shown(editor, NEEDED + "staus: seen\n") == [(4, "Property staus is not allowed.")]
    ((line, message),) = shown(editor, NEEDED + "sources:\n  - title: A\n  - url: a.b\n")
    assert (line, message.partition(";")[0]) == (6, "this is not a web address")
    ((line, message),) = shown(editor, NEEDED + "status: rumor\n")
    assert (line, message) == (
        4,
        'Value is not accepted. Valid values: "seen", "heard", "reported".',
    )


def test_editor_and_check_agree(tmp_path: Path) -> None:
    write_all(tmp_path, {f"schema/{name}": text for name, text in schemas(WORDS).items()})
    texts = {
        f"{number}.yaml": f"# yaml-language-server: $schema=schema/{name}\n{source}"
        for number, (name, source, _) in enumerate(CORPUS)
    }
    with editing(tmp_path) as editor:
        marked = editor.open_all(texts)
    disputed = {
        source: marked[f"{number}.yaml"]
        for number, (_, source, good) in enumerate(CORPUS)
        if good == bool(marked[f"{number}.yaml"])
    }
    assert disputed == {}


def test_editor_settings_find_the_schemas_of_files_without_that_line(site: Path) -> None:
    with editing(site, schemas=vscode_settings()["yaml.schemas"]) as editor:
        assert editor.open("content/b/a.yaml", "date: 2021\n") == [(1, 'Missing property "title".')]
        assert editor.open("content/b/c.yml", NEEDED) == []
        assert editor.open("content/_drafts.yaml", "date: 2021\n") == []
        assert editor.open("site.yaml", "url: a\n") != []
        assert editor.open("content/_actors.yaml", "a: {nam: b}\n") != []
        assert editor.open("content/_actors.yaml", "a: {name: b}\n") == []


def test_editor_accepts_the_sample_site(tmp_path: Path) -> None:
    texts = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for path in (ROOT / "site.yaml", *sorted((ROOT / "content").rglob("*.yaml")))
    }
    done = CliRunner().invoke(cli, ["schema", str(ROOT), "--output", str(tmp_path / "schema")])
    assert done.exit_code == 0
    with editing(tmp_path) as editor:
        marked = editor.open_all(
            {path: f"{modeline(path)}\n{text}" for path, text in texts.items()}
        )
    assert len(marked) > 20
    assert {path: wrong for path, wrong in marked.items() if wrong} == {}


def test_docs_say_how_editors_find_the_schemas() -> None:
    page = (ROOT / "docs" / "writing.md").read_text("utf-8")
    assert f"```json\n{as_text(vscode_settings())}```" in page
    assert f"\n{modeline('content/a.yaml')}\n" in page
    for path in ("site.yaml", "content/_actors.yaml"):
        assert f"`{modeline(path).split()[-1]}`" in page
