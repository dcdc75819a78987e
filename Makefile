# Allt som behövs är git, make och Python 3.11 eller senare med venv. `make rapport` och `make test` gör resten.
PYTHON ?= python3
PERIOD ?= 2025-03
NAMND ?= intraservice
PARAMS := params/$(if $(filter intraservice,$(NAMND)),,$(NAMND)-)$(PERIOD).yaml
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.klar
PAGE := tests/page
AXE := $(PAGE)/node_modules/.package-lock.json
NEEDS := "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))"

.DEFAULT_GOAL := help
.PHONY: help bilder rapport docs test slow check lab data bench

help:  ## visa kommandona
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1	\2/p' $(MAKEFILE_LIST)

$(READY): pyproject.toml constraints.txt
	@command -v $(PYTHON) >/dev/null || { echo "Hittar inte $(PYTHON). Installera Python 3.11 eller senare, eller skriv make PYTHON=/sökväg/till/python3."; exit 1; }
	@$(PYTHON) -c $(NEEDS) 2>/dev/null || { echo "$$($(PYTHON) --version) räcker inte: det behövs Python 3.11 eller senare med venv (på Debian: apt install python3-venv)."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installerar paketen i $(VENV). Det tar någon minut första gången."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[dev]"
	@touch $@

rapport: $(READY)  ## gör rapporten för PERIOD (2025-03) och NAMND (intraservice) i output/
	@$(BIN)/ekonomi rapport $(PARAMS)

docs: $(READY)  ## skriv dokumentationen som en webbplats i site/
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict
	@echo "Öppna site/index.html."

$(AXE): $(PAGE)/package-lock.json
	@if command -v npm >/dev/null; then npm ci --prefix $(PAGE) --silent --no-audit --no-fund && touch $@ || echo "axe-core gick inte att hämta: tillgängligheten prövas inte."; fi

test: $(READY) $(AXE)  ## kör de snabba testerna
	$(BIN)/python -m pytest -n 2 -m "not slow"

slow: $(READY) $(AXE)  ## kör de långsamma testerna
	$(BIN)/python -m pytest -n 2 -m slow

check: $(READY)  ## format, lint, typer och våningar
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

lab: $(READY)  ## öppna anteckningsböckerna i JupyterLab
	$(BIN)/jupyter lab notebooks

bilder: rapport  ## ta bilder av rapporten för PERIOD och NAMND i bilder/
	@$(BIN)/python tools/pictures.py output/$(NAMND)/$(PERIOD) bilder

data: $(READY)  ## gör om exempelnämndernas data
	$(BIN)/python -m data.generator
	$(BIN)/python -m data.generator_grundskola

bench: $(READY)  ## mät hur lång tid rapporten tar
	$(BIN)/python benchmarks/rapport.py
