"""Markdown: what authors may write, what stays text, and how long it may take."""

from __future__ import annotations

import html.parser
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown.blockprocessors import ParagraphProcessor

from linimasa.markup import MAX_CHARACTERS, Converted, to_html

NUMBERS = {"reuters": 1, "bloomberg": 2}
HOME = "../../"


def convert(text: str) -> Converted:
    return to_html(text, NUMBERS, HOME)


def test_citation_becomes_numbered_link_with_an_id_for_the_way_back() -> None:
    made = convert("A claim [@reuters] and again [@bloomberg; @reuters].")
    assert '<sup class="cite"><a href="#source-1" id="cite-1-1">[1]</a></sup>' in made.html
    assert 'id="cite-2-1"' in made.html
    assert 'id="cite-1-2"' in made.html
    assert made.cited == ((1, 2), (2, 1))


@pytest.mark.parametrize("text", ["Talks [@bloomberg] go on.", "* Talks\n[@bloomberg]"])
def test_number_of_a_source_stays_on_the_line_of_the_word_before_it(text: str) -> None:
    assert 'Talks\u00a0<sup class="cite">' in convert(text).html


def test_citation_of_unknown_source_is_found_with_its_place() -> None:
    made = convert("First line.\n\nThen [@reuter] here.")
    (finding,) = made.findings
    assert (finding.code, finding.place.line, finding.place.column) == ("unknown-source", 3, 7)
    assert "reuters" in finding.hint


def test_citation_inside_code_stays_code() -> None:
    made = convert("Write `[@nobody]` to cite.")
    assert "<code>[@nobody]</code>" in made.html
    assert made.findings == ()


def test_link_to_event_is_resolved_and_mentioned() -> None:
    made = convert("See [the talks](event:baic-talks) and [how](page:method).")
    assert 'href="../../events/baic-talks/"' in made.html
    assert 'href="../../method/"' in made.html
    assert [(one.kind, one.word, one.place.column) for one in made.mentions] == [
        ("event", "baic-talks", 17),
        ("page", "method", 45),
    ]


def test_link_to_event_with_letters_of_another_script_is_percent_encoded() -> None:
    assert 'href="../../events/%E9%9B%A8/"' in convert("[x](event:雨)").html


def test_raw_html_stays_text_and_is_found() -> None:
    made = convert('Before <b onclick="x()">bold</b> after.')
    assert "&lt;b onclick=" in made.html
    assert "<b" not in made.html
    assert {finding.code for finding in made.findings} == {"raw-html"}
    assert made.findings[0].place.column == 8


def test_html_in_code_is_no_finding() -> None:
    made = convert("Use `<b>` or\n\n    <script>\n")
    assert made.findings == ()


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#10;script:alert(1)",
        "data:text/html,x",
        "//host/path",
        "/path",
        "page.html",
        "vbscript:x",
        "&#106;avascript:alert(1)",
        "file:///etc/passwd",
    ],
)
def test_link_that_leads_nowhere_loses_its_address(target: str) -> None:
    made = convert(f"[words]({target})")
    assert "href" not in made.html
    assert [finding.code for finding in made.findings] == ["bad-link"]


@pytest.mark.parametrize(
    "target", ["https://example.org/a?b=c&d=e", "http://example.org", "mailto:a@example.org"]
)
def test_link_to_the_web_keeps_its_address(target: str) -> None:
    made = convert(f"[words]({target})")
    assert 'rel="external"' in made.html
    assert made.findings == ()


def test_picture_in_text_is_found_and_not_shown() -> None:
    made = convert("![plant](plant.jpg)")
    assert "<img" not in made.html
    assert "picture-in-text" in {finding.code for finding in made.findings}


def test_headings_begin_below_the_title_without_gaps() -> None:
    made = convert("# One\n\n### Two\n\n###### Three")
    assert "<h2>One</h2>" in made.html
    assert "<h3>Two</h3>" in made.html
    assert "<h4>Three</h4>" in made.html


def test_table_and_footnote_are_made() -> None:
    made = convert("| a | b |\n|---|--:|\n| 1 | 2 |\n\nText[^1]\n\n[^1]: Note")
    assert "<table>" in made.html
    assert "style" not in made.html
    assert 'class="footnote-ref"' in made.html


def shape(text: str) -> str:
    """The HTML without the line ends between its elements, and without paragraphs in lists."""
    html = re.sub(r"\n*(</?(?:ul|ol|li|p|pre|blockquote)\b[^>]*>)\n*", r"\1", convert(text).html)
    return re.sub(r"(?<=<li>)<p>(.*?)</p>", r"\1", html)


A_WITH_B = "<ul><li>a<ul><li>b</li></ul></li><li>c</li></ul>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("- a\n  - b\n- c", A_WITH_B),
        ("- a\n   - b\n- c", A_WITH_B),
        ("- a\n    - b\n- c", A_WITH_B),
        ("- a\n\t- b\n- c", A_WITH_B),
        ("* a\n\n  + b\n\n* c", A_WITH_B),
        ("- a\n - b", "<ul><li>a</li><li>b</li></ul>"),
        ("1. a\n   - b\n2. c", A_WITH_B.replace("<ul><li>a", "<ol><li>a")[:-5] + "</ol>"),
        ("1. a\n  - b\n2. c", A_WITH_B.replace("<ul><li>a", "<ol><li>a")[:-5] + "</ol>"),
        ("1) a\n2) b", "<ol><li>a</li><li>b</li></ol>"),
        ("- a\n  - b\n    - c", "<ul><li>a<ul><li>b<ul><li>c</li></ul></li></ul></li></ul>"),
        ("- a\n\n  b\n- c", "<ul><li>a<p>b</p></li><li>c</li></ul>"),
        ("- a\n\n  b\n\n  - c\n- d", "<ul><li>a<p>b</p><ul><li>c</li></ul></li><li>d</li></ul>"),
        ("- a\n\n      b\n\nc", "<ul><li>a<pre><code>b\n</code></pre></li></ul><p>c</p>"),
        ("a:\n- b\n- c", "<p>a:</p><ul><li>b</li><li>c</li></ul>"),
        ("a\n1. b", "<p>a</p><ol><li>b</li></ol>"),
        ("in\n2021. b", "<p>in\n2021. b</p>"),
        ("- a\n\n1. b", "<ul><li>a</li></ul><ol><li>b</li></ol>"),
        ("> - a\n>   - b\n> - c", f"<blockquote>{A_WITH_B}</blockquote>"),
        ("a\n\n    - b", "<p>a</p><pre><code>- b\n</code></pre>"),
    ],
)
def test_list_nests_as_it_looks(text: str, html: str) -> None:
    assert shape(text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("```\na\n\n\n# b\n```", "<pre><code>a\n\n\n# b\n</code></pre>"),
        ("a\n~~~yaml\nb: [@c]\n~~~\nd", "<p>a</p><pre><code>b: [@c]\n</code></pre><p>d</p>"),
        ("```\n<b>&amp;\n```", "<pre><code>&lt;b&gt;&amp;amp;\n</code></pre>"),
        ("````\n```\n````", "<pre><code>```\n</code></pre>"),
        ("```\nnever closed", "<pre><code>never closed\n</code></pre>"),
        ("```\n> a\n- b\n```", "<pre><code>&gt; a\n- b\n</code></pre>"),
        ("- a\n  ```\n  b\n    c\n  ```", "<ul><li>a<pre><code>b\n  c\n</code></pre></li></ul>"),
        ("- ```\n  b\n  ```", "<ul><li><pre><code>b\n</code></pre></li></ul>"),
        ("> ```\n> a\nb", "<blockquote><pre><code>a\n</code></pre><p>b</p></blockquote>"),
        ("a ``` b", "<p>a ``` b</p>"),
        ("```a```", "<p><code>a</code></p>"),
    ],
)
def test_fenced_code_stays_as_it_is(text: str, html: str) -> None:
    assert shape(text) == html
    assert convert(text).findings == ()


def test_cells_keep_the_side_of_their_column() -> None:
    made = convert("| a | b | c | d |\n|---|:--|:-:|--:|\n| 1 | 2 | 3 | 4 |").html
    assert '<td>1</td>\n<td class="left">2</td>' in made
    assert '<td class="center">3</td>\n<td class="right">4</td>' in made
    assert '<th class="right">d</th>' in made


def test_texts_do_not_share_citations_or_footnotes() -> None:
    first = convert("One [@reuters] [^1]\n\n[^1]: note")
    assert convert("Two [@bloomberg]").cited == ((2, 1),)
    assert convert("One [@reuters] [^1]\n\n[^1]: note") == first


def test_text_after_one_that_was_interrupted_is_made_as_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = convert("# a\n\nb\n\nc")

    def interrupt(*_: object) -> None:
        raise InterruptedError

    with monkeypatch.context() as patched:
        patched.setattr(ParagraphProcessor, "run", interrupt)
        with pytest.raises(InterruptedError):
            convert("- in a list")
    assert convert("# a\n\nb\n\nc") == expected


def test_text_that_is_too_long_is_refused() -> None:
    made = convert("a" * (MAX_CHARACTERS + 1))
    assert made.html == ""
    assert [finding.code for finding in made.findings] == ["text-too-long"]


HOSTILE = {
    "brackets": "[" * 5000,
    "pictures": "![" * 5000,
    "tags": "<a " * 5000,
    "comments": "<!--" * 5000,
    "nested lists": "".join("  " * level + "- a\n" for level in range(300)),
    "lists nested by two": "".join("  " * level + "- a\n" for level in range(36)) * 30,
    "fences": "```\na\n```\n\n" * 4000,
    "list on one line": "- " * 5000,
    "numbers on one line": "1. " * 5000,
    "quotes": "> " * 5000,
    "emphasis": "*a **b " * 3000,
    "underscores": "_a __b " * 3000,
    "backticks": "`` ` " * 5000,
    "links": "[a](b" * 5000,
    "links in links": "[" * 400 + "a" + "](b)" * 400,
    "autolinks": "<http://a" * 4000,
    "entities": "&#" * 9000,
    "escapes": "\\" * 40000,
    "definitions": "[a]: b\n" * 5000,
    "footnotes": "".join(f"[^{n}]: [^{n + 1}]\n" for n in range(1500)) + "[^0]",
    "footnote marks": "[^1]" * 5000 + "\n\n[^1]: x",
    "table": "|a" * 5000 + "\n" + "|-" * 5000 + "\n" + "|b" * 5000,
    "table rows": "|a|b|\n|-|-|\n" + "|a|b|\n" * 5000,
    "headings": "# a\n" * 10000,
    "underlines": "a\n=\n" * 8000,
    "rules": "---\n\n" * 8000,
    "spaces": " " * 49000 + "a",
    "line ends": "\n" * 49000,
    "tabs": "\t" * 20000 + "a",
    "list items": "* a\n" * 9000,
    "quote paragraphs": "> a\n\n" * 8000,
    "citations": "[@reuters]" * 4000,
    "paragraphs of brackets": ("[a](b " * 90 + "\n\n") * 80,
    "stars": "*" * 49000,
    "hashes": "#" * 49000,
    "exclamations": "!" * 49000,
    "indented": ("    " * 15 + "a\n") * 600,
    "nested quotes and lists": "".join("> " * level + "- a\n" for level in range(200)),
}


@pytest.mark.parametrize("shape", HOSTILE)
def test_hostile_text_is_answered_quickly(shape: str) -> None:
    started = time.process_time()
    made = convert(HOSTILE[shape][:MAX_CHARACTERS])
    assert time.process_time() - started < 3
    assert "<script" not in made.html


class Safe(html.parser.HTMLParser):
    """Fails on anything that could run, load or style."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in {"script", "style", "iframe", "object", "img", "svg", "form", "input"}
        for name, value in attrs:
            assert not name.startswith("on")
            assert name != "style"
            if name == "href":
                assert (value or "").startswith(("http://", "https://", "mailto:", "#", "../"))


PIECES = st.sampled_from(
    [
        "<script>alert(1)</script>", "<img src=x onerror=x>", "[a](javascript:x)", "[@reuters]",
        "[@x]", "[a](event:b)", "[a](event:../../x)", "**", "*", "_", "`", "\n", "\n\n", "> ",
        "- ", "1. ", "    ", "[", "]", "(", ")", "<", ">", '"', "'", "&", "&lt;", "&#106;", "\\",
        "|", "---", "[^1]", "[^1]: ", "![", "<!--", "-->", "<a href=", "java", "script:", "http:",
        "https://x.org", "a", " ", "\t", "雨", "\u202e", "\x00", "\x02", "\x03", "{{ 7*7 }}", "{%",
        "```", "~~~\n", "  ", "\n  - ", "\x02fence:0\x03",
        "<https://x.org/\"onclick=x>", "[a]: javascript:x", "[a][a]", "stx", "klzzwxh:0001",
    ]
)  # fmt: skip


@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_text_gives_safe_html(text: str) -> None:
    made = convert(text)
    Safe().feed(made.html)
    assert "fence:" not in made.html.replace("fence:0", "", text.count("fence:0"))
    assert "\x02fence" not in made.html
    for finding in made.findings:
        lines = text.split("\n")
        assert 1 <= finding.place.line <= len(lines)
        assert 1 <= finding.place.column <= len(lines[finding.place.line - 1]) + 1


@pytest.mark.parametrize(
    "text",
    [
        '[x](event:good "a title")',
        "[x](event:good )",
        "[x](event:good\n)",
        "`[x](event:good`",
        r"\[x\](event:good",
        "[x](event:good), and (more)",
    ],
)
def test_link_that_is_closed_or_none_is_no_mistake(text: str) -> None:
    assert to_html(text, {}, "../../").findings == ()


def test_link_that_is_never_closed_is_told_of_at_its_address() -> None:
    (found,) = to_html("Text\n\nsee [x](event:good for more", {}, "../../").findings
    assert (found.code, found.place.line, found.place.column) == ("bad-link", 3, 9)
    assert (found.message, found.hint) == ("this link is never closed", "write (event:good)")
