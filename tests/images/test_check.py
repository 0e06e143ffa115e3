"""check and open: what they take, and the JSON they give (the command line's contract)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pydicom
import pytest

from millivox.dicom.header import Header
from millivox.images.check import check
from millivox.images.reports.series import SeriesReport
from millivox.images.studies import open_
from millivox.phantoms.series import eleven, write

Make = Callable[..., Header]

SERIES_KEYS = {
    "series_uid", "study_uid", "modality", "description", "manufacturer", "n_instances",
    "n_frames", "verdict", "severity", "volumes", "images", "findings",
}  # fmt: skip
VOLUME_KEYS = {
    "n_slices", "shape_kji", "split_by", "spacing", "regularity", "sheared", "tilt_deg",
    "interval_mm", "interval_u_mm", "step_length_mm", "thickness_mm", "gap_mm", "coverage_mm",
    "missing_k", "duplicates", "blocks", "index_kji_to_lps", "slices",
}  # fmt: skip
AXIS_KEYS = {
    "mm", "u_mm", "grade", "label", "plane", "calibration", "method", "source", "raw", "rule",
}  # fmt: skip


@pytest.fixture(scope="module")
def datasets() -> dict[str, list[pydicom.Dataset]]:
    return eleven()


@pytest.fixture(scope="module")
def answers(datasets: dict[str, list[pydicom.Dataset]]) -> dict[str, dict[str, Any]]:
    """The JSON of each of the eleven series, through text and back."""
    texts = {name: json.dumps(check(d).to_dict(), allow_nan=False) for name, d in datasets.items()}
    return {name: json.loads(text) for name, text in texts.items()}


def _volume(answer: dict[str, Any]) -> dict[str, Any]:
    (volume,) = answer["series"][0]["volumes"]
    return dict(volume)


def test_json_has_every_field_of_the_contract(answers: dict[str, dict[str, Any]]) -> None:
    answer = answers["G"]
    assert set(answer) >= {"millivox", "rulebook", "series", "problems"}
    assert set(answer["series"][0]) >= SERIES_KEYS
    assert set(_volume(answer)) >= VOLUME_KEYS
    assert set(_volume(answer)["spacing"]["x"]) >= AXIS_KEYS
    assert set(_volume(answer)["slices"][0]) >= {
        "k", "sop_instance_uid", "frame", "path", "position_mm",
    }  # fmt: skip
    (image,) = answer["series"][0]["images"]
    assert set(image) >= {"n", "sop_instance_uid", "frames", "spacing", "reason"}
    assert set(answer["series"][0]["findings"][0]) >= {"code", "name", "severity", "text", "where"}


def test_holes_count_in_the_shape_and_keep_their_index(
    answers: dict[str, dict[str, Any]],
) -> None:
    volume = _volume(answers["D"])
    assert (volume["n_slices"], volume["shape_kji"][0], volume["missing_k"]) == (39, 40, [17])
    assert [s["k"] for s in volume["slices"]] == [k for k in range(40) if k != 17]


@pytest.mark.parametrize("name", ["F", "J", "K"])
def test_uneven_stack_has_no_matrix_but_every_position(
    name: str, answers: dict[str, dict[str, Any]]
) -> None:
    volume = _volume(answers[name])
    assert volume["index_kji_to_lps"] is None
    assert volume["spacing"]["z"]["mm"] is None
    assert all(isinstance(s["position_mm"], float) for s in volume["slices"])


def test_matrix_puts_every_slice_where_it_was_written(
    answers: dict[str, dict[str, Any]], datasets: dict[str, list[pydicom.Dataset]]
) -> None:
    volume = _volume(answers["B"])
    written = {d.SOPInstanceUID: d.ImagePositionPatient for d in datasets["B"]}
    for held in volume["slices"]:
        point = [row[0] * held["k"] + row[3] for row in volume["index_kji_to_lps"][:3]]
        assert point == pytest.approx([float(v) for v in written[held["sop_instance_uid"]]])


def test_severity_is_that_of_the_gravest_finding(answers: dict[str, dict[str, Any]]) -> None:
    assert answers["B"]["series"][0]["severity"] == "warning"


def test_paths_data_sets_headers_and_instances_give_one_answer(
    datasets: dict[str, list[pydicom.Dataset]], tmp_path: Path
) -> None:
    from millivox.dicom.dataset import tree_of
    from millivox.dicom.reading import read

    write(datasets["A"], tmp_path)
    reading = read(tmp_path)
    headers = [Header(tree_of(dataset)) for dataset in datasets["A"]]
    given = (tmp_path, [tmp_path], datasets["A"], headers, reading, reading.instances)
    told = [[series.verdict for series in check(things)] for things in given]  # type: ignore[arg-type]
    assert told == [told[0]] * len(given)
    assert len(told[0]) == 1


def test_unreadable_path_is_a_problem_not_an_error(tmp_path: Path) -> None:
    report = check(tmp_path / "nothing")
    assert (len(report), len(report.problems)) == (0, 1)


def test_nothing_in_nothing_out() -> None:
    assert check([]).to_dict()["series"] == []
    assert str(check([])) == "No DICOM here."


def test_every_instance_is_a_slice_or_an_image(slice_of: Make) -> None:
    headers = [slice_of(0.0), slice_of(5.0), slice_of(0.0, "88.11", Rows=None), slice_of(5.0)]
    (series,) = check(headers)
    named = [s["sop_instance_uid"] for v in series.to_dict()["volumes"] for s in v["slices"]]
    named += [image["sop_instance_uid"] for image in series.to_dict()["images"]]
    assert sorted(named) == sorted(str(header.sop_instance_uid) for header in headers)


def test_unverified_millimetres_come_only_when_asked_for(slice_of: Make) -> None:
    header = slice_of(0.0, "7", Modality="OT", ConversionType="WSD", ImagePositionPatient=None)
    (series,) = check([header])
    plain, opted = (
        series.to_dict(accept_unverified=asked)["images"][0]["spacing"]["x"]
        for asked in (False, True)
    )
    assert (plain["mm"], opted["mm"], opted["label"]) == (None, 0.5, "mm?")


def test_series_of_two_studies_are_not_mixed(slice_of: Make) -> None:
    headers = [slice_of(0.0), slice_of(5.0, StudyInstanceUID="1.9")]
    assert len(check(headers)) == 2


def test_enhanced_frames_are_numbered_in_the_answer(
    checked: Callable[[str], list[SeriesReport]],
) -> None:
    (series,) = checked("dcm_qa_enh/In/Philips")
    frames = sorted(s["frame"] for v in series.to_dict()["volumes"] for s in v["slices"])
    assert frames == list(range(64))


def test_open_lists_studies_series_volumes_and_sizes(
    datasets: dict[str, list[pydicom.Dataset]], tmp_path: Path
) -> None:
    write(datasets["A"], tmp_path / "a")
    write(datasets["G"], tmp_path / "g")
    found = open_(tmp_path)
    assert sum(len(study) for study in found) == len(found.series) == 2
    assert [len(series.images) for series in found.series] == [0, 1]
    assert len(found.volumes) == 2
    study = found.to_dict()["studies"][0]
    assert study["n_instances"] >= 40
    assert study["bytes"] == sum(series["bytes"] for series in study["series"])


def test_values_show_themselves_in_one_line(
    datasets: dict[str, list[pydicom.Dataset]],
) -> None:
    found = open_(datasets["A"])
    assert repr(found) == "<1 study, 1 series, 40 instances>"
    assert repr(found.volumes[0]) == "<Volume 40 x 16 x 16, 2.5 x 2.5 x 5 mm, UNIFORM>"
