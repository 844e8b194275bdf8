"""Pages without events: plain pages by authors, old addresses, and the page for lost readers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urlsplit

from linimasa.model.address import in_folder
from linimasa.model.pages import NotFoundPage, RedirectPage, TextPage
from linimasa.model.record import Id
from linimasa.model.site import LoadedPage
from linimasa.model.views import Link, Phrase
from linimasa.plan.edition import Edition, site_url
from linimasa.wording import language_name


def text_pages(edition: Edition) -> Iterator[TextPage]:
    """Each plain page, in this language or in the one it falls back to."""
    for name, versions in _versions(edition).items():
        page = _best(edition, versions)
        foreign = page.language != edition.language.code
        yield TextPage(
            head=edition.head(
                "text.html",
                (name,),
                page.title,
                page.summary,
                in_language=versions.__contains__,
            ),
            body=Phrase(page.html, page.language),
            shown_in=language_name(page.language, edition.language) if foreign else "",
        )


def navigation(edition: Edition) -> tuple[Link, ...]:
    """Links to the plain pages that the settings put into the navigation, in their order."""
    versions = _versions(edition)
    pages = [_best(edition, versions[n]) for n in edition.site.settings.pages if n in versions]
    return tuple(
        Link(Phrase(page.title, page.language), edition.address(page.name)) for page in pages
    )


def redirects(edition: Edition) -> Iterator[RedirectPage]:
    """A page at each old address: former ids of events, and other members of a thread.

    A thread is named by its first event. Should an earlier one join it, its former address
    still leads to it, as does that of every event in it.
    """
    site = edition.site
    for name, entry in site.entries.items():
        for old in entry.event.aliases:
            title = edition.event(name).label.text
            yield _redirect(edition, ("events", old), ("events", name), title)
    for thread in site.threads.values():
        for other in thread.events[1:]:
            title = edition.needed(thread.name, thread.id).text
            yield _redirect(edition, ("threads", other), ("threads", thread.id), title)


def not_found(edition: Edition) -> NotFoundPage:
    """The page a server shows for an address that is not there, in the first language.

    It is shown at any depth, so its way to the root begins at the root of the server.
    """
    head = edition.head("404.html", (), edition.say("Page not found"), indexed=False)
    return NotFoundPage(replace(head, root=urlsplit(site_url(edition.site)).path or "/"))


def _redirect(
    edition: Edition, source: tuple[str, ...], target: tuple[str, ...], title: str
) -> RedirectPage:
    head = edition.head("redirect.html", source, title, indexed=False)
    return RedirectPage(head, in_folder(edition.root, *target))


def _versions(edition: Edition) -> dict[Id, dict[str, LoadedPage]]:
    """The plain pages by name and language."""
    versions: dict[Id, dict[str, LoadedPage]] = {}
    for page in edition.site.pages:
        versions.setdefault(page.name, {})[page.language] = page
    return versions


def _best(edition: Edition, versions: dict[str, LoadedPage]) -> LoadedPage:
    """The version for readers of this language, else in the first, else any there is."""
    for code in (edition.language.code, edition.first, *versions):
        if code in versions:
            return versions[code]
    raise AssertionError("a plain page has a version at least")
