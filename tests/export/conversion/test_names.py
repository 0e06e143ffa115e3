"""Names: readable, the same whatever the order, and without what a patient is called."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import millivox as mv
from millivox.export.conversion.asked import Asked
from millivox.export.conversion.image_jobs import all_jobs
from millivox.export.conversion.names import names_of, slug

Make = Callable[..., Path]


def named(*folders: Path, described: bool = False) -> list[str]:
    jobs = list(all_jobs(mv.open(folders).series, Asked()))
    return names_of(jobs, described=described)


@pytest.mark.parametrize(
    ("orientation", "plane"),
    [((1, 0, 0, 0, 1, 0), "axial"), ((1, 0, 0, 0, 0, -1), "coronal"),
     ((0, 1, 0, 0, 0, -1), "sagittal"), ((1, 0, 0, 0, 0.9, -0.4359), "axial")],
)  # fmt: skip
def test_the_plane_is_the_one_the_slices_lie_nearest(
    orientation: tuple[float, ...], plane: str, phantom: Make
) -> None:
    assert named(phantom(orientation=orientation)) == [f"001_CT_{plane}-5mm"]


def test_a_tilted_stack_is_named_by_its_distance_along_the_normal(phantom: Make) -> None:
    assert named(phantom(tilt_deg=20.0)) == ["001_CT_axial-4.7mm"]


def test_a_description_is_left_out_unless_it_is_asked_for(phantom: Make) -> None:
    def change(dataset: Any, n: int) -> None:
        dataset.SeriesDescription = "Doe^Jane / Thorax"

    folder = phantom(change)
    assert named(folder) == ["001_CT_axial-5mm"]
    assert named(folder, described=True) == ["001_CT_doe-jane-thorax_axial-5mm"]


def test_a_phase_image_says_so(phantom: Make) -> None:
    def change(dataset: Any, n: int) -> None:
        dataset.ImageType = ["ORIGINAL", "PRIMARY", "P"]

    assert named(phantom(change, modality="MR")) == ["001_MR_axial-5mm_ph"]


def test_a_series_without_a_number_or_modality_still_has_a_name(phantom: Make) -> None:
    def change(dataset: Any, n: int) -> None:
        del dataset.SeriesNumber
        dataset.Modality = "../x"

    assert named(phantom(change)) == ["series_X_axial-5mm"]


def test_names_alike_get_a_hash_that_does_not_depend_on_the_order(phantom: Make) -> None:
    first, second = phantom(name="A"), phantom(name="B")
    names = named(first, second)
    assert len(set(names)) == 2
    assert sorted(names) == sorted(named(second, first))
    assert named(first) == ["001_CT_axial-5mm"]


def test_volumes_of_one_series_that_nothing_tells_apart_are_numbered(phantom: Make) -> None:
    def change(dataset: Any, n: int) -> None:
        dataset.InstanceNumber, dataset.SOPInstanceUID = n + 1, f"1.2.3.{n}"
        if n >= 3:
            dataset.FrameOfReferenceUID = "1.2.3.9"

    names = named(phantom(change, table_mm=[0, 5, 10, 15, 20, 25]))
    assert names == ["001_CT_axial-5mm_v1", "001_CT_axial-5mm_v2"]


@pytest.mark.parametrize("text", ["../../etc/passwd", "a\\b:c*?", "\x00\n", "..", "Σ漢"])
def test_no_text_leaves_its_folder(text: str) -> None:
    assert not set(slug(text)) & set("/\\:*?\x00\n")
    assert not slug(text).startswith(".")
