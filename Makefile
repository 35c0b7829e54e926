# The verbs of this project. `make` alone lists them.
PYTHON ?= python3
PORT ?= 8000
VAR ?= ./var
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup run test one nightly check db bench

help: ## list the verbs
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

setup: .venv/ready pwa/dist/assets.json ## make the environment and build the assets

.venv/ready: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新的版本"; exit 1; }
	$(PYTHON) -m venv .venv || { echo "没有 venv：请安装 python3-venv"; exit 1; }
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev,face,heic]'
	@touch $@

node_modules/.ready: package.json package-lock.json
	npm ci --no-audit --no-fund --silent
	@touch $@

pwa/dist/assets.json: .venv/ready node_modules/.ready $(shell find pwa -path pwa/dist -prune -o \( -name '*.css' -o -name '*.ts' -o -name '*.mjs' -o -name '*.json' -o -name '*.svg' \) -print)
	npm run --silent build
	$(BIN)/python -m pwa.packing
	@touch $@

run: setup ## start everything on this machine (PORT=8000, VAR=./var)
	@PORT="$(PORT)" VAR="$(VAR)" $(BIN)/futian up

test: setup ## everything: checks, unit, stories, guarantees, browsers
	@bash tests/run.sh

one: setup ## one test or folder, also of the nightly ones: make one TEST=tests/auth/session/test_sessions.py
	@test -n "$(TEST)" || { echo "make one TEST=tests/auth/session/test_sessions.py::test_name"; exit 1; }
	$(BIN)/pytest -q -m '' $(TEST)

nightly: setup ## the long proofs: PART=kills|pages|properties|long|memory|mutation|reading|repeat, or all
	@PART=$(PART) ONLY='$(ONLY)' bash tests/nightly.sh

check: setup ## formatting, types, import arrow, dead code, templates
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tests.dead
	$(BIN)/djlint --quiet --lint pwa
	$(BIN)/python -m tests.migration_lint
	npm run --silent check

db: setup ## write alembic/schema.sql anew from the migrations
	$(BIN)/python -m tests.schema

bench: setup ## the benchmarks, each beside its limit (see docs/benchmarks.md)
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[bench]'
	$(BIN)/python -m bench
