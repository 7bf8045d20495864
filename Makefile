# Everything sets itself up: `make demo` or `make test` on a machine with Linux, Python 3.11 or newer and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check bench chaos vectors examples up down setup
.DEFAULT_GOAL := demo

demo: $(READY)        ## the main job: a day of the regency through the bus, counted event by event
	@$(BIN)/python -m producers.demo

test: $(READY)        ## all tests
	@$(BIN)/python -m pytest -q --numprocesses 2 --dist loadfile

check: $(READY)       ## everything that reads the code without running the bus
	@./check

bench: $(READY)       ## the engine and its peers over the same events; ONLY=route, latency, restore, join, memory, growth or ingest runs one
	@$(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY))

chaos: $(READY)       ## kills workers, adapters and brokers at random under load, then counts; deliveries, flows, then each way in: SECONDS=60 SEED=1
	@$(BIN)/python -m tests.acceptance.chaos --seconds $(or $(SECONDS),60) --seed $(or $(SEED),1)
	@$(BIN)/python -m tests.acceptance.flow_chaos --seconds $(or $(SECONDS),60) --seed $(or $(SEED),1)
	@$(BIN)/python -m tests.acceptance.adapter_chaos --seconds $(or $(SECONDS),60) --seed $(or $(SEED),1)

examples: $(READY)    ## the worked examples of the flows in the Driver; FILE=path runs another file of that format
	@$(BIN)/python -m tests.streams.run_examples $(FILE)

vectors: $(READY)     ## the joins against what Kafka Streams gave; DIR=folder runs other vectors of that format
	@$(BIN)/python -m tests.joins.run_vectors $(DIR)

up: $(READY)          ## the demo's bus, left running to look around
	@$(BIN)/python -m producers.demo --keep

down: $(READY)        ## ends what `make up` started
	@$(BIN)/python -m producers.demo --stop

setup: $(READY)

$(READY): requirements/dev.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else f"simpul: Python {sys.version.split()[0]} is too old, it needs 3.11 or newer: make PYTHON=python3.12 ...")'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "simpul: $(PYTHON) has no venv: install it (on Debian: apt-get install python3-venv)" >&2; exit 1; }
	@test -x $(BIN)/python || { echo "simpul: setting up $(VENV) (once, about a minute)" >&2; $(PYTHON) -m venv $(VENV); }
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.lock
	@$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
