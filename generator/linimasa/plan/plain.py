"""Pages without events: plain pages by authors, old addresses, and the page for lost readers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from linimasa.model.address import in_folder
from linimasa.model.pages import NotFoundPage, RedirectPage, TextPage
from linimasa.model.record import Id, Text
from linimasa.model.site import LoadedPage, Site
from linimasa.model.views import Link, Phrase
from linimasa.plan.edition import Edition, site_url
from linimasa.plan.sheets import Sheet
from linimasa.wording import language_name


def text_sheets(edition: Edition, site: Site) -> Iterator[Sheet]:
    """Each plain page, in this language or in the one it falls back to."""
    for name, versions in _versions(site).items():
        page = _best(edition, versions)
        written = tuple(versions)
        shown = (name, page.title, page.summary, Phrase(page.html, page.language), written)
        yield Sheet((name,), "text.html", text_page, shown, written=written)


def text_page(
    edition: Edition, name: Id, title: str, summary: str, body: Phrase, written: tuple[str, ...]
) -> TextPage:
    """Lay out a plain page."""
    foreign = body.language != edition.language.code
    return TextPage(
        head=edition.head("text.html", (name,), title, summary, in_language=written.__contains__),
        body=body,
        shown_in=language_name(body.language, edition.language) if foreign else "",
    )


def navigation(edition: Edition, site: Site) -> tuple[Link, ...]:
    """Links to the plain pages that the settings put into the navigation, in their order."""
    versions = _versions(site)
    pages = [_best(edition, versions[n]) for n in edition.settings.pages if n in versions]
    return tuple(
        Link(Phrase(page.title, page.language), edition.address(page.name)) for page in pages
    )


def redirect_sheets(edition: Edition, site: Site) -> Iterator[Sheet]:
    """A page at each old address: former ids of events, and other members of a thread.

    A thread is named by its first event. Should an earlier one join it, its former address
    still leads to it, as does that of every event in it.
    """
    for name, entry in site.entries.items():
        for old in entry.outline.aliases:
            title = edition.needed(Text(entry.outline.title), name).text
            yield _redirect(("events", old), ("events", name), title)
    for thread in site.threads.values():
        title = edition.needed(thread.name, thread.id).text
        for other in thread.events[1:]:
            yield _redirect(("threads", other), ("threads", thread.id), title)


def _redirect(names: tuple[str, ...], target: tuple[str, ...], title: str) -> Sheet:
    arguments = (names, target, title)
    return Sheet(names, "redirect.html", redirect_page, arguments, indexed=False)


def redirect_page(
    edition: Edition, names: tuple[str, ...], target: tuple[str, ...], title: str
) -> RedirectPage:
    """Lay out an old address."""
    head = edition.head("redirect.html", names, title, indexed=False)
    return RedirectPage(head, in_folder(edition.root, *target))


def not_found_sheet() -> Sheet:
    """The page a server shows for an address that is not there, in the first language."""
    return Sheet((), "404.html", not_found_page, (), indexed=False)


def not_found_page(edition: Edition) -> NotFoundPage:
    """Lay it out. It is shown at any depth, so its way to the root begins at the server's."""
    head = edition.head("404.html", (), edition.say("Page not found"), indexed=False)
    return NotFoundPage(replace(head, root=urlsplit(site_url(edition.settings)).path or "/"))


def _versions(site: Site) -> dict[Id, dict[str, LoadedPage]]:
    """The plain pages by name and language."""
    versions: dict[Id, dict[str, LoadedPage]] = {}
    for page in site.pages:
        versions.setdefault(page.name, {})[page.language] = page
    return versions


def _best(edition: Edition, versions: dict[str, LoadedPage]) -> LoadedPage:
    """The version for readers of this language, else in the first, else any there is."""
    for code in (edition.language.code, edition.first, *versions):
        if code in versions:
            return versions[code]
    raise AssertionError("a plain page has a version at least")
