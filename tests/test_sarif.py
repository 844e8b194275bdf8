"""SARIF: what the standard asks of a log that code hosts take, and columns as they count them."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from linimasa.cli import cli
from linimasa.diagnostics import CODES, Diagnostic, Related, Span, problem
from linimasa.reporting.sarif import as_sarif
from linimasa.yamltree import Mapping, compose
from sarifschema import RESULT, standard

PATH = "content/talks.yaml"
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
COUNTS = st.integers(0, 12)
SPANS = st.builds(Span, st.just(PATH) | TEXTS, COUNTS, COUNTS, COUNTS, COUNTS)
FOUND = st.builds(
    problem,
    st.sampled_from(sorted(CODES)),
    SPANS,
    TEXTS,
    TEXTS,
    st.lists(st.builds(Related, SPANS, TEXTS), max_size=2).map(tuple),
    TEXTS,
)


def run_of(found: list[Diagnostic], data: bytes = b"") -> Any:
    log = json.loads(as_sarif(found, {PATH: data}, "1.2.3"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    return run


def regions_of(value: Any) -> list[Any]:
    """Every region in a result, however deep."""
    if isinstance(value, list):
        return [one for part in value for one in regions_of(part)]
    if not isinstance(value, dict):
        return []
    here = [part for name, part in value.items() if name in ("region", "deletedRegion")]
    return here + [one for part in value.values() for one in regions_of(part)]


@given(st.lists(FOUND, max_size=4))
def test_log_of_anything_keeps_the_rules_of_the_standard(found: list[Diagnostic]) -> None:
    run = run_of(found, "a\n🚗🚗 b\n".encode())
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)  # 3.19.23
    assert len(run["results"]) == len(found)
    for result, one in zip(run["results"], found, strict=True):
        assert not list(standard().descend(result, RESULT))
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == one.code  # 3.27.6
        assert result["level"] in ("error", "warning")  # 3.27.10
        for region in regions_of(result):  # 3.30.5 to 3.30.8
            assert region["startLine"] >= 1
            assert region["startColumn"] >= 1
            end = (region.get("endLine", 99), region.get("endColumn", 99))
            assert end >= (region["startLine"], region["startColumn"])
            assert end[1] >= 1
        for place in (*result["locations"], *result.get("relatedLocations", ())):
            address = place["physicalLocation"]["artifactLocation"]["uri"]
            assert address.isascii()
            assert urlsplit(address).scheme in ("", "file")  # 3.4.3
            assert not any(sign in address for sign in ' \\"<>^`{|}')
        for fix in result.get("fixes", ()):
            assert all(change["replacements"] for change in fix["artifactChanges"])  # 3.56.3
        ids = [place["id"] for place in result.get("relatedLocations", ())]
        assert len(set(ids)) == len(ids)  # 3.28.2


def test_schema_of_the_standard_refuses_what_it_does_not_know() -> None:
    log = json.loads(as_sarif([problem("raw-html", Span(PATH, 1, 2, 1, 3), "m")], {}, "1.2.3"))
    assert standard().is_valid(log)
    result = log["runs"][0]["results"][0]
    changes: tuple[dict[str, Any], ...] = (
        {"level": "fatal"}, {"hint": "h"}, {"message": {}}, {"ruleIndex": -2}
    )  # fmt: skip
    for change in changes:
        log["runs"][0]["results"] = [{**result, **change}]
        assert not standard().is_valid(log), change
    region = result["locations"][0]["physicalLocation"]["region"]
    del region["startLine"]
    log["runs"][0]["results"] = [result]
    assert not standard().is_valid(log)


def test_rules_are_all_codes_with_what_code_hosts_show() -> None:
    run = run_of([])
    assert run["results"] == []  # 3.14.23: it ran, and found nothing
    assert standard().is_valid(json.loads(as_sarif([], {}, "1.2.3")))
    rules = {rule["id"]: rule for rule in run["tool"]["driver"]["rules"]}
    assert list(rules) == list(CODES)
    for code, (severity, meaning) in CODES.items():
        assert rules[code]["defaultConfiguration"] == {"level": severity.value}
        assert rules[code]["shortDescription"]["text"] == meaning
        assert rules[code]["help"]["text"]
        assert "helpUri" not in rules[code]
    assert "ignore: {{raw-html: the reason}}" in rules["raw-html"]["help"]["text"]


@given(
    st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="'"), max_size=12),
    st.text(st.characters(min_codepoint=0x1F600, max_codepoint=0x1F64F), min_size=1, max_size=5),
)
def test_columns_count_utf_16_code_units(before: str, marked: str) -> None:
    line = f"{{a: '{before}', b: '{marked}'}}"
    root = compose(f"\ufeff\n{line}\n".encode(), PATH).root
    assert isinstance(root, Mapping)
    run = run_of([problem("raw-html", root.entries[1][1].span, "m")], f"\ufeff\n{line}\n".encode())
    assert run["columnKind"] == "utf16CodeUnits"
    (region,) = regions_of(run["results"])
    units = line.encode("utf-16-le")
    cut = units[2 * (region["startColumn"] - 1) : 2 * (region["endColumn"] - 1)]
    assert cut.decode("utf-16-le") == f"'{marked}'"
    assert (region["startLine"], region["endLine"]) == (2, 2)


def test_result_when_a_fix_is_sure_then_replaces_just_the_place() -> None:
    found = problem("unknown-field", Span(PATH, 1, 4, 1, 9), "m", "h", fix="title")
    (result,) = run_of([found], "🚗🚗 tilte: A\n".encode())["results"]
    assert result["message"] == {"text": "m\nh"}
    (change,) = result["fixes"][0]["artifactChanges"]
    assert change["artifactLocation"] == {"uri": PATH}
    place = {"startLine": 1, "startColumn": 6, "endLine": 1, "endColumn": 11}
    assert change["replacements"] == [
        {"deletedRegion": place, "insertedContent": {"text": "title"}}
    ]


def test_result_when_an_author_writes_links_or_placeholders_then_shows_them_as_text() -> None:
    found = problem("raw-html", Span(PATH), "“[x](https://evil.example) {0}\x1b”")
    (result,) = run_of([found])["results"]
    assert result["message"]["text"] == "“[x] (https://evil.example) {{0}}␛”"
    assert result["locations"] == [
        {"physicalLocation": {"artifactLocation": {"uri": PATH}}}  # a file as a whole
    ]


def test_path_when_it_has_signs_of_addresses_then_they_are_escaped() -> None:
    path = "a:b/ü #1?.yaml"
    (result,) = run_of([problem("raw-html", Span(path), "m")])["results"]
    address = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert address == "a%3Ab/%C3%BC%20%231%3F.yaml"
    assert unquote(address) == path


def test_check_when_asked_for_sarif_then_it_is_alone_on_the_standard_output(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "site.yaml").write_text("title: A\nlanguages: [en]\n", "utf-8")
    (tmp_path / "content" / "a.yaml").write_text("date: 🚗 soon\ntitle: A\n", "utf-8")
    done = CliRunner().invoke(cli, ["check", str(tmp_path), "--format", "sarif"])
    (result,) = json.loads(done.stdout)["runs"][0]["results"]
    (place,) = result["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": f"file://{tmp_path.as_posix()}/content/a.yaml"},
        "region": {"startLine": 1, "startColumn": 7, "endLine": 1, "endColumn": 14},
    }
    assert done.exit_code == 1
