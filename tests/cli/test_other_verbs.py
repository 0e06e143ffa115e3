"""``spacing``, ``show``, ``doctor``, ``info``, ``completion`` and the progress bar."""

import json

import pydicom
import pytest
from pydicom.dataelem import RawDataElement
from pydicom.tag import Tag

from millivox.cli.output import Output
from millivox.cli.progress import Progress, progress


def test_spacing_prints_the_sentence_first(invoke, ct):
    lines = invoke("spacing", ct).stdout.splitlines()
    assert lines[2] == "  0.661468 mm between columns and rows in the patient (Pixel Spacing)."


def test_spacing_names_the_attribute_and_the_grade_in_words(invoke, ct):
    printed = invoke("spacing", ct).stdout
    assert "Pixel Spacing [1]" in printed
    assert "(0028,0030)[1]" in printed
    assert "A: metric, and confirmed by something independent" in printed


def test_spacing_says_a_check_of_both_axes_once(invoke, ct):
    printed = invoke("spacing", ct).stdout
    assert printed.count("reconstructed field") == 1


def test_spacing_of_a_folder_reports_every_file(invoke, eleven):
    answer = json.loads(invoke("spacing", eleven / "A", "--json").stdout)
    assert len(answer["files"]) == 40


def test_show_draws_in_the_terminal_without_o(invoke, ct):
    done = invoke("show", ct)
    assert done.exit_code == 0
    assert "mm" in done.stdout
    assert len(done.stdout.splitlines()) > 10


def test_show_refuses_a_suffix_it_does_not_write(invoke, ct, tmp_path):
    done = invoke("show", ct, "-o", tmp_path / "out.xyz")
    assert done.exit_code != 0
    assert ".png" in done.stderr


def test_doctor_lists_decoders_and_kernel(invoke):
    printed = invoke("doctor").stdout
    assert "JPEG 2000" in printed
    assert "threads" in printed
    assert "seccomp" in printed


def test_info_lists_patient_and_series(invoke, ct):
    printed = invoke("info", ct).stdout
    assert "CompressedSamples, CT1" in printed
    assert "128x128" in printed


@pytest.mark.parametrize("written", ["00010101", "20040231", "", "18000101"])
def test_info_shows_no_date_where_none_is_meant(invoke, ct, tmp_path, written):
    dataset = pydicom.dcmread(ct)
    dataset["StudyDate"]._value = written
    dataset.StudyDescription = dataset.SeriesDescription = "None"
    dataset.save_as(tmp_path / "undated.dcm")
    printed = invoke("info", tmp_path / "undated.dcm").stdout
    assert printed.splitlines()[0].rstrip("─").endswith("1CT1 ")
    assert "None" not in printed


def test_info_shows_the_date_as_a_day(invoke, ct):
    assert "2004-01-19" in invoke("info", ct).stdout


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_prints_a_script_for_the_shell(invoke, shell):
    done = invoke("completion", shell)
    assert done.exit_code == 0
    assert "_MILLIVOX_COMPLETE" in done.stdout


def test_completion_knows_the_verbs(run):
    words = {"_MILLIVOX_COMPLETE": "bash_complete", "COMP_WORDS": "millivox sp", "COMP_CWORD": "1"}
    assert "spacing" in run(**words).stdout


def test_no_progress_bar_outside_a_terminal(capsys):
    with progress("reading", Output()) as tell:
        tell(1, 2)
    assert capsys.readouterr().err == ""


def test_progress_line_says_how_far():
    state = Progress("reading")
    state(5, 10)
    assert "5 of 10" in state.line(80, True)
    assert len(state.line(30, True)) < 30


def test_show_draws_a_caption_whose_modality_holds_control_characters(invoke, ct, tmp_path):
    dataset = pydicom.dcmread(ct)
    bad = b"EV\x1b[2J\r\n\x00\x9b\x80"
    dataset._dict[Tag(0x00080060)] = RawDataElement(
        Tag(0x00080060), "CS", len(bad), bad, 0, False, True
    )
    pydicom.dcmwrite(tmp_path / "bad.dcm", dataset)
    done = invoke("show", tmp_path / "bad.dcm", "-o", tmp_path / "bad.png")
    assert done.exit_code == 0
    assert (tmp_path / "bad.png").exists()
