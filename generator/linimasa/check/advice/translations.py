"""Translations whose originals were changed, and those of which nobody can say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from linimasa.check.advice.remark import Remark
from linimasa.diagnostics import Diagnostic, Related, Span, problem
from linimasa.load import translated_pages
from linimasa.model.record import Id
from linimasa.model.site import LoadedPage, Stale, Way

_NOTED = "linimasa check --stale --fix notes that"


def stale_translations(found: Mapping[Id, Sequence[Stale]]) -> Iterator[Remark]:
    """A remark on each translated text that has another original than its note says."""
    for name, some in found.items():
        for way, original, fingerprint in some:
            field, language = str(way[0]), str(way[-1])
            yield Remark(
                "stale-translation",
                name,
                way,
                f"{_called(way)} was changed in “{original}” after it was translated"
                f" into “{language}”",
                f"translate it anew, then write {fingerprint} into its note under “translated:”",
                (name, ("translated", language, field), "the note of what it was made from"),
            )


def unnoted_translations(found: Mapping[Id, str]) -> Iterator[Remark]:
    """A remark on each event with translations that have no note; `found` names them."""
    for name, texts in found.items():
        yield Remark(
            "unnoted-translation",
            name,
            ("title",),
            f"nothing says which wording was translated here: {texts}",
            f"if they say the same as their originals, {_NOTED}",
        )


def page_translations(
    pages: Iterable[LoadedPage], first: str, *, unnoted: bool
) -> Iterator[Diagnostic]:
    """Of each plain page whose original in the `first` language is another than its note says.

    With `unnoted` also of those without a note.
    """
    for page, original in translated_pages(pages, first):
        if page.noted is None:
            if unnoted:
                message = f"nothing says which wording of {original.path} was translated here"
                hint = f"if this page says the same as its original, {_NOTED}"
                yield problem("unnoted-translation", Span(page.path, 1, 1), message, hint)
        elif page.translated != original.wording:
            yield problem(
                "stale-translation",
                page.noted,
                f"the original of this page, {original.path}, was changed after it was translated",
                f"translate it anew, then write {original.wording} here",
                (Related(Span(original.path, 1, 1), "the original"),),
            )


def _called(way: Way) -> str:
    """A text in the words of an editor: “title”, or “text” of item 2 of “statements”."""
    if len(way) == 2:
        return f"“{way[0]}”"
    field, number, part = way[:3]
    return f"“{part}” of item {int(number) + 1} of “{field}”"
