"""What an editor is advised of, and what is left alone; warnings that are ignored."""

import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from linimasa.advice.placeholders import is_placeholder
from linimasa.advice.spelling import folded, meant
from linimasa.build import build
from linimasa.link import link
from linimasa.load import filed, load, load_settings
from linimasa.memo import Forgetful
from linimasa.model.files import Build, InputFile, Options
from literals import NOW, errors, snapshot
from rebuilding import clean_and_warm  # type: ignore[import-not-found]
