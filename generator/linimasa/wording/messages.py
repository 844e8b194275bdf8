"""The English texts of this package: what data is called and how dates are put in words.

In: nothing. Out: message ids for the catalogs under `theme/locale`; English is the source
language, so an id is what an English reader sees. Nothing is translated here.
"""

from __future__ import annotations

from collections.abc import Mapping

from linimasa.fuzzydate import Part
from linimasa.model.record import ActorKind, Relation, Stance

# -- dates ----------------------------------------------------------------------------------

DATE_AND_TIME = "%(date)s, %(time)s"
PART_OF_YEAR = "%(part)s %(year)s"
PARTS = {Part.EARLY: "early %(date)s", Part.MID: "mid-%(date)s", Part.LATE: "late %(date)s"}
SEASONS = ("spring", "summer", "autumn", "winter")
HEMISPHERES = ("%(season)s (Northern Hemisphere)", "%(season)s (Southern Hemisphere)")
QUADRIMESTERS = (
    "first four months of %(year)s",
    "middle four months of %(year)s",
    "last four months of %(year)s",
)
SEMESTERS = ("first half of %(year)s", "second half of %(year)s")
DECADE = "%(year)ss"
CENTURIES = (
    *("1st century", "2nd century", "3rd century", "4th century", "5th century"),
    *("6th century", "7th century", "8th century", "9th century", "10th century"),
    *("11th century", "12th century", "13th century", "14th century", "15th century"),
    *("16th century", "17th century", "18th century", "19th century", "20th century"),
    *("21st century", "22nd century", "23rd century", "24th century", "25th century"),
)
LATER_CENTURY = "century no. %(number)s"
MILLENNIA = (
    *("1st millennium", "2nd millennium", "3rd millennium", "4th millennium"),
    *("5th millennium", "6th millennium", "7th millennium", "8th millennium"),
    *("9th millennium", "10th millennium"),
)
LATER_MILLENNIUM = "millennium no. %(number)s"
WITH_ERA = "%(period)s %(era)s"
ESTIMATE = "%(range)s (estimated at %(year)s)"

UNKNOWN_DATE = "date unknown"
UNKNOWN_YEAR = "an unknown year"
DAY_IN_YEARS = "%(day)s in %(years)s"
"""`day` is a month, or a month and a day; `years` a decade, a century or an unknown year."""
YEARS_AFTER_DAY = "the %(years)s"
DAY_OF_UNKNOWN_MONTH = "day %(day)s of an unknown month in %(years)s"

APPROXIMATE = "around %(date)s"
UNCERTAIN = "possibly %(date)s"
APPROXIMATE_AND_UNCERTAIN = "possibly around %(date)s"
APPROXIMATE_PARTS = "%(date)s (approximate: %(parts)s)"
UNCERTAIN_PARTS = "%(date)s (uncertain: %(parts)s)"
COMPONENTS = {"year": "year", "month": "month", "day": "day", "season": "season"}

SINCE = "since %(date)s"
UNTIL = "until %(date)s"
END_UNKNOWN = "from %(date)s, end unknown"
START_UNKNOWN = "until %(date)s, beginning unknown"

ONE_OF_DAYS = "one of the days %(range)s"
ONE_OF_MONTHS = "one of the months %(range)s"
ONE_OF_YEARS = "one of the years %(range)s"
BETWEEN = "between %(first)s and %(last)s"
ALL_OF_DAYS = "each of the days %(range)s"
ALL_OF_MONTHS = "each of the months %(range)s"
ALL_OF_YEARS = "each of the years %(range)s"
ALL_THROUGH = "throughout %(range)s"
OR_EARLIER = "%(date)s or earlier"
OR_LATER = "%(date)s or later"
AND_EARLIER = "%(date)s and all before"
AND_LATER = "%(date)s and all after"

_DATES = (
    *(DATE_AND_TIME, PART_OF_YEAR, *PARTS.values(), *SEASONS, *HEMISPHERES, *QUADRIMESTERS),
    *(*SEMESTERS, DECADE, *CENTURIES, LATER_CENTURY, *MILLENNIA, LATER_MILLENNIUM),
    *(WITH_ERA, ESTIMATE),
    *(UNKNOWN_DATE, UNKNOWN_YEAR, DAY_IN_YEARS, YEARS_AFTER_DAY, DAY_OF_UNKNOWN_MONTH),
    *(APPROXIMATE, UNCERTAIN, APPROXIMATE_AND_UNCERTAIN, APPROXIMATE_PARTS, UNCERTAIN_PARTS),
    *(*COMPONENTS.values(), SINCE, UNTIL, END_UNKNOWN, START_UNKNOWN),
    *(ONE_OF_DAYS, ONE_OF_MONTHS, ONE_OF_YEARS, BETWEEN),
    *(ALL_OF_DAYS, ALL_OF_MONTHS, ALL_OF_YEARS, ALL_THROUGH),
    *(OR_EARLIER, OR_LATER, AND_EARLIER, AND_LATER),
)

# -- what data is called --------------------------------------------------------------------

STATUSES: Mapping[str, str] = {
    "planned": "Planned",
    "rumor": "Rumor",
    "reported": "Reported",
    "announced": "Announced",
    "record": "Official record",
    "confirmed": "Confirmed",
    "denied": "Denied",
    "disputed": "Disputed",
    "retracted": "Retracted",
}
STATUS_DESCRIPTIONS: Mapping[str, str] = {
    "planned": "Somebody intends it; it has not happened yet.",
    "rumor": "It is being said, without a source that can be named or checked.",
    "reported": "News media report it; those concerned have not confirmed it.",
    "announced": "Those who do it have said so in public.",
    "record": "It stands in an official document, register or filing.",
    "confirmed": "Those concerned, or several independent sources, have confirmed it.",
    "denied": "Those concerned say that it is not true.",
    "disputed": "Sources contradict each other, and it is not settled who is right.",
    "retracted": "Those who first said it have taken it back.",
}
STANCES: Mapping[str, str] = {
    Stance.ASSERTS: "asserts",
    Stance.CONFIRMS: "confirms",
    Stance.DENIES: "denies",
    Stance.NO_COMMENT: "declines to comment",
    Stance.RETRACTS: "retracts",
    Stance.RULES: "rules",
}
RELATIONS: Mapping[str, str] = {
    Relation.FOLLOWS: "Follows",
    Relation.CONFIRMS: "Confirms",
    Relation.DENIES: "Denies",
    Relation.CORRECTS: "Corrects",
    Relation.SUPERSEDES: "Supersedes",
    Relation.RESPONDS_TO: "Responds to",
    Relation.SEE_ALSO: "See also",
}
RELATIONS_BACK: Mapping[str, str] = {
    Relation.FOLLOWS: "Followed by",
    Relation.CONFIRMS: "Confirmed by",
    Relation.DENIES: "Denied by",
    Relation.CORRECTS: "Corrected by",
    Relation.SUPERSEDES: "Superseded by",
    Relation.RESPONDS_TO: "Answered by",
    Relation.SEE_ALSO: "See also",
}
ACTOR_KINDS: Mapping[str, str] = {
    ActorKind.PERSON: "Person",
    ActorKind.ORGANIZATION: "Organization",
    ActorKind.GOVERNMENT: "Government",
    ActorKind.MEDIA: "News media",
}
_LABELS = (STATUSES, STATUS_DESCRIPTIONS, STANCES, RELATIONS, RELATIONS_BACK, ACTOR_KINDS)

MESSAGE_IDS: tuple[str, ...] = tuple(
    dict.fromkeys((*_DATES, *(text for table in _LABELS for text in table.values())))
)
"""Every message of this package, each once: a complete catalog translates them all."""
