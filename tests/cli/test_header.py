"""``header``: every element, found, compared, and what varies."""

import json
import subprocess

import pydicom
import pytest


def test_every_element_is_there_with_nested_and_private_ones(invoke, ct):
    elements = json.loads(invoke("header", ct, "--json").stdout)["elements"]
    by_path = {one["path"]: one for one in elements}
    assert by_path["(0010,1002)[1].(0010,0020)"]["value"] == "1234ABCD"
    assert by_path["(0009,1001)"]["creator"] == "GEMS_IDEN_01"
    assert by_path["(0009,1001)"]["name"] == "Full fidelity"


def test_values_are_numbers_and_keep_what_is_written(invoke, ct):
    elements = json.loads(invoke("header", ct, "--json").stdout)["elements"]
    by_keyword = {one["keyword"]: one for one in elements}
    assert by_keyword["PixelSpacing"]["value"] == [0.661468, 0.661468]
    assert by_keyword["SliceThickness"]["raw"] == ["5.000000"]
    assert by_keyword["Rows"]["value"] == 128


def test_as_many_elements_as_pydicom_finds(invoke, ct):
    def count(dataset):
        inner = (item for e in dataset if e.VR == "SQ" for item in e.value)
        return len(dataset) + sum(count(item) for item in inner)

    dataset = pydicom.dcmread(ct)
    found = json.loads(invoke("header", ct, "--json").stdout)["elements"]
    assert len(found) == count(dataset) + len(dataset.file_meta)


def test_tags_agree_with_dcmdump(invoke, mr):
    try:
        done = subprocess.run(["dcmdump", str(mr)], capture_output=True, text=True, check=True)
    except FileNotFoundError:
        pytest.skip("dcmdump is not installed")
    theirs = [line.strip()[:11].upper() for line in done.stdout.splitlines() if "(" in line[:8]]
    theirs = [tag for tag in theirs if not tag.startswith("(FFFE")]
    ours = [one["tag"] for one in json.loads(invoke("header", mr, "--json").stdout)["elements"]]
    assert ours == theirs


def test_geometry_comes_first_in_plain_words(invoke, ct):
    printed = invoke("header", ct).stdout
    assert printed.index("What bears on millimetres") < printed.index("Every element")
    assert "It is not the distance between slices" in printed


def test_find_meets_keyword_value_and_tag(invoke, ct):
    for text in ("spacing", "SpacingBetweenSlices", "(0018,0088)", "0018,0088", "00180088"):
        printed = invoke("header", ct, "--find", text).stdout
        assert "SpacingBetweenSlices" in printed, text
    assert "Modality" in invoke("header", ct, "--find", "ct").stdout


def test_find_of_nothing_is_no(invoke, ct):
    done = invoke("header", ct, "--find", "no such thing at all")
    assert done.exit_code == 1
    assert done.stdout == ""
    assert "No element has the name or value 'no such thing at all'." in done.stderr


def test_find_in_a_folder_keeps_what_varies_under_that_name(invoke, eleven):
    printed = invoke("header", eleven / "A", "--find", "position").stdout
    assert "ImagePositionPatient" in printed
    assert "InstanceNumber" not in printed
    done = invoke("header", eleven / "A", "--find", "PixelSpacing")  # the same in all
    assert (done.exit_code, done.stdout) == (1, "")
    assert "Nothing that varies here" in done.stderr


@pytest.fixture
def three(ct, tmp_path):
    """Three instances that differ in their number and their position."""
    for number in (101, 202, 303):
        dataset = pydicom.dcmread(ct)
        dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = f"1.2.{number}"
        dataset.InstanceNumber = number
        dataset.ImagePositionPatient = [0, 0, number / 8]
        dataset.save_as(tmp_path / f"{number}.dcm")
    return tmp_path


@pytest.mark.parametrize(
    ("text", "keyword"),
    [("303", "InstanceNumber"), ("37.875", "ImagePositionPatient"), ("1.2.202", "SOPInstanceUID")],
)
def test_find_in_a_folder_meets_the_values_of_every_instance(invoke, three, text, keyword):
    done = invoke("header", three, "--find", text, "--json")
    assert keyword in {one["keyword"] for one in json.loads(done.stdout)["elements"]}


def test_find_says_of_which_elements_not_all_values_were_kept(invoke, three, monkeypatch):
    monkeypatch.setattr("millivox.dicom.listing.compare.MOST_VALUES", 2)
    done = invoke("header", three, "--find", "303")
    assert "only 2 values were searched" in done.stderr
    assert "only 2 values" not in invoke("header", three, "--find", "(0").stderr


def test_diff_names_what_differs_and_nothing_else(invoke, ct, tmp_path):
    dataset = pydicom.dcmread(ct)
    dataset.SliceThickness = "2.5"
    dataset.SpacingBetweenSlices = "5.0"  # as before, written otherwise
    del dataset.StationName
    dataset.save_as(tmp_path / "other.dcm")
    answer = json.loads(invoke("header", ct, "--diff", tmp_path / "other.dcm", "--json").stdout)
    own = {e["keyword"]: e for e in answer["elements"] if e["tag"] > "(0002,FFFF)"}
    assert own["SliceThickness"]["value"] == 5.0
    assert own["SliceThickness"]["other"] == 2.5
    assert own["StationName"]["in_other"] is False
    assert "SpacingBetweenSlices" not in own


def test_folder_tells_what_varies(invoke, eleven):
    answer = json.loads(invoke("header", eleven / "A", "--json").stdout)
    varying = {one["keyword"]: one for one in answer["elements"]}
    assert varying["ImagePositionPatient"]["n_distinct"] == 40
    assert varying["InstanceNumber"]["min"] == 1
    assert "PixelSpacing" not in varying


def test_folder_prints_ranges(invoke, eleven):
    printed = invoke("header", eleven / "A").stdout
    assert "40 values: -100 \\ -100 \\ -100..95" in printed


def test_nested_elements_of_a_folder_stand_below_their_sequence(invoke, ct, tmp_path):
    for number in (1, 2):
        dataset = pydicom.dcmread(ct)
        code = pydicom.Dataset()
        code.CodeValue = str(number)
        source = pydicom.Dataset()
        source.PurposeOfReferenceCodeSequence = [code]
        dataset.SourceImageSequence = [source]
        dataset.save_as(tmp_path / f"{number}.dcm")
    lines = invoke("header", tmp_path).stdout.splitlines()
    place = lines.index("  SourceImageSequence[0] › PurposeOfReferenceCodeSequence[0]")
    assert lines[place + 1].split(maxsplit=2)[1:] == ["CodeValue", "2 values: 1 | 2"]


def test_lists_bytes_and_absence_of_a_folder_are_told(invoke, ct, tmp_path):
    for number, kind in enumerate((["ORIGINAL", "PRIMARY"], ["DERIVED", "PRIMARY"])):
        dataset = pydicom.dcmread(ct)
        dataset.ImageType = kind
        dataset.PixelData = dataset.PixelData[number * 100 :]  # its bytes are not shown
        if number:
            del dataset.StationName
        dataset.save_as(tmp_path / f"{number}.dcm")
    printed = invoke("header", tmp_path).stdout
    assert "2 values: ORIGINAL\\PRIMARY | DERIVE" in printed
    assert "absent in 1, else CT01_OC0" in printed
    assert "PixelData                    2 values\n" in printed


def test_one_instance_alone_varies_from_nothing(invoke, ct, tmp_path):
    (tmp_path / "one.dcm").write_bytes(ct.read_bytes())
    lines = invoke("header", tmp_path).stdout.splitlines()
    assert lines[1:] == ["  One instance alone has nothing to vary from."]


def test_control_characters_of_a_file_do_not_reach_the_terminal(invoke, ct, tmp_path):
    dataset = pydicom.dcmread(ct)
    dataset.StudyDescription = "a\x1b[2Jb"
    dataset.save_as(tmp_path / "evil.dcm")
    assert "\x1b" not in invoke("header", tmp_path / "evil.dcm").stdout


def test_text_is_read_in_its_character_set(invoke):
    from pydicom.data import get_charset_files

    (path,) = get_charset_files("chrH31.dcm")
    assert "山田" in invoke("header", path, "--find", "PatientName", "--long").stdout
