"""``header --pixels``: every frame decoded into one digest."""

import hashlib
import json

import numpy as np
import pydicom
import pytest


@pytest.fixture
def pixels_of(invoke):
    """Exit code, digest, ``pixels`` and the sentences of the problems of a file."""

    def read(path):
        done = invoke("header", path, "--pixels", "--json")
        answer = json.loads(done.stdout)
        said = [problem["text"] for problem in answer["problems"]]
        return done.exit_code, answer["pixel_sha256"], answer["pixels"], said

    return read


def test_the_digest_is_that_of_shape_type_and_values(pixels_of, ct):
    values = pydicom.dcmread(ct).pixel_array
    assert (values.shape, values.dtype.name) == ((128, 128), "int16")
    expected = hashlib.sha256(b"128 x 128 int16\n" + values.astype("<i2").tobytes()).hexdigest()
    code, digest, pixels, _ = pixels_of(ct)
    assert (code, digest) == (0, expected)
    assert pixels == {
        "shape": [128, 128], "dtype": "int16", "photometric": "MONOCHROME2", "frames": 1,
        "error": None,
    }  # fmt: skip


@pytest.mark.parametrize("name", ["MR_small_RLE.dcm", "MR_small_jp2klossless.dcm",
                                  "MR_small_bigendian.dcm"])  # fmt: skip
def test_two_codings_of_the_same_numbers_have_the_same_digest(pixels_of, pydicom_file, mr, name):
    assert pixels_of(pydicom_file(name))[1] == pixels_of(mr)[1]


def test_every_frame_is_in_the_digest(pixels_of, pydicom_file):
    path = pydicom_file("SC_rgb_rle_16bit_2frame.dcm")
    frames = pydicom.dcmread(path).pixel_array
    own = b"".join(b"100 x 100 x 3 uint16\n" + frame.astype("<u2").tobytes() for frame in frames)
    _, digest, pixels, _ = pixels_of(path)
    assert digest == hashlib.sha256(own).hexdigest()
    assert (pixels["shape"], pixels["frames"]) == ([2, 100, 100, 3], 2)


def test_an_object_without_pixels_has_no_digest_and_no_problem(pixels_of, pydicom_file):
    code, digest, pixels, _ = pixels_of(pydicom_file("rtplan.dcm"))
    assert (code, digest, pixels["frames"], pixels["error"]) == (0, None, 0, None)


def _two_frames(ct, tmp_path, second):
    import imagecodecs
    from pydicom.encaps import encapsulate
    from pydicom.uid import JPEGLSLossless

    first = bytes(imagecodecs.jpegls_encode(np.arange(256, dtype="u2").reshape(16, 16)))
    dataset = pydicom.dcmread(ct)
    dataset.file_meta.TransferSyntaxUID = JPEGLSLossless
    dataset.Rows = dataset.Columns = 16
    dataset.NumberOfFrames, dataset.PixelRepresentation = 2, 0
    dataset.PixelData = encapsulate([first, second])
    dataset["PixelData"].VR = "OB"
    path = tmp_path / "two.dcm"
    dataset.save_as(path)
    return path


def test_a_frame_that_cannot_be_decoded_is_a_problem_with_its_number(pixels_of, ct, tmp_path):
    code, digest, pixels, said = pixels_of(_two_frames(ct, tmp_path, b"\xff\xd8" + bytes(90)))
    assert (code, digest, pixels["frames"]) == (5, None, 1)
    assert pixels["error"].startswith("Frame 1: The decoder refused this frame")
    assert pixels["error"] in said


def test_frames_that_are_not_there_are_not_all_tried(pixels_of, ct, tmp_path):
    dataset = pydicom.dcmread(ct)
    dataset.NumberOfFrames = 2_000_000_000
    dataset.save_as(tmp_path / "many.dcm")
    code, digest, _, said = pixels_of(tmp_path / "many.dcm")
    assert (code, digest) == (5, None)
    assert said[-1] == (
        "3 frames could not be decoded; 1,999,999,996 of 2,000,000,000 frames were not tried."
    )


def test_what_the_file_promised_and_did_not_hold_is_told(pixels_of, pydicom_file, tmp_path):
    dataset = pydicom.dcmread(pydicom_file("MR_small_jp2klossless.dcm"))
    dataset.Rows = 32
    dataset.save_as(tmp_path / "small.dcm")
    code, digest, pixels, said = pixels_of(tmp_path / "small.dcm")
    assert (code, pixels["shape"]) == (0, [64, 64])
    assert digest
    assert "The codestream is 64 x 64, Rows and Columns say 32 x 64." in said


def test_a_person_reads_the_digest_below_the_elements(invoke, ct):
    last = invoke("header", ct, "--pixels").stdout.splitlines()[-1]
    assert last.startswith("Pixels: 128 x 128 int16 MONOCHROME2, SHA-256 ")


def test_a_stream_of_lines_begins_with_the_digest(invoke, ct):
    first = invoke("header", ct, "--pixels", "--jsonl").stdout.splitlines()[0]
    assert list(json.loads(first)) == ["pixel_sha256", "pixels"]


@pytest.mark.parametrize("other", [["--diff", "b.dcm"], []])
def test_pixels_are_those_of_one_file(invoke, ct, tmp_path, other):
    path = ct if other else tmp_path
    (tmp_path / "a.dcm").write_bytes(ct.read_bytes())
    assert invoke("header", path, "--pixels", *other).exit_code == 2
