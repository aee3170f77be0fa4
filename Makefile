# make demo and make test work on a fresh machine with Python 3.11+ and make; nothing else.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done || echo python3)
BIN := .venv/bin
READY := .venv/.installed
CODE := src clients/python tests examples benchmarks scripts training
HOST ?= 127.0.0.1
PORT ?= 8000

.PHONY: help setup demo serve test check format bench evaluate train torture docs clients hours generators release pictures clean

help: ## List what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(READY) ## Make .venv with everything in it

$(READY): requirements/dev.txt pyproject.toml scripts/setup.py
	$(PYTHON) scripts/setup.py

demo: $(READY) ## Run the main job: serve, upload, classify, download, compare
	$(BIN)/python -m examples.demo

serve: $(READY) ## Serve on HOST and PORT
	$(BIN)/muniment serve --host $(HOST) --port $(PORT)

test: $(READY) ## Run the tests
	$(BIN)/python -m pytest -q -n auto --dist worksteal

check: $(READY) ## Format, lint, types, layers
	$(BIN)/ruff format --check $(CODE)
	$(BIN)/ruff check $(CODE)
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY) ## Format the code
	$(BIN)/ruff format $(CODE)
	$(BIN)/ruff check --fix $(CODE)

bench: $(READY) ## Measure against yardsticks; writes docs/benchmarks.md
	$(BIN)/python -m benchmarks.run

evaluate: $(READY) ## Measure reading and judging over CORPUS=folder
	$(BIN)/python benchmarks/evaluate.py $(CORPUS)

train: $(READY) ## Learn to judge types and to find facts from training/sets, and from CORPUS="folder folder"
	$(BIN)/python -m training $(CORPUS)
	$(BIN)/python -m training.facts $(CORPUS)

torture: $(READY) ## The journeys with a large budget (half an hour and more)
	MUNIMENT_TORTURE=1 MUNIMENT_TORTURE_KILLS=$(KILLS) $(BIN)/python -m pytest -q -s tests/journeys

docs: $(READY) ## Write the generated references
	$(BIN)/python -m scripts.write_docs

clients: $(READY) ## Write what the SDKs have from the OpenAPI document
	$(BIN)/python -m scripts.write_clients

hours: $(READY) ## A new user's first hours, from empty folders
	$(BIN)/python -m pytest -q -n 0 tests/first_hours/*.py

generators: $(READY) .generators/.installed ## Have generators make clients of the OpenAPI document, and run them
	$(BIN)/python -m pytest -q -n 0 tests/generators/clients.py

.generators/.installed: requirements/generators.txt tests/generators/package-lock.json
	$(PYTHON) -m venv .generators
	.generators/bin/python -m pip install --quiet --require-hashes -r requirements/generators.txt
	npm ci --prefix tests/generators --ignore-scripts --no-audit --no-fund
	touch $@

release: $(READY) .release/.installed ## Write dist/: what a release publishes, built twice and compared
	$(BIN)/python -m pytest -q -n 0 tests/release/installed.py
	$(BIN)/python -m scripts.release

.release/.installed: requirements/release.txt
	$(PYTHON) -m venv .release
	.release/bin/python -m pip install --quiet --require-hashes -r requirements/release.txt
	touch $@

pictures: $(READY) ## Take the pictures of the docs anew, with the system's Chromium
	$(BIN)/python -m tests.browser.pictures

clean: ## Remove what setup and tests made
	rm -rf .venv .generators .release dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
