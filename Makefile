# `make` lists the targets. Wants Python 3.11 with venv; the browser tests want Chromium.

PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
PYTEST := $(BIN)/pytest -n auto --dist worksteal
unexport PYTHONDONTWRITEBYTECODE  # each worker would write the tests' assertions anew, for 7 s
POSTGRESQL := $(BIN)/python -W ignore -m tests.support.postgresql --
STATIC := $(or $(PORTAL_VAR),var)/static/staticfiles.json
BROWSERS := chromium-headless-shell chromium chromium-browser google-chrome
CHROMIUM := $(firstword $(foreach browser,$(BROWSERS),$(shell command -v $(browser))))

help: ## This list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

# To use it ---------------------------------------------------------------------------------

run: .venv/run.stamp $(STATIC) ## The portal with demo data on 127.0.0.1:8000
	@$(MANAGE) migrate --verbosity 0
	-@$(MANAGE) demo  # refuses a database with real agencies, which is served as it is
	@echo "http://127.0.0.1:$(PORT)/   (Ctrl+C stops it)"
	@export PORTAL_HTTPS=0; trap 'kill $$worker $$server 2>/dev/null' EXIT INT TERM; \
	$(MANAGE) db_worker --verbosity 0 --interval 2 & worker=$$!; \
	$(BIN)/gunicorn portal.wsgi --bind 127.0.0.1:$(PORT) --worker-class gthread --workers 2 \
		--threads 4 --log-level warning --no-control-socket & server=$$!; \
	wait $$server

dev: .venv/run.stamp ## The same for programmers: reloads itself, shows errors
	@PORTAL_DEBUG=1 $(MANAGE) migrate --verbosity 0
	-@PORTAL_DEBUG=1 $(MANAGE) demo
	@PORTAL_DEBUG=1 PORTAL_NO_WORKER=1 exec $(MANAGE) runserver 127.0.0.1:$(PORT)

worker: .venv/run.stamp ## What is done beside the requests, such as sending mail; `make run` has its own
	@exec $(MANAGE) db_worker --interval 2

reminders: .venv/run.stamp ## Remind of what is due today; once a day is enough, more does no harm
	@$(MANAGE) send_reminders

# To check it -------------------------------------------------------------------------------

test: test-sqlite test-postgresql ## Every test on SQLite, then on PostgreSQL what may differ there

test-long: export LONG := 1
test-long: test ## The same with long properties at their full length

test-sqlite: .venv/test.stamp chromium
	env --unset=DATABASE_URL $(PYTEST) $(if $(CHROMIUM),,-m "not e2e") $(ARGS)

test-postgresql: .venv/test.stamp chromium
	$(POSTGRESQL) $(PYTEST) $(if $(CHROMIUM),,-m "not e2e") $(ARGS)

chromium:
	@$(if $(CHROMIUM),:,echo "No Chromium here: the browser tests are left out (apt install chromium).")

TEMPLATES := find templates -name '*.html' -print0 | xargs -0r

format: .venv/test.stamp ## Put Python and templates into shape
	$(BIN)/ruff check --quiet --fix .
	$(BIN)/ruff format .
	$(TEMPLATES) $(BIN)/djade --target-version 5.2

screens: .venv/test.stamp ## Take the documentation's pictures anew (wants Chromium)
	$(BIN)/pytest tests/e2e/test_pictures.py -k "not help" --screens docs/pictures
	$(BIN)/pytest tests/e2e/test_pictures.py -k help --screens static/help

lint: .venv/test.stamp ## Style, templates, direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(TEMPLATES) $(BIN)/djade --check --target-version 5.2
	$(BIN)/lint-imports --no-logo

types: .venv/test.stamp ## mypy
	$(BIN)/mypy portal accounts reports manage.py

bench: .venv/test.stamp ## Ratios of the benchmarks on both databases; seconds of hostile files
	$(BIN)/python -m benchmarks.hostile
	env --unset=DATABASE_URL $(BIN)/python -m benchmarks
	$(POSTGRESQL) $(BIN)/python -m benchmarks

# To change it ------------------------------------------------------------------------------

messages: .venv/run.stamp ## Collect and compile the translations (wants gettext)
	$(MANAGE) makemessages --locale zh_Hans --no-location --no-obsolete --ignore '.venv/*'
	$(MANAGE) compilemessages --locale zh_Hans --ignore '.venv/*'

requirements: ## Pin requirements/*.in anew, with hashes (wants uv)
	uv pip compile --quiet --upgrade --generate-hashes --no-header --python-version 3.11 requirements/prod.in -o requirements/prod.txt
	uv pip compile --quiet --upgrade --generate-hashes --no-header --python-version 3.11 requirements/dev.in -o requirements/dev.txt

bootstrap: VERSION ?= 5
bootstrap: ## Bootstrap's stylesheet anew, the newest 5 or VERSION=5.3.8 (wants npm)
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && set -e; \
	npm pack --silent --pack-destination "$$folder" bootstrap@$(VERSION) >/dev/null; \
	tar -xzf "$$folder"/bootstrap-*.tgz -C "$$folder"; \
	cp "$$folder"/package/dist/css/bootstrap.min.css "$$folder"/package/LICENSE static/vendor/bootstrap/; \
	cd static/vendor/bootstrap && sha256sum LICENSE bootstrap.min.css > SHA256SUMS

clean: ## Remove what can be made again (not var/, where the data is)
	rm -rf .venv .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

$(STATIC): .venv/run.stamp $(shell find static -type f)
	$(MANAGE) collectstatic --no-input --verbosity 0
	touch $@

.venv/run.stamp: requirements/prod.txt
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/prod.txt
	touch $@

.venv/test.stamp: .venv/run.stamp requirements/dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/prod.txt -r requirements/dev.txt
	touch $@

.PHONY: help screens run dev worker reminders test test-long test-sqlite test-postgresql chromium format lint types bench messages requirements bootstrap clean
