"""The documentation is true: it names every field, code and option there is, and no other.

Run this file as a script to write the pages that are made from the code.
"""

import dataclasses
import re
from pathlib import Path

import click
import pytest
import yaml

from linimasa.cli import cli
from linimasa.diagnostics import CODES
from linimasa.exporters.csvfile import columns
from linimasa.exporters.dataschema import data_schema
from linimasa.fuzzydate import parse
from linimasa.load import load
from linimasa.model.files import InputFile
from linimasa.model.settings import ExportFormat
from linimasa.pipeline.build import build
from linimasa.read.project import sources
from linimasa.reporting import report
from linimasa.schema.reference import CHAPTERS, field_docs, reference
from linimasa.wording import date_words, language
from literals import default_theme, snapshot

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def messages() -> str:
    """The table of `docs/messages.md`."""
    rows = [f"| `{code}` | {severity} | {text} |" for code, (severity, text) in CODES.items()]
    return "\n".join(["| code | is | meaning |", "| --- | --- | --- |", *rows])


def text(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def test_fields_page_is_what_the_code_says() -> None:
    assert text("fields.md") == reference()


def test_messages_page_is_what_the_code_says() -> None:
    assert messages() in text("messages.md")


def test_schema_of_the_data_is_what_the_code_says() -> None:
    assert text("events.schema.json") == data_schema()


def test_columns_in_docs_are_those_of_the_table() -> None:
    listed = re.findall(r"^\| `([^`]+)` \|", text("exports.md").partition("## CSV")[2], re.M)
    assert listed == [name.replace(".en", ".CODE") for name in columns(["en"])]


def test_formats_in_docs_are_those_there_are() -> None:
    page = text("exports.md").partition("## ")[0]
    assert re.findall(r"^\| `([^`]+)` \|", page, re.M) == list(ExportFormat)


@pytest.mark.parametrize("record", [record for _, _, record in CHAPTERS])
def test_every_field_has_a_docstring(record: type) -> None:
    assert [*field_docs(record)] == [field.name for field in dataclasses.fields(record)]


def catalogs(code: str):  # type: ignore[no-untyped-def]
    return tuple(file for file in default_theme() if file.name == f"locale/{code}.po")


def rows() -> list[tuple[str, str, str]]:
    table = re.findall(r"^\| `([^`]+)` \| (.+?) \| (.+?) \|$", text("dates.md"), re.MULTILINE)
    assert len(table) > 10
    return table


@pytest.mark.parametrize(("written", "english", "indonesian"), rows())
def test_date_in_docs_reads_as_said(written: str, english: str, indonesian: str) -> None:
    for code, words in (("en", english), ("id", indonesian)):
        speaking, _ = language(code, catalogs(code))
        assert speaking is not None
        shown = date_words(parse(written), speaking).words
        assert re.sub(r"\s+", " ", shown) == words


def examples() -> list[str]:
    found = []
    for page in ("docs/writing.md", "docs/dates.md", "README.md"):
        blocks = re.findall(r"^ *```yaml\n(.*?)^ *```", (ROOT / page).read_text(), re.M | re.S)
        found += [
            re.sub(r"^  (?=\w)", "", block, flags=re.M) if page.endswith("dates.md") else block
            for block in blocks
        ]
    assert len(found) > 6
    return found


@pytest.mark.parametrize("example", examples())
def test_example_in_docs_is_without_mistakes(example: str) -> None:
    fields = yaml.safe_load(example)
    whole = example
    for field, needed in (("date", "date: 2022"), ("title", "title: A")):
        if field not in fields:
            whole += f"{needed}\n"
    if "statements" in fields or "[@bloomberg]" in example:
        whole += "" if "sources" in fields else "sources: [{key: bloomberg, title: A}]\n"
    found = load(InputFile("content/a.yaml", whole.encode()), ("id", "en"), "Asia/Jakarta")
    assert found.diagnostics == ()


@pytest.mark.parametrize("page", [ROOT / "README.md", DOCS / "messages.md"], ids=str)
def test_message_in_docs_reads_as_said(page: Path) -> None:
    (shown,) = re.findall(r"```text\n(content/talks.*?)\n```", page.read_text("utf-8"), re.S)
    files = {"content/talks.yaml": "date: 2022-08-32\ntitle: {id: A, en: A}\n"}
    given = snapshot(files)
    found = build(given).diagnostics
    assert report.text(found, sources(Path(), given, found), color=False) == shown


def options(command: click.Command) -> set[str]:
    return {name for one in command.params for name in one.opts if name.startswith("--")}


def test_commands_in_the_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name, given in re.findall(r"`?linimasa (\w+)([^`\n#]*)", readme):
        assert name in cli.commands
        assert set(re.findall(r"--[a-z-]+", given)) <= options(cli.commands[name]) | {"--help"}


def test_readme_links_lead_somewhere() -> None:
    for page in (
        *DOCS.glob("*.md"),
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        ROOT / "theme" / "README.md",
    ):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_places_named_for_contributors_exist() -> None:
    table = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    names = re.findall(r"`([\w/.<>-]+(?:\.py|\.html|\.css|\.md|\.txt|/))`", table)
    assert len(names) > 15
    for name in names:
        if "<" not in name and name != "__init__.py":
            assert any((base / name).exists() for base in (ROOT, ROOT / "generator/linimasa")), name


if __name__ == "__main__":
    (DOCS / "events.schema.json").write_text(data_schema(), encoding="utf-8")
    (DOCS / "fields.md").write_text(reference(), encoding="utf-8")
    page = text("messages.md")
    table = re.compile(r"\| code \| is \|.*?(?=\n\n)", re.S)
    (DOCS / "messages.md").write_text(table.sub(lambda _: messages(), page), encoding="utf-8")
