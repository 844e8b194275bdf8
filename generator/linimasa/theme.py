"""The theme's files → templates by page, static files by address, catalogs by language.

In: the theme as it was read, the site's own files in place of the default ones. Out: frozen
values with everything a page template can reach, found statically: what it extends,
includes or imports. A template with a mistake gives a diagnostic at its own line.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import rjsmin
import tinycss2
from jinja2 import Environment, TemplateSyntaxError, meta, nodes

from linimasa.colors import DARK_GROUND, EASY, readable
from linimasa.diagnostics import Diagnostic, Span, did_you_mean, problem
from linimasa.model.files import Output, ThemeFile
from linimasa.model.record import Color

STYLE = "style.css"
"""The style sheet that the accent of the site is written into."""
BLANK = tinycss2.ast.WhitespaceToken(1, 1, " ")


@dataclass(frozen=True, slots=True)
class TemplateSource:
    """One template file."""

    name: str
    """As templates name it: `event.html`, `base/event.html`."""
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Templates:
    """Everything that the template of one kind of page can reach; equal when its texts are."""

    name: str
    digest: str
    sources: tuple[TemplateSource, ...] = field(compare=False)


@dataclass(frozen=True, slots=True)
class Theme:
    """A theme, ready for use."""

    templates: Mapping[str, Templates]
    """By the name of the page's template."""
    assets: tuple[tuple[str, str], ...]
    """Static files: name → published address, with a hash of the content in it."""
    outputs: tuple[Output, ...]
    """The static files as they are published."""
    catalogs: Mapping[str, tuple[ThemeFile, ...]]
    """Interface strings: language code → gettext catalogs, the default theme's first."""
    diagnostics: tuple[Diagnostic, ...]


def read_theme(files: Sequence[ThemeFile], accent: Color | None = None) -> Theme:
    """Sort out the files of a theme; an accent of the site ends up in its style sheet.

    Diagnostics: `bad-template` for one that Jinja cannot parse or that is not UTF-8, or
    that names another template by an expression; `missing-template` for one that is named
    and is not there.
    """
    sources, unreadable = _sources(files)
    references: dict[str, tuple[str, ...]] = {}
    found = list(unreadable)
    for source in sources.values():
        named, wrong = _references(source, sources)
        references[source.name] = named
        found.extend(wrong)
    templates = {name: _closure(name, sources, references) for name in sources if "/" not in name}
    assets = tuple(_assets(files, accent))
    return Theme(
        templates,
        tuple((name, output.path) for name, output in assets),
        tuple(output for _, output in assets),
        _catalogs(files),
        tuple(found),
    )


def _sources(
    files: Iterable[ThemeFile],
) -> tuple[dict[str, TemplateSource], list[Diagnostic]]:
    sources, found = {}, []
    for file in files:
        name = _template_name(file.name)
        if name:
            try:
                text = file.data.decode("utf-8-sig")
            except UnicodeDecodeError as error:
                line = file.data.count(b"\n", 0, error.start) + 1
                message = "this template is not UTF-8"
                found.append(problem("bad-template", Span(file.path, line, 1), message))
                text = ""
            sources[name] = TemplateSource(name, file.path, text)
    return sources, found


def _template_name(name: str) -> str:
    """`templates/event.html` → `event.html`, below `base/` too; empty for other files."""
    for prefix, kept in (("templates/", ""), ("base/templates/", "base/")):
        if name.startswith(prefix) and name.endswith(".html"):
            return kept + name.removeprefix(prefix)
    return ""


def _references(
    source: TemplateSource, sources: Mapping[str, TemplateSource]
) -> tuple[tuple[str, ...], list[Diagnostic]]:
    """The templates that one names, and what is wrong with them."""
    named = _named(source)
    if isinstance(named, Diagnostic):
        return (), [named]
    names, found = [], []
    for name, line, may_be_missing in named:
        where = Span(source.path, line, 1)
        if name is None:
            message = "this template names another one by an expression"
            hint = "name it by plain text, so that changes to it are noticed"
            found.append(problem("bad-template", where, message, hint))
        elif name in sources:
            names.append(name)
        elif not may_be_missing:
            hint = did_you_mean(name, sources)
            message = f"there is no template “{name}”"
            found.append(problem("missing-template", where, message, hint))
    return tuple(names), found


@functools.lru_cache(maxsize=256)
def _named(source: TemplateSource) -> tuple[tuple[str | None, int, bool], ...] | Diagnostic:
    """The names, lines and `ignore missing` of what a template names; None is an expression.

    Remembered, as parsing takes longer than all else here and a preview asks at each save.
    """
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    try:
        tree = environment.parse(source.text)
    except TemplateSyntaxError as error:
        where = Span(source.path, error.lineno, 1)
        return problem("bad-template", where, error.message or "this template is broken")
    return tuple(
        (name, node.lineno, bool(getattr(node, "ignore_missing", False)))
        for node in tree.find_all((nodes.Extends, nodes.FromImport, nodes.Import, nodes.Include))
        for name in meta.find_referenced_templates(nodes.Template([node]))
    )


def _closure(
    name: str, sources: Mapping[str, TemplateSource], references: Mapping[str, Sequence[str]]
) -> Templates:
    """A template with everything it can reach."""
    reached = {name: sources[name]}
    waiting = [name]
    while waiting:
        for other in references[waiting.pop()]:
            if other not in reached:
                reached[other] = sources[other]
                waiting.append(other)
    digest = hashlib.blake2b(digest_size=16)
    for source in sorted(reached.values(), key=lambda one: one.name):
        digest.update(f"{source.name}\0{source.path}\0{source.text}\0".encode())
    return Templates(name, digest.hexdigest(), tuple(reached.values()))


def _assets(files: Iterable[ThemeFile], accent: Color | None) -> Iterator[tuple[str, Output]]:
    """Static files under names that change with their content, so they may be cached for ever."""
    for file in files:
        if file.name.startswith("static/"):
            name = file.name.removeprefix("static/")
            written = file.data + (_accent_rule(accent) if name == STYLE and accent else b"")
            data = _minified(name, written)
            path = PurePosixPath(name)
            mark = hashlib.blake2b(data, digest_size=5).hexdigest()
            published = path.with_name(f"{path.stem}.{mark}{path.suffix}")
            yield name, Output(f"assets/{published}", data)


@functools.lru_cache(maxsize=64)
def _minified(name: str, data: bytes) -> bytes:
    """A style sheet or script without what only its authors read; `/*!` comments stay.

    One that says `.min.` is as its author wants it, and so is a style sheet that is broken and
    a script that puts one template literal into another: the minifier would take the inner one
    for code. Remembered, as a preview asks at each save.
    """
    if ".min." in name:
        return data
    if name.endswith(".css"):
        return _minified_style(data)
    if name.endswith(".js") and _templates_stand_alone(data):
        return bytes(rjsmin.jsmin(data, keep_bang_comments=True))
    return data


def _minified_style(data: bytes) -> bytes:
    """By tokens, as a nested `.a :is(b)` says something else than `.a:is(b)`."""
    try:
        tokens = tinycss2.parse_component_value_list(data.decode())
        return str(tinycss2.serialize(_compact(tokens))).encode()
    except (UnicodeDecodeError, SyntaxError, RecursionError):
        return data


def _compact(tokens: Sequence[Any]) -> list[Any]:
    """CSS tokens without comments, and with a blank only between two that are no separators.

    Raises `SyntaxError` for what CSS Syntax calls a parse error.
    """
    kept: list[Any] = []
    room = False
    for token in tokens:
        if token.type == "error":
            raise SyntaxError(token.message)
        if token.type == "whitespace":
            room = True
        elif token.type != "comment" or token.value.startswith("!"):
            if room and kept and not (_separates(token) or _separates(kept[-1])):
                kept.append(BLANK)
            room = False
            kept.append(token)
            for inside in {"content", "arguments"} & set(type(token).__slots__):
                setattr(token, inside, _compact(getattr(token, inside)))
    return kept


def _separates(token: Any) -> bool:
    """Whether white space around a token says nothing."""
    return token.type == "{} block" or (token.type == "literal" and token.value in (";", ","))


def _templates_stand_alone(script: bytes) -> bool:
    """Whether every template literal closes the braces that it opens; said too rarely, if wrong."""
    return all(inside.count(b"{") == inside.count(b"}") for inside in script.split(b"`")[1::2])


def _accent_rule(accent: Color) -> bytes:
    """The accent for light and dark pages; on dark ones it is as much lighter as it must be."""
    dark = readable(accent, DARK_GROUND, EASY)
    return (
        f"\n:root {{ --accent: {accent}; }}\n@supports (color: light-dark(#000, #fff)) "
        f"{{ :root {{ --accent: light-dark({accent}, {dark}); }} }}\n"
    ).encode()


def _catalogs(files: Iterable[ThemeFile]) -> dict[str, tuple[ThemeFile, ...]]:
    """Catalogs by language; a site's own catalog needs to hold only what it changes."""
    catalogs: dict[str, dict[str, ThemeFile]] = {}
    for file in sorted(files, key=lambda file: not file.name.startswith("base/")):
        path = PurePosixPath(file.name.removeprefix("base/"))
        if path.suffix == ".po" and path.parent.name == "locale":
            catalogs.setdefault(path.stem, {})[file.path] = file
    return {code: tuple(known.values()) for code, known in sorted(catalogs.items())}
