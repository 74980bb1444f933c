# The two commands: `make demo` and `make test`. Both set up .venv first, from the locks.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test faults check lint types imports format lock wheel clean

demo: $(VENV)/.ready
	$(BIN)/tracker demo

test: $(VENV)/.ready-dev
	$(BIN)/python -m pytest -n auto --dist worksteal

# Everything that is injected, at its whole length (about half an hour); `make test` has the short form.
faults: $(VENV)/.ready-dev
	TRACKER_FAULTS=full $(BIN)/python -m pytest tests/faults tests/followup/test_digest_periods.py

check: lint types imports

lint: $(VENV)/.ready-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.ready-dev
	$(BIN)/mypy

imports: $(VENV)/.ready-dev
	$(BIN)/lint-imports

format: $(VENV)/.ready-dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# The locks name every package with its hashes, for every platform, and no index address.
lock: $(VENV)/.ready-dev
	$(BIN)/uv pip compile $(LOCK_OPTIONS) -o requirements.lock > /dev/null
	$(BIN)/uv pip compile $(LOCK_OPTIONS) --group dev -o requirements-dev.lock > /dev/null
LOCK_OPTIONS := pyproject.toml --extra postgresql --group build --universal --python-version 3.11 \
	--generate-hashes --strip-extras --no-header --no-emit-index-url --no-emit-find-links

wheel: $(VENV)/.ready-dev
	$(PIP) wheel --no-deps --no-build-isolation --wheel-dir dist .

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit("tracker needs Python 3.11 or newer; name one: make PYTHON=python3.12 ..." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.ready: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --no-deps --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.ready-dev: requirements-dev.lock pyproject.toml | $(VENV)/bin/python
	$(PIP) install --no-deps --require-hashes -r requirements-dev.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@ $(VENV)/.ready
