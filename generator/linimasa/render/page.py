"""A page → HTML: the page's template, with `page`, `site` and the words of its language.

In: a frozen page, the `SiteInfo` of its language, the templates it can reach, the language.
Out: the finished file, or a diagnostic at the template's own line. Nothing else is in
reach of a template, so the same arguments always give the same bytes.
"""

from __future__ import annotations

import functools
import re
import traceback
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from types import CodeType, FunctionType, MappingProxyType, TracebackType
from typing import Any

from jinja2 import (
    BaseLoader,
    Environment,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    nodes,
    pass_context,
)
from jinja2.compiler import CodeGenerator, Frame
from jinja2.runtime import Context as TemplateContext
from jinja2.runtime import Macro
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

from linimasa.diagnostics import Diagnostic, Span, problem
from linimasa.model.address import link
from linimasa.model.pages import CARD_ROOT, Page, SiteInfo
from linimasa.model.views import DateWords, Link, Phrase
from linimasa.render.theme import Templates, TemplateSource
from linimasa.wording import (
    Language,
    direction,
    gettext,
    label,
    language_name,
    ngettext,
    number,
)

_FAILURES = (
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)
"""What an expression in a template can fail with."""
_SPECIAL = re.compile("[&<>\"']").search
"""Finds a sign that HTML has to escape."""
_NO_FIELD = re.compile(r"'linimasa\.model\.\w+\.(\w+) object' has no attribute '(\w+)'")


NOTHING_DRAWN: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as HTML, or what is wrong with its template."""

    html: str | None
    diagnostics: tuple[Diagnostic, ...] = ()


def render(
    page: Page,
    site: SiteInfo,
    templates: Templates,
    language: Language,
    cards: Mapping[str, str] = NOTHING_DRAWN,
    parts: Mapping[str, str] = NOTHING_DRAWN,
) -> Rendered:
    """Render one page, one card or one part.

    `cards` are those that the lists of the page name, by their keys; `parts` are what it shares
    with others, by the names of their templates. Diagnostics: `template-failed`.
    """
    root = page.head.root or "./"

    def drawn(card: str) -> Markup:
        return Markup(cards[card].replace(CARD_ROOT, root))

    def part(template: str) -> Markup:
        return Markup(parts[template].replace(CARD_ROOT, root))

    try:
        template = _environment(templates, language).get_template(templates.name)
        return Rendered(template.render(page=page, site=site, drawn=drawn, part=part))
    except (TemplateError, *_FAILURES) as error:
        return Rendered(None, (_failure(error, templates, page.head.address),))


# -- templates ------------------------------------------------------------------------------


class _Loader(BaseLoader):
    """Finds templates among those that a page can reach; compiles each once for a language."""

    def __init__(self, templates: Templates, language: Language) -> None:
        self.sources = {source.name: source for source in templates.sources}
        self.language = language

    def load(
        self,
        environment: Environment,
        name: str,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        if name not in self.sources:
            raise TemplateNotFound(name)
        code = _compiled(self.sources[name], self.language)
        if isinstance(code, tuple):
            error, trace = code
            raise error.with_traceback(trace)
        return environment.template_class.from_code(environment, code, globals or {})


class _Translated(NodeTransformer):
    """Puts the words of a language in place of `_("…")`, once rather than on each page."""

    def __init__(self, language: Language) -> None:
        self.language = language

    def visit_Call(self, node: nodes.Call) -> nodes.Node:
        self.generic_visit(node)
        is_plain = not (node.kwargs or node.dyn_args or node.dyn_kwargs)
        match node.node, node.args:
            case nodes.Name(name="_" | "gettext"), [nodes.Const(value=str(words))] if is_plain:
                # `%%` stands for a percent sign, as it does where there are variables.
                text = gettext(self.language, words) % {}
                return nodes.MarkSafe(nodes.Const(text, lineno=node.lineno), lineno=node.lineno)
        return node


class _Plainly(CodeGenerator):
    """Writes values out through `as_html`, where Jinja would make an object of each first."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:
        if frame.eval_ctx.volatile or not frame.eval_ctx.autoescape or finalize.src is not None:
            super()._output_child_pre(node, frame, finalize)
        else:
            self.write("environment.as_html(")


class _Context(TemplateContext):
    """Calls macros and functions, where Jinja would look first for what else they might be."""

    def call(self, called: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Any:
        if type(called) is Macro:
            args = (self.eval_ctx, *args)
        elif type(called) is not FunctionType or hasattr(called, "jinja_pass_arg"):
            return super().call(called, *args, **kwargs)
        if kwargs:
            kwargs.pop("_block_vars", None)
            kwargs.pop("_loop_vars", None)
        return called(*args, **kwargs)


def as_html(value: object) -> str:
    """A value as HTML, escaped unless it is HTML already."""
    if isinstance(value, Markup):
        return value
    if type(value) is str and not _SPECIAL(value):
        return value
    return escape(value)


@functools.lru_cache(maxsize=256)
def _compiled(
    source: TemplateSource, language: Language
) -> CodeType | tuple[TemplateError, TracebackType | None]:
    """A template as Python code, or what is wrong with it and where.

    Either takes far longer than rendering.
    """
    environment = _plain_environment()
    try:
        tree = environment.parse(source.text, source.name, source.path)
        return environment.compile(_Translated(language).visit(tree), source.name, source.path)
    except TemplateError as error:
        return error, error.__traceback__


@functools.lru_cache(maxsize=64)
def _environment(templates: Templates, language: Language) -> Environment:
    """The templates of one kind of page, with the words of one language."""
    environment = _plain_environment()
    environment.loader = _Loader(templates, language)
    _install(environment, language)
    return environment


def _plain_environment() -> Environment:
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
        cache_size=-1,
        auto_reload=False,
    )
    environment.code_generator_class = _Plainly
    environment.context_class = _Context
    environment.as_html = as_html  # type: ignore[attr-defined]
    environment.filters |= {
        "link": link,
        "href": _href,
        "foreign": _foreign,
        "phrase": _phrase,
        "anchor": _anchor,
        "date": _date,
    }
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    return environment


def _install(environment: Environment, language: Language) -> None:
    """Give templates the words of a language."""

    def translated(message: str, /, **variables: object) -> Markup:
        return Markup(gettext(language, message) % _escaped(variables))

    def counted(one: str, many: str, count: int, /, **variables: object) -> Markup:
        text = ngettext(language, one, many, count)
        return Markup(text % _escaped({"num": count, **variables}))

    def words(kind: str, word: str, back: bool = False) -> str:
        return label(kind, word, language, back=back)

    def formatted(count: int) -> str:
        return number(count, language)

    def named(code: str) -> str:
        return language_name(code, language)

    environment.globals.update(
        _=translated,
        gettext=translated,
        ngettext=counted,
        label=words,
        number=formatted,
        language_name=named,
        direction=direction,
    )


def _escaped(variables: Mapping[str, object]) -> dict[str, str]:
    return {name: as_html(value) for name, value in variables.items()}


# -- filters --------------------------------------------------------------------------------
#
# What every page writes dozens of times. As macros these took half of the time of a page.


@pass_context
def _href(context: TemplateContext, address: str) -> str:
    """An address of the site, as a link from this page."""
    root: str = context["page"].head.root
    return root + link(address) or "./"


@pass_context
def _foreign(context: TemplateContext, language: str) -> Markup:
    """The attributes that a text needs which is not in the language of the page."""
    if not language or language == context["page"].head.language:
        return Markup("")
    return Markup(f' lang="{as_html(language)}" dir="{direction(language)}"')


@pass_context
def _phrase(context: TemplateContext, text: Phrase) -> str:
    """A phrase, marked where its language is not that of the page."""
    if text.language == context["page"].head.language:
        return text.text
    return Markup(f"<span{_foreign(context, text.language)}>{as_html(text.text)}</span>")


@pass_context
def _anchor(context: TemplateContext, to: Link) -> Markup:
    """A link with its words."""
    words = as_html(_phrase(context, to.label))
    return Markup(f'<a href="{as_html(_href(context, to.address))}">{words}</a>')


def _date(when: DateWords, kind: str = "date") -> Markup:
    """A date: one `time` element for each part that HTML can express, EDTF where it cannot."""
    parts = "".join(
        f'<time datetime="{as_html(part.datetime)}">{as_html(part.text)}</time>'
        if part.datetime
        else as_html(part.text)
        for part in when.parts
    )
    is_expressed = [part.datetime for part in when.parts] == [when.edtf]
    edtf = "" if is_expressed else f' data-edtf="{as_html(when.edtf)}"'
    return Markup(f'<span class="{as_html(kind)}"{edtf}>{parts}</span>')


# -- failures -------------------------------------------------------------------------------


def _failure(error: Exception, templates: Templates, address: str) -> Diagnostic:
    """Where in which template it went wrong: the innermost frame that is a template."""
    paths = {source.path for source in templates.sources}
    place = Span(templates.sources[0].path)
    for path, line in _frames(error.__traceback__):
        if path in paths:
            place = Span(path, line, 1)
    return problem(
        "template-failed",
        place,
        f"this template fails: {_said(error)}",
        f"met while making the page at /{address}",
    )


def _said(error: Exception) -> str:
    """What is wrong, in the words of templates rather than of Python."""
    if isinstance(error, RecursionError):
        return "it uses itself without end"
    if isinstance(error, KeyError):
        return f"there is no “{error.args[0]}”"
    message = getattr(error, "message", None) or str(error) or type(error).__name__
    return _NO_FIELD.sub(r"\1 has no field “\2”", message)


def _frames(trace: TracebackType | None) -> list[tuple[str, int]]:
    return [(frame.filename, frame.lineno or 1) for frame in traceback.extract_tb(trace)]
