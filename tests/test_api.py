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
    ours = mv.spacing(CT).to_dict()
    ours.pop("problems")
    assert ours == _cli("spacing", CT)


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


@pytest.fixture
def damaged(tmp_path):
    """A CT image that ends inside its pixels."""
    path = tmp_path / "damaged.dcm"
    with open(CT, "rb") as whole:
        path.write_bytes(whole.read(20_000))
    return path


def test_spacing_says_the_damage_of_its_file_as_the_command_line_does(damaged):
    report = mv.spacing(damaged)
    done = CliRunner().invoke(main, ["spacing", str(damaged), "--json"])
    assert report.to_dict() == json.loads(done.stdout)
    assert report.problems
    assert all(str(problem) in str(report) for problem in report.problems)


def test_problems_of_many_files_stand_with_their_file(damaged):
    done = CliRunner().invoke(main, ["spacing", CT, str(damaged), "--json"])
    sound, other = json.loads(done.stdout)["files"]
    assert sound["problems"] == []
    assert other["problems"] == mv.spacing(damaged).to_dict()["problems"]


@pytest.mark.parametrize("out", [None, "x.png"])
def test_show_dict_is_the_json_of_the_command_line(out, tmp_path):
    target = str(tmp_path / out) if out else None
    words = ["-o", target] if out else []
    for path in (CT, str(get_testdata_file("badVR.dcm"))):
        done = CliRunner().invoke(main, ["show", path, *words, "--json"])
        assert mv.show(path, target).to_dict() == json.loads(done.stdout)


@pytest.mark.parametrize("ask", [mv.check, mv.open, mv.spacing, mv.header])
@pytest.mark.parametrize("thing", [b"slice.dcm", 5, None, [b"slice.dcm"]])
def test_what_is_neither_path_nor_data_set_is_a_type_error_that_says_so(ask, thing):
    with pytest.raises(TypeError, match=r"Paths .* and pydicom data sets are accepted, not"):
        ask(thing)


def test_an_open_file_is_no_list_of_paths():
    with open(CT, "rb") as stream, pytest.raises(TypeError, match="not BufferedReader"):
        mv.check(stream)


def test_bytes_are_said_to_be_no_path():
    with pytest.raises(TypeError, match="Bytes are not a path"):
        mv.spacing(b"..")


@pytest.mark.parametrize("window", [(40, 0), (40, 0.5), (40, -400), (float("nan"), 400)])
def test_a_window_that_linear_cannot_have_is_refused(window):
    with pytest.raises(ValueError, match="WIDTH at least 1"):
        mv.show(CT, window=window)
    words = ["show", CT, "--window", *map(str, window)]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 2
    assert "WIDTH at least 1" in done.stderr


def test_pydicom_says_nothing_of_its_own(recwarn):
    bad = str(get_testdata_file("badVR.dcm"))
    mv.show(bad)
    mv.header(pydicom.dcmread(bad))
    assert not [str(one.message) for one in recwarn if "Invalid value" in str(one.message)]


def test_pixels_of_unknown_size_are_not_called_absent():
    path = str(get_testdata_file("nested_priv_SQ.dcm"))
    for thing in (path, pydicom.dcmread(path)):
        assert "there are pixels" in mv.spacing(thing).sentence
        report = mv.check(thing)
        assert report.severity == "warning"
        assert "pixels of unknown size" in report.series[0].verdict


def test_one_instance_is_singular():
    assert "(1 instance)" in str(mv.check(CT))


def test_the_uncertainty_is_the_same_text_on_both_faces():
    assert "± <0.0001 mm" in str(mv.spacing(CT))
    assert "<0.0001" in CliRunner().invoke(main, ["spacing", CT]).stdout
