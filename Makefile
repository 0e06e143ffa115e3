# Everything a person needs; each target sets up what it needs in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
KERNEL := build/kernel
EXAMPLES := examples/data

.PHONY: demo build test check format bench fuzz wheel clean

## demo: the main job on a small real study: the verdict, a picture
demo: build
	$(BIN)/millivox check $(EXAMPLES)
	@mkdir -p demo
	$(BIN)/millivox show $(EXAMPLES)/head-phantom-ct/23.dcm --window 40 400 -o demo/head-phantom-ct.png
	$(BIN)/millivox spacing $(EXAMPLES)/head-phantom-ct/23.dcm

## test: every test
test: build
	$(BIN)/python -m pytest -n auto

## check: style, types and the floors of DESIGN.md
check: build
	$(BIN)/ruff check src tests examples benchmarks
	$(BIN)/ruff format --check src tests examples benchmarks
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)
	$(BIN)/ruff check --fix src tests examples benchmarks
	$(BIN)/ruff format src tests examples benchmarks

# The environment: pinned versions, and the package read from src/.
$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "millivox needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install -q -c constraints.txt --group build --group test --group check
	$(BIN)/python -m pip install -q -c constraints.txt --no-build-isolation \
	  --config-settings=wheel.cmake=false -e .
	@touch $@

## build: compile the kernel into the package's folder
build: $(READY)
	@$(BIN)/cmake -S . -B $(KERNEL) -G Ninja --log-level=WARNING -DMILLIVOX_IN_TREE=ON -DMILLIVOX_STRICT=ON \
	  -DCMAKE_MAKE_PROGRAM=$(CURDIR)/$(BIN)/ninja -DPython_EXECUTABLE=$(CURDIR)/$(BIN)/python >/dev/null
	@$(BIN)/cmake --build $(KERNEL) -- --quiet

## bench: speed and memory beside the named peers, which live in an environment of their own
bench: build
	$(BIN)/python benchmarks/bench_scan.py
	$(BIN)/python benchmarks/bench_check.py
	$(BIN)/python benchmarks/bench_volume.py
	$(BIN)/python benchmarks/bench_convert.py
	$(BIN)/python benchmarks/bench_memory.py

wheel: $(READY)
	$(BIN)/python -m pip wheel --no-deps -w dist .

clean:
	rm -rf build dist demo src/millivox/kernel/_native*.so $(VENV)

FUZZ_SECONDS ?= 60
FUZZ_SEEDS ?= $(VENV)/lib

## fuzz: scan and walk mutated files under sanitizers (needs clang)
fuzz: $(READY)
	mkdir -p build/fuzz/corpus
	clang++ -std=c++17 -O2 -g -fsanitize=fuzzer,address,undefined -fno-sanitize-recover=all \
	  -Inative native/fuzz/fuzz_scan.cpp native/scan/*.cpp -lpthread -o build/fuzz/fuzz_scan
	$(BIN)/python native/fuzz/seeds.py build/fuzz/corpus $(FUZZ_SEEDS)
	build/fuzz/fuzz_scan -dict=native/fuzz/dicom.dict -max_len=16384 -rss_limit_mb=1024 -timeout=10 \
	  -artifact_prefix=build/fuzz/ -max_total_time=$(FUZZ_SECONDS) build/fuzz/corpus
