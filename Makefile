# Everything a developer or an administrator types. `make` alone lists it.
# It sets up .venv by itself and starts again at once when nothing has changed.

PYTHON ?= python3
PORT ?= 8000
HEARTHWORK_DATA ?= var
DATABASES ?= sqlite postgres
ARGS ?=
# As many tests at a time as there are processors; two at the least.
WORKERS ?= $(shell n=$$(nproc 2>/dev/null || echo 2); echo $$(( n < 2 ? 2 : n > 6 ? 6 : n )))

BIN := .venv/bin
PIP := $(BIN)/python -m pip -qq --disable-pip-version-check --no-input
CODE := practice clients sessions tests manage.py
TEMPLATES := find templates -name '*.html' -print0 | xargs -0 -r
CHECKS := check-format check-style check-templates check-imports check-types check-migrations \
	check-deployment check-architecture
# A production start as the checks see it; none of these values is used anywhere else.
CHECK_DATA := .venv/check-data
AS_PRODUCTION := HEARTHWORK_PRODUCTION=1 HEARTHWORK_DATA=$(CHECK_DATA) \
	SECRET_KEY=only-for-the-checks-and-long-enough-0123456789-abcdefghij-KLMNOP \
	ALLOWED_HOSTS=practice.example SITE_URL=https://practice.example \
	EMAIL_URL=smtp://mail.practice.example:25 DEFAULT_FROM_EMAIL=office@practice.example \
	DATABASE_URL=postgres://hearthwork@database.practice.example/hearthwork

.DEFAULT_GOAL := help
.PHONY: help run demo demo-reset test guards check $(CHECKS) bench format lock

help: ## List what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: .venv/runtime.stamp ## Run a practice of your own, led through its first steps (PORT=8000, HEARTHWORK_DATA=var)
	@HEARTHWORK_DATA="$(HEARTHWORK_DATA)" $(BIN)/python manage.py serve --port "$(PORT)"

demo: .venv/runtime.stamp ## Start a practice to try out (PORT=8000, HEARTHWORK_DATA=var)
	@HEARTHWORK_DATA="$(HEARTHWORK_DATA)" $(BIN)/python manage.py serve --demo --port "$(PORT)"

demo-reset: .venv/runtime.stamp ## Begin the demo practice anew: removes its database, keys and files
	@HEARTHWORK_DATA="$(HEARTHWORK_DATA)" $(BIN)/python manage.py demo --reset

test: .venv/dev.stamp ## Run the tests, on SQLite and then on PostgreSQL (ARGS="tests/practice -x")
	@failed=""; \
	for database in $(DATABASES); do \
		TEST_DATABASE=$$database $(BIN)/python -m pytest -n $(WORKERS) -q $(ARGS) || failed="$$failed $$database"; \
	done; \
	if [ -n "$$failed" ]; then echo "Tests did not pass on:$$failed"; exit 1; fi

check: $(CHECKS) ## Check format, style, types, imports, templates, migrations, deployment
	@echo "All checks passed."

$(CHECKS): .venv/dev.stamp

check-format:
	@echo "format"; $(BIN)/ruff format --quiet --check --output-format concise $(CODE)
check-style:
	@echo "style"; $(BIN)/ruff check --quiet --output-format concise $(CODE)
check-templates:
	@echo "templates"; $(TEMPLATES) $(BIN)/djade --check --target-version 5.2 >/dev/null
check-imports:
	@echo "imports"; report=$$($(BIN)/lint-imports) || { echo "$$report"; exit 1; }
check-types:
	@echo "types"; HEARTHWORK_DATA=$(CHECK_DATA) $(BIN)/mypy --no-error-summary
check-migrations:
	@echo "migrations"; HEARTHWORK_DATA=$(CHECK_DATA) \
		$(BIN)/python manage.py makemigrations --check --dry-run >/dev/null \
		|| { echo "The models differ from the migrations."; exit 1; }
check-deployment:
	@echo "deployment"; for name in record process; do \
		test -f $(CHECK_DATA)/keys/$$name.json || HEARTHWORK_DATA=$(CHECK_DATA) \
			$(BIN)/python manage.py make_keyset $(CHECK_DATA)/keys/$$name.json >/dev/null || exit 1; \
	done; \
	$(AS_PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING >/dev/null
check-architecture:
	@echo "architecture"; $(BIN)/python -m pytest -q tests/test_architecture.py

guards: .venv/dev.stamp ## Take each access guard out in turn, and see the tests notice
	@$(BIN)/python -m pytest tests/access/mutate.py -q --tb=line $(ARGS)

bench: .venv/dev.stamp ## Measure speed against floors taken in the same run, and print the table
	@$(BIN)/python -m tests.bench $(ARGS)

format: .venv/dev.stamp ## Put code and templates into their usual shape
	@$(BIN)/ruff check --quiet --fix $(CODE) || true
	@$(BIN)/ruff format $(CODE)
	@$(TEMPLATES) $(BIN)/djade --target-version 5.2 || true

LOCK := uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate
lock: ## Pin the requirements anew, with hashes (ARGS="--upgrade"); needs uv
	@command -v uv >/dev/null || { echo "This needs uv: python3 -m pip install uv"; exit 1; }
	@$(LOCK) $(ARGS) requirements.in -o requirements.txt
	@$(LOCK) $(ARGS) requirements-dev.in -o requirements-dev.txt

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null \
		|| { echo "Python is missing. Install Python 3.11 or newer, then run make again."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Hearthwork needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1)." \
			"Name another one with: make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
		|| { echo "Python's venv module is missing. On Debian and Ubuntu: apt-get install python3-venv"; exit 1; }
	@echo "Making .venv with $$($(PYTHON) -V)."
	@$(PYTHON) -m venv .venv

.venv/runtime.stamp: requirements.txt | .venv/bin/python
	@echo "Installing what Hearthwork needs (the first time takes a minute or two)."
	@$(PIP) install --require-hashes -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements-dev.txt | .venv/bin/python
	@echo "Installing what the tests and checks need (the first time takes a minute or two)."
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@ .venv/runtime.stamp
