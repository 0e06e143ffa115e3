"""The JSON of every verb has the keys that the contract names."""

import json
import math

import pydicom
import pytest

AXIS = {"mm", "u_mm", "grade", "label", "plane", "calibration", "method", "source", "raw", "rule"}
SERIES = {
    "series_uid", "study_uid", "modality", "description", "manufacturer", "n_instances",
    "n_frames", "n_frames_claimed", "verdict", "severity", "volumes", "images", "findings",
}  # fmt: skip
VOLUME = {
    "n_slices", "shape_kji", "split_by", "spacing", "regularity", "sheared", "tilt_deg",
    "interval_mm", "interval_u_mm", "step_length_mm", "thickness_mm", "gap_mm", "coverage_mm",
    "missing_k", "duplicates", "blocks", "index_kji_to_lps", "slices",
}  # fmt: skip


def _json(invoke, *words):
    done = invoke(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_check_has_its_keys(invoke, eleven):
    answer = _json(invoke, "check", eleven / "G")
    assert {"millivox", "rulebook", "series", "problems"} <= answer.keys()
    (series,) = answer["series"]
    assert series.keys() >= SERIES
    (volume,) = series["volumes"]
    assert volume.keys() >= VOLUME
    assert {"k", "sop_instance_uid", "frame", "path", "position_mm"} <= volume["slices"][0].keys()
    assert all(volume["spacing"][name].keys() >= AXIS for name in "xyz")
    assert {"n", "sop_instance_uid", "frames", "spacing", "reason"} <= series["images"][0].keys()
    assert {"code", "name", "severity", "text", "where"} <= series["findings"][0].keys()


def test_spacing_has_its_keys(invoke, ct):
    answer = _json(invoke, "spacing", ct)
    keys = {"path", "frame", "sop_class", "modality", "spacing", "alternatives", "regions"}
    assert answer.keys() >= keys | {"acquired", "findings", "sentence", "problems"}
    assert answer["spacing"].keys() == {"x", "y", "z"}
    assert answer["spacing"]["x"].keys() >= AXIS


def test_header_has_its_keys(invoke, ct):
    answer = _json(invoke, "header", ct)
    assert {"elements", "problems"} <= answer.keys()
    assert all({"tag", "keyword", "vr", "value"} <= one.keys() for one in answer["elements"])


def test_info_has_its_keys(invoke, ct):
    answer = _json(invoke, "info", ct)
    (study,) = answer["studies"]
    assert {"study_uid", "patient", "series", "n_instances"} <= study.keys()


def test_show_has_its_keys(invoke, ct, tmp_path):
    answer = _json(invoke, "show", ct, "-o", tmp_path / "out.png")
    assert {"path", "width_px", "height_px", "mm_per_px_x", "mm_per_px_y"} <= answer.keys()
    assert answer["path"] == str(tmp_path / "out.png")
    assert (tmp_path / "out.png").read_bytes()[:4] == b"\x89PNG"


def test_doctor_has_its_keys(invoke):
    answer = _json(invoke, "doctor")
    assert {"versions", "decoders", "isolation", "kernel", "extras"} <= answer.keys()
    assert answer["isolation"].keys() == {"landlock", "limits", "no_new_privileges", "seccomp"}
    assert answer["kernel"]["available"] is True
    assert {"uid", "name", "decoder", "available"} <= answer["decoders"][0].keys()


def test_unknown_is_null_and_never_nan(invoke, capture):
    def refuse(word):
        raise AssertionError(word)

    text = invoke("spacing", capture, "--json").stdout
    answer = json.loads(text, parse_constant=refuse)
    assert answer["spacing"]["x"]["mm"] is None


def test_computed_numbers_have_twelve_digits_at_most(invoke, eleven):
    digits: list[int] = []

    def count(word):
        digits.append(len(word.partition("e")[0].replace(".", "").lstrip("-0")))
        return float(word)

    for name in "BI":
        json.loads(invoke("check", eleven / name, "--json").stdout, parse_float=count)
    assert 9 < max(digits) <= 12


def test_numbers_of_a_header_keep_every_digit(invoke, ct, tmp_path):
    dataset = pydicom.dcmread(ct)
    dataset.SliceLocation = pydicom.valuerep.DSfloat("-77.204063415512")
    dataset.save_as(tmp_path / "fine.dcm")
    (found,) = _json(invoke, "header", tmp_path / "fine.dcm", "--find", "SliceLocation")["elements"]
    assert found["value"] == -77.204063415512


def test_unverified_number_is_given_only_on_opt_in(invoke, capture):
    before = _json(invoke, "spacing", capture)["spacing"]["x"]
    after = _json(invoke, "spacing", capture, "--accept-unverified")["spacing"]["x"]
    if before["grade"] != "D":
        pytest.skip("the file holds no number of grade D")
    assert before["mm"] is None
    assert math.isfinite(after["mm"])
    assert after["label"] == "mm?"


def test_json_has_no_colour_even_where_it_is_forced(run, ct):
    assert "\x1b" not in run("spacing", ct, "--json", FORCE_COLOR="1").stdout
