# make site     set up what is needed, and build the timeline into _site/
# make preview  the same, served with live reload
# make test     set up what the tests need, and run all of them
# make check    the tests again, with nothing set up anew
# make bench    measure Linimasa against Hugo; options go into BENCH="--events 1000 --runs 3"
# make clean    remove everything that these commands made

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := site
.PHONY: site preview test check bench clean
.DELETE_ON_ERROR:

site: $(VENV)/.installed
	@$(BIN)/linimasa build

preview: $(VENV)/.installed
	@$(BIN)/linimasa serve

test: $(VENV)/.tools
	@$(MAKE) --no-print-directory check

check:
	@$(BIN)/ruff format --check --quiet generator tests
	@$(BIN)/ruff check --quiet generator tests
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/pytest

bench: $(VENV)/.bench
	@cd tests && $(abspath $(BIN))/python -m bench $(BENCH)

clean:
	rm -rf $(VENV) _site ._site.linimasa .linimasa dist build tests/tools/node_modules
	rm -rf .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find generator tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Linimasa needs Python 3.11 or newer; name one with PYTHON=python3.12" >&2; exit 1; }
	@echo "Setting up $(VENV) …"
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); \
	  echo "Python could not make a virtual environment." >&2; \
	  echo "On Debian and Ubuntu: apt-get install python3-venv" >&2; exit 1; }

# An order-only need: the time of the interpreter's file says nothing.
# With what the sample site asks for: it exports a calendar.
$(VENV)/.installed: pyproject.toml | $(BIN)/python
	@echo "Installing Linimasa into $(VENV) …"
	@$(PIP) install --editable '.[ics]'
	@touch $@

$(VENV)/.dev: pyproject.toml | $(VENV)/.installed
	@echo "Installing what the tests need …"
	@$(PIP) install --editable '.[dev]'
	@touch $@

$(VENV)/.bench: pyproject.toml | $(VENV)/.installed
	@echo "Installing what the benchmark needs …"
	@$(PIP) install --editable '.[bench]'
	@touch $@

$(VENV)/.tools: $(VENV)/.dev tests/tools/package-lock.json tests/tools/prepare
	@tests/tools/prepare $(BIN)/python
	@touch $@
