# Writ: one command each. Needs only python3 (3.11 to 3.13), make and git; everything else goes into .venv.
PYTHON ?= python3
RUN := .venv/bin/python
# a file stays in one process, for what its tests share; the long ones of the chain begin early
PYTEST := $(RUN) -m pytest -n 2 --dist loadfile --no-loadscope-reorder
STAMP := .venv/.installed

export PYTHONPATH := $(CURDIR)
# without bytecode every Airflow process would compile its thousands of modules anew at each start
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help install demo up test check bench clean lock

help:  ## show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

install: $(STAMP)  ## make .venv from the lock
	@:

demo: $(STAMP)  ## run three days of the whole chain, with the demo persons' parts played
	$(RUN) -m include.writ.local.demo

up: $(STAMP)  ## start the Airflow UI with the Docket, until Ctrl-C
	$(RUN) -m include.writ.local.up

test: $(STAMP)  ## run all tests but those in a browser and the fault tests
	$(PYTEST) -m "not browser and not faults and not flow"
	$(RUN) -m pytest -m flow

check: $(STAMP)  ## format, lint, types, fast tests
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	$(PYTEST) -m "not browser and not faults and not flow and not slow" tests/unit tests/dags tests/architecture

bench: $(STAMP)  ## run every benchmark
	@set -e; for file in benchmarks/[a-z]*.py; do \
		name=$$(basename $$file .py); echo "== $$name"; $(RUN) -m benchmarks.$$name; \
	done

clean:  ## stop what runs and delete var/ (keeps .venv)
	@if [ -x $(RUN) ] && [ -d var ]; then $(RUN) -m include.writ.local.stop; fi
	rm -rf var

lock: $(STAMP)  ## resolve both locks anew from the .in files
	@set -e; for name in requirements requirements-dev; do \
		$(RUN) -m uv pip compile --quiet --upgrade --universal --python-version 3.11 --no-header --no-annotate \
			$$name.in -o .venv/lock.txt; \
		{ echo '# Exact lock, written by `make lock`. Change the .in file, not this one.'; cat .venv/lock.txt; } > $$name.txt; \
	done

$(STAMP): requirements.txt requirements-dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
		echo "Writ needs Python 3.11, 3.12 or 3.13; '$(PYTHON)' is: $$($(PYTHON) --version 2>&1)."; \
		echo "Install one of them, or name it: make PYTHON=python3.12 install"; exit 1; } >&2
	@[ -x $(RUN) ] || $(PYTHON) -m venv .venv || { rm -rf .venv; \
		echo "'$(PYTHON) -m venv' does not work here. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; } >&2
	$(RUN) -m pip install --quiet --disable-pip-version-check "$$(grep '^uv==' requirements-dev.txt)"
	$(RUN) -m uv pip sync --quiet --compile-bytecode requirements-dev.txt
	@touch $@
