# The handful of commands people use. Each makes the environment it needs in .venv.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test setup lint bench benchmark accuracy docs fuzz clean

run: .venv/run  ## analyse an example: a summary in the terminal, a PDF report in out/
	$(BIN)/haiphia analyze examples/chien-tranh.txt --pdf out/chien-tranh.pdf

test: .venv/dev  ## run the tests
	$(BIN)/python -m pytest

setup: .venv/dev  ## everything a developer needs

lint: .venv/dev  ## style, layout and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict

bench: .venv/dev  ## accuracy on ../shared/bench/dev against the floors of tests/bench/floors.toml
	$(BIN)/python -m tests.bench.run

benchmark: .venv/dev  ## speed, into benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks.run

accuracy: .venv/dev  ## accuracy by label, into docs/accuracy.md, the README and the model cards
	$(BIN)/python -m benchmarks.accuracy

docs: .venv/dev  ## what the documents show, made by the code as it is
	$(BIN)/haiphia analyze examples/chien-tranh.txt --pdf out/chien-tranh.pdf --lang en > /dev/null
	pdftoppm -png -r 90 -singlefile out/chien-tranh.pdf docs/report
	$(BIN)/python -c "import json; from analyzer.analysis import json_schema; print(json.dumps(json_schema(), indent=1))" > docs/schema.json

fuzz: .venv/dev  ## 10,000 random and broken inputs over all readers
	$(BIN)/python -m tests.fuzz

clean:
	rm -rf .venv out build dist *.egg-info

.venv/run .venv/dev: pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -e '.$(if $(filter %/dev,$@),[dev])'
	mkdir -p out
	touch $@
