# Everything runs from .venv, which is made on first use from a lock with hashes.

STAMP := .venv/.installed
DEV_STAMP := .venv/.installed-dev
BIN := .venv/bin
RUN := $(BIN)/python
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help up install install-dev browser test check format lock bench screenshots clean

help: ## List what make can do
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

up: $(STAMP) ## Run the whole hub on this machine; Ctrl-C stops it (PORT, HUB_STATE_DIR, DATABASE_URL, REDIS_URL)
	@exec $(RUN) manage.py up

install: $(STAMP) ## Install the packages into .venv

install-dev: $(DEV_STAMP) ## Install the packages and the development tools

test: $(DEV_STAMP) browser ## Run every test (ARGS="tests/tickets -k reply" for some)
	@$(RUN) -m tests.run $(ARGS)

browser: $(DEV_STAMP) ## Find a Chromium for the browser tests, or install one
	@$(RUN) -m tests.browser.chromium

check: $(DEV_STAMP) ## Format, lint, types, import contract, settings, migrations
	@echo "ruff format" && $(BIN)/ruff format --check .
	@echo "ruff check" && $(BIN)/ruff check .
	@echo "mypy" && $(BIN)/mypy .
	@echo "lint-imports" && $(BIN)/lint-imports
	@# Without a database it warns that it cannot compare with what was applied; that is not the question here.
	@echo "makemigrations --check" && $(RUN) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	@echo "check --deploy" && env \
		DJANGO_SETTINGS_MODULE=config.settings.production \
		SECRET_KEY="$$($(RUN) -c 'import secrets; print(secrets.token_urlsafe(64))')" \
		ALLOWED_HOSTS=hub.example.com HUB_URL=https://hub.example.com \
		DATABASE_URL=postgresql://hub@database.example.com/hub REDIS_URL=redis://redis.example.com/0 \
		$(RUN) manage.py check --deploy --fail-level WARNING

format: $(DEV_STAMP) ## Format and mend what can be mended
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(DEV_STAMP) ## Measure, and print the figures with the machine they hold for
	@$(RUN) -m tests.bench $(ARGS)

screenshots: $(DEV_STAMP) browser ## Take the README's pictures of a hub that runs (HUB_BROWSER_URL)
	@$(RUN) -m tests.browser.screenshots

lock: ## Pin the newest packages that pyproject.toml allows
	@config/up/lock.sh

clean: ## Remove .venv and caches; var/, where the data is, stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache staticfiles
	find . -name __pycache__ -type d -not -path "./var/*" -prune -exec rm -rf {} +

$(STAMP): requirements.lock config/up/install.sh
	@config/up/install.sh requirements.lock $@

# What the development lock pins includes all of the other one.
$(DEV_STAMP): requirements-dev.lock config/up/install.sh
	@config/up/install.sh requirements-dev.lock $@
	@touch $(STAMP)
