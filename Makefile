# Builds what each target needs, in .venv, from locked versions; a second run starts at once.
PYTHON ?= python3
VENV := .venv
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check --quiet
RUN := $(VENV)/.ready
DEV := $(VENV)/.ready-dev

.PHONY: chat test fuzz check smoke lock clean help

help:           ## List the targets.
	@sed -n 's/^\([a-z]*\): .*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 10

chat: $(RUN)    ## Ask the articles in seeds/ from the console.
	@$(VENV)/bin/footnote chat $(ARGS)

test: $(DEV)    ## Run every test.
	@$(VENV)/bin/python -m pytest $(ARGS)

fuzz: $(DEV)    ## Show Telegram 100,000 hostile articles and messages instead of 2,000.
	@FUZZ_EXAMPLES=100000 $(VENV)/bin/python -m pytest tests/bot/telegram/test_telegram_fuzz.py

check: $(DEV)   ## Style and types.
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy

smoke: $(DEV)   ## Install the wheel elsewhere and ask it a question.
	@$(VENV)/bin/python tests/smoke_wheel.py

lock:           ## Choose the versions anew (needs uv).
	uv pip compile --universal --python-version 3.11 --generate-hashes --quiet \
	    --group build -o requirements.lock pyproject.toml
	uv pip compile --universal --python-version 3.11 --generate-hashes --quiet \
	    --group build --group dev -c requirements.lock -o requirements-dev.lock pyproject.toml

clean:          ## Remove what make built.
	rm -rf $(VENV)

$(RUN): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	    { echo "Footnote needs Python 3.11 or newer; try make PYTHON=python3.12"; exit 1; }
	@echo "Setting up $(VENV) (once, about a minute) ..." >&2
	@test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(RUN) requirements-dev.lock
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
