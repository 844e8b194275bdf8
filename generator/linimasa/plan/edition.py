"""The site in one language: addresses, phrases and the heads of its pages."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from linimasa.fuzzydate import FuzzyDate
from linimasa.model.address import in_folder, language_root, link, slug, up
from linimasa.model.fingerprint import fingerprint
from linimasa.model.pages import CARD_ROOT, Alternate, Head
from linimasa.model.period import Period
from linimasa.model.record import Actor, Text
from linimasa.model.settings import Settings, StatusWord
from linimasa.model.site import Outline, Site
from linimasa.model.views import Badge, DateWords, EmbedOffer, Link, Phrase
from linimasa.wording import Language, date_words, gettext, number, status_label


@dataclass(frozen=True, slots=True)
class Edition:
    """One language of the site, and what is needed to speak it; made by `edition`."""

    digest: str
    """Of everything here."""
    settings: Settings = field(compare=False)
    language: Language = field(compare=False)
    languages: Mapping[str, Language] = field(compare=False)
    """Every language of the site, in its order."""
    actors: Mapping[str, Actor] = field(compare=False)

    @property
    def first(self) -> str:
        """The site's first language."""
        return self.settings.languages[0]

    @property
    def zone(self) -> str:
        """The site's time zone."""
        return self.settings.timezone

    @property
    def root(self) -> str:
        """Where the pages of this language begin."""
        return language_root(self.language.code, self.first)

    def address(self, *names: str) -> str:
        """The address of a page of this language."""
        return in_folder(self.root, *names)

    def say(self, msgid: str) -> str:
        """An interface string in this language."""
        return gettext(self.language, msgid)

    def own(self, text: str) -> Phrase:
        """A text that is in this language for sure."""
        return Phrase(text, self.language.code)

    def phrase(self, text: Text) -> Phrase | None:
        """A text by an author, in this language or in the one it falls back to."""
        return Phrase(*text.best(self.language.code, self.first)) if text else None

    def needed(self, text: Text, otherwise: str) -> Phrase:
        """A text that is always shown: `otherwise` stands in for an empty one."""
        return self.phrase(text) or self.own(otherwise)

    def date(self, date: FuzzyDate) -> DateWords:
        """A date in words."""
        return date_words(date, self.language, self.settings.timezone)

    def maybe_date(self, date: FuzzyDate | None) -> DateWords | None:
        """A date in words, if there is one."""
        return self.date(date) if date else None

    def badge(self, word: str) -> Badge:
        """A status word as it is shown."""
        return _badge(self, word)

    def actor(self, word: str) -> Link:
        """Somebody by id or plain name; without an address where no event lists them."""
        actor = self.actors.get(word)
        name = self.needed(actor.name, word) if actor else self.own(word)
        return Link(name, self.address("actors", slug(word)))

    def tag(self, tag: str, label: Text) -> Link:
        """A tag by its slug, with the label the site gives it."""
        return Link(self.needed(label, tag), self.address("tags", tag))

    def event(self, outline: Outline) -> Link:
        """An event by its title."""
        title = self.needed(Text(outline.title), outline.id)
        return Link(title, self.address("events", outline.id))

    def period(self, period: Period) -> str:
        """A period in words; of several pages of it, which one this is."""
        words = self.date(period.date).words
        return f"{words} · {number(period.piece, self.language)}" if period.piece else words

    def part_head(self, template: str) -> Head:
        """The head of what stands on many pages, at any depth."""
        language = self.language
        return Head(template, "", CARD_ROOT, language.code, language.direction, "", "", (), "")

    def head(
        self,
        template: str,
        names: tuple[str, ...],
        title: str,
        description: str = "",
        indexed: bool = True,
        in_language: Callable[[str], bool] = lambda code: True,
        embed: EmbedOffer | None = None,
    ) -> Head:
        """The head of the page at `names` below the root of the language.

        `in_language` says whether the page is really written in a language; where it is not,
        search engines are led to the first language that it is written in.
        """
        address = self.address(*names)
        written = (code for code in (self.language.code, *self.languages) if in_language(code))
        original = next(written, self.first)
        url = site_url(self.settings)
        canonical = in_folder(language_root(original, self.first), *names)
        return Head(
            template=template,
            address=address,
            root=up(address),
            language=self.language.code,
            direction=self.language.direction,
            title=title,
            description=description,
            alternates=tuple(
                Alternate(
                    other.code,
                    other.name,
                    in_folder(language_root(other.code, self.first), *names),
                    in_language(other.code),
                )
                for other in self.languages.values()
            ),
            canonical=url + link(canonical) if url else "",
            indexed=indexed,
            embed=embed,
        )


@functools.lru_cache(maxsize=256)
def _badge(edition: Edition, word: str) -> Badge:
    """Remembered: there are few words, and every event has one."""
    status = dict(edition.settings.statuses).get(word, StatusWord())
    label = edition.phrase(status.label) or edition.own(status_label(word, edition.language))
    return Badge(word, label, status.symbol, status.tone, edition.address("status", slug(word)))


def edition(site: Site, language: Language, languages: Mapping[str, Language]) -> Edition:
    """The site in one of its languages."""
    others = tuple(one for one in languages.values())
    actors = tuple(site.actors.items())
    digest = fingerprint(site.settings, language, others, actors).hex()
    return Edition(digest, site.settings, language, languages, site.actors)


def site_url(settings: Settings) -> str:
    """The published address with a closing slash, or empty."""
    return settings.url.rstrip("/") + "/" if settings.url else ""
