# What a user of the repository runs. `make help` lists it; everything that is longer than a line lies in scripts/.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

VENV := .venv
PY := $(VENV)/bin/python
READY := $(VENV)/.ready
HOPBACK_HOME ?= data
export HOPBACK_HOME

.PHONY: help setup demo test airflow bench bench-beijing lint clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-14s %s\n", $$1, $$2}' Makefile

setup: $(READY) ## .venv from requirements.lock (Python 3.11+, make and git are all it needs)

$(READY): requirements.lock pyproject.toml scripts/setup.sh
	@scripts/setup.sh $(VENV)
	@touch $@

demo: setup ## write the Jiaxing case, run the DAGs through Airflow, print the chain back to the source
	@$(PY) -m scripts.demo $(DEMO)

test: setup ## all tests; `make test TESTS=tests/unit` runs some
	@scripts/test.sh $(PY) $(TESTS)

airflow: setup ## the real Airflow on this machine: UI, scheduler, three users; Ctrl-C stops it
	@exec $(PY) -m scripts.airflow_up --home "$(HOPBACK_HOME)"

bench: setup ## comparisons with other tools, ratios in one run
	@scripts/bench.sh $(PY)

bench-beijing: setup ## the 162.5M rows of 67 cases to the published database: `make bench-beijing BEIJING='--shares 0.1,1 --folder DIR'`
	@$(PY) -m bench.beijing $(or $(BEIJING),--shares 0.125,1)

lint: setup ## ruff, mypy, import contracts, SQL
	@scripts/lint.sh $(VENV)

clean: ## everything that can be made again, but no home: .venv, build/, caches
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis *.egg-info
	@find . -name __pycache__ -type d -not -path './data/*' -prune -exec rm -rf {} +
