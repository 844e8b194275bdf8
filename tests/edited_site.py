"""A small site, and all that somebody writes into its files.

The theme prints every page whole, so that a result from the wrong place or time cannot look
right.
"""

from collections.abc import Mapping

from linimasa.model.settings import ExportFormat

PATHS = tuple(f"content/{name}.yaml" for name in ("a", "b", "c", "2021/d", "2021/e"))
FIELDS: Mapping[str, tuple[str, ...]] = {
    "date": ("2021-03-30", "2021-03-31", "late 2021-11", "2022-08-26", "2023"),
    "title": ("First", "Other", "{en: Second, id: Kedua}", "{en: Second, id: Ketiga}"),
    "time": ("", "'19:30'", "'20:30'"),
    "summary": ("", "Short.", "{en: Brief., id: Singkat.}"),
    "body": (
        "",
        "One.",
        "Two.",
        "'See [the law](event:{other}).'",
        "{en: Text, id: Isi}",
        "{en: More, id: Lagi}",
    ),
    "status": ("rumor", "denied", "confirmed"),
    "tags": ("", "[law]", "[law, roads]", "[Law]"),
    "actors": ("", "[ana]", "[budi]", "[Somebody]"),
    "sources": (
        "",
        "[{title: A book, publisher: P}]",
        "[{title: A tome, publisher: P}]",
        "[{url: 'https://x.example/', publisher: Q}, {title: A book, publisher: P}]",
    ),
    "relations": (
        "",
        "{denies: {other}}",
        "{confirms: {other}}",
        "{follows: {other}}",
        "{see-also: {other}}",
    ),
    "statements": ("", "[{by: ana, stance: denies}]", "[{by: ana, stance: asserts, text: So.}]"),
    "media": ("", "[{file: p.jpg}]", "[{file: p.jpg, alt: A car}]"),
    "publish": ("", "2026-06-01", "2026-07-01"),
    "draft": ("", "true"),
    "aliases": ("", "[old]", "[old, older]"),
    "corrections": ("", "[{date: 2022, text: Wrong}]", "[{date: 2022, text: False}]"),
    "importance": ("", "1"),
    "ignore": ("", "{missing-translation: It is a name}", "{raw-html: An example}"),
    "extra": ("", "{a: [1, b]}", "{a: [1, c]}"),
}
SHOWN = ("title", "date", "status", "sources", "summary", "importance", "corrections", "body")
"""Fields that pages other than the event's own show, and its body."""
EVENTS: Mapping[str, dict[str, str]] = {
    PATHS[0]: {
        "date": "2021-03-30",
        "title": "First",
        "body": "One.",
        "status": "rumor",
        "sources": "[{title: A book, publisher: P}]",
        "tags": "[law]",
        "aliases": "[old, older]",
    },
    PATHS[1]: {
        "date": "late 2021-11",
        "title": "{en: Second, id: Kedua}",
        "media": "[{file: p.jpg}]",
        "actors": "[ana]",
        "tags": "[law]",
    },
    PATHS[2]: {
        "date": "2022-08-26",
        "title": "Third",
        "relations": "{follows: {other}}",
        "corrections": "[{date: 2022, text: Wrong}]",
    },
    PATHS[3]: {
        "date": "2023",
        "title": "Fourth",
        "status": "confirmed",
        "relations": "{denies: {other}}",
        "statements": "[{by: ana, stance: denies}]",
    },
}
"""How the site begins: each event has something to do with others."""
BROKEN = (
    "date: 2021-13-45\ntitle: First\n",
    "title: No date\n",
    "date: 2021\ntitle: {en: Wrong, fr: language}\n",
    "date: 2021\ntitle: [\n",
    "date: 2021\ntitel: Misspelled\n",
    "date: 2021\ntitle: Dead\nrelations: {follows: nobody}\n",
    "date: 2021\ntitle: Twice\nid: a\n",
    "date: 2021\ntitle: Nowhere\nmedia: [{file: gone.jpg}]\n",
    "",
    "\0",
)
SITE = "title: Cars\nlanguages: [en, id]\nurl: https://timeline.example/\n"
EXPORTED = SITE + f"exports: [{', '.join(ExportFormat)}]\n"
SETTINGS = (
    SITE,
    SITE.replace("Cars", "Ships"),
    SITE.replace("[en, id]", "[id, en]"),
    SITE.replace("[en, id]", "[en]"),
    SITE.replace("[en, id]", "[en, fr]"),
    SITE + "timezone: Asia/Jakarta\n",
    SITE + "order: newest\n",
    SITE + "compress: [gzip]\n",
    SITE + "compress: [br, gzip]\n",
    SITE + "pages: [about]\n",
    EXPORTED,
    SITE + "accent: '#a33b16'\n",
    SITE + "statuses: {rumor: {label: Hearsay, symbol: '!'}, denied: {}, confirmed: {}}\n",
    SITE + "evidence: {confirmed: {sources: 2}}\n",
    SITE + "embeds: []\n",
    SITE + "embeds: [timeline, topics, events]\n",
    SITE + "embedders: ['https://news.example']\n",
    SITE + "colour: red\n",
)
ZONES = ("UTC", "Asia/Jakarta")
ACTORS = (
    "ana: {name: Ana}\nbudi: {name: Budi}\n",
    "ana: {name: Anna}\nbudi: {name: Budi}\n",
    "ana: {nme: Ana}\n",
    "",
)
EXTRAS = (
    "timelinejs: {title: {text: {headline: Cars}}}\n",
    "timelinejs: {title: {text: {headline: Ships}}, scale: human}\n",
    "timelinejs: [\n",
    "",
)
"""What an import kept of the whole timeline."""
ABOUT = (
    "---\ntitle: About\n---\nHow this is made.\n",
    "---\ntitle: About\n---\nHow that is made.\n",
    "---\ntitle: Method\n---\nHow this is made.\n",
    "no front matter\n",
)

COMMON = {
    "content/_actors.yaml": ACTORS[0],
    "content/pages/about.md": ABOUT[0],
    "content/p.jpg": "picture",
    "content/2021/p.jpg": "picture",
}

# All that is on a page but the keys of its cards: readers never see them, and a build with
# other keys would differ for no reason.
BASE = """\
{% set all = namespace(page=page | string) %}
{% for section in page.sections | default([]) %}
{% for item in section["items"] %}{{ drawn(item.card) }}
{% set all.page = all.page | replace(item.card, "") %}{% endfor %}
{% endfor %}
{% block main %}{{ all.page }} {{ site }}{% endblock %} {{ _("Sources") }} {{ number(1000) }}
{{ part("navigation.html") }} {{ part("footer.html") }}
"""
CHILD = '{% extends "base.html" %}'
PART = "{{ page }} {{ site }} {{ site.home | href }} {{ _('Sources') }}"
PAGES = "404 actor corrections directory embed event period sources status tag text thread timeline"
DEFAULT_THEME = {
    "templates/base.html": BASE,
    **{f"templates/{name}.html": CHILD for name in PAGES.split()},
    "templates/redirect.html": "{{ page }}",
    "templates/card.html": "<b>{{ page.card }} {{ page.card.address | href }}</b>",
    "templates/navigation.html": PART,
    "templates/footer.html": PART,
    "static/style.css": "b {}",
    "locale/id.po": 'msgid ""\nmsgstr ""\n\nmsgid "Sources"\nmsgstr "Sumber"\n',
}
OWN_THEME: Mapping[str, tuple[str, ...]] = {
    "templates/base.html": (
        BASE + "!",
        BASE + "?",
        '{% extends "base/base.html" %}{% block main %}{{ page }}{% endblock %}',
        "{{ nothing }}",
    ),
    "templates/event.html": (
        CHILD + "{% block main %}{{ super() }}!{% endblock %}",
        CHILD + "{% block main %}{{ page.head }} {{ page.body }}{% endblock %}",
        '{% extends "base/event.html" %}{% block main %}{{ page.card }}{% endblock %}',
        CHILD + "{% block main %}{{ page.card.summary.text }}{% endblock %}",
        "{% if %}",
    ),
    "templates/card.html": ("<i>{{ page.card }}</i>", "{{ page.card.summary.text }}"),
    "templates/navigation.html": (PART + "!", PART + "{{ nothing }}"),
    "templates/footer.html": (PART + "!", PART + "?"),
    "templates/tag.html": ('{% include "footer.html" %}', '{% include "gone.html" %}'),
    "static/style.css": ("i {}", "u {}"),
    "static/own.css": ("p {}", "q {}"),
    "locale/id.po": tuple(
        f'msgid ""\nmsgstr ""\n\nmsgid "Sources"\nmsgstr "{words}"\n'
        for words in ("Rujukan", "Rujukin", "%(x)s")
    ),
}
MOMENTS = ("2026-01-01", "2026-06-15", "2026-08-01")
MEMORIES = ("memo.sqlite", "seen.json", "published.json")
"""What builds leave below `.linimasa/`."""
