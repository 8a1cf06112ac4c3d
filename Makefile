# Panchina: `make help` lists what can be done.

PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py

.DEFAULT_GOAL := help
.PHONY: help run dev test lint check licences audit permissions check-site bench messages clean

help: ## what each target does
	@grep -hE '^[a-z.][a-z.-]*:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-20s %s\n", $$1, $$2}'

run: .env $(BIN)/.installed var/.collected ## install, load the demo newsroom on first start, and serve on http://127.0.0.1:8000 (PORT=…)
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_demo
	@PORT=$(PORT) sh deploy/serve.sh

dev: .env $(BIN)/.installed-dev ## the same with the auto-reloading server, DEBUG and the debug toolbar
	@$(MANAGE) migrate --verbosity 0
	@$(MANAGE) load_demo
	@DEBUG=1 $(MANAGE) runserver 127.0.0.1:$(PORT)

test: $(BIN)/.installed-dev ## install what tests need, run them, print the coverage
	@$(BIN)/python -m pytest -n auto --cov --cov-report=term-missing --cov-fail-under=95

lint: $(BIN)/.installed-dev ## style, imports between the layers, types of the model, templates
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache
	$(BIN)/mypy
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')

check-site: $(BIN)/.installed-dev ## every type of page before the Nu HTML checker, axe, Lighthouse and a walk of all links (needs Java 17, npm, chromium)
	@$(BIN)/python -m tests.check_site

bench: $(BIN)/.installed-dev ## what each page costs, kept and not, with 1,000 and 20,000 stories, and a deadline day (needs wrk; NUMBERS="1000 100000"; NUMBERS=--million for a million too)
	@$(BIN)/python bench/pages.py $(NUMBERS)
	@$(BIN)/python bench/deadline_day.py

check: lint licences audit ## everything that can be checked without running the tests

licences: $(BIN)/.installed-dev ## only permissive licences, and the exceptions named in pyproject.toml
	$(BIN)/pip-licenses --python=$(BIN)/python > /dev/null

audit: $(BIN)/.installed-dev ## known vulnerabilities of what is pinned; ends with 3 where no advisory service can be asked
	$(BIN)/python .ci/audit.py

permissions: $(BIN)/.installed-dev ## write docs/permessi.md anew, after a change of pages or roles
	$(MANAGE) permissions

messages: $(BIN)/.installed-dev ## collect and compile the Italian strings (needs GNU gettext)
	$(MANAGE) makemessages -l it --no-obsolete --no-wrap --add-location file -i .venv -i var
	$(MANAGE) compilemessages -l it

.env: ## a file of settings with a fresh secret
	@umask 077 && $(PYTHON) -c "import secrets; print('SECRET_KEY=' + secrets.token_urlsafe(50)); print('DEMO_LOGINS=1')" > .env

var/.collected: requirements.txt $(shell find static -type f) | .env $(BIN)/.installed
	@$(MANAGE) collectstatic --no-input --verbosity 0
	@touch $@

$(BIN)/.installed: requirements.txt
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'Panchina needs Python 3.11 or later; set PYTHON=python3.12 or similar.')"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(BIN)/.installed-dev: requirements.txt requirements-prod.txt requirements-dev.txt | $(BIN)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

clean: ## remove what these targets made, the database included
	rm -rf .venv var .env
