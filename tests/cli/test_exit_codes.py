"""Exit codes and streams of the real process, point by point of the contract."""

import json
import subprocess
import sys
from pathlib import Path

import pydicom
import pytest


def test_done_is_0(run, ct):
    assert run("spacing", ct).returncode == 0


def test_answer_no_is_1_where_the_plane_is_not_the_patient(run, ct, tmp_path):
    dataset = pydicom.dcmread(ct)
    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.1.1"
    dataset.Modality = "DX"
    dataset.ImagerPixelSpacing = dataset.PixelSpacing
    dataset.save_as(tmp_path / "dx.dcm")
    assert run("spacing", tmp_path / "dx.dcm", "--require", "mm").returncode == 0
    assert run("spacing", tmp_path / "dx.dcm", "--require", "patient").returncode == 1


def test_fail_on_warning_is_1_where_there_is_one(run, eleven):
    assert run("check", eleven / "B", "--fail-on", "warning").returncode == 1


def test_fail_on_error_is_0_where_there_are_only_warnings(run, eleven):
    assert run("check", eleven / "B", "--fail-on", "error").returncode == 0


@pytest.mark.parametrize(
    "words",
    [["nonsense"], ["check"], ["spacing", "x", "--require", "inches"], ["--nonsense"]],
)
def test_usage_is_2(run, words):
    done = run(*words)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Error" in done.stderr or "Usage" in done.stderr


def test_frame_that_does_not_exist_is_usage(run, ct):
    done = run("spacing", ct, "--frame", 7)
    assert done.returncode == 2
    assert "0 to 0" in done.stderr


@pytest.mark.parametrize("verb", ["check", "spacing", "info", "header", "show"])
def test_nothing_readable_is_3(run, verb, tmp_path):
    done = run(verb, tmp_path / "absent.dcm")
    assert done.returncode == 3
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("verb", ["check", "spacing", "info", "header", "show"])
def test_a_path_without_an_answer_is_said_alike_by_every_verb(run, verb, garbage, tmp_path):
    (tmp_path / "empty").mkdir()
    said = {
        tmp_path / "absent.dcm": "There is no such file or folder.",
        tmp_path / "empty": "No DICOM object was found.",
        garbage: "It is not a DICOM file.",
    }
    for path, sentence in said.items():
        assert run(verb, path).stderr == f"{path}: {sentence}\n"


@pytest.mark.parametrize("verb", ["check", "spacing", "info", "header", "show"])
def test_nothing_readable_is_still_one_json_document(run, verb, garbage):
    done = run(verb, garbage, "--json")
    assert done.returncode == 3
    (problem,) = json.loads(done.stdout)["problems"]
    assert {"path", "error", "text"} <= problem.keys()


@pytest.mark.parametrize("target", ["picture.xyz", "no_such_folder/picture.png"])
def test_target_that_cannot_be_written_is_usage_for_the_input_was_readable(
    run, ct, tmp_path, target
):
    done = run("show", ct, "-o", tmp_path / target)
    assert (done.returncode, list(tmp_path.iterdir())) == (2, [])
    assert "Traceback" not in done.stderr


def test_millimetres_demanded_and_unknown_is_4(run, capture):
    assert run("spacing", capture, "--require", "mm").returncode == 4


def test_patient_plane_demanded_and_nothing_known_is_4(run, capture):
    assert run("spacing", capture, "--require", "patient").returncode == 4


def test_unverified_number_meets_the_demand_where_it_is_accepted(run, mr, tmp_path):
    dataset = pydicom.dcmread(mr)
    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.1"
    dataset.Modality = "CR"
    dataset.save_as(tmp_path / "cr.dcm")
    words = ["spacing", tmp_path / "cr.dcm", "--require", "mm"]
    assert run(*words).returncode == 4
    assert run(*words, "--accept-unverified").returncode == 0


@pytest.mark.parametrize("verb", ["check", "spacing", "info", "header"])
def test_some_failed_is_5_and_the_rest_is_there(run, verb, garbage, ct):
    folder = garbage.parent
    (folder / "good.dcm").write_bytes(ct.read_bytes())
    done = run(verb, folder, "--json")
    assert done.returncode == 5
    answer = json.loads(done.stdout)
    assert [Path(p["path"]).name for p in answer["problems"]] == ["garbage.dcm"]


def test_damage_that_was_read_past_is_said_and_is_no_failure(run, broken):
    done = run("header", broken, "--json")
    assert done.returncode == 0
    problems = json.loads(done.stdout)["problems"]
    assert {p["error"] for p in problems} == {"Damage"}
    assert all("offset" in p for p in problems)


@pytest.mark.parametrize("verb", ["check", "spacing", "info", "header"])
def test_damage_stands_in_every_verbs_json(run, verb, broken):
    problems = json.loads(run(verb, broken, "--json").stdout)["problems"]
    assert "Damage" in {p["error"] for p in problems}


def test_problems_go_to_stderr_and_the_answer_to_stdout(run, broken):
    done = run("spacing", broken)
    assert "broken.dcm" in done.stderr
    assert "0.661468 mm" in done.stdout


def test_quiet_says_nothing_on_stderr(run, broken):
    assert run("spacing", broken, "--quiet").stderr == ""


def test_debug_shows_the_traceback(run, tmp_path):
    done = run("header", tmp_path / "absent.dcm", "--debug")
    assert "Traceback" in done.stderr
    assert done.returncode == 3


def test_json_of_many_files_is_one_document(run, ct, mr):
    answer = json.loads(run("spacing", ct, mr, "--json").stdout)
    assert [Path(one["path"]).name for one in answer["files"]] == ["CT_small.dcm", "MR_small.dcm"]


@pytest.mark.parametrize("verb", ["check", "spacing", "header"])
def test_jsonl_is_one_object_a_line(run, verb, ct):
    lines = run(verb, ct, "--jsonl").stdout.splitlines()
    assert lines
    assert all(isinstance(json.loads(line), dict) for line in lines)


def test_json_and_jsonl_exclude_each_other(run, ct):
    assert run("spacing", ct, "--json", "--jsonl").returncode == 2


def test_dash_reads_one_file_from_stdin(ct):
    command = [sys.executable, "-m", "millivox", "spacing", "-", "--json"]
    done = subprocess.run(command, input=ct.read_bytes(), capture_output=True, check=False)
    assert done.returncode == 0
    assert json.loads(done.stdout)["spacing"]["x"]["mm"] == pytest.approx(0.661468)


def test_version_is_one_line(run):
    done = run("--version")
    assert done.returncode == 0
    assert done.stdout.startswith("millivox 0.")


@pytest.mark.parametrize("word", ["-h", "--help"])
def test_help_lists_the_verbs(run, word):
    done = run(word)
    assert done.returncode == 0
    assert all(verb in done.stdout for verb in ("check", "spacing", "info", "header", "show"))


@pytest.mark.parametrize("verb", ["check", "spacing", "info", "header", "show", "doctor"])
def test_help_of_a_verb_fits_80_columns(run, verb):
    done = run(verb, "-h")
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= 80
