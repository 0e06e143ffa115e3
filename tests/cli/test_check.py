"""What ``check`` prints for people, letter by letter, on series of known truth.

``MILLIVOX_GOLDEN=write`` writes the expected texts anew; read the difference before it is kept.
"""

import json
import os
from pathlib import Path

import pytest

GOLDEN = Path(__file__).with_name("golden")


@pytest.mark.parametrize("name", "ABDEFIJK")
def test_check_prints_the_expected_text(invoke, eleven, name):
    printed = invoke("check", eleven / name).stdout
    golden = GOLDEN / f"check_{name}.txt"
    if os.environ.get("MILLIVOX_GOLDEN") == "write":
        golden.write_text(printed, "utf-8")
    assert printed == golden.read_text("utf-8")


def test_check_of_a_folder_prints_every_series_and_a_total(invoke, eleven):
    printed = invoke("check", eleven).stdout
    assert printed.count("Series ") == 11
    assert printed.rstrip().splitlines()[-1].startswith("11 series")


def test_slices_lists_every_position(invoke, eleven):
    printed = invoke("check", eleven / "A", "--slices").stdout
    assert "-100.0000" in printed
    assert printed.count("5.0000") >= 39


def test_brief_is_a_sentence_a_series(invoke, eleven):
    printed = invoke("check", eleven / "A", "--brief").stdout
    assert len(printed.splitlines()) <= 3
    assert "40 slices" in printed


def test_jsonl_gives_a_line_a_series(invoke, eleven):
    lines = invoke("check", eleven, "--jsonl").stdout.splitlines()
    assert len(lines) == 11
    assert all("verdict" in json.loads(line) for line in lines)


def test_fail_on_info_meets_every_finding(invoke, eleven):
    assert invoke("check", eleven / "B", "--fail-on", "info").exit_code == 1


def test_volumes_alike_are_printed_once(invoke, shared_data):
    folder = shared_data / "dcm_qa_nih" / "In" / "20180918GE"
    printed = invoke("check", folder).stdout
    assert "10 of 10 volumes, alike" in printed
    assert printed.count("shape 15 x 64 x 64") == 1
