# Two commands set everything up on a machine with python3.11 and make: `make demo` and `make test`.
PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready

.PHONY: demo test lint format bench soak golden docs train cv lock clean

demo: $(READY)
	$(BIN)/onrecord read examples/ --format table
	$(BIN)/onrecord add examples/ --archive $(VENV)/demo.db
	@$(BIN)/onrecord serve --archive $(VENV)/demo.db --stop >/dev/null
	@echo
	@$(BIN)/onrecord serve --archive $(VENV)/demo.db --background

test: lint
	$(BIN)/pytest -rs

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# How fast and how large, by stage, and the archive; against bench/baseline.json (ARGS="--write" makes one of this machine).
bench: $(READY)
	$(BIN)/python bench/bench.py $(ARGS)

# Many reports in one run: does memory stay flat, and does each report give the same record every time?
soak: $(READY)
	$(BIN)/python bench/soak.py $(ARGS)
	PYTHONPATH=tests/unit $(BIN)/python bench/soak_archive.py 50
	$(BIN)/python bench/soak_warc.py --stub
	$(BIN)/python bench/scale.py --reports 20000 --stages stub
	$(BIN)/python bench/scale.py --reports 200

# Write the golden records of examples/ anew; read the diff before committing it.
golden: $(READY)
	ONRECORD_GOLDEN=write $(BIN)/pytest tests/golden
	git --no-pager diff --stat -- tests/golden

# The parts of docs/ that are made from the program itself.
docs: $(READY)
	$(BIN)/python tools/write_docs.py

# Train the reader: make train ARGS="BASE OUT", with the folder of the base weights and the one to write to.
train: $(READY)
	$(BIN)/pip install --quiet --constraint requirements.lock -e '.[dev,train]'
	$(BIN)/python train/fit.py $(ARGS)

# Write requirements.lock anew from the newest versions that pyproject.toml allows.
lock:
	rm -rf $(VENV)-lock
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/pip install --quiet -e '.[dev]'
	( echo "# Every package that \`make demo\` and \`make test\` install, for pip's --constraint. Written by \`make lock\`."; \
	  $(VENV)-lock/bin/pip freeze --exclude-editable ) > requirements.lock
	rm -rf $(VENV)-lock

# Cross-validated figures for positions, by the scorers beside the data.
cv: $(READY)
	$(BIN)/pip install --quiet --constraint requirements.lock scikit-learn
	PYTHONPATH=src:train $(BIN)/python train/cv_positions.py $(ARGS)

clean:
	@test ! -e $(VENV)/demo.db.serving || $(BIN)/onrecord serve --archive $(VENV)/demo.db --stop
	rm -rf $(VENV) $(VENV)-lock .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "onrecord needs Python 3.11 or newer (make PYTHON=...)" >&2; exit 1; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock -e '.[dev]'
	@touch $@
