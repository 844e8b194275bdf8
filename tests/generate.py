"""Sites of any size for measuring: `python tests/generate.py DIR --events 1000 --languages id,en`.

The same arguments give the same files. The events are invented, and so is nobody in them:
their actors are numbered, and their sources lie under `example` domains. What is invented is
a value first, so that the benchmark can write the very same events for another generator.
"""

import argparse
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path

WORDS = {
    "en": "board plant agreement license project minister report capacity market plan first works "
    "about after against approval because before company decision during early from government "
    "in is its line new no of output partner second state that the their to was when which with",
    "id": "dewan pabrik perjanjian izin proyek menteri laporan kapasitas pasar rencana pertama "
    "atas dalam dan dari dengan hasil itu jalan karena kedua kemudian keputusan lama mereka "
    "mitra negara oleh pada pemerintah perusahaan saat sebelum setelah tahap tahun tidak yang",
    "ar": "المجلس المصنع الاتفاق الترخيص المشروع الوزير التقرير الطاقة السوق الخطة الأول "
    "الحكومة الشركة القرار الشريك في من على عن بعد قبل مع التي الذي كان هذا السنة الجديدة",
}
FIELDS = (
    "energy industry law market roads science trade water health press "
    "schools rail housing ports finance farming mining courts parks film"
)
SIDES = "policy prices safety jobs exports courts research money people land"
TAGS = tuple(f"{field}-{side}" for side in SIDES.split() for field in FIELDS.split())
ACTORS = tuple(f"actor-{number}" for number in range(1, 101))
KINDS = ("organization", "person", "government", "media")
STATUSES = {
    "planned": 6,
    "rumor": 12,
    "reported": 30,
    "announced": 20,
    "record": 12,
    "confirmed": 12,
    "denied": 5,
    "disputed": 2,
    "retracted": 1,
}
STANCES = ("asserts", "confirms", "denies", "no-comment")
PLACES = ("Jakarta", "Beijing", "Surabaya", "Singapore", "Wuhan", "Bandung")
FIRST, DAYS = date(1990, 1, 1), 13_149
"""Thirty-six years."""
THREAD, EVERY = 6, 3
"""So many events make a thread, and every third event is in one."""

Texts = Mapping[str, str]
"""A text in each language."""


def zipf(names: Sequence[str], exponent: float = 1.0) -> list[float]:
    """Cumulative weights: the second name is half as frequent as the first, and so on."""
    return list(accumulate(1 / rank**exponent for rank in range(1, len(names) + 1)))


TAG_WEIGHTS, ACTOR_WEIGHTS = zipf(TAGS), zipf(ACTORS, 0.8)


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody invented."""

    id: str
    name: str
    kind: str
    description: Texts


@dataclass(frozen=True, slots=True)
class Source:
    """An invented source; what is empty is not there."""

    key: str
    url: str
    title: str
    publisher: str
    date: str
    author: str
    accessed: str
    language: str
    archived: str
    origin: str


@dataclass(frozen=True, slots=True)
class Statement:
    """Who says what."""

    by: str
    stance: str
    text: Texts


@dataclass(frozen=True, slots=True)
class Event:
    """An invented event, as YAML or as anything else."""

    id: str
    day: date
    """The day from which its date was made."""
    date: str
    """EDTF, or the sugar for it."""
    title: Texts
    summary: Texts
    body: Texts
    status: str
    importance: int
    place: str
    actors: tuple[str, ...]
    tags: tuple[str, ...]
    sources: tuple[Source, ...]
    statements: tuple[Statement, ...]
    follows: str
    confirms: str
    correction: Texts


# --- inventing -------------------------------------------------------------------------------


def sentence(chance: random.Random, language: str, words: int) -> str:
    text = " ".join(chance.choices(VOCABULARY[language], k=words))
    return text[0].upper() + text[1:]


VOCABULARY = {language: words.split() for language, words in WORDS.items()}


def texts(chance: random.Random, languages: Sequence[str], words: int) -> Texts:
    return {language: sentence(chance, language, words) for language in languages}


def body(chance: random.Random, language: str, sources: int) -> str:
    """Paragraphs with citations; every fourth body holds something richer."""
    blocks = []
    for number in range(chance.choices((2, 3, 4, 5), (35, 38, 17, 10))[0]):
        said = " ".join(sentence(chance, language, 14) + "." for _ in range(3))
        blocks.append(f"{said} [@s{number % sources + 1}]")
    if chance.random() < 0.25:
        blocks.insert(1, chance.choice(RICHER)(chance, language))
    return "\n\n".join(blocks)


def a_list(chance: random.Random, language: str) -> str:
    return "\n".join(f"- {sentence(chance, language, 7)}" for _ in range(3))


def a_quotation(chance: random.Random, language: str) -> str:
    return f"> {sentence(chance, language, 12)}."


def a_link(chance: random.Random, language: str) -> str:
    words, url = sentence(chance, language, 3), f"https://else.example/{chance.randint(1, 9999)}"
    return f"[{words}]({url}) {sentence(chance, language, 9)}."


def emphasis(chance: random.Random, language: str) -> str:
    weak, strong = sentence(chance, language, 3), sentence(chance, language, 2)
    return f"*{weak}* {sentence(chance, language, 8)} **{strong}**."


def code(chance: random.Random, language: str) -> str:
    said, shown = sentence(chance, language, 5), sentence(chance, language, 4)
    return f"{said} `{chance.choice(ACTORS)}`:\n\n    {shown}"


RICHER = (a_list, a_quotation, a_link, emphasis, code)


def fuzzy(chance: random.Random, day: date) -> str:
    """Most dates are days; some are vaguer, as in life."""
    return chance.choices(
        [f"{day}", f"{day:%Y-%m}", f"late {day:%Y-%m}", f"{day}/{day + timedelta(days=9)}"],
        [80, 12, 4, 4],
    )[0]


def source(chance: random.Random, name: str, number: int, day: date, language: str) -> Source:
    press = min(int(chance.paretovariate(0.7)), 90)
    url = f"https://press-{press}.example/{day:%Y/%m}/{name}-{number}"
    read = day + timedelta(days=chance.randint(1, 900))

    def sometimes(value: str, share: float) -> str:
        return value if chance.random() < share else ""

    return Source(
        key=f"s{number}",
        url=url,
        title=sentence(chance, language, 8),
        publisher=f"Press {press}",
        date=f"{day}",
        author=sometimes(f"Author {chance.randint(1, 400)}", 0.3),
        accessed=sometimes(f"{read}", 0.4),
        language=sometimes("zh", 0.2),
        archived=sometimes(f"https://archive.example/{read:%Y%m%d}/{url}", 0.3),
        origin=sometimes(f"Wire {chance.randint(1, 5)}", 0.15),
    )


def event(chance: random.Random, number: int, day: date, languages: Sequence[str]) -> Event:
    """One event; every third belongs to a thread, whose last event confirms its first."""
    name = f"event-{number:06}"
    sources = chance.choices((1, 2, 3, 4), (30, 35, 20, 15))[0]
    drawn = chance.choices(ACTORS, cum_weights=ACTOR_WEIGHTS, k=chance.randint(1, 3))
    actors = tuple(dict.fromkeys(drawn))
    drawn = chance.choices(TAGS, cum_weights=TAG_WEIGHTS, k=chance.choice((1, 2, 3, 4, 5)))
    place_in_thread = number // EVERY % THREAD if number % EVERY == 0 else 0
    return Event(
        id=name,
        day=day,
        date=fuzzy(chance, day),
        title=texts(chance, languages, 7),
        summary=texts(chance, languages, 22),
        body={language: body(chance, language, sources) for language in languages},
        status=chance.choices(tuple(STATUSES), tuple(STATUSES.values()))[0],
        importance=chance.choice((1, 2, 2, 3, 3)),
        place=chance.choice(PLACES) if number % 5 < 2 else "",
        actors=actors,
        tags=tuple(sorted(set(drawn))),
        sources=tuple(
            source(chance, name, one, day, languages[0]) for one in range(1, sources + 1)
        ),
        statements=tuple(
            Statement(actor, chance.choice(STANCES), texts(chance, languages, 11))
            for actor in (actors if number % 4 == 0 else ())
        ),
        follows=f"event-{number - EVERY:06}" if place_in_thread else "",
        confirms=f"event-{number - EVERY * (THREAD - 1):06}"
        if place_in_thread == THREAD - 1
        else "",
        correction=texts(chance, languages, 9) if number % 40 == 9 else {},
    )


def events(count: int, languages: Sequence[str], seed: int = 1) -> Iterator[Event]:
    """Invent events in order of time, all over the thirty-six years."""
    chance = random.Random(seed)
    for number in range(count):
        yield event(chance, number, FIRST + timedelta(days=number * DAYS // count), languages)


def actors(languages: Sequence[str], seed: int = 1) -> Iterator[Actor]:
    """Invent everybody who takes part."""
    chance = random.Random(seed)
    for number, name in enumerate(ACTORS, start=1):
        kind = KINDS[number % len(KINDS)]
        yield Actor(name, f"Actor {number}", kind, texts(chance, languages, 9))


# --- writing ---------------------------------------------------------------------------------


def as_yaml(event: Event) -> str:
    """The file of an event."""
    lines = [f"date: {event.date}", *_texts("title", event.title)]
    lines += [*_texts("summary", event.summary), "body:"]
    for language, text in event.body.items():
        lines.append(f"  {language}: |")
        lines += [f"    {line}" if line else "" for line in text.split("\n")]
    lines += [f"status: {event.status}", f"importance: {event.importance}"]
    lines += [f"place: {event.place}"] if event.place else []
    lines += [f"actors: [{', '.join(event.actors)}]", f"tags: [{', '.join(event.tags)}]"]
    lines += ["statements:"] if event.statements else []
    for said in event.statements:
        lines += [f"  - by: {said.by}", f"    stance: {said.stance}", "    sources: [s1]"]
        lines += [f"    {line}" for line in _texts("text", said.text)]
    lines += ["sources:"]
    for source in event.sources:
        told = [(name, getattr(source, name)) for name in Source.__slots__]
        first, *others = [f"{name}: {value}" for name, value in told if value]
        lines += [f"  - {first}", *(f"    {line}" for line in others)]
    if event.follows:
        lines += ["relations:", f"  follows: [{event.follows}]"]
        lines += [f"  confirms: [{event.confirms}]"] if event.confirms else []
    if event.correction:
        lines += ["corrections:", f"  - date: {event.day + timedelta(days=30)}"]
        lines += [f"    {line}" for line in _texts("text", event.correction)]
    return "\n".join(lines) + "\n"


def _texts(field: str, values: Texts) -> list[str]:
    return [f"{field}:", *(f"  {language}: {text}" for language, text in values.items())]


def actors_file(languages: Sequence[str], seed: int = 1) -> str:
    """Everybody who takes part, by id."""
    lines = []
    for one in actors(languages, seed):
        lines += [f"{one.id}:", f"  name: {one.name}", f"  kind: {one.kind}"]
        lines += [f"  {line}" for line in _texts("description", one.description)]
    return "\n".join(lines) + "\n"


def generate(folder: Path, count: int, languages: Sequence[str], seed: int = 1) -> None:
    """Write a whole site into `folder`: settings, actors, and a file for each event."""
    chance = random.Random(seed)
    titles = ", ".join(f"{one}: {sentence(chance, one, 3)}" for one in languages)
    content = folder / "content"
    content.mkdir(parents=True, exist_ok=True)
    (folder / "site.yaml").write_text(
        f"title: {{{titles}}}\nlanguages: [{', '.join(languages)}]\n"
        "ignore: [placeholder, tag-used-once]\n"  # all is invented, and tags by chance
        "url: https://timeline.example/\n",
        "utf-8",
    )
    (content / "_actors.yaml").write_text(actors_file(languages, seed), "utf-8")
    for invented in events(count, languages, seed):
        path = content / str(invented.day.year) / f"{invented.id}.yaml"
        path.parent.mkdir(exist_ok=True)
        path.write_text(as_yaml(invented), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--languages", default="id,en")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    generate(given.folder, given.events, given.languages.split(","), given.seed)


if __name__ == "__main__":
    main()
