# Hydrascope. `make run` opens the demo; `make run EXPORTS=path` opens your own exports.
.POSIX:
.PHONY: help setup run demo test fuzz lint format lock docs clean

PY = .venv/bin/python

help:            ## This list.
	@grep -hE '^[a-z]+: .*##|^[a-z]+:  *##' Makefile | sed 's/:.*##/\t/'

setup:           ## .venv with what the dashboard and the command line need.
	@scripts/setup.sh run

run: setup       ## The dashboard, on the demo incident or on EXPORTS=path; PORT=… to choose.
	@EXPORTS="$(EXPORTS)" PORT="$(PORT)" WAREHOUSE="$(WAREHOUSE)" SERVE="$(SERVE)" scripts/run.sh

demo: setup      ## Build the demo incident's warehouse without opening the dashboard.
	@DEMO_ONLY=1 WAREHOUSE="$(WAREHOUSE)" scripts/run.sh

dev:
	@scripts/setup.sh dev

test: dev        ## All tests; ARGS="…" goes to pytest.
	@scripts/test.sh $(ARGS)

fuzz: dev        ## 20,000 mutated texts against the SQL sandbox, gate closed and open; TEXTS=….
	FUZZ_REPORT=test-results/fuzz.json FUZZ_TEXTS=$${TEXTS:-20000} $(PY) -m pytest -q \
		tests/sandbox/test_fuzz.py

lint: dev        ## Ruff, mypy (strict), SQLFluff.
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m sqlfluff lint --disable-progress-bar --processes 2 queries

format: dev      ## Let Ruff arrange the code.
	$(PY) -m ruff format .
	$(PY) -m ruff check --fix-only --quiet .

docs: dev        ## Write docs/data-dictionary.md and docs/sources.md from the code.
	$(PY) scripts/data_dictionary.py > docs/data-dictionary.md
	$(PY) scripts/sources.py > docs/sources.md

lock:            ## Compile the pinned files again (needs uv).
	uv pip compile --quiet --universal --python-version 3.11 --no-header --no-emit-index-url \
		requirements.in -o requirements.txt
	uv pip compile --quiet --universal --python-version 3.11 --no-header --no-emit-index-url \
		requirements-dev.in -o requirements-dev.txt

clean:           ## Remove .venv and caches; data/ stays.
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis test-results
