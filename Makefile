# Everything a fresh machine needs: Python 3.11 or newer, and make.
SHELL := /bin/sh
BIN := .venv/bin
STAMP := .venv/.installed
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
PORT ?= 8765

.DEFAULT_GOAL := help
.PHONY: help install demo demo-reset test lint types floors check audit lock migration chaos fuzz bench rehearse clean

help: ## these lines
	@grep -hE '^[a-z-]+:.*##' Makefile | sed 's/:.*##/\t/' | expand -t 14

install: $(STAMP) ## make .venv with the command .venv/bin/lianluo

$(BIN)/python:
	@for python in python3.13 python3.12 python3.11 python3.14 python3 python; do \
	  if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "making .venv with $$python"; exec $$python -m venv .venv; \
	  fi; \
	done; \
	echo "Python 3.11 or newer with its venv module is needed (on Debian: apt-get install python3-venv)" >&2; \
	exit 1

# The build tool is in the lock too, so nothing is fetched that is not named there by its hash.
$(STAMP): requirements.lock | $(BIN)/python
	$(PIP) install --quiet --require-hashes --requirement requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $(STAMP)

demo: install ## everything in a browser: sandbox, sample ledger, bot; goes on where it was
	@exec $(BIN)/lianluo demo --port $(PORT)

demo-reset: install ## the same, afresh
	@exec $(BIN)/lianluo demo --port $(PORT) --reset

test: install ## the tests, in parallel; what is lived through in chat on SQLite
	LIANLUO_TEST_PART=plain $(BIN)/pytest --numprocesses auto --dist worksteal $(ARGS)

test-postgres: install ## what is lived through in chat, on PostgreSQL
	LIANLUO_TEST_PART=postgres $(BIN)/pytest --numprocesses auto --dist worksteal $(ARGS)

lint: install ## style
	$(BIN)/ruff check .

types: install ## types, strictly
	$(BIN)/mypy

floors: install ## imports go down, never up
	$(BIN)/lint-imports

check: lint types floors ## all three

audit: install ## whether a pinned package is known to be vulnerable; says so when that cannot be looked up
	$(BIN)/python -m tests.audit

lock: install ## pin the newest versions that fit pyproject.toml, by their hashes
	@sed -n 's/^requires = \["\(.*\)"\]/\1/p' pyproject.toml | $(BIN)/uv pip compile --upgrade --quiet \
	  --universal --python-version 3.11 --extra dev --generate-hashes --no-header \
	  --output-file requirements.lock pyproject.toml -

migration: install ## NAME="What has changed.": the next migration from the tables in the code
	$(BIN)/python -m storage.migrations "$(NAME)"
	$(BIN)/ruff check --quiet --fix storage/migrations
	$(BIN)/ruff format --quiet storage/migrations

rehearse: install ## a year in the province, played by the clock and judged: ARGS="--seed 8 --until 2026-06-30"
	$(BIN)/lianluo rehearse $(ARGS)

chaos: install ## days on which everything breaks: KILLS=1000 SEED=… DATABASE=sqlite|postgresql REPLICAS=3
	$(BIN)/python -m tests.chaos
	LIANLUO_TEST_STORIES=$${STORIES:-200} $(BIN)/pytest tests/chaos/test_any_moves.py --numprocesses 0

fuzz: install ## wild updates and workbooks: UPDATES=200000 BOOKS=2000 SEED=… DATABASE=sqlite|postgresql|both
	$(BIN)/python -m tests.attackers.fuzz
	EVERYTHING=1 LIANLUO_TEST_ENGINES=sqlite $(BIN)/pytest tests/flows/test_every_step.py

bench: install ## this bot beside others and itself; writes the figures into README: ARGS="--only words --quick"
	$(BIN)/python -m tests.bench $(ARGS)

clean: ## what can be made again (not data/)
	rm -rf .venv build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
