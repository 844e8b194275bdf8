"""Dates that say more than is known: the first of a month where only the month is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import sqrt

from linimasa.check.advice.remark import Remark
from linimasa.model.record import Id
from linimasa.model.site import Site

CODE = "false-precision"
CHANCE = 12 / 365.25
"""Of all days these are the first of a month."""
FEWEST = 5
"""Fewer than these say nothing, whatever chance is."""
TIMES = 2
"""So many times what chance makes there must be, as in a large site little more is no chance."""
DEVIATIONS = 4
"""So many standard deviations above what chance makes happen once in thirty thousand sites."""
_DAY = re.compile(r"(?P<month>(?P<year>-?[0-9]{4,})-[0-9]{2})-(?P<day>[0-9]{2})")


def false_precision(site: Site) -> Iterator[Remark]:
    """A remark on each event of the first of a month, where these are more than chance makes.

    Events of which their editor says that the day is right do not count.
    """
    days = {name: _DAY.fullmatch(entry.outline.date) for name, entry in site.entries.items()}
    certain = {name for name, entry in site.entries.items() if CODE in entry.outline.ignore}
    firsts: dict[Id, re.Match[str]] = {
        name: found for name, found in days.items() if found and found["day"] == "01"
    }
    dated = sum(found is not None and name not in certain for name, found in days.items())
    doubtful = len(firsts.keys() - certain)
    expected = dated * CHANCE
    many = doubtful > max(FEWEST - 1, expected * TIMES, expected + DEVIATIONS * sqrt(expected))
    for name, found in firsts.items():
        if many or name in certain:
            known = f"“{found['month']}” if only the month is known"
            if found["month"].endswith("-01"):
                known += f", “{found['year']}” if only the year is"
            yield Remark(
                CODE,
                name,
                ("date",),
                f"{doubtful} of {dated} days here are the first of a month, as this one;"
                f" chance makes about {round(expected)}",
                f"write {known}; if the day is right, say why under “ignore: {{{CODE}: …}}”",
            )
