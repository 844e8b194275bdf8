"""What commands need to know of a site before they do their work.

Apart from the commands, as a build that finds nothing to do has no need of it.
"""

from __future__ import annotations

from pathlib import Path

from linimasa.diagnostics import in_order
from linimasa.load import load_settings
from linimasa.model.files import Snapshot
from linimasa.model.settings import Settings
from linimasa.reporting.terminal import tell_mistakes


def settings_of(site: Path, snapshot: Snapshot) -> Settings | None:
    """What `site.yaml` says; where that cannot be read, say what is wrong with it."""
    loaded = load_settings(snapshot.settings)
    if loaded.settings is None:
        found = in_order((*snapshot.diagnostics, *loaded.diagnostics))
        tell_mistakes(found, snapshot, site, "text")
    return loaded.settings
