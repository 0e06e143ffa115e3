"""What a start loads: names and headers need no arrays."""

import json
import subprocess
import sys

import pytest

LIST = "import json, sys; print(json.dumps(sorted(sys.modules)), file=sys.stderr)"
VERB = f"""
from millivox.cli.app import main
try:
    main({{words!r}})
except SystemExit:
    pass
{LIST}
"""
HEAVY = {"numpy", "pydicom", "PIL", "imagecodecs"}


def _loaded(code: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_import_loads_neither_numpy_nor_pydicom_nor_click():
    assert not {*HEAVY, "click"} & _loaded(f"import millivox\n{LIST}")


@pytest.mark.parametrize(
    "words", [["--help"], ["--version"], ["completion", "bash"], ["check", "-h"]]
)
def test_help_version_and_completion_load_no_numpy(words):
    assert not HEAVY & _loaded(VERB.format(words=words))


@pytest.mark.parametrize("verb", ["header", "spacing"])
def test_header_and_spacing_load_no_numpy(verb, ct):
    assert not HEAVY & _loaded(VERB.format(words=[verb, str(ct)]))


def test_doctor_looks_without_loading():
    assert not HEAVY & _loaded(VERB.format(words=["doctor"]))
