# Everything a person needs, each target setting up what it needs in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TOOLS := "scikit-build-core>=1.0,<2" "nanobind>=2.9,<4" ninja

FUZZ_SECONDS ?= 60
FUZZ_SEEDS ?= $(VENV)/lib

.PHONY: fuzz build test check bench wheel demo clean

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

## fuzz: scan and walk mutated files under sanitizers (needs clang)
fuzz:
	mkdir -p build/fuzz/corpus
	clang++ -std=c++17 -O2 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	  -Inative native/fuzz/fuzz_scan.cpp native/scan/*.cpp -lpthread -o build/fuzz/fuzz_scan
	$(BIN)/python native/fuzz/seeds.py build/fuzz/corpus $(FUZZ_SEEDS)
	build/fuzz/fuzz_scan -dict=native/fuzz/dicom.dict -max_len=16384 -rss_limit_mb=1024 -timeout=10 \
	  -artifact_prefix=build/fuzz/ -max_total_time=$(FUZZ_SECONDS) build/fuzz/corpus
