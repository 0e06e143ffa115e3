"""The public names: two lines of Python give what the command line prints."""

import json

import pydicom
import pytest
from click.testing import CliRunner
from pydicom.data import get_testdata_file

import millivox as mv
from millivox.cli.app import main
from millivox.errors import HeaderError, NotDicomError, SourceError

CT = str(get_testdata_file("CT_small.dcm"))


def _cli(*words):
    answer = json.loads(CliRunner().invoke(main, [*words, "--json"]).stdout)
    answer.pop("problems", None)
    return answer


def test_spacing_can_be_called_though_it_is_a_room():
    import millivox.spacing.rules

    assert mv.spacing(CT).spacing.x.mm == pytest.approx(0.661468)
    assert mv.spacing is millivox.spacing


def test_spacing_dict_is_the_json_of_the_command_line():
    assert mv.spacing(CT).to_dict() == _cli("spacing", CT)


def test_header_dict_is_the_json_of_the_command_line():
    ours = mv.header(CT).to_dict()
    ours.pop("problems")
    assert ours == _cli("header", CT)


def test_check_dict_is_the_json_of_the_command_line():
    ours = mv.check(CT).to_dict()
    ours.pop("problems")
    assert ours == _cli("check", CT)


def test_open_lists_studies():
    assert len(mv.open(CT)) == 1


def test_spacing_prints_its_sentence():
    assert str(mv.spacing(CT)).startswith("0.661468 mm between columns and rows in the patient")


def test_a_data_set_is_as_good_as_a_path():
    dataset = pydicom.dcmread(CT)
    assert mv.spacing(dataset).spacing.x.mm == mv.spacing(CT).spacing.x.mm
    found = {element.path: element.value for element in mv.header(dataset)}
    assert found["(0028,0030)"] == [0.661468, 0.661468]


def test_header_of_a_data_set_leaves_the_data_set_alone():
    dataset = pydicom.dcmread(CT)
    mv.header(dataset)
    assert "PixelData" in dataset


def test_a_path_that_is_not_there_says_so():
    with pytest.raises(SourceError, match="no such file"):
        mv.spacing("/no/such/file.dcm")


def test_a_file_that_is_no_dicom_says_so(tmp_path):
    (tmp_path / "x.dcm").write_bytes(b"hello" * 50)
    with pytest.raises(NotDicomError):
        mv.header(tmp_path / "x.dcm")


def test_a_frame_that_is_not_there_says_which_are():
    with pytest.raises(HeaderError, match="0 to 0"):
        mv.spacing(CT, frame=3)


def test_names_are_listed():
    assert {"check", "header", "open", "spacing"} <= set(dir(mv))


def test_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nonsense"):
        mv.nonsense  # noqa: B018


def test_header_says_what_contradicts_itself_of_a_file_and_of_a_data_set(tmp_path):
    dataset = pydicom.dcmread(CT)
    dataset.NumberOfFrames = 7
    dataset.PerFrameFunctionalGroupsSequence = [pydicom.Dataset(), pydicom.Dataset()]
    dataset.save_as(tmp_path / "two.dcm")
    said = "There are functional groups for 2 frames, but Number of Frames says 7."
    for source in (dataset, tmp_path / "two.dcm"):
        assert said in [problem.text for problem in mv.header(source).problems]
