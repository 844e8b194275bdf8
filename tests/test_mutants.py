"""Planted mistakes are found: each by a leg of the tour, and by chance if there is time for it."""

import os

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from editing import Editing
from mutants import HARMLESS, MUTANTS, Planted
from rebuilding import Stale
from touring import LEGS, travel

EXAMPLES = int(os.environ.get("LINIMASA_EXAMPLES", "0"))


@pytest.mark.parametrize("name", MUTANTS)
def test_mutant_when_a_leg_of_the_tour_is_gone_is_found(name: str) -> None:
    planted = Planted(MUTANTS[name])
    with pytest.raises(Stale):
        travel(LEGS[planted.mutant.leg], planted)
    assert planted.calls


@pytest.mark.parametrize("name", HARMLESS)
def test_change_that_overlooks_nothing_when_a_leg_is_gone_is_not_found(name: str) -> None:
    planted = Planted(HARMLESS[name])
    travel(LEGS[planted.mutant.leg], planted)
    assert planted.calls


if EXAMPLES:

    @pytest.mark.timeout(EXAMPLES * 60)
    @pytest.mark.parametrize("name", MUTANTS)
    def test_mutant_when_steps_are_taken_by_chance_is_found(name: str) -> None:
        planted = Planted(MUTANTS[name])
        mutated = type("Mutated", (Editing,), {"mutated": staticmethod(planted)})
        chance = settings(
            max_examples=EXAMPLES,
            stateful_step_count=20,
            phases=[Phase.generate],
            database=None,
            deadline=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        )
        with pytest.raises(Stale):
            run_state_machine_as_test(seed(0)(mutated), settings=chance)
        assert planted.calls

    @pytest.mark.timeout(EXAMPLES * 60)
    @pytest.mark.parametrize("name", HARMLESS)
    def test_change_that_overlooks_nothing_when_the_tour_is_gone_is_not_found(name: str) -> None:
        for leg in LEGS.values():
            travel(leg, Planted(HARMLESS[name]))
