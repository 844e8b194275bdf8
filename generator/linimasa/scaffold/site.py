"""A new site: its settings, a first event, a page about it, and all that publishes it.

In: the answers to three questions, and the texts of `files/`. Out: the files of the site, which
is without mistakes and without warnings from its first moment on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from linimasa.scaffold.scalars import scalar
from linimasa.scaffold.words import untranslated

FALLBACK = "en"
"""The language of what a new site says where there is nothing at hand in its own."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What a new site is asked for."""

    title: str
    languages: tuple[str, ...]
    """The first is the main one."""
    url: str
    """Where it will be published, if that is known."""


@dataclass(frozen=True, slots=True)
class First:
    """What the first event says in one language."""

    title: str
    summary: str
    body: str


FIRST: Mapping[str, First] = MappingProxyType(
    {
        "en": First(
            "This timeline begins",
            "The first entry of this timeline.",
            "From here on, each entry says what happened, when, and where that is known from.",
        ),
        "id": First(
            "Linimasa ini dimulai",
            "Catatan pertama di linimasa ini.",
            "Mulai dari sini, setiap catatan menyebutkan apa yang terjadi, kapan, dan dari mana"
            " hal itu diketahui.",
        ),
    }
)

FIRST_EVENT = """\
# The first event: that this timeline begins. Change it, or delete this file as soon as there is
# another event. The file's name is the event's address: /events/timeline-begins/
date: {today}
title: {title}
summary: {summary}
body: {body}
status: announced
"""


def site_files(
    answers: Answers,
    today: str,
    requirement: str,
    texts: Mapping[str, str],
    catalogs: Mapping[str, str],
) -> dict[str, str]:
    """Every file of a new site, by its path.

    `today` is the date of the first event; `requirement` is what pip is told to get this program;
    `texts` are the files of `files/` and `catalogs` the default theme's translations, by name.
    """
    main, *others = answers.languages
    url = f"url: {scalar(answers.url)}" if answers.url else "# url: https://example.org/timeline/"
    languages = ", ".join(map(scalar, answers.languages))
    return {
        "README.md": _filled(_in(main, "readme", texts), title=answers.title),
        "site.yaml": _filled(
            texts["site.yaml"], title=scalar(answers.title), languages=languages, url=url
        ),
        f"content/{today[:4]}/timeline-begins.yaml": _first_event(answers.languages, today),
        "content/pages/about.md": _in(main, "about", texts),
        **{f"content/pages/about.{one}.md": _in(one, "about", texts) for one in others},
        **_catalogs(answers.languages, catalogs),
        ".gitignore": texts["gitignore"],
        ".github/workflows/publish.yml": texts["publish.yml"],
        ".vscode/extensions.json": texts["extensions.json"],
        "requirements.txt": _filled(texts["requirements.txt"], requirement=requirement),
    }


def _in(language: str, name: str, texts: Mapping[str, str]) -> str:
    """A text in a language if it is at hand, else in English."""
    return texts.get(f"{name}.{language}.md", texts[f"{name}.{FALLBACK}.md"])


def _filled(text: str, **values: str) -> str:
    """A text with values in place of their names, in one go: what they say is not looked at."""
    names = "|".join(values)
    return re.sub(rf"\{{({names})\}}", lambda found: values[found[1]], text)


def _first_event(languages: tuple[str, ...], today: str) -> str:
    said = {one: FIRST.get(one, FIRST[FALLBACK]) for one in languages}

    def text(field: str) -> str:
        if len(languages) == 1:
            return scalar(getattr(said[languages[0]], field))
        lines = (f"  {scalar(one)}: {scalar(getattr(said[one], field))}" for one in languages)
        return "\n".join(["", *lines])

    fields = {name: text(name) for name in First.__dataclass_fields__}
    return re.sub(" +$", "", _filled(FIRST_EVENT, today=today, **fields), flags=re.M)


def _catalogs(languages: tuple[str, ...], catalogs: Mapping[str, str]) -> dict[str, str]:
    """The interface to be translated, for each language that it does not speak yet."""
    known = {FALLBACK, *(name.removesuffix(".po") for name in catalogs)}
    plain = dict.fromkeys(one.partition("-")[0] for one in languages)
    example = next(iter(catalogs.values()), "")
    return {
        f"theme/locale/{one}.po": untranslated(one, example) for one in plain if one not in known
    }
