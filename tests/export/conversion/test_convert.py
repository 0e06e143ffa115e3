"""convert: a study into files, whole, once each, and nothing else's."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest
from PIL import Image
from pydicom import dcmread

import millivox as mv
from millivox.errors import ExportError, PixelError
from millivox.export.conversion import making as room
from millivox.export.conversion.sidecar import OURS

Make = Callable[..., Path]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def told(path: str | Path) -> dict[str, Any]:
    return json.loads(Path(path).read_text())


def test_a_volume_is_a_file_with_its_sidecar(phantom: Make, tmp_path: Path) -> None:
    made = mv.convert(phantom(interval_mm=2.5), tmp_path / "out")
    assert names(tmp_path / "out") == ["001_CT_axial-2.5mm.json", "001_CT_axial-2.5mm.nii.gz"]
    (one,) = made.written
    assert made.refused == ()
    assert (one.state, one.shape) == ("written", (10, 12, 5))
    assert nibabel.load(one.path).shape == one.shape


@pytest.mark.parametrize(
    ("form", "suffix"),
    [("nii", ".nii"), ("nifti2", ".nii.gz"), ("nrrd", ".nrrd"), ("npy", ".npy"), ("npz", ".npz"),
     ("zarr", ".ome.zarr")],
)  # fmt: skip
def test_every_form_has_its_suffix(form: str, suffix: str, phantom: Make, tmp_path: Path) -> None:
    mv.convert(phantom(), tmp_path / "out", form=form)
    assert names(tmp_path / "out") == ["001_CT_axial-5mm.json", f"001_CT_axial-5mm{suffix}"]


def test_other_values_are_written_where_asked(phantom: Make, tmp_path: Path) -> None:
    folder = phantom()
    (one,) = mv.convert(folder, tmp_path / "stored", form="npy", values="stored").written
    plain = mv.open(folder).series[0].volume()
    np.testing.assert_array_equal(np.load(one.path), plain.values + 1024)
    assert told(one.sidecar)[OURS]["made_with"]["values"] == "stored"
    (refused,) = mv.convert(folder, tmp_path / "suv", values="suv-bw").refused
    assert refused.error in ("MissingAttributeError", "ConflictingAttributesError", "PixelError")
    assert "real-world:" not in refused.text
    with pytest.raises(ExportError, match="'suv' is no values"):
        mv.convert(folder, tmp_path / "no", values="suv")


def test_pictures_of_other_values_have_a_window_of_their_own(phantom: Make, tmp_path: Path) -> None:
    def window(dataset: Any, n: int) -> None:
        dataset.WindowCenter, dataset.WindowWidth = 40, 1

    folder = phantom(window)
    shown = {}
    for values in ("modality", "stored"):
        (one,) = mv.convert(folder, tmp_path / values, form="png", values=values).written
        shown[values] = np.asarray(Image.open(sorted(Path(one.path).glob("*.png"))[0]))
    assert len(np.unique(shown["modality"])) <= 3
    assert len(np.unique(shown["stored"])) > 20


def test_one_file_takes_the_one_volume_there_is(phantom: Make, tmp_path: Path) -> None:
    mv.convert(phantom(), tmp_path / "mine.nii")
    assert {"mine.nii", "mine.json"} <= set(names(tmp_path))
    both = [phantom(name="A"), phantom(name="B")]
    with pytest.raises(ExportError, match="2 volumes to convert, and one file"):
        mv.convert(both, tmp_path / "both.nii")
    with pytest.raises(ExportError, match=r"\.jpg is not a kind"):
        mv.convert(both[0], tmp_path / "mine.jpg")


def test_uneven_slices_are_refused_and_made_even_where_asked(phantom: Make, tmp_path: Path) -> None:
    folder = phantom(table_mm=[0, 5, 10, 15, 22.5, 27.5, 32.5])
    made = mv.convert(folder, tmp_path / "out")
    assert made.written == ()
    assert made.refused[0].error == "NotAVolumeError"
    assert "--regular" in made.refused[0].text
    assert names(tmp_path / "out") == []
    (one,) = mv.convert(folder, tmp_path / "out", uneven="regular").written
    assert one.shape == (10, 12, 7)
    assert "made even" in " ".join(told(one.sidecar)[OURS]["history"])
    assert told(one.sidecar)[OURS]["spacing"]["z"]["grade"] == "C"


def test_a_tilt_is_kept_and_taken_out_where_asked(phantom: Make, tmp_path: Path) -> None:
    folder = phantom(tilt_deg=20.0)
    (kept,) = mv.convert(folder, tmp_path / "a").written
    (upright,) = mv.convert(folder, tmp_path / "b", tilt="upright").written
    codes = [int(nibabel.load(one.path).header["qform_code"]) for one in (kept, upright)]
    assert codes == [0, 1]


def test_a_single_slice_is_as_thick_as_it_is_only_where_asked(
    phantom: Make, tmp_path: Path
) -> None:
    folder = phantom(n=1, thickness_mm=4.0)
    (refused,) = mv.convert(folder, tmp_path / "out").refused
    assert "--thick" in refused.text
    (one,) = mv.convert(folder, tmp_path / "out", single="thickness").written
    assert nibabel.load(one.path).header.get_zooms()[2] == 4.0
    assert told(one.sidecar)[OURS]["spacing"]["z"] is None
    assert "SpacingBetweenSlices" not in told(one.sidecar)


def test_a_single_slice_of_unknown_thickness_is_refused_all_the_same(
    phantom: Make, tmp_path: Path
) -> None:
    folder = phantom(n=1, thickness_mm=None)
    (refused,) = mv.convert(folder, tmp_path / "out", single="thickness").refused
    assert refused.text.endswith("Its thickness is not known either.")


def repeated(phantom: Make, **more: Any) -> Path:
    """Three volumes on one grid, told apart by their acquisition number."""

    def change(dataset: Any, n: int) -> None:
        dataset.AcquisitionNumber = n // 4 + 1
        dataset.InstanceNumber = n + 1
        dataset.SOPInstanceUID = f"1.2.3.4.5.{n}"
        for word, values in more.items():
            setattr(dataset, word, values[n // 4])

    return phantom(change, table_mm=[0, 5, 10, 15] * 3)


def test_volumes_over_time_are_one_file(phantom: Make, tmp_path: Path) -> None:
    folder = repeated(phantom)
    (one,) = mv.convert(folder, tmp_path / "a", form="nii").written
    assert one.shape == (10, 12, 4, 3)
    data = np.asarray(nibabel.load(one.path).dataobj)
    series = mv.open(folder).series[0]
    for n in range(3):
        np.testing.assert_array_equal(data[..., n], series.volume(n).values.transpose(2, 1, 0))
    assert [part["value"] for part in told(one.sidecar)[OURS]["volumes"]] == [1, 2, 3]
    apart = mv.convert(folder, tmp_path / "b", form="nii", join="none").written
    assert [Path(each.path).stem for each in apart] == [
        f"001_CT_axial-5mm_acquisition-number-{n}" for n in (1, 2, 3)
    ]


def test_a_slice_that_a_later_volume_lacks_is_told_with_the_value_that_fills_it(
    phantom: Make, tmp_path: Path
) -> None:
    folder = repeated(phantom)
    lost = next(path for path in folder.iterdir() if dcmread(path).SOPInstanceUID == "1.2.3.4.5.6")
    lost.unlink()
    (one,) = mv.convert(folder, tmp_path / "a", form="nii").written
    own, data = told(one.sidecar)[OURS], np.asarray(nibabel.load(one.path).dataobj)
    (k,) = own["missing"]["holes_k"]
    assert set(data[..., k, 1].ravel()) == {own["missing"]["value"]}
    assert [part["missing"]["holes_k"] for part in own["volumes"]] == [[], [k], []]
    assert own["verdict"].startswith("acquisition number 2: 3 of 4 slices")


def test_a_later_volume_that_needs_a_wider_type_widens_all(phantom: Make, tmp_path: Path) -> None:
    folder = repeated(phantom, RescaleIntercept=[-1024, -1024, 60_000])
    (one,) = mv.convert(folder, tmp_path / "a", form="nii").written
    image = nibabel.load(one.path)
    assert image.get_data_dtype() == np.int32
    series = mv.open(folder).series[0]
    expected = series.volume(2).values.transpose(2, 1, 0)
    np.testing.assert_array_equal(np.asarray(image.dataobj)[..., 2], expected)


def test_echoes_stay_apart(phantom: Make, tmp_path: Path) -> None:
    def change(dataset: Any, n: int) -> None:
        dataset.EchoTime = "4.6" if n < 4 else "11.5"
        dataset.InstanceNumber, dataset.SOPInstanceUID = n + 1, f"1.2.3.4.6.{n}"

    folder = phantom(change, modality="MR", table_mm=[0, 5, 10, 15] * 2)
    made = mv.convert(folder, tmp_path / "out", form="nii").written
    assert [Path(one.path).stem for one in made] == [
        "001_MR_axial-5mm_echo-time-11.5ms", "001_MR_axial-5mm_echo-time-4.6ms",
    ] or [Path(one.path).stem for one in made] == [
        "001_MR_axial-5mm_echo-time-4.6ms", "001_MR_axial-5mm_echo-time-11.5ms",
    ]  # fmt: skip
    assert [told(one.sidecar)["EchoTime"] for one in made] == pytest.approx([0.0046, 0.0115])


def test_an_output_of_the_same_source_is_kept_and_of_another_way_is_made_again(
    phantom: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = phantom(tilt_deg=20.0)
    mv.convert(folder, tmp_path / "out")
    again = mv.convert(folder, tmp_path / "out")
    assert [one.state for one in again.written] == ["kept"]
    other = mv.convert(folder, tmp_path / "out", tilt="upright")
    assert [one.state for one in other.written] == ["written"]
    assert len(names(tmp_path / "out")) == 2


@pytest.mark.parametrize("lost", ["001_CT_axial-5mm.nii.gz", "001_CT_axial-5mm.json"])
def test_what_an_ended_conversion_lacks_is_made(lost: str, phantom: Make, tmp_path: Path) -> None:
    folder, out = phantom(), tmp_path / "out"
    mv.convert(folder, out)
    whole = (out / "001_CT_axial-5mm.nii.gz").read_bytes()
    (out / lost).unlink()
    (one,) = mv.convert(folder, out).written
    assert one.state == "written"
    assert Path(one.path).read_bytes() == whole


@pytest.mark.parametrize("form", ["nii", "zarr"])
def test_an_output_that_lost_some_of_its_bytes_is_made_again(
    form: str, phantom: Make, tmp_path: Path
) -> None:
    folder = phantom()
    (one,) = mv.convert(folder, tmp_path / "out", form=form).written
    held = Path(one.path)
    part = held if held.is_file() else next(p for p in sorted(held.rglob("c/*/*/*")) if p.is_file())
    whole = part.read_bytes()
    part.write_bytes(whole[:-1])
    states = [mv.convert(folder, tmp_path / "out", form=form).written[0].state for _ in range(2)]
    assert states == ["written", "kept"]
    assert part.read_bytes() == whole


def test_a_failure_in_the_middle_leaves_nothing_and_the_older_file(
    phantom: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = phantom(tilt_deg=20.0), tmp_path / "out"
    (one,) = mv.convert(folder, out).written
    before = Path(one.path).read_bytes()

    def stumble(*_: Any, **__: Any) -> None:
        raise PixelError("A frame cannot be decoded.", path="slice.dcm")

    monkeypatch.setattr(room.sidecar, "sidecar", stumble)
    made = mv.convert(folder, out, tilt="upright")
    assert [(each.error, each.path) for each in made.refused] == [("PixelError", "slice.dcm")]
    assert len(names(out)) == 2
    assert Path(one.path).read_bytes() == before


def test_a_file_of_another_source_is_never_replaced(phantom: Make, tmp_path: Path) -> None:
    out = tmp_path / "out"
    mv.convert(phantom(name="A"), out)
    before = {name: (out / name).read_bytes() for name in names(out)}
    (one,) = mv.convert(phantom(name="B"), out).written
    assert Path(one.path).name.startswith("001_CT_axial-5mm_")
    assert {name: (out / name).read_bytes() for name in before} == before
    (out / "theirs.nii").write_text("theirs")
    (refused,) = mv.convert(phantom(name="C"), out / "theirs.nii").refused or (None,)
    assert refused is None or "not made of this series" in refused.text
    assert (out / "theirs.nii").read_text() == "theirs"


def test_a_file_of_another_form_has_a_sidecar_of_its_own(phantom: Make, tmp_path: Path) -> None:
    folder, out = phantom(tilt_deg=20.0), tmp_path / "out"
    (first,) = mv.convert(folder, out).written
    (other,) = mv.convert(folder, out, form="nrrd", tilt="upright").written
    assert Path(other.path).name == "001_CT_axial-4.7mm_nrrd.nrrd"
    assert told(first.sidecar)[OURS]["shape_kji"] == list(reversed(first.shape))
    assert told(other.sidecar)[OURS]["shape_kji"] == list(reversed(other.shape))
    again = [mv.convert(folder, out, **how).written[0].state for how in (
        {}, {"form": "nrrd", "tilt": "upright"})]  # fmt: skip
    assert again == ["kept", "kept"]
    assert len(names(out)) == 4


def test_several_series_of_one_number_have_names_of_their_own(
    phantom: Make, tmp_path: Path
) -> None:
    folders = [phantom(name="A"), phantom(name="B")]
    first = [Path(one.path).name for one in mv.convert(folders, tmp_path / "a").written]
    turned = [Path(one.path).name for one in mv.convert(folders[::-1], tmp_path / "b").written]
    assert len(set(first)) == 2
    assert sorted(first) == sorted(turned)


def test_several_jobs_make_the_same_files(phantom: Make, tmp_path: Path) -> None:
    folders = [phantom(name=name, interval_mm=n + 1) for n, name in enumerate("ABCD")]
    steps: list[tuple[int, int]] = []
    one = mv.convert(folders, tmp_path / "a", progress=lambda *step: steps.append(step))
    four = mv.convert(folders, tmp_path / "b", jobs=4)
    for each, other in zip(one.written, four.written, strict=True):
        assert Path(each.path).read_bytes() == Path(other.path).read_bytes()
    assert steps[-1] == (20, 20)
    assert steps == sorted(steps)


def test_images_that_are_no_volume_are_refused_with_the_reason(
    pydicom_file: Callable[[str], Path], tmp_path: Path
) -> None:
    made = mv.convert(pydicom_file("examples_rgb_color.dcm"), tmp_path / "out")
    assert made.written == ()
    assert "--form png, png16 or tiff" in made.refused[0].text


def test_an_object_without_an_image_is_counted_not_refused(
    pydicom_file: Callable[[str], Path], tmp_path: Path
) -> None:
    made = mv.convert(pydicom_file("reportsi.dcm"), tmp_path / "out")
    assert (made.refused, made.without_image) == ((), 1)


def test_words_that_are_none_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="'fast' is no tilt"):
        mv.convert(tmp_path, tmp_path / "out", tilt="fast")


def test_one_volume_too_large_for_memory_does_not_stop_the_others(
    phantom: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folders = [phantom(name="A", n=3), phantom(name="B", n=4)]
    own = room.sidecar.sidecar

    def hungry(job: Any, *further: Any) -> Any:
        if job.n_frames == 3:
            raise MemoryError
        return own(job, *further)

    monkeypatch.setattr(room.sidecar, "sidecar", hungry)
    made = mv.convert(folders, tmp_path / "out")
    assert [one.error for one in made.refused] == ["PixelTooLargeError"]
    assert [one.shape[2] for one in made.written] == [4]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_interrupt_starts_no_further_file(
    jobs: int, phantom: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[Any] = []

    def interrupt(job: Any, *_: Any) -> None:
        begun.append(job)
        time.sleep(0.1)  # as a file takes its time: the others are not begun meanwhile
        raise KeyboardInterrupt

    monkeypatch.setattr(room, "_write_values", interrupt)
    folders = [phantom(name=name) for name in "ABCDEFGH"]
    with pytest.raises(KeyboardInterrupt):
        mv.convert(folders, tmp_path / "out", jobs=jobs)
    assert len(begun) < 8
    assert names(tmp_path / "out") == []


def test_a_target_that_cannot_be_is_said(phantom: Make, tmp_path: Path) -> None:
    folder = phantom()
    (tmp_path / "taken").write_text("mine")
    for out in (tmp_path / "taken", tmp_path / "taken" / "below"):
        with pytest.raises(ExportError, match="A file has that name"):
            mv.convert(folder, out)
    assert (tmp_path / "taken").read_text() == "mine"
    with pytest.raises(ExportError, match="No name is given"):
        mv.convert(folder, "")
