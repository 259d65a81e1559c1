# The README's two commands are `make example` and `make test`; everything else serves them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
EXAMPLE_HOME ?= build/example
# Tests that share costly fixtures run on one worker, the longest groups first (tests/workers.py).
GROUPED := --dist loadgroup --no-loadscope-reorder
# What tools that run side by side say is kept apart, where make can (4.0 on).
APART := $(if $(filter output-sync,$(.FEATURES)),--output-sync=target)
export POTLINE_HOME ?= potline_home

.PHONY: help setup example test check lint style types sql unit integration pipeline clean

help:
	@echo "make example  set up, close the example group's months, print what was found"
	@echo "make test     set up, then lint, types, unit, convention, integration and pipeline tests"

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) scripts/bootstrap.py --venv $(VENV)
	@touch $(STAMP)

example: setup
	$(BIN)/python scripts/example.py --home $(EXAMPLE_HOME)

test: check integration pipeline

check: setup lint unit

# All of them run to their end, also where one finds something.
lint: setup
	$(MAKE) --no-print-directory --keep-going --jobs=2 $(APART) style types sql

style: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: setup
	$(BIN)/mypy

sql: setup
	$(BIN)/sqlfluff lint -q dbt_project/models

unit: setup
	$(BIN)/pytest -n 2 tests/unit tests/conventions

integration: setup
	$(BIN)/pytest -n 2 $(GROUPED) tests/integration

pipeline: setup
	$(BIN)/pytest -n 2 $(GROUPED) tests/pipeline

clean:
	rm -rf build .pytest_cache .mypy_cache .ruff_cache dbt_project/target dbt_project/logs
