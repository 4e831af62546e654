# Every task is one command, the same for people and for CI. `make help` lists them.

VENV := .venv/bin
ifndef PYTHON
PYTHON := $(shell for name in $(VENV)/python python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$name; break; }; done)
endif
LOTSE := $(VENV)/lotse
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format bench update-conversations manual catalogues migrations-check rasa rasa-train \
	rasa-run rasa-test rasa-bench lock audit clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-22s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## install everything into .venv/, node_modules/ and build/ (seconds when nothing changed)
	@test -n "$(PYTHON)" || { echo "setup: Python 3.11 or newer is needed (apt-get install python3 python3-venv), or name it: make setup PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) scripts/setup.py

demo: setup ## run the whole system here, with demo accounts (ARGS="--port 9000")
	@$(LOTSE) demo $(ARGS)

test: setup ## run every check and test; prints what was skipped and how to add it (ARGS="unit meta" for some parts)
	@$(VENV)/python scripts/test.py $(ARGS)

lint: setup ## style, types and import rules only
	@$(VENV)/python scripts/test.py lint types imports

format: setup ## put the code into the common form
	@$(VENV)/ruff check --fix .
	@$(VENV)/ruff format .

bench: setup ## measure engine and turns beside the raw limit (ARGS="--conversations 200 --json"; one alone: lotse bench turns --help)
	@$(LOTSE) bench all $(ARGS)

update-conversations: setup ## write the golden conversations anew from what the engine says now; read the diff
	@$(VENV)/python -m pytest tests/conversations -q --update-conversations

manual: setup ## write the tables of docs/flows.md anew from what the loader reads
	@$(LOTSE) flows manual $(ARGS)

catalogues: setup ## bring the catalogues up to the German source and say what is untranslated
	@$(LOTSE) locales update

migrations-check: setup ## do the migrations lead to the tables the code expects?
	@$(VENV)/python scripts/migrations_check.py

rasa: setup ## install the Rasa server's own environment into .rasa/ (Python 3.10, 2.5 GB; make demo does without)
	@$(VENV)/python scripts/rasa.py install

rasa-train: setup ## train Rasa's model from the phrases (ARGS="--light --lang de"), minutes with DIET
	@$(VENV)/python scripts/rasa.py train $(ARGS)

rasa-run: setup ## serve Rasa's model on 127.0.0.1:5005 (ARGS="--light"); then LOTSE_RASA_URL=http://127.0.0.1:5005
	@$(VENV)/python scripts/rasa.py run $(ARGS)

rasa-test: rasa ## train the light pipeline and hold both interpreters to the same contract
	@$(VENV)/python scripts/test.py rasa

rasa-bench: setup ## a form in Rasa with its SQL tracker store beside our own turns (ARGS="--questions 36")
	@$(VENV)/python scripts/rasa.py bench $(ARGS)

lock: setup ## resolve the dependencies of pyproject.toml anew into requirements/*.lock (ARGS=--upgrade)
	@$(VENV)/python scripts/lock.py $(ARGS)

audit: setup ## known weaknesses of the locked packages (needs the network; fails when nothing could be asked)
	@$(VENV)/pip-audit --strict --disable-pip --require-hashes -r requirements/dev.lock

clean: ## remove everything that `make setup` and tests made; data in var/ stays
	rm -rf .venv node_modules build test-results .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
	find locales -name '*.mo' -delete
