"""``millivox show``: which image is drawn, and what is said when it is not clear which."""

import json
from pathlib import Path

import pytest
from PIL import Image

from millivox.phantoms.series import series, write


def _json(invoke, *words):
    done = invoke("show", *words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_a_slice_of_a_folder(invoke, eleven, tmp_path: Path):
    answer = _json(invoke, eleven / "A", "--slice", 3, "-o", tmp_path / "a.png")
    assert answer["source"].endswith("IM0004.dcm")
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == (answer["width_px"], answer["height_px"])
    assert "slice 3 of 0 to 39" in answer["caption"][0]


def test_a_slab_through_a_series(invoke, eleven, tmp_path: Path):
    words = ("--plane", "coronal", "--at", "-80,-70,0", "--slab", 10, "--blend", "max")
    answer = _json(invoke, eleven / "A", *words, "-o", tmp_path / "a.png")
    assert "coronal, y -70 mm, 10 mm thick (max)" in answer["caption"][0]
    assert answer["mm_per_px_x"] == answer["mm_per_px_y"]


def test_a_plane_of_uneven_slices_says_how_it_was_made(invoke, eleven, tmp_path: Path):
    done = invoke("show", eleven / "F", "--plane", "axial", "-o", tmp_path / "a.png")
    assert done.exit_code == 0
    assert "not evenly spaced" in done.stderr


def test_a_montage_in_columns(invoke, eleven, tmp_path: Path):
    answer = _json(invoke, eleven / "A", "--montage", "--columns", 10, "-o", tmp_path / "a.png")
    assert "30 images" in answer["caption"][0]
    assert answer["width_px"] > 2.5 * (answer["height_px"] - 100)


def test_several_series_are_listed_and_none_is_guessed(invoke, tmp_path: Path):
    for number in (2, 5):
        made = series(name=f"series {number}", n=2)
        for one in made:
            one.SeriesNumber = number
        write(made, tmp_path / str(number))
    done = invoke("show", tmp_path)
    assert done.exit_code == 2
    assert "Choose one with --series: 2 (CT" in done.stderr.replace("\n", " ")
    assert invoke("show", tmp_path, "--series", 5).exit_code == 0
    assert invoke("show", tmp_path, "--series", 7).exit_code == 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--slice", 99), 3),
        (("--plane", "axial", "--at", "1,2"), 2),
        (("--plane", "axial", "--at", "9e9,0,0"), 3),
        (("--slice", 1, "--plane", "axial"), 2),
        (("--slab", 3), 2),
        (("--frame", 1), 2),
        (("--montage", "--slice", 1), 2),
        (("--volume", 1), 3),
    ],
)
def test_what_cannot_be_shown_is_refused_in_a_sentence(invoke, eleven, words, code):
    done = invoke("show", eleven / "A", *words)
    assert done.exit_code == code
    assert "Traceback" not in done.stderr
    assert done.stderr


def test_an_unknown_pixel_ends_a_plane_with_exit_code_4(invoke, tmp_path: Path):
    made = series(n=4)
    for one in made:
        del one.PixelSpacing
    write(made, tmp_path)
    assert invoke("show", tmp_path, "--slice", 1).exit_code == 0
    done = invoke("show", tmp_path, "--plane", "coronal")
    assert done.exit_code == 4
    assert "nobody knows how large a pixel is" in done.stderr


def test_several_volumes_are_listed_and_none_is_guessed(invoke, tmp_path: Path):
    made = series(n=4) + series(n=4, columns=20)
    for number, one in enumerate(made, start=1):
        one.InstanceNumber = number
        one.SOPInstanceUID = one.file_meta.MediaStorageSOPInstanceUID = f"1.2.3.{number}"
        one.SeriesInstanceUID = made[0].SeriesInstanceUID
    write(made, tmp_path)
    done = invoke("show", tmp_path)
    assert done.exit_code == 2
    assert "It has 2 volumes. Choose one with --volume: 0:" in done.stderr.replace("\n", " ")
    assert invoke("show", tmp_path, "--volume", 1, "--slice", 2).exit_code == 0
    assert invoke("show", tmp_path, "--volume", 2).exit_code == 2


def test_what_could_not_be_read_is_said_beside_a_series(invoke, tmp_path: Path):
    write(series(n=3), tmp_path)
    (tmp_path / "bad.dcm").write_bytes(b"\0" * 128 + b"DICM" + b"\x08\x00")
    done = invoke("show", tmp_path, "--json", "--montage")
    assert done.exit_code == 5
    assert "bad.dcm" in json.loads(done.stdout)["problems"][0]["path"]
