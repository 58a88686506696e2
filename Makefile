# `make help` lists what there is. Every target that needs the environment installs it first.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
PIP := PYTHONWARNINGS=ignore $(BIN)/python -m pip install --quiet --disable-pip-version-check
NODE := export PATH="$(CURDIR)/$(BIN):$$PATH";
STAGE ?= build/wheel
OUT ?= dist
ARGS ?=

# Debian's names. The last two are for the tests: a browser to drive, a reader of PDFs.
SYSTEM := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-core fonts-noto-cjk chromium-headless-shell poppler-utils

VENV_DONE := $(VENV)/.installed
NODE_DONE := node_modules/.installed
BUILT := static/dist/app.css
CATALOGUES := $(wildcard poa/translations/*/LC_MESSAGES/messages.po)
BROWSER := $(shell find static -mindepth 1 -path static/dist -prune -o -print 2>/dev/null)

.PHONY: help install system run test check format catalogues bench wheel clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: system $(VENV_DONE) $(NODE_DONE) $(BUILT) ## Install what is missing and build the browser assets

run: install ## Serve the demo on http://127.0.0.1:8000 (POA_PORT); Ctrl-C stops it
	@exec $(BIN)/poa serve --demo $(ARGS)

test: install ## Run every test; ARGS="-k name" chooses
	@$(BIN)/pytest -n 2 --dist worksteal $(ARGS)

check: install ## Format, lint, types, import contracts, migrations up and down
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/poa db check

format: install ## Format the Python files and repair what the linter can
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

catalogues: install ## Gather the words of the interface for translation
	@$(BIN)/poa catalogues update

bench: install ## Measure pages, documents and the text engine, against its peers
	@if ! command -v wdiff > /dev/null; then $(call apt, wdiff); fi
	@$(BIN)/python -m bench $(ARGS)

# Templates, built files and migrations lie beside the package in a checkout and inside it in a wheel.
wheel: install ## Build a wheel that holds templates, static files and migrations (dist/)
	@rm -rf $(STAGE)
	@mkdir -p $(STAGE)
	@cp -R poa LICENSE README.md pyproject.toml $(STAGE)
	@cp -R templates static migrations $(STAGE)/poa
	@sed 's/^packages = find:/packages = find_namespace:/' setup.cfg > $(STAGE)/setup.cfg
	@printf 'graft poa\nglobal-exclude *.py[co] .*\n' > $(STAGE)/MANIFEST.in
	@$(BIN)/python -m build --wheel --no-isolation --outdir $(OUT) $(STAGE) > $(STAGE)/build.log 2>&1 || { cat $(STAGE)/build.log; exit 1; }
	@ls $(OUT)/poa-*.whl

clean: ## Remove what was built; keeps var/, the data
	@rm -rf $(VENV) node_modules static/dist build dist *.egg-info .*_cache

# Looks only, unless a package is missing: then apt, as root or by sudo without a password.
system:
	@missing=; command -v dpkg-query > /dev/null || { echo "Not a Debian: needs the like of $(SYSTEM)"; exit 0; }; \
	have=" $$(dpkg-query -W -f '$${db:Status-Status}:$${Package} ' $(SYSTEM) 2> /dev/null || true)"; \
	for name in $(SYSTEM); do [[ $$have == *" installed:$$name "* ]] || missing+=" $$name"; done; \
	$(call apt,$$missing)

$(BIN)/python:
	@python=; for name in python3.11 python3 python3.12 python3.13; do \
	  if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null; then python=$$name; break; fi; \
	done; \
	[[ -n $$python ]] || { echo 'Python 3.11 or later is needed: apt-get install python3.11 python3.11-venv'; exit 1; }; \
	if ! $$python -c 'import ensurepip' 2> /dev/null; then \
	  missing=" $$($$python -c 'import sys; print("python3.%d-venv" % sys.version_info[1])')"; $(call apt,$$missing); fi; \
	$$python -m venv --clear $(VENV) || { rm -rf $(VENV); exit 1; }

$(VENV_DONE): setup.cfg pyproject.toml | $(BIN)/python
	@echo 'Installing the Python packages …'
	@$(PIP) 'pip >=24'
	@$(PIP) --editable '.[dev]'
	@touch $@

$(NODE_DONE): package.json package-lock.json .npmrc | $(VENV_DONE)
	@node -e 'process.exit(parseInt(process.versions.node) < 18 ? 1 : 0)' 2> /dev/null && command -v npm > /dev/null || { \
	  echo 'No Node 18 or later here: taking it from PyPI …'; \
	  $(PIP) --editable '.[node]'; }
	@echo 'Installing the browser packages …'
	@$(NODE) npm ci --silent
	@touch $@

$(BUILT): $(BROWSER) $(CATALOGUES) $(NODE_DONE)
	@echo 'Building the browser assets …'
	@$(NODE) npm run --silent build

# $(call apt,names): install them, or say how; a failure does not end the run, what needs them will say so.
define apt
if [[ -n $(1) ]]; then \
  command="apt-get install -y --no-install-recommends$(1)"; \
  if [[ $$(id -u) == 0 ]]; then sudo=; else sudo='sudo -n'; fi; \
  if [[ -z $$sudo ]] || sudo -n true 2> /dev/null; then \
    echo "Installing$(1) …"; log=$$(mktemp); \
    { $$sudo apt-get -q update && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 \
      $${command#apt-get }; } > $$log 2>&1 || { tail -n 5 $$log; echo "Failed: $$command"; }; rm -f $$log; \
  else echo "Missing system packages. As root: $$command"; fi; \
fi
endef
