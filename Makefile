# The two commands of the README are `make demo` and `make test`; `make help` lists all.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
BIN := .venv/bin
SUDO := $(shell [ "$$(id -u)" = 0 ] || command -v sudo || echo NO_ROOT)
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet
COMPILED := portal/search/data/compiled.json
HOST ?= 127.0.0.1
PORT ?= 8000

# The tests wait for the disk more than for the processor: where memory has room, their files lie there.
IN_MEMORY := $(shell df --output=avail -k /dev/shm 2>/dev/null | awk 'END { if ($$1 > 4000000) print "TMPDIR=/dev/shm" }')
# What Python compiles of six hundred modules of tests is kept, whatever the machine says, or each process does it anew.
PYTEST := $(IN_MEMORY) PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -q

section = @printf '\n\033[1m── %s\033[0m\n' '$(1)'

# $(call debian,what for,packages): install Debian's packages, or say which are missing.
define debian
	if [ "$(SUDO)" = NO_ROOT ]; then \
		echo "$(1): Debian's $(2) missing. Install as root (apt-get install $(2)) and try again." >&2; exit 1; \
	fi; \
	echo "Installing Debian's $(2) ..."; \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get update -qq; \
	$(SUDO) env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $(2) >/dev/null
endef

.PHONY: help install demo run test check format catalogues lock vendor clean

help: ## This list
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: .venv/.installed compile $(COMPILED) ## Put everything that the portal needs into .venv

.venv/bin/python:
	@if ! $(PYTHON) -c 'import ensurepip' 2>/dev/null; then $(call debian,The portal,python3 python3-venv); fi
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The portal needs Python 3.11 or newer.")'
	@$(PYTHON) -m venv .venv

.venv/.installed: requirements.lock pyproject.toml | .venv/bin/python
	@echo "Installing the portal into .venv ..."
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation -e .
	@touch $@

# Asked each time, for `git pull` brings new code: where Python may not keep it, each start would compile it again.
.PHONY: compile
compile: .venv/.installed
	@$(BIN)/python -m compileall -q portal migrations

# The folder is newer once a text has gone from it; also when this file comes, hence the touch.
$(COMPILED): .venv/.installed portal/search/data $(wildcard portal/search/data/*.txt portal/search/language/*.py)
	@$(BIN)/python -m portal.search.language.compiled
	@touch $@

.venv/.installed-test: requirements-test.lock .venv/.installed
	@echo "Installing what the tests need into .venv ..."
	@$(PIP) install --require-hashes -r requirements-test.lock
	@touch $@

demo: install ## Serve the portal with the content of an invented company at 127.0.0.1:8000
	@PORTAL_LOG_LEVEL=$${PORTAL_LOG_LEVEL:-warning} exec $(BIN)/portal demo --if-empty --serve --host $(HOST) --port $(PORT)

run: install ## Serve the portal
	@exec $(BIN)/portal run --host $(HOST) --port $(PORT)

.PHONY: debian-for-tests
debian-for-tests:
	@command -v chromium >/dev/null || { $(call debian,The browser tests,chromium); }
	@ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || { $(call debian,The tests on PostgreSQL,postgresql); }

check: install .venv/.installed-test ## What the tests don't run: style, types, direction of imports, catalogues
	$(call section,ruff check)
	@$(BIN)/ruff check .
	$(call section,ruff format)
	@$(BIN)/ruff format --check .
	$(call section,djlint)
	@$(BIN)/djlint templates --lint --quiet
	$(call section,mypy)
	@$(BIN)/mypy
	$(call section,lint-imports)
	@$(BIN)/lint-imports --no-cache
	$(call section,catalogues)
	@$(BIN)/portal catalogues --check

# The journeys are about the browser: what differs between databases is tested before, so they walk on one.
test: debian-for-tests check ## Everything, on SQLite and PostgreSQL and in a real browser
	$(call section,pytest on SQLite)
	@$(PYTEST) -n 3 -m 'not journey'
	$(call section,pytest on PostgreSQL)
	@$(PYTEST) -n 3 -m 'not journey' --database postgresql
	$(call section,journeys in the browser)
	@$(PYTEST) -n 2 -m journey tests/journeys

format: .venv/.installed-test ## Lay out the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix .

catalogues: install ## Bring the message catalogues up to date and name what is not translated
	@$(BIN)/portal catalogues

UV := uv pip compile pyproject.toml --quiet --generate-hashes --universal --python-version 3.11 \
	--no-emit-index-url --no-emit-find-links --no-header --no-annotate
lock: ## Refresh the lock files (needs uv)
	@$(UV) --upgrade --extra semantic -o requirements.lock
	@$(UV) --upgrade --extra semantic --extra test -c requirements.lock -o requirements-test.lock

vendor: ## Copy the browser files that package-lock.json names into static/vendor (needs npm)
	@npm ci --ignore-scripts --no-audit --no-fund
	@$(PYTHON) static/vendor.py

clean: ## Remove what was made, except the data
	@rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
