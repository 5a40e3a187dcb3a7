# serve and test set up all they need; both may be run on a fresh machine with Python 3.11 or newer.
# PYTHON=python3.13 chooses another Python, VENV=path another place for the environment; PACKAGES=0 leaves Debian's
# packages alone: tests that need one that is missing are then skipped, and named.
PYTHON   ?= python3
VENV     ?= .venv
PACKAGES ?= 1
PYTHONS  ?= $(PYTHON)
BIN      := $(VENV)/bin
DEBIAN   := chromium haproxy nginx systemd-analyze
PYTEST   := pytest --numprocesses 2 --dist loadfile
NODE_MODULES := widget/node_modules/.package-lock.json
COMPILE  := $(VENV)/bin/uv pip compile --quiet --python-version 3.11 --no-emit-index-url --custom-compile-command 'make lock'

# Tests start Python many hundred times; this lets it keep what it compiled.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: serve test test-oldest lint bench torture image-check pictures widget release rehearsal packages lock clean

serve: $(VENV)/.serve        ## make the environment and serve http://127.0.0.1:8000/
	$(BIN)/dictsvc serve

test: packages $(VENV)/.test $(NODE_MODULES) ## check style and types, then run every test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/vulture
	$(BIN)/$(PYTEST)

test-oldest: $(VENV)/.oldest ## run the tests, the browser's and the widget's apart, with the oldest libraries that pyproject.toml allows
	$(BIN)/$(PYTEST) --ignore tests/browser --ignore tests/widget

bench torture: DEBIAN += wrk
bench: DEBIAN += postgresql python3-xapian
bench: packages $(VENV)/.bench ## measure speed and memory; writes bench/RESULTS.md
	$(BIN)/python -m bench

torture: packages $(VENV)/.test ## long runs: kills, damaged bytes, fuzzing, soaks
	$(BIN)/python -m torture

image-check: $(VENV)/.test   ## the Dockerfile and the systemd units for real, in a Debian root; as root, with mmdebstrap
	$(BIN)/python -m torture.image

pictures: $(VENV)/.test      ## every page and state of the widget, into pictures/
	$(BIN)/python tests/support/pictures.py pictures

widget: $(VENV)/.test $(NODE_MODULES) ## make dictsvc/web/static/widget.js from widget/src
	cd widget && $(abspath $(BIN))/node build.js

lint: $(VENV)/.test          ## style and types, mended where that can be done
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/mypy

$(VENV)/bin/pip:
	@echo "Making $(VENV) with $$($(PYTHON) --version)"
	$(PYTHON) -m venv $(VENV)

# Locked versions with their checksums, then this project alone.
LOCKED := $(BIN)/python -m pip install --progress-bar on --require-hashes --requirement
SELF   := $(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .

$(VENV)/.serve: requirements/serve.txt | $(VENV)/bin/pip
	@echo "Installing dictsvc and what it needs (scikit-learn comes with pyvi: about 200 MB, a minute or two)"
	$(LOCKED) $<
	$(SELF)
	@touch $@

$(VENV)/.test: requirements/dev.txt | $(VENV)/bin/pip
	@echo "Installing dictsvc, all its formats and the tests' tools (about 500 MB, a minute or two)"
	$(LOCKED) $<
	$(SELF)
	@touch $@

$(VENV)/.oldest: requirements/oldest.txt | $(VENV)/bin/pip
	@echo "Installing the oldest libraries that pyproject.toml allows, and the tests' tools (about 300 MB)"
	$(LOCKED) $<
	$(SELF)
	@touch $@

# Node comes with the tests' Python packages; only who changes the widget, and the test that it is what its source makes, need it.
$(NODE_MODULES): widget/package-lock.json | $(VENV)/.test
	@echo "Installing what checks and builds the widget (60 MB)"
	-cd widget && $(abspath $(BIN))/npm ci --ignore-scripts --no-audit --no-fund && touch ../$@

$(VENV)/.bench: requirements/bench.txt | $(VENV)/.test
	$(LOCKED) $<
	@touch $@

release: $(VENV)/.test       ## check, build and try what is to be released, under each of PYTHONS; see RELEASING.md
	$(BIN)/python tools/release.py $(PYTHONS)

rehearsal: $(VENV)/.test     ## the same at any time, whatever version and changelog say
	$(BIN)/python tools/release.py --rehearse $(PYTHONS)

lock: | $(VENV)/bin/pip      ## choose anew, from pyproject.toml, the versions that the targets above install
	$(BIN)/python -m pip install --quiet uv
	$(COMPILE) --upgrade --universal --generate-hashes --group build pyproject.toml --output-file requirements/serve.txt
	$(COMPILE) --upgrade --universal --generate-hashes --group build --group dev --extra archives --extra formats --extra store pyproject.toml \
	  --constraint requirements/serve.txt --output-file requirements/dev.txt
	$(COMPILE) --universal --generate-hashes --group build --extra archives --extra formats --extra store pyproject.toml \
	  --constraint requirements/dev.txt --output-file requirements/formats.txt
	$(COMPILE) --upgrade --universal --generate-hashes --group bench \
	  --constraint requirements/dev.txt --output-file requirements/bench.txt
	$(COMPILE) --upgrade --resolution lowest-direct --generate-hashes --group build --group dev --extra archives --extra formats --extra store pyproject.toml \
	  --output-file requirements/oldest.txt

# What tests and benchmarks run for real; left alone where Debian's tools or the rights are missing.
packages:
ifneq ($(PACKAGES),0)
	@missing=; for name in $(DEBIAN); do \
	  command -v $$name >/dev/null || dpkg -s $$name >/dev/null 2>&1 || missing="$$missing $${name%-analyze}"; \
	done; \
	if [ -z "$$missing" ]; then :; \
	elif ! command -v apt-get >/dev/null || [ "$$(id -u)" != 0 ]; then \
	  echo "Not installed, and not mine to install:$$missing (tests that need them are skipped and named)"; \
	else \
	  echo "Installing Debian's packages$$missing for the tests (make $(MAKECMDGOALS) PACKAGES=0 does without)"; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; \
	fi
endif

clean:                       ## remove what the other targets made
	rm -rf $(VENV) widget/node_modules pictures build dist .pytest_cache .mypy_cache .ruff_cache
