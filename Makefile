# make demo, make test, make check, make bench: each sets up what it needs in .venv by itself.
PYTHON ?= python3
TESTS ?=
CASE ?= .demo/case
SAMPLE := sample_logs/2023-07-10-ecommerce

BIN := .venv/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --quiet
# Standing files that say "this was installed from these locks": the second call costs nothing.
RUNTIME := .venv/.foreshock-runtime
DEV := .venv/.foreshock-dev

.PHONY: help demo test check bench evaluate fuzz lab notebooks docs format lock clean
.DELETE_ON_ERROR:

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

demo: $(RUNTIME) ## Analyse the sample incident and write the case to .demo/case
	@$(BIN)/foreshock analyze $(SAMPLE) -o $(CASE)

test: $(DEV) ## Run the test suite; TESTS='-k sar' passes options to pytest
	$(BIN)/python -m pytest -n auto --dist loadfile $(if $(TESTS),$(TESTS),-m 'not alone')
	$(if $(TESTS),,$(BIN)/python -m pytest -m alone)

check: $(DEV) ## Lint, format, types, stage order, dead code, house rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/vulture
	$(BIN)/python -m pytest tests/test_house.py tests/docs

bench: $(DEV) ## Measure ingest against reading lines alone, and the diagnosis of a large lake; SIZE=2GB ROWS=100000000
	$(BIN)/python benchmarks/ingest.py $(if $(SIZE),--size $(SIZE))
	$(BIN)/python benchmarks/formats.py
	$(BIN)/python benchmarks/diagnose.py $(if $(ROWS),--rows $(ROWS))

evaluate: $(RUNTIME) ## Draw 200 cases and 50 healthy archives, and measure how often the answer is right; SEED=2
	@rm -rf .evaluate
	$(BIN)/foreshock simulate drawn -o .evaluate/cases --cases 200 --healthy 50 --seed $(or $(SEED),1)
	$(BIN)/foreshock evaluate .evaluate/cases --workers 2

fuzz: $(DEV) ## Read mutated logs of every format; LINES=10000000
	$(BIN)/python benchmarks/fuzz.py $(if $(LINES),--lines $(LINES))

lab: $(DEV) ## Record a real fault anew (as root); FAULT=mariadb-killed, without it their names
	$(BIN)/python -m tests.lab $(if $(FAULT),record $(FAULT) -o .lab/$(FAULT),list)

notebooks: $(DEV) ## Execute the notebooks and keep what they print
	$(BIN)/jupyter execute --inplace notebooks/*.ipynb

docs: $(DEV) ## Write the pages anew that are made from the code
	$(BIN)/python -m foreshock.cli.docs .

format: $(DEV) ## Put the code in the house's form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The locks hold for every platform and Python from 3.11 on; uv is needed for this target only.
LOCK := uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --custom-compile-command 'make lock'
lock: ## Resolve the dependencies anew (needs uv)
	$(LOCK) pyproject.toml -o requirements.lock
	$(LOCK) --extra notebook --group dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean: ## Remove everything that make made
	rm -rf .venv .demo .evaluate .mypy_cache .pytest_cache .ruff_cache .hypothesis build dist

.venv/.made: .ci/venv
	@.ci/venv $(PYTHON) .venv
	@touch $@

$(RUNTIME): .venv/.made requirements.lock pyproject.toml
	@echo 'Installing Foreshock into .venv (once; about a minute) ...' >&2
	@$(PIP) install --require-hashes -r requirements.lock
	@$(PIP) install --no-deps -e .
	@$(BIN)/python -m compileall -q pipeline
	@touch $@

$(DEV): $(RUNTIME) requirements-dev.lock
	@echo 'Installing the test tools into .venv (once) ...' >&2
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@
