# The two commands that matter: `make run` and `make test`. Everything they need is fetched by lock file.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
DATA_DIR ?= var
DEMO ?= 1
export PORT DATA_DIR DEMO

PY := .venv/bin/python
FLASK := .venv/bin/flask --app wsgi
NPM := $(shell command -v npm || echo .venv/bin/npm)
NODE := $(shell command -v node || echo .venv/bin/node)

RUNTIME := .venv/.runtime-installed
DEV := .venv/.dev-installed
MODULES := node_modules/.installed
BUILT := portal/static/manifest.json
ENGLISH := portal/translations/en/LC_MESSAGES/messages.mo

.PHONY: run test lint bench browser-test build lock messages browser help

help:
	@grep -E '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/'

run: $(RUNTIME) $(BUILT) $(ENGLISH) ## set up, fill, index and serve (PORT, DATA_DIR, DEMO=0)
	@$(FLASK) upgrade
	@$(FLASK) areas load
	@if [ "$(DEMO)" = "1" ]; then $(FLASK) demo fill --if-empty; fi
	@$(FLASK) index update
	@$(PY) -m portal.serve

test: $(RUNTIME) $(DEV) $(BUILT) $(ENGLISH) browser ## everything that needs no other server
	$(PY) -m pytest -n 2 --dist loadfile -m "not slow"
	$(PY) -m pytest -n 2 --dist loadfile -m slow

browser-test: $(RUNTIME) $(DEV) $(BUILT) $(ENGLISH) browser ## the journeys in headless Chromium
	$(PY) -m pytest -m browser

lint: $(DEV) ## format, lint, types
	.venv/bin/ruff format --check .
	.venv/bin/ruff check .
	.venv/bin/mypy

bench: $(RUNTIME) $(DEV) $(BUILT) $(ENGLISH) ## ratios against a named peer in one run
	$(PY) -m bench

build: $(BUILT) $(ENGLISH) ## the front-end and the translations

$(RUNTIME): requirements.txt
	@test -d .venv || $(PYTHON) -m venv .venv
	@$(PY) -c 'import sys; sys.exit(sys.version_info[:2] != (3, 11))' || { echo "Python 3.11 is needed"; exit 1; }
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(DEV): requirements-dev.txt $(RUNTIME)
	$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(MODULES): package-lock.json $(RUNTIME)
	$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

$(BUILT): $(MODULES) $(shell find portal/assets -type f)
	$(NODE) portal/assets/build.mjs

$(ENGLISH): portal/translations/en/LC_MESSAGES/messages.po $(RUNTIME)
	@.venv/bin/pybabel --quiet compile -d portal/translations

messages: $(RUNTIME) ## collect new texts into the English catalogue
	.venv/bin/pybabel --quiet extract -F babel.cfg -k lazy_gettext -k _l --no-location --sort-output -o portal/translations/messages.pot .
	.venv/bin/pybabel --quiet update -i portal/translations/messages.pot -d portal/translations -l en --no-fuzzy-matching --ignore-obsolete --no-wrap --ignore-pot-creation-date
	@rm portal/translations/messages.pot

browser: ## Chromium, CJK fonts and a Java runtime, from Debian's packages
	@sh tests/install-browser.sh

lock: $(RUNTIME) ## write the lock files anew
	.venv/bin/python -m pip install --quiet uv
	.venv/bin/uv pip compile --quiet --generate-hashes --python-version 3.11 --no-header requirements.in -o requirements.txt
	.venv/bin/uv pip compile --quiet --generate-hashes --python-version 3.11 --no-header requirements-dev.in -o requirements-dev.txt
	$(NPM) install --package-lock-only --ignore-scripts
