"""The rules of the house that a reader of one module cannot see: who may import whom."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "generator" / "linimasa"

# A module imports from its own row or from rows above it here, never from one further down. A
# package stands for all of its modules, unless some of them are named here: then all are.
ROWS = (
    {"diagnostics", "fuzzydate"},
    {"model"},
    {"yamltree", "decode", "schema", "markup", "load"},
    {
        "check", "wording", "render", "render.theme", "render.page", "link", "pipeline",
        "pipeline.collisions", "pipeline.brief", "plan", "reporting", "reporting.report",
        "reporting.sarif", "exporters", "importers", "scaffold", "timelinejs",
    },
    {
        "render.packing", "render.drawing", "cache", "cache.memo", "pipeline.work",
        "pipeline.ground", "pipeline.explain", "pipeline.advising", "pipeline.exporting",
        "pipeline.contents", "pipeline.layout", "pipeline.build", "pipeline.amend", "preview",
        "preview.shelf", "preview.dashboard", "preview.mediatypes", "preview.answers",
        "preview.bursts",
    },
    {
        "pipeline.deadline", "pipeline.encoders", "pipeline.forks", "pipeline.rebuild", "read",
        "cache.namespace", "cache.seen", "cache.store", "preview.nearby", "preview.terminal",
        "preview.watching", "preview.dashboarding", "preview.editors", "preview.serve",
        "preview.showing", "reporting.terminal", "write", "commands", "cli", "__main__", "__init__",
    },
)  # fmt: skip
FIRST_ROW_WITH_EFFECTS = 5
SPREAD = {name.split(".")[0] for row in ROWS for name in row if "." in name}
"""Packages with modules in several rows."""

EFFECTS = {
    "asyncio", "ctypes", "glob", "io", "locale", "logging", "multiprocessing", "os", "random",
    "secrets", "shutil", "signal", "socket", "sqlite3", "subprocess", "sys", "tempfile",
    "threading", "time", "urllib.request", "uuid", "webbrowser",
}  # fmt: skip
EFFECT_CALLS = {"breakpoint", "exec", "eval", "input", "open", "print"}
EFFECT_METHODS = {"now", "today", "utcnow", "read_text", "write_text", "read_bytes", "write_bytes"}
EXTRAS = {"icalendar"}
"""Libraries that not everybody has, and that load with what needs them."""
EMPTY_NAMES = {"utils", "util", "helpers", "common", "base", "core", "misc", "manager", "shared"}
LONGEST_MODULE = 420
LONGEST_FUNCTION = 60


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


TREES = {
    module_name(path): ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))
}
PATHS = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def imported(module: str, tree: ast.AST) -> Iterator[str]:
    """The full names of the modules that a module imports, ours and others."""
    package = module if PATHS[module].name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1]
            start = ".".join([*above, node.module or ""]).rstrip(".") if node.level else ""
            start = start or node.module or ""
            for name in node.names:
                inner = f"{start}.{name.name}"
                yield inner if inner in TREES else start


def part(module: str) -> str:
    """What stands in `ROWS` for a module: its first name below the package, or its first two."""
    names = module.split(".")[1:] or ["__init__"]
    return ".".join(names[: 2 if names[0] in SPREAD else 1])


def row(module: str) -> int:
    """The place in `ROWS`; a module that is in none counts as last, and a test names it."""
    return next((at for at, names in enumerate(ROWS) if part(module) in names), len(ROWS))


def circles(needs: dict[str, set[str]]) -> dict[str, set[str]]:
    """What is left when all is taken away that needs nothing of what is left."""
    while free := [name for name, others in needs.items() if not others & needs.keys()]:
        needs = {name: others for name, others in needs.items() if name not in free}
    return needs


PURE = [module for module in TREES if row(module) < FIRST_ROW_WITH_EFFECTS]


def test_rows_name_every_module_and_nothing_else() -> None:
    assert sorted({part(module) for module in TREES}) == sorted(set().union(*ROWS))


@pytest.mark.parametrize("package", sorted(SPREAD))
def test_package_in_several_rows_loads_with_none_of_its_modules(package: str) -> None:
    assert [type(node) for node in TREES[f"linimasa.{package}"].body] == [ast.Expr]


@pytest.mark.parametrize("module", TREES)
def test_module_imports_nothing_from_a_later_row(module: str) -> None:
    ours = [name for name in imported(module, TREES[module]) if name in TREES]
    assert [name for name in ours if row(name) > row(module)] == []


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    needs = {
        module: {name for name in imported(module, tree) if name in TREES and name != module}
        for module, tree in TREES.items()
    }
    assert circles(needs) == {}


def test_packages_do_not_import_each_other_in_a_circle() -> None:
    needs: dict[str, set[str]] = {}
    for module, tree in TREES.items():
        package = part(module).split(".")[0]
        there = {part(name).split(".")[0] for name in imported(module, tree) if name in TREES}
        needs.setdefault(package, set()).update(there - {package})
    assert circles(needs) == {}


@pytest.mark.parametrize("module", PURE)
def test_pure_module_reaches_no_file_clock_or_chance(module: str) -> None:
    tree = TREES[module]
    names = set(imported(module, tree))
    assert names & EFFECTS == set()
    assert {name for name in names if name.split(".")[0] in EFFECTS} == set()
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "pathlib":
            found += [name.name for name in node.names if name.name != "PurePosixPath"]
        if isinstance(node, ast.Import):
            found += [name.name for name in node.names if name.name == "pathlib"]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            found += [node.func.id] * (node.func.id in EFFECT_CALLS)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            found += [node.func.attr] * (node.func.attr in EFFECT_METHODS)
    assert found == []


@pytest.mark.parametrize("module", PURE)
def test_pure_module_imports_at_its_top_only(module: str) -> None:
    top = TREES[module].body
    inner = [
        node
        for node in ast.walk(TREES[module])
        if isinstance(node, ast.Import | ast.ImportFrom) and node not in top
    ]
    assert [node for node in inner if getattr(node, "module", "") not in EXTRAS] == []


@pytest.mark.parametrize("module", TREES)
def test_module_is_short_and_says_what_it_is_for(module: str) -> None:
    text = PATHS[module].read_text("utf-8")
    assert text.count("\n") <= LONGEST_MODULE
    assert "TYPE_CHECKING" not in text
    assert ast.get_docstring(TREES[module])
    assert PATHS[module].stem not in EMPTY_NAMES
    functions = [
        node for node in ast.walk(TREES[module])
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]  # fmt: skip
    long = {
        node.name: node.end_lineno - node.lineno + 1
        for node in functions
        if node.end_lineno and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    }
    assert long == {}


def test_classes_do_not_inherit_from_each_other() -> None:
    classes = [
        node for tree in TREES.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    ]
    ours = {node.name for node in classes}
    heirs = {
        node.name
        for node in classes
        for base in node.bases
        if ast.unparse(base).split(".")[-1] in ours
    }
    assert heirs == {"MarkdownText"}, "a text that is Markdown is still a text; no others"
