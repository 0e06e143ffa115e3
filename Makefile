# Everything a person needs, each target setting up what it needs in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TOOLS := "scikit-build-core>=1.0,<2" "nanobind>=2.9,<4" ninja

.PHONY: build test check bench wheel demo clean

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install -q $(TOOLS)
	$(BIN)/pip install -q --group test --group check

## build: compile the kernel and install the package so that it is read from src/
build: $(BIN)/python
	$(BIN)/pip install -q --no-build-isolation -e .

test: build
	$(BIN)/python -m pytest -n 2

check: build
	$(BIN)/ruff check src tests
	$(BIN)/ruff format --check src tests
	$(BIN)/mypy

bench: build
	$(BIN)/python benchmarks/bench_scan.py

wheel: $(BIN)/python
	$(BIN)/pip wheel --no-deps -w dist .

demo: build
	$(BIN)/millivox --help

clean:
	rm -rf build dist CMakeFiles CMakeCache.txt CMakeInit.txt .cmake .ninja_deps .ninja_log \
	  .skbuild-info.json build.ninja cmake_install.cmake native/CMakeFiles \
	  native/cmake_install.cmake native/*.a src/millivox/kernel/*.so
