"""Plain pages: their names, titles and texts."""

import pytest

from linimasa.load import load_page, overdue_page
from linimasa.model.files import InputFile
from linimasa.model.site import LoadedPage

PAGE = "---\ntitle: Metode\nsummary: Caranya.\n---\nIsi **teks**.\n"


def page(text: str | bytes = PAGE, name: str = "method.md") -> LoadedPage:
    data = text if isinstance(text, bytes) else text.encode()
    return load_page(InputFile(f"content/pages/{name}", data), ("id", "en"))


def found(text: str | bytes = PAGE, name: str = "method.md") -> list[str]:
    return [f"{one.span.line}:{one.span.column} {one.code}" for one in page(text, name).diagnostics]


def test_page_is_read() -> None:
    one = page()
    assert (one.name, one.language, one.title, one.summary) == (
        "method",
        "id",
        "Metode",
        "Caranya.",
    )
    assert "<strong>teks</strong>" in one.html


def test_page_of_another_language_bears_it_in_its_name() -> None:
    one = page(name="method.en.md")
    assert (one.name, one.language) == ("method", "en")


def test_page_of_unknown_language_is_found() -> None:
    assert found(name="method.eng.md") == ["0:0 unknown-language"]


def test_page_cannot_take_a_name_the_site_needs() -> None:
    assert found(name="tags.md") == ["0:0 bad-id"]
    assert found(name="en.md") == ["0:0 bad-id"]


def test_page_without_front_matter_is_found() -> None:
    assert found("Just text.\n") == ["1:1 no-front-matter"]


def test_page_without_title_is_found() -> None:
    assert [one.split()[1] for one in found("---\nsummary: x\n---\n")] == ["missing-field"]


def test_mistake_in_front_matter_is_found_at_its_line() -> None:
    assert found("---\ntitle: A\ntitel: B\n---\n") == ["3:1 unknown-field"]


def test_mistake_in_text_is_found_at_its_line() -> None:
    assert found("---\ntitle: A\n---\n\nSee [x](foo.html)\n") == ["5:9 bad-link"]


def test_page_with_carriage_returns_and_byte_order_mark_is_read() -> None:
    one = page(b"\xef\xbb\xbf---\r\ntitle: A\r\n---\r\nText\r\n")
    assert (one.title, one.diagnostics) == ("A", ())


def test_page_that_is_not_utf_8_is_found() -> None:
    assert found(b"---\ntitle: A\n---\nfine\n\xff\n") == ["5:1 not-utf-8"]


@pytest.mark.parametrize(
    ("data", "line"), [(b"---\ntitle: A\n---\n[[[\n", 4), (b"[[[\n", 1)], ids=["whole", "bare"]
)
def test_page_that_takes_too_long_is_told_at_the_beginning_of_its_text(
    data: bytes, line: int
) -> None:
    given = overdue_page(InputFile("content/pages/method.en.md", data), ("id", "en"))
    (found,) = given.diagnostics
    assert (given.name, given.language) == ("method", "en")
    assert (found.code, found.span.line, found.span.column) == ("text-too-slow", line, 1)
