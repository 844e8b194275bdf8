"""Sites of any size for measuring: `python tests/generate.py DIR --events 1000 --languages id,en`.

The same arguments give the same files. The events are invented, and so is nobody in them:
their actors are numbered, and their sources lie under `example` domains.
"""

import argparse
import random
from datetime import date, timedelta
from pathlib import Path

WORDS = {
    "en": "board plant agreement license project minister report capacity market plan first works",
    "id": "dewan pabrik perjanjian izin proyek menteri laporan kapasitas pasar rencana pertama",
    "ar": "المجلس المصنع الاتفاق الترخيص المشروع الوزير التقرير الطاقة السوق الخطة الأول",
}
STATUSES = ("planned", "rumor", "reported", "announced", "record", "confirmed", "denied")
TAGS = ("energy", "industry", "law", "market", "roads", "science", "trade", "water")
STANCES = ("asserts", "confirms", "denies", "no-comment")


def sentence(chance: random.Random, language: str, words: int) -> str:
    text = " ".join(chance.choices(WORDS[language].split(), k=words))
    return text[0].upper() + text[1:]


def texts(chance: random.Random, field: str, languages: list[str], words: int) -> list[str]:
    lines = [f"  {one}: {sentence(chance, one, words)}" for one in languages]
    return [f"{field}:", *lines]


def body(chance: random.Random, languages: list[str], sources: int) -> list[str]:
    lines = ["body:"]
    for language in languages:
        lines.append(f"  {language}: |")
        for number in range(chance.randint(1, 4)):
            cited = f"[@s{number % sources + 1}]"
            said = " ".join(sentence(chance, language, 14) + "." for _ in range(3))
            lines += [f"    {said} {cited}", ""]
    return lines


def fuzzy(chance: random.Random, day: date) -> str:
    """Most dates are days; some are vaguer, as in life."""
    return chance.choices(
        [f"{day}", f"{day:%Y-%m}", f"late {day:%Y-%m}", f"{day}/{day + timedelta(days=9)}"],
        [80, 12, 4, 4],
    )[0]


def event(chance: random.Random, number: int, day: date, languages: list[str]) -> str:
    """One event file; every third belongs to a thread of six."""
    sources = chance.randint(1, 4)
    actors = [f"actor-{chance.randint(1, 40)}" for _ in range(chance.randint(1, 3))]
    tags = sorted(set(chance.choices(TAGS, k=2)))
    lines = [f"date: {fuzzy(chance, day)}"]
    lines += texts(chance, "title", languages, 7)
    lines += texts(chance, "summary", languages, 22)
    lines += body(chance, languages, sources)
    lines += [f"status: {chance.choice(STATUSES)}", f"importance: {chance.choice((1, 2, 2, 3, 3))}"]
    lines += [f"actors: [{', '.join(dict.fromkeys(actors))}]", f"tags: [{', '.join(tags)}]"]
    if number % 4 == 0:
        lines += ["statements:"]
        lines += [
            f"  - {{by: {actor}, stance: {chance.choice(STANCES)}, sources: [s1]}}"
            for actor in dict.fromkeys(actors)
        ]
    lines += ["sources:"]
    for source in range(1, sources + 1):
        press = chance.randint(1, 60)
        lines += [
            f"  - key: s{source}",
            f"    url: https://press-{press}.example/{day:%Y/%m}/{number}-{source}",
            f"    title: {sentence(chance, languages[0], 8)}",
            f"    publisher: Press {press}",
            f"    date: {day}",
        ]
    if number % 3 == 0 and number % 18:
        lines += [f"relations: {{follows: [event-{number - 3:06}]}}"]
    return "\n".join(lines) + "\n"


def generate(folder: Path, events: int, languages: list[str], seed: int = 1) -> None:
    """Write a whole site into `folder`: settings, and a file for each event."""
    chance = random.Random(seed)
    day = date(1990, 1, 1)
    titles = ", ".join(f"{one}: {sentence(chance, one, 3)}" for one in languages)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "site.yaml").write_text(
        f"title: {{{titles}}}\nlanguages: [{', '.join(languages)}]\n"
        "url: https://timeline.example/\n",
        "utf-8",
    )
    step = max(12_000 / max(events, 1), 0.01)
    for number in range(events):
        when = day + timedelta(days=int(number * step))
        path = folder / "content" / str(when.year) / f"event-{number:06}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(event(chance, number, when, languages), "utf-8")


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
