# serve and test set up all they need; both may be run on a fresh machine with Python 3.11 or newer.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
DEBIAN := chromium nginx wrk

.PHONY: serve test lint bench torture pictures packages clean

serve: $(VENV)/.serve        ## make the environment and serve http://127.0.0.1:8000/
	$(BIN)/dictsvc serve

test: $(VENV)/.test packages ## check style and types, then run every test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest --numprocesses 2 --dist loadfile

bench: $(VENV)/.bench packages ## measure speed and memory; writes bench/RESULTS.md
	$(BIN)/python -m bench

torture: $(VENV)/.test       ## long runs: kills, damaged bytes, fuzzing, soaks
	$(BIN)/python -m torture

pictures: $(VENV)/.test      ## every page and state of the widget, into pictures/
	$(BIN)/python tests/browser/pictures.py pictures

lint: $(VENV)/.test          ## style and types, mended where that can be done
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/mypy

$(VENV)/bin/pip:
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	$(PYTHON) -m venv $(VENV)

$(VENV)/.serve: pyproject.toml | $(VENV)/bin/pip
	@echo "Installing dictsvc and what it needs (scikit-learn comes with pyvi: about 200 MB, a minute or two)"
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --progress-bar on --editable .
	@touch $@

$(VENV)/.test: pyproject.toml | $(VENV)/bin/pip
	@echo "Installing dictsvc, all its formats and the tests' tools (about 300 MB, a minute or two)"
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'  # dependency groups came with it
	$(BIN)/python -m pip install --progress-bar on --editable '.[formats]' --group dev
	@touch $@

$(VENV)/.bench: $(VENV)/.test
	$(BIN)/python -m pip install --group bench
	@touch $@

# Chromium and nginx, which tests run for real, and wrk for the benchmarks; left alone where Debian's tools or the rights
# are missing.
packages:
	@missing=; for name in $(DEBIAN); do command -v $$name >/dev/null || missing="$$missing $$name"; done; \
	if [ -z "$$missing" ]; then :; \
	elif ! command -v apt-get >/dev/null || [ "$$(id -u)" != 0 ]; then \
	  echo "Not installed, and not mine to install:$$missing (tests that need them are skipped and named)"; \
	else \
	  echo "Installing$$missing"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; \
	fi

clean:                       ## remove what the other targets made
	rm -rf $(VENV) pictures build dist .pytest_cache .mypy_cache .ruff_cache
