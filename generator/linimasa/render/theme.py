"""The theme's files → templates by page, static files by address, catalogs by language.

In: the theme as it was read, the site's own files in place of the default ones. Out: frozen
values with everything a page template can reach, found statically: what it extends,
includes or imports. A template with a mistake gives a diagnostic at its own line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, TypeAlias, TypeVar

import rjsmin
import tinycss2
from jinja2 import Environment, TemplateSyntaxError, meta, nodes

from linimasa.diagnostics import Diagnostic, Span, did_you_mean, problem
from linimasa.model.colors import DARK_GROUND, EASY, readable
from linimasa.model.files import Output, ThemeFile
from linimasa.model.record import Color

STABLE = ("embed.js",)
"""Files that pages of other sites name for years: they lie at the root, by their own names."""
STYLE = "style.css"
"""The style sheet that the accent of the site is written into."""
BLANK = tinycss2.ast.WhitespaceToken(1, 1, " ")
_NUMBERS = ("number", "dimension", "percentage")


T = TypeVar("T")
Each: TypeAlias = Callable[[str, Callable[..., Any], Sequence[tuple[Any, ...]]], Sequence[Any]]
"""Makes the calls of a function for a stage of the build, or knows what comes of them."""


def at_once(
    _stage: str, function: Callable[..., T], calls: Sequence[tuple[Any, ...]]
) -> Sequence[T]:
    """Make all calls."""
    return [function(*call) for call in calls]


@dataclass(frozen=True, slots=True)
class TemplateSource:
    """One template file."""

    name: str
    """As templates name it: `event.html`, `base/event.html`."""
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Named:
    """The templates that a text names, or what is wrong with it."""

    templates: tuple[tuple[str | None, int, bool], ...] = ()
    """Name, line, and whether it may be missing; no name where it is an expression."""
    mistakes: tuple[tuple[int, str], ...] = ()
    """Line and message of what keeps it from being read."""


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


def read_theme(
    files: Sequence[ThemeFile], accent: Color | None = None, each: Each = at_once
) -> Theme:
    """Sort out the files of a theme; an accent of the site ends up in its style sheet.

    `each` makes what takes time: the stages `templates` and `assets`.

    Diagnostics: `bad-template` for one that Jinja cannot parse or that is not UTF-8, or
    that names another template by an expression; `missing-template` for one that is named
    and is not there.
    """
    sources, unreadable = _sources(files)
    references: dict[str, tuple[str, ...]] = {}
    found = list(unreadable)
    # By their texts: those of the default theme are there twice, by two names.
    calls = [(source.text,) for source in sources.values()]
    for source, named in zip(sources.values(), each("templates", names_in, calls), strict=True):
        references[source.name], wrong = _references(source, named, sources)
        found.extend(wrong)
    templates = {name: _closure(name, sources, references) for name in sources if "/" not in name}
    assets = tuple(_assets(files, accent, each))
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
    source: TemplateSource, named: Named, sources: Mapping[str, TemplateSource]
) -> tuple[tuple[str, ...], list[Diagnostic]]:
    """The templates that one can reach at once, and what is wrong with them."""
    names = []
    found = [
        problem("bad-template", Span(source.path, line, 1), message)
        for line, message in named.mistakes
    ]
    for name, line, may_be_missing in named.templates:
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


def names_in(text: str) -> Named:
    """What a template with this text names."""
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    try:
        tree = environment.parse(text)
    except TemplateSyntaxError as error:
        return Named(mistakes=((error.lineno, error.message or "this template is broken"),))
    return Named(
        tuple(
            (name, node.lineno, bool(getattr(node, "ignore_missing", False)))
            for node in tree.find_all(
                (nodes.Extends, nodes.FromImport, nodes.Import, nodes.Include)
            )
            for name in meta.find_referenced_templates(nodes.Template([node]))
        )
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


def _assets(
    files: Iterable[ThemeFile], accent: Color | None, each: Each
) -> Iterator[tuple[str, Output]]:
    """Static files under names that change with their content, so they may be cached for ever."""
    static = {
        file.name.removeprefix("static/"): file.data
        for file in files
        if file.name.startswith("static/")
    }
    if accent and STYLE in static:
        static[STYLE] += _accent_rule(accent)
    texts = {name: text for name, data in static.items() if (text := _minifiable(name, data))}
    for name, text in zip(texts, each("assets", minified, list(texts.items())), strict=True):
        static[name] = text.encode()
    for name, data in static.items():
        path = PurePosixPath(name)
        mark = hashlib.blake2b(data, digest_size=5).hexdigest()
        published = path.with_name(f"{path.stem}.{mark}{path.suffix}")
        yield name, Output(name if name in STABLE else f"assets/{published}", data)


def _minifiable(name: str, data: bytes) -> str:
    """A style sheet or script as text; empty for others, and for one that is minified already."""
    if ".min." in name or not name.endswith((".css", ".js")):
        return ""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return ""


def minified(name: str, text: str) -> str:
    """A style sheet or script without what only its authors read; `/*!` comments stay.

    A style sheet that is broken stays as it is, and so does a script that puts one template
    literal into another: the minifier would take the inner one for code.
    """
    if name.endswith(".css"):
        return _minified_style(text)
    if _templates_stand_alone(text):
        return str(rjsmin.jsmin(text, keep_bang_comments=True))
    return text


def _minified_style(text: str) -> str:
    """By tokens, as a nested `.a :is(b)` says something else than `.a:is(b)`."""
    try:
        return str(tinycss2.serialize(_compact(tinycss2.parse_component_value_list(text))))
    except (SyntaxError, RecursionError):
        return text


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
            if room and kept and not (_separates(token) or _separates(kept[-1], after=True)):
                kept.append(BLANK)
            room = False
            kept.append(token)
            if token.type in _NUMBERS and token.representation.startswith("0."):
                token.representation = token.representation[1:]
            for inside in {"content", "arguments"} & set(type(token).__slots__):
                setattr(token, inside, _compact(getattr(token, inside)))
            if token.type == "{} block" and token.content and token.content[-1] == ";":
                token.content.pop()  # it parts declarations, and the last one has none after it
    return kept


def _separates(token: Any, *, after: bool = False) -> bool:
    """Whether white space before a token, or `after` it, says nothing.

    Before a colon it does: `a :hover` is any element inside of `a`.
    """
    signs = (";", ",", ":") if after else (";", ",")
    return token.type == "{} block" or (token.type == "literal" and token.value in signs)


def _templates_stand_alone(script: str) -> bool:
    """Whether every template literal closes the braces that it opens; said too rarely, if wrong."""
    return all(inside.count("{") == inside.count("}") for inside in script.split("`")[1::2])


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
