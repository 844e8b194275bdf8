"""A fixed tour of all edits passes; `test_mutants` goes parts of it with mistakes planted."""

import pytest
from hypothesis.stateful import RULE_MARKER

from editing import Editing
from touring import LEGS, travel


@pytest.mark.parametrize("name", LEGS)
def test_leg_of_the_tour_when_nothing_is_planted_comes_to_its_end(name: str) -> None:
    travel(LEGS[name])


def test_tour_has_every_rule() -> None:
    rules = {name for name in dir(Editing) if hasattr(getattr(Editing, name), RULE_MARKER)}
    assert {each.rule for one in LEGS.values() for each in one.steps} == rules
