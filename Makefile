# `make run` and `make test` set up what they need: Python 3.11+ with venv, and for browser tests Debian's chromium.
PORT ?= 8501
DESK_PORT ?= 8502
TRIES ?= 1000
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run desk test lint screenshots bench torture coverage clean

run: $(VENV)/.run-ready
	@echo "Explorer of Resolution 57: http://127.0.0.1:$(PORT)"
	@$(BIN)/streamlit run app.py --server.port $(PORT) --server.address 127.0.0.1

# The staff desk: with a provider of identities (docs/secrets.example.toml), or `make desk LOCAL="your name"` on one machine.
desk: export EXPLORER_DESK_LOCAL := $(or $(LOCAL),$(EXPLORER_DESK_LOCAL))
desk: $(VENV)/.run-ready
	@$(BIN)/python -m components.desk.start
	@echo "Data desk: http://127.0.0.1:$(DESK_PORT)"
	@$(BIN)/streamlit run desk.py --server.port $(DESK_PORT) --server.address 127.0.0.1

test: $(VENV)/.dev-ready node_modules/.ready
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile tests

lint: $(VENV)/.dev-ready
	$(BIN)/ruff check .
	$(BIN)/mypy

screenshots: $(VENV)/.dev-ready
	$(BIN)/python scripts/screenshots.py

bench: $(VENV)/.dev-ready
	$(BIN)/python -m benchmarks

torture: $(VENV)/.dev-ready
	$(BIN)/python -m scripts.torture $(TRIES)

coverage: $(VENV)/.dev-ready
	$(BIN)/python scripts/write_coverage.py

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "Python 3.11 or newer is needed; set PYTHON=/path/to/python3.11"; exit 2)
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run-ready: requirements.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@$(BIN)/python -c "from exports.fonts import prepare; prepare()"  # the font of exported pictures, made once
	@touch $@

$(VENV)/.dev-ready: requirements.txt requirements-object-store.txt requirements-dev.txt | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@ $(VENV)/.run-ready

# axe-core, for the accessibility tests; without npm those tests say so and are skipped (in CI a skip is a failure).
node_modules/.ready: package.json package-lock.json
	@if command -v npm >/dev/null; then npm ci --silent --no-audit --no-fund && touch $@; else echo "npm not found: accessibility tests will be skipped"; fi

clean:
	rm -rf $(VENV) node_modules build
