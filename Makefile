# Two commands matter: `make demo` runs the main job offline, `make test` passes the tests. Both set themselves up.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN := $(VENV)/.run
TEST := $(VENV)/.test
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup demo demo-pr test test-engine torture check format golden catalogue docs pulumi bench clean

help:  ## Show this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 20

setup: $(TEST)  ## Create .venv with everything that is needed (once)

$(RUN): pyproject.toml requirements/run.lock
	@sh tools/setup.sh "$(PYTHON)" "$(VENV)" requirements/run.lock
	@touch $@

$(TEST): pyproject.toml requirements/test.lock
	@sh tools/setup.sh "$(PYTHON)" "$(VENV)" requirements/test.lock
	@touch $(RUN) $@

demo: $(RUN)  ## Compile, train, gate, register, serve and predict on examples/breast-cancer
	@sh tools/demo.sh "$(BIN)"

demo-pr: $(RUN)  ## Preview, merge, promote and clean up a pull request, in a repository of its own
	@sh tools/demo_pr.sh "$(BIN)"

test: $(TEST)  ## Run the tests
	@sh tools/pulumi/build.sh >/dev/null || echo "going on without a Pulumi CLI: the tests that need it are skipped" >&2
	@$(BIN)/python -m pytest

test-engine: $(TEST)  ## Run the long tests on the real Pulumi engine, which make test leaves out
	@sh tools/pulumi/build.sh >/dev/null || echo "going on without a Pulumi CLI: the tests that need it are skipped" >&2
	@$(BIN)/python -m pytest -m engine

torture: $(TEST)  ## Attack the promises of the compiler at full size, with a fresh seed
	@$(BIN)/python -m pytest tests/torture --torture -m ""

check: $(TEST)  ## Formatting, lint, types, architecture, stale compiled output
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/ty check compiler
	@$(BIN)/ruff format --check --line-length 88 --isolated stacks
	@$(BIN)/ty check stacks
	@$(BIN)/python -m pytest -n 0 tests/architecture
	@for project in breast-cancer diabetes digits; do $(BIN)/modelwright compile $$project --check || exit $$?; done

format: $(TEST)  ## Rewrite the code as ruff formats it
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

golden: $(TEST)  ## Rewrite the expected files of all golden tests
	@$(BIN)/python -m pytest tests/golden --update-golden

catalogue: $(TEST)  ## Regenerate the estimator catalogue of every supported scikit-learn
	@sh tools/catalogue.sh "$(BIN)/python"

pulumi:  ## Build the Pulumi CLI into the cache folder, unless one is there or on PATH
	@sh tools/pulumi/build.sh

docs: $(TEST)  ## Rewrite docs/diagnostics.md from the tables of codes
	@$(BIN)/python -m compiler.reports.reference docs/diagnostics.md

bench: $(TEST)  ## Print the figures of benchmarks/ as tables
	@$(BIN)/python -m benchmarks.commands
	@$(BIN)/python -m benchmarks.scale --n 100
	@$(BIN)/python -m benchmarks.engines
	@$(BIN)/python -m benchmarks.large_stack
	@$(BIN)/python -m benchmarks.previews
	@$(BIN)/python -m benchmarks.fresh_clone

clean:  ## Stop what serves here; remove the virtual environment and everything that was run
	@sh tools/clean.sh "$(VENV)"
