"""YAML to nodes: positions, what is refused, and that hostile files end quickly."""

import re
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from linimasa.diagnostics import Diagnostic, Span
from linimasa.yamltree import Broken, Mapping, Node, Scalar, Sequence, Tree, compose, reader
from linimasa.yamltree.text import LINE_BREAK, MAX_BYTES

CONTENT = Path(__file__).parent.parent / "content"
EVENTS = sorted(CONTENT.rglob("*.yaml"))
SMALL_STACK = 128 * 1024


def read(source: str | bytes) -> Tree:
    return compose(source if isinstance(source, bytes) else source.encode(), "file.yaml")


def only(source: str | bytes) -> Diagnostic:
    (found,) = read(source).diagnostics
    return found


def root(source: str | bytes) -> Mapping:
    tree = read(source)
    assert tree.diagnostics == ()
    assert isinstance(tree.root, Mapping)
    return tree.root


def value(source: str | bytes, key: str) -> Node:
    return {name.text: node for name, node in root(source).entries}[key]


def scalar(source: str | bytes, key: str) -> Scalar:
    node = value(source, key)
    assert isinstance(node, Scalar)
    return node


def nodes(node: Node) -> Iterator[Node]:
    yield node
    if isinstance(node, Sequence):
        for item in node.items:
            yield from nodes(item)
    if isinstance(node, Mapping):
        for key, item in node.entries:
            yield key
            yield from nodes(item)


def place(span: Span) -> tuple[int, int, int, int]:
    return span.line, span.column, span.end_line, span.end_column


def assert_inside(span: Span, data: bytes) -> None:
    lines = LINE_BREAK.split(data.decode("utf-8-sig", errors="replace"))
    assert 0 <= span.line <= span.end_line <= len(lines)
    if span.line:
        assert 1 <= span.column <= len(lines[span.line - 1]) + 1
        assert 1 <= span.end_column <= len(lines[span.end_line - 1]) + 2


# -- values ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["NO", "1945", "12:30", "2021-11", "0755", "-0043", "1_000", "=", "~", "null", "0x1F", ".inf"],
)
def test_scalar_of_any_look_stays_text(text: str) -> None:
    assert scalar(f"a: {text}\n", "a").text == text


def test_empty_value_is_a_plain_text_without_signs() -> None:
    node = scalar("a:\nb: x\n", "a")
    assert (node.text, node.style, place(node.span)) == ("", "plain", (1, 3, 1, 3))


@pytest.mark.parametrize(
    ("source", "style"),
    [
        ("x", "plain"),
        ("'x'", "quoted"),
        ('"x"', "quoted"),
        ("|\n  x", "block"),
        (">\n  x", "block"),
    ],
)
def test_style_is_kept(source: str, style: str) -> None:
    assert scalar(f"a: {source}\n", "a").style == style


@pytest.mark.parametrize("source", ["[1667,1668, 1670..1672]", "{1960,1961-12}", "[..1984]"])
def test_set_of_dates_keeps_what_was_written(source: str) -> None:
    node = value(f"id: é😀\ndate: {source}  # a set\n", "date")
    assert isinstance(node, Sequence | Mapping)
    assert node.source == source


@pytest.mark.parametrize("source", ["", "\n", "# nothing\n", "---\n", "\ufeff"])
def test_empty_file_is_a_group_without_fields(source: str) -> None:
    assert root(source).entries == ()


# -- positions ------------------------------------------------------------------------------


def test_position_counts_code_points_of_any_script() -> None:
    node = scalar('{é😀नि: "漢字", b: "x"}\n', "b")
    assert place(node.span) == (1, 17, 1, 20)
    assert (node.start, node.end) == (16, 19)


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_position_is_that_of_an_editor_with_any_line_end(mark: str, end: str) -> None:
    source = mark + end.join(["a: 1", "b: |", "  x", "  y", "c: Foo", ""])
    node = scalar(source, "c")
    assert place(node.span) == (5, 4, 5, 7)
    assert source.removeprefix("\ufeff")[node.start : node.end] == "Foo"
    assert scalar(source, "b").text == "x\ny\n"


@pytest.mark.parametrize("sign", ["\x85", "\u2028", "\u2029"])
def test_line_end_that_no_editor_shows_is_a_space(sign: str) -> None:
    source = f"a: x{sign}y\nb: z\n"
    assert scalar(source, "a").text == "x y"
    assert place(scalar(source, "b").span) == (2, 4, 2, 5)


def test_group_ends_where_its_last_value_ends() -> None:
    source = "a:\n  b: 1\n  c: 2\n\n# comment\nd: 3\n"
    assert place(value(source, "a").span) == (2, 3, 3, 7)


@pytest.mark.parametrize(
    ("source", "line", "column", "expected"),
    [
        ("a: |\n  one\n  two\n", 2, 3, (3, 5)),
        ("a: |\n\n    one\n\n    two\n", 4, 1, (5, 5)),
        ("a: |2\n    one\n", 1, 3, (2, 5)),
        ("a: |-  # comment\r\n  one\r\n  two", 2, 1, (3, 3)),
        ("- a: |\n     one\n", 1, 2, (2, 7)),
        ("a: >\n  one\n  two\n", 1, 5, (1, 4)),
        ("a: one two\n", 1, 5, (1, 8)),
        ("a: 'one two'\n", 1, 5, (1, 9)),
        ("a: 'it''s'\n", 1, 5, (1, 4)),
        ('a: "o\\u00e9e"\n', 1, 3, (1, 4)),
        ("a: one\n  two\n", 1, 5, (1, 4)),
    ],
)
def test_place_in_a_text_is_found_in_the_file(
    source: str, line: int, column: int, expected: tuple[int, int]
) -> None:
    tree = read(source)
    assert tree.root is not None
    node = [node for node in nodes(tree.root) if isinstance(node, Scalar)][-1]
    found = node.locate(line, column)
    assert (found.line, found.column) == expected


@pytest.mark.parametrize("path", EVENTS, ids=lambda path: path.stem)
def test_every_line_of_a_real_body_is_located_exactly(path: Path) -> None:
    data = path.read_bytes()
    lines = data.decode().split("\n")
    tree = compose(data, path.name)
    assert tree.root is not None
    for node in nodes(tree.root):
        if isinstance(node, Scalar) and node.indent >= 0:
            for number, line in enumerate(node.text.split("\n"), 1):
                if line:
                    span = node.locate(number, 1)
                    assert lines[span.line - 1][span.column - 1 :] == line


# -- bytes ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_other_unicode_encoding_is_named(encoding: str) -> None:
    found = only("title: Foo\n".encode(encoding))
    assert found.code == "not-utf-8"
    assert "UTF-" in found.message
    assert "UTF-8" in found.hint


def test_byte_that_is_not_utf8_is_placed() -> None:
    found = only(b"\xef\xbb\xbfa: 1\r\nb: \xc3\xa9\xe9\r\n")
    assert (found.code, found.span.line, found.span.column) == ("not-utf-8", 2, 5)
    assert "E9" in found.message


def test_invisible_character_is_placed_and_the_rest_still_read() -> None:
    tree = read("a: é\x07b\x00\nc: 1\nc: 2\n")
    found = [(each.code, each.span.line, each.span.column) for each in tree.diagnostics]
    assert found == [("control-character", 1, 5), ("duplicate-key", 3, 1)]
    assert "1 more" in tree.diagnostics[0].message


def test_byte_order_mark_inside_a_file_is_invisible_too() -> None:
    assert only("a: b\ufeffc\n").code == "control-character"


@pytest.mark.parametrize("escape", ["\\0", "\\x07", "\\u202d\\x1b", "\\uFFFF"])
def test_invisible_character_written_as_an_escape_is_refused(escape: str) -> None:
    assert only(f'a: "b{escape}"\n').code == "control-character"


def test_file_over_one_megabyte_is_refused_unread() -> None:
    assert only(b"a" * (MAX_BYTES + 1)).code == "file-too-large"
    assert read(b"#" * MAX_BYTES).diagnostics == ()


# -- what is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "line", "column"),
    [
        ("a: 1\nb: &x y\n", 2, 4),
        ("a: *x\n", 1, 4),
        ("a: &x y\nb: *x\nc: *x\n", 1, 4),
        ("a: !!python/object:os.system x\n", 1, 4),
        ("a: !Foo {b: 1}\n", 1, 4),
        ("b: 1\n<<: {a: 1}\n", 2, 1),
        ("a: {{ x }}\n", 1, 5),
        ("? [a, b]\n: 1\n", 1, 3),
        ("a: 1\n---\nb: 2\n", 2, 1),
    ],
)
def test_yaml_beyond_plain_data_is_refused_once(source: str, line: int, column: int) -> None:
    found = only(source)
    assert (found.code, found.span.line, found.span.column) == ("unsupported-yaml", line, column)


def test_alias_leaves_a_broken_value() -> None:
    tree = read("a: *x\n")
    assert isinstance(tree.root, Mapping)
    assert isinstance(tree.root.entries[0][1], Broken)


def test_equal_keys_are_reported_with_both_places_and_the_first_stays() -> None:
    tree = read('a: 1\nb: {c: 1, c: 2}\n"a": 3\n')
    first, second = sorted(tree.diagnostics, key=lambda one: one.span)
    assert (place(first.span), place(first.related[0].span)) == ((2, 11, 2, 12), (2, 5, 2, 6))
    assert (place(second.span), place(second.related[0].span)) == ((3, 1, 3, 4), (1, 1, 1, 2))
    assert isinstance(tree.root, Mapping)
    assert [key.text for key, _ in tree.root.entries] == ["a", "b"]


@pytest.mark.parametrize("source", ["a: x # note\n", "a: 'x #1'\n", "a: x#1\n", "a: |\n  x #1\n"])
def test_comment_or_quoted_sign_is_no_reason_to_warn(source: str) -> None:
    assert read(source).diagnostics == ()


# -- several mistakes -----------------------------------------------------------------------


def test_fields_around_a_mistake_are_still_read() -> None:
    tree = read("a: 1\nb: x: y\nc: [1, 2\nd: 2\na: 3\n")
    codes = [each.code for each in tree.diagnostics]
    assert codes == ["yaml-syntax", "yaml-syntax", "duplicate-key"]
    assert [each.span.line for each in tree.diagnostics] == [2, 3, 5]
    assert isinstance(tree.root, Mapping)
    assert [key.text for key, _ in tree.root.entries] == ["a", "d"]
    assert not tree.root.whole


@pytest.mark.parametrize(
    "source",
    [
        "a: |\n   x\n  y\n  z\nb: 1\n",
        "a:\n\t- b\n\t- c\nd: 1\n",
        "a:\n  b: 1\n c: 2\n d: 3\n",
        'a: "x\nb: 1\nc: 2\n',
        "a: {b: 1\nc: 2\nd: 3\n",
        "a: @x\n  y\nb: 1\n",
        "a: 1\n  b: 2\n  c: 3\n",
    ],
)
def test_one_mistake_over_several_lines_is_told_once(source: str) -> None:
    assert only(source).code == "yaml-syntax"


def test_message_never_shows_the_words_of_the_parser() -> None:
    strange = re.compile("expected|scanning|parsing|token|scalar|flow|mapping", re.I)
    signs = [
        "@x",
        "`x",
        "%x",
        "*",
        "&",
        "!<",
        "? x",
        "- x",
        "]",
        "}",
        ",",
        "|x",
        ">x",
        "'x",
        '"x',
        "[x",
        "{x",
        "x: y",
        '"\\x"',
        "[,]",
        "{a b: c: d}",
        "'a' b",
        "[a] b",
        "\tx",
        "!a!b c",
    ]
    for sign in signs:
        for source in (f"{sign}\n", f"a: {sign}\n", f"a:\n  {sign}\nb: 1\n", f"a: [{sign}]\n"):
            for found in read(source).diagnostics:
                assert not strange.search(found.message + found.hint), (source, found)
                assert_inside(found.span, source.encode())


# -- hostile files --------------------------------------------------------------------------

BOMB = "a: &a [x]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a]\n" for n in range(30))
HOSTILE = {
    "brackets": b"[" * 1_000_000,
    "braces": b"{" * 1_000_000,
    "pairs": b"[{a: " * 200_000,
    "hyphens": b"- " * 40_000,
    "keys": b"? " * 40_000,
    "steps": b"".join(b" " * n + b"a:\n" for n in range(1_400)),
    "quote": b'a: "' + b"x\n" * 500_000,
    "values": b"- a\n" * 250_000,
    "equal keys": b"a: 1\n" * 200_000,
    "anchors": b"- &a b\n" * 140_000,
    "wrong lines": b"a: b: c\n" * 130_000,
    "text": b"a " * 500_000,
    "tabs": b"\t" * 1_000_000,
    "control characters": b"\x01\n" * 500_000,
    "colons": b":" * 1_000_000,
    "alias bomb": BOMB.encode(),
    "50 MB": b"a: 1\n" * 10_000_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_ends_quickly_on_a_small_stack(name: str) -> None:
    done: list[tuple[Tree, float]] = []

    def work() -> None:
        tree = compose(HOSTILE[name], "f")
        done.append((tree, time.thread_time()))

    before = threading.stack_size(SMALL_STACK)
    try:
        thread = threading.Thread(target=work)
        thread.start()
    finally:
        threading.stack_size(before)
    thread.join(60)
    ((tree, seconds),) = done
    assert seconds < 2
    assert len(tree.diagnostics) <= reader.MAX_PROBLEMS
    assert tree.diagnostics or name in ("text", "colons")


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml.CSafeLoader])
@pytest.mark.parametrize("depth", [100, 1_000, 10_000])
@pytest.mark.parametrize("signs", ["[]", "{}"])
def test_nesting_is_refused_by_our_own_measure_whatever_the_parser_takes(
    signs: str, depth: int, loader: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_LOADER", loader)
    source = f"a: 1\na: 2\nb: &x y\nc: {signs[0] * depth}{signs[1] * depth}\nd: 1\n"
    tree = read(source)
    assert tree.root is None
    places = [(one.code, one.span.line, one.span.column) for one in tree.diagnostics]
    assert places == [("duplicate-key", 2, 1), ("unsupported-yaml", 3, 4), ("too-deep", 4, 35)]


# -- properties -----------------------------------------------------------------------------

YAML_SIGNS = st.text(st.sampled_from("ab1 \n\n\t:-[]{},#&*!|>'\"%@`?\\é😀\r\x85\u2028\ufeff"))


@given(st.binary() | st.text().map(str.encode) | YAML_SIGNS.map(str.encode))
def test_any_bytes_give_a_tree_or_a_diagnostic_inside_the_file(data: bytes) -> None:
    tree = compose(data, "f")
    assert tree.root is not None or tree.diagnostics
    for found in tree.diagnostics:
        assert_inside(found.span, data)
    for node in nodes(tree.root) if tree.root else ():
        assert_inside(node.span, data)


@given(YAML_SIGNS)
def test_tree_without_diagnostics_says_what_another_reader_reads(source: str) -> None:
    tree = read(source)
    if tree.root is None or tree.diagnostics or "\u2028" in source or "\x85" in source:
        return
    expected = yaml.compose(source.removeprefix("\ufeff"), Loader=yaml.CBaseLoader)
    is_empty = isinstance(expected, yaml.ScalarNode) and not expected.value + (expected.style or "")
    if expected is None or is_empty:
        assert isinstance(tree.root, Mapping)
        return
    assert plain(tree.root) == other(expected)


def plain(node: Node) -> object:
    if isinstance(node, Mapping):
        return [(key.text, plain(item)) for key, item in node.entries]
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    assert isinstance(node, Scalar)
    return node.text


def other(node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return [(key.value, other(item)) for key, item in node.value]
    if isinstance(node, yaml.SequenceNode):
        return [other(item) for item in node.value]
    return node.value


@pytest.mark.parametrize("path", EVENTS, ids=lambda path: path.stem)
def test_reader_in_pure_python_gives_the_same_tree(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = path.read_bytes()
    fast = compose(data, path.name)
    monkeypatch.setattr(reader, "_LOADER", yaml.SafeLoader)
    assert compose(data, path.name) == fast
