"""Plain Markdown is made at once, and just as Python-Markdown and the sanitizer would make it.

Run this file as a script to compare more texts than the suite does:
`python tests/test_plain.py --texts 500000 --seed 7`.
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from linimasa.markup import full
from linimasa.markup.full import full_html
from linimasa.markup.plain import plain_html
from linimasa.markup.words import Conversation

CONTENT = Path(__file__).parent.parent / "content"
NUMBERS = {"reuters": 1, "s2": 2, "a_b.c:d": 3, "雨": 4}

WORDS = (
    "The plant", "works", "in 2021", "a", "Ümläut", "雨が", "المصنع", "e\u0301", "😀", "it’s", "x",
    "“quoted”", '"plain"', "3.5 %", "R&D", "A & B", "a > b", "1 + 1 = 2", "well - known", "#5",
    "really!", "why?", "(in brackets)", "half: done;", "C:", "~5", "$1", "@home", "a\xa0b", "50/50",
    "klzzwxh:0001", "amp", "x^2", "{{ a }}", "{: .b}", "...", "—", "’", "\u200b", "\u2028", "\x85",
)  # fmt: skip
PLAIN = (
    "`code`", "`a b`", "`[@reuters]`", "`*a*`", "`a_b`", "`&`", "`>`", "*em*", "*two words*",
    "**strong**", "**two words**", "*em `code` em*", "**a [@s2] b**", "*[x](https://a.org)*",
    "[@reuters]", "[@s2; @reuters]", "[@reuters,@s2]", "[@a_b.c:d]", "[@雨]", "[sic]", "[…]",
    "[words](https://example.org)", "[two words](http://a.example.org/b_c/d?e=f&g=h#i)",
    "[x](event:talks)", "[x](event:雨-2)", "[x](page:method)", "[x](event:a_b.c)", "[a\nb](page:x)",
    "[x](https://a.org:8080/)", "[x](https://A.Org/B*C)", "[x](https://a.org/%20~b)",
)  # fmt: skip
EDGES = (
    "`", "``", "```", "`` a ` b ``", "`a``b`", "\n=\n",
    "\n===\n\n", "\n-\n", "` a `", "` `", "`a\nb`", "*", "**", "***", "****", "* a*",
    "*a *", "**a *b** c*", "*a **b** c*", "***a***", "***a** b*", "*a***b**", "a*b*c", "_", "__",
    "_a_", "__a__", "a_b", "_a *b* c_", "[", "]", "[]", "[[a]]", "[a][b]", "[a] [b]", "[a]:",
    "[a]: https://a.org", "\n[a]: https://a.org", "[^1]", "[^1]: x", "\n[^1]: x", "[^1](page:a)",
    "[a](b)", "[a] (b)", "[](page:a)", "[a]()", "[a](page:b 'c')", "[a](<page:b>)", "[a]( page:b )",
    "[*a*](page:b)", "*[a*](page:b)", "[`a`](page:b)", "[a `b](page:c) d`", "[a](event:b/c)",
    "[a](event:..)", "[a](https://a)", "[a](https://a.b_c.org)", "[a](https://1.2.3.999)",
    "[a](https://xn--a.org)", "[a](https://a.org/(b))", "[a](https://a.org/'b')", "[a](//a.org)",
    "[a](https://a.org/&copy;)", "[a](https://a.org/?b&copy=c)", "[a](HTTPS://a.org)", "![a](b)",
    "!", "![", "![@reuters]", "[@nobody]", "[@reuters", "[@]", "[@reuters](page:a)", "[@s2]:",
    "[@reuters][@s2]", "[@reuters] [a](page:b)", "[@reuters] [@s2]", "[@reuters;]", "&", "&amp;",
    "&lt;", "&#65;", "&#x41;", "&amp", "&copy;", "&b", "<", ">", "<b>", "<!-- a -->", "</b>", "<a",
    "<https://a.org>", "<a@b.org>", "\\", "\\*", "\\`", "\\[", "\\\\", "  \n", " \n", "\n ", "\t",
    "\n> ", "\n# ", "\n## a ##", "\n- ", "\n* ", "\n+ ", "\n1. ", "\n1) ", "\n2021. ", "\n١. ",
    "\n---", "\n===", "\n***", "\n* * *", "\n___", "\n    ", "\n\t", "\n|a|b|\n|-|-|", "|", "a | b",
    "\n:", "\n~~~", "\n```", "\n~~~\n", "\n1) a", "\n  - a",
    "\r", "\r\n", "\x00", "\x02", "\x03", "\x0b", "\x0c", "\x1c", "\ufeff",
    "\n\xa0", "\xa0\n", "\n\u2003", "\u3000\n", "\u202e", "\n\n", "\n\n\n", "\n \n", "\x7f", "\x9f",
    "*a\n\nb*", "`a\n\nb`", "**a\n\nb**", "[a\n\nb](page:c)", "*a `b* c`", "**a [b** c](page:d)",
)  # fmt: skip
JOINTS = (" ", " ", " ", " ", " ", "", "\n", "\n", "\n\n", "\n\n", "\n\n\n", ". ", ", ")


def written(chance: random.Random) -> str:
    """A text; most have one strange thing at the most, as else few would be plain."""
    strange = chance.choice((0.0, 0.0, 0.03, 0.1, 0.5))
    pieces: list[str] = []
    for _ in range(chance.randint(1, 12)):
        signs = EDGES if chance.random() < strange else PLAIN if chance.random() < 0.35 else WORDS
        pieces += (chance.choice(signs), chance.choice(JOINTS))
    text = "".join(pieces)
    if chance.random() < 0.8:
        text = text.strip()
    for _ in range(chance.choice((0, 0, 0, 0, 1))):
        at = chance.randrange(len(text) + 1)
        text = text[:at] + text[at + chance.randint(0, 2) :]
    return text


def is_the_same(text: str) -> bool:
    """Whether a text is plain; fails when it is and is made into anything else than it should."""
    quick, whole = Conversation(NUMBERS, "../../"), Conversation(NUMBERS, "../../")
    html = plain_html(text, quick)
    if html is None:
        return False
    assert (html, quick) == (full_html(text, whole), whole), text
    return True


def compare(texts: int, seed: int) -> int:
    """How many of so many texts were plain."""
    chance = random.Random(seed)
    return sum(is_the_same(written(chance)) for _ in range(texts))


@pytest.mark.parametrize("seed", range(4))
def test_plain_text_is_made_as_the_whole_converter_makes_it(seed: int) -> None:
    assert compare(5_500, seed) > 2_000


@pytest.mark.parametrize("seed", range(4))
def test_text_is_made_the_same_without_patterns_that_it_has_no_sign_for(seed: int) -> None:
    chance, converter = random.Random(seed), full._converter()
    for text in (written(chance) for _ in range(500)):
        apt, every = Conversation(NUMBERS, "../../"), Conversation(NUMBERS, "../../")
        converter.conversation = every  # type: ignore[attr-defined]
        html = full._cleaner().clean(converter.reset().convert(text))
        assert (full_html(text, apt), apt) == (html, every)


@settings(max_examples=400)
@example("*a ***b")
@example("a\n\n*b*")
@given(st.lists(st.sampled_from(WORDS + PLAIN + EDGES + JOINTS), max_size=12).map("".join))
def test_pieces_in_any_order_are_made_as_the_whole_converter_makes_them(text: str) -> None:
    is_the_same(text)


@settings(max_examples=400)
@given(
    st.text(
        st.sampled_from("ab *`_[]()@!&;:\n.#-1<>\\|") | st.characters(exclude_categories=["Cs"])
    )
)
def test_signs_in_any_order_are_made_as_the_whole_converter_makes_them(text: str) -> None:
    is_the_same(text)


@pytest.mark.parametrize("piece", WORDS + PLAIN)
def test_ordinary_piece_is_plain_or_left_to_the_whole_converter(piece: str) -> None:
    for text in (piece, f"a {piece} b", f"a{piece}b", f"{piece}\n{piece}", f"*a {piece} b*"):
        is_the_same(text)


def test_most_real_bodies_are_plain() -> None:
    records = [yaml.safe_load(path.read_bytes()) for path in CONTENT.rglob("[!_]*.yaml")]
    bodies = [text for record in records for text in dict(record.get("body") or {}).values()]
    keys = [source.get("key") for record in records for source in record.get("sources", ())]
    numbers = {str(key): 1 for key in keys if key}
    plain = [plain_html(body, Conversation(numbers, "")) is not None for body in bodies]
    assert sum(plain) > 0.6 * len(plain)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--texts", type=int, default=500_000)
    parser.add_argument("--seed", type=int, default=1)
    given_ = parser.parse_args()
    plain = compare(given_.texts, given_.seed)
    sys.stdout.write(
        f"{plain} of {given_.texts} texts were plain, and made the same in both ways\n"
    )
