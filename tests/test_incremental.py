"""Warm builds equal clean ones, whatever was edited in between."""

import os

import pytest
from hypothesis import HealthCheck, settings

from editing import Editing

EXAMPLES = int(os.environ.get("LINIMASA_EXAMPLES", "0"))

TestEditing = pytest.mark.timeout(EXAMPLES * 60 or 120)(Editing.TestCase)
TestEditing.settings = settings(
    max_examples=EXAMPLES or 10,
    stateful_step_count=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
