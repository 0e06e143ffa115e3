"""What is alike is said a few times and then counted."""

import json

from millivox.cli.folding import SHOWN, folded, kind_of
from millivox.cli.said import ALIKE, findings
from millivox.cli.terminal import Terminal


def test_names_and_numbers_do_not_tell_kinds_apart():
    assert kind_of("A record refers to 'A\\B', 3.5 of 7.") == kind_of(
        "A record refers to 'C', 1 of 2."
    )
    assert kind_of("The file is empty.") != kind_of("It is not a DICOM file.")


def test_kinds_stand_in_the_order_in_which_they_are_met():
    met = [("b", 0), ("a", 0), *(("b", n) for n in range(1, 9)), ("a", 1)]
    found = list(folded(met, key=lambda entry: entry[0]))
    assert [alike for alike, _ in found] == [[("b", n) for n in range(SHOWN)], [("a", 0), ("a", 1)]]
    assert [rest for _, rest in found] == ["and 6 more alike", ""]


def test_problems_alike_are_counted_for_people_and_all_there_for_programs(invoke, tmp_path):
    for number in range(12):
        (tmp_path / f"{number:02}.dcm").write_bytes(b"")
    (tmp_path / "other.dcm").write_bytes(b"\x01\x02\x03garbage" * 40)
    lines = invoke("check", tmp_path).stderr.splitlines()
    assert lines == [
        *(f"{tmp_path}/{number:02}.dcm: The file is empty." for number in range(SHOWN)),
        "and 9 more alike (--json names all)",
        f"{tmp_path}/other.dcm: It is not a DICOM file.",
    ]
    assert len(json.loads(invoke("check", tmp_path, "--json").stdout)["problems"]) == 13


def test_findings_alike_are_counted_too():
    found = [
        {"severity": "warning", "code": "U03", "text": f"Region {n} is odd.", "where": []}
        for n in range(20)
    ]
    lines = findings([*found, {**found[0], "severity": "error"}], Terminal())
    assert len(lines) == 1 + ALIKE + 1
    assert lines[0].endswith("U03 Region 0 is odd.")
    assert lines[-1].strip() == f"and {20 - ALIKE} more alike (--json names all)"
