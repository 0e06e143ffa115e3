"""The eleven series: synthetic stacks of known truth, read back through the command line."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from millivox.phantoms.series import eleven, write

#: series: (regularity, interval mm, tolerance mm, codes that must appear, missing k, present)
EXPECTED: dict[str, tuple[str, float | None, float, set[str], list[int], int]] = {
    "A": ("UNIFORM", 5.0, 1e-6, set(), [], 40),
    "B": ("UNIFORM", 4.698463, 1e-4, {"V07"}, [], 40),
    "C": ("UNIFORM", 4.995241, 1e-4, {"V07"}, [], 60),
    "D": ("MISSING", 5.0, 1e-6, {"V05"}, [17], 39),
    "E": ("MISSING", 1.0, 1e-6, {"V05"}, [31, 90, 150], 197),
    "F": ("PIECEWISE", None, 0.0, {"V06"}, [], 40),
    "G": ("UNIFORM", 5.0, 1e-6, {"V04"}, [], 40),
    "H": ("UNIFORM", 5.0, 1e-4, {"V04"}, [], 40),
    "I": ("UNIFORM_TOL", 1 / 3, 0.002, {"V26"}, [], 60),
    "J": ("NONUNIFORM", None, 0.0, {"V06"}, [], 100),
    "K": ("NONUNIFORM", None, 0.0, {"V06"}, [], 41),
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """What ``millivox check FOLDER --json`` says of each series."""
    root = tmp_path_factory.mktemp("eleven")
    answers = {}
    for name, datasets in eleven().items():
        folder = root / name
        write(datasets, folder)
        answers[name] = _check(folder)
    return answers


def _check(folder: Path) -> dict[str, Any]:
    command = [sys.executable, "-m", "millivox", "check", str(folder), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    (series,) = json.loads(done.stdout)["series"]
    return dict(series)


def _codes(series: dict[str, Any]) -> set[str]:
    return {finding["code"] for finding in series["findings"]}


@pytest.mark.parametrize("name", EXPECTED)
def test_series_has_its_regularity_interval_and_findings(
    name: str, reports: dict[str, dict[str, Any]]
) -> None:
    kind, interval_mm, tolerance_mm, codes, missing, present = EXPECTED[name]
    (volume,) = reports[name]["volumes"]
    assert volume["regularity"] == kind
    assert volume["missing_k"] == missing
    assert len(volume["slices"]) == present
    assert codes <= _codes(reports[name])
    if interval_mm is not None:
        assert volume["interval_mm"] == pytest.approx(interval_mm, abs=tolerance_mm)
        assert volume["spacing"]["z"]["mm"] == volume["interval_mm"]
        assert volume["interval_u_mm"] > 0


@pytest.mark.parametrize(("name", "tilt_deg"), [("B", 20.0), ("C", 2.5)])
def test_tilted_series_keeps_its_shear(
    name: str, tilt_deg: float, reports: dict[str, dict[str, Any]]
) -> None:
    (volume,) = reports[name]["volumes"]
    assert volume["sheared"] is True
    assert abs(volume["tilt_deg"]) == pytest.approx(tilt_deg, abs=0.005)
    assert volume["step_length_mm"] == pytest.approx(5.0, abs=1e-6)
    matrix = volume["index_kji_to_lps"]
    step = [row[0] for row in matrix[:3]]
    assert step == pytest.approx([0.0, 0.0, 5.0], abs=1e-5)


@pytest.mark.parametrize("name", ["A", "G", "H", "I"])
def test_regular_series_raises_no_alarm_about_regularity(
    name: str, reports: dict[str, dict[str, Any]]
) -> None:
    assert not {"V05", "V06", "V18", "V27"} & _codes(reports[name])


def test_piecewise_series_names_its_two_blocks(reports: dict[str, dict[str, Any]]) -> None:
    (volume,) = reports["F"]["volumes"]
    assert [block["interval_mm"] for block in volume["blocks"]] == pytest.approx([2.5, 7.5])
    assert volume["index_kji_to_lps"] is None
    assert volume["interval_mm"] is None


def test_touching_slices_have_gap_zero(reports: dict[str, dict[str, Any]]) -> None:
    (volume,) = reports["A"]["volumes"]
    assert volume["gap_mm"] == pytest.approx(0.0, abs=1e-9)
    assert volume["coverage_mm"] == pytest.approx(200.0)


@pytest.mark.parametrize("name", ["G", "H"])
def test_duplicate_is_named_and_set_aside(name: str, reports: dict[str, dict[str, Any]]) -> None:
    (volume,) = reports[name]["volumes"]
    ((kept, aside),) = volume["duplicates"]
    assert kept != aside
    set_aside = {i["sop_instance_uid"]: i["reason"] for i in reports[name]["images"]}
    assert set_aside[aside] == "duplicate"
    assert reports[name]["n_instances"] == 41


def test_one_wide_gap_is_named(reports: dict[str, dict[str, Any]]) -> None:
    texts = " ".join(f["text"] for f in reports["J"]["findings"] if f["code"] == "V06")
    assert "7.5" in texts
    assert reports["J"]["volumes"][0]["index_kji_to_lps"] is None


def test_stray_slice_is_named_and_the_block_of_forty_offered(
    reports: dict[str, dict[str, Any]],
) -> None:
    (volume,) = reports["K"]["volumes"]
    blocks = [(b["from_k"], b["to_k"], b["interval_mm"]) for b in volume["blocks"]]
    assert (0, 39, pytest.approx(1.0)) in [(a, b, c) for a, b, c in blocks]
    stray = max(volume["slices"], key=lambda item: item["position_mm"])
    named = [f for f in reports["K"]["findings"] if f["code"] == "V06"]
    assert any(stray["sop_instance_uid"] in f["where"] or stray["k"] in f["where"] for f in named)


@pytest.mark.parametrize("name", EXPECTED)
def test_verdict_is_one_sentence_without_jargon(
    name: str, reports: dict[str, dict[str, Any]]
) -> None:
    verdict = reports[name]["verdict"]
    assert verdict.endswith(".")
    assert not any(word in verdict for word in ("UNIFORM", "PIECEWISE", "None", "nan", "V0"))
