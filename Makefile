# Everything a fresh machine needs beside Python 3.11 or newer and make is installed by the targets.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test lint types unit wheel browser bench fuzz picture screenshots clean

demo: $(READY)  ## analyse the sample study and show its Table 1
	$(BIN)/stc analyze -c configs/peer_workers.yaml

test: lint types unit wheel  ## everything that must hold

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

unit: $(READY) browser
	$(BIN)/pytest -n 2

wheel: $(READY)  ## build it, install it into an empty environment, run the sample from there
	rm -rf build/wheel
	$(BIN)/python -m build --wheel --outdir build/wheel . >/dev/null
	$(PYTHON) -m venv build/wheel/env
	build/wheel/env/bin/pip install --quiet --disable-pip-version-check build/wheel/*.whl
	cp -R configs sample_data build/wheel/
	cd build/wheel && env/bin/stc --help >/dev/null
	cd build/wheel && env/bin/stc analyze -c configs/peer_workers.yaml -o sample && env/bin/stc verify -c configs/peer_workers.yaml -o sample && env/bin/stc report -c configs/peer_workers.yaml -o sample && env/bin/stc figure -c configs/peer_workers.yaml -o sample && env/bin/stc methods -c configs/peer_workers.yaml -o sample

browser:  ## a Chromium for the tests of the report, installed where it is missing
	@for name in chromium chromium-browser google-chrome google-chrome-stable; do \
	  command -v $$name >/dev/null && exit 0; done; \
	{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq >/dev/null \
	  && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium >/dev/null; } \
	|| { echo "The tests of the report need Chromium or Google Chrome. Install one of them." >&2; exit 1; }

bench: $(READY) browser  ## times as ratios to a blank spaCy pipeline; see benchmarks/README.md
	$(BIN)/python benchmarks/bench.py
	$(BIN)/python benchmarks/readers.py
	$(BIN)/python benchmarks/coding.py
	$(BIN)/python benchmarks/condensing.py
	$(BIN)/python benchmarks/sheets.py
	$(BIN)/python benchmarks/agreement.py
	$(BIN)/python benchmarks/suggestions.py
	$(BIN)/python benchmarks/report.py

fuzz: $(READY)  ## break 20,000 transcripts and read them, decide in 500 studies and change them
	$(BIN)/python tests/fuzzing.py --cases $(or $(CASES),20000) --seed $(or $(SEED),1)
	$(BIN)/python tests/replaying.py --cases $(or $(STUDIES),500) --seed $(or $(SEED),1)

picture: $(READY)  ## the README's picture of the output
	$(BIN)/python docs/make_picture.py

screenshots: $(READY) browser  ## the docs' pictures of the report
	$(BIN)/python docs/make_screenshots.py

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.[dev]'
	touch $(READY)

clean:
	rm -rf $(VENV) build out .mypy_cache .pytest_cache .ruff_cache .hypothesis
