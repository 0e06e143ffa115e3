"""A slice that cannot be read costs a slice of the file, and is told wherever the file is."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pydicom
import pytest
from click.testing import CliRunner
from pydicom.uid import RLELossless

import millivox as mv
from millivox.cli.app import main
from millivox.export.conversion.sidecar import OURS

Make = Callable[..., Path]


@pytest.fixture
def damaged(phantom: Make) -> Path:
    """Five slices, the second of which no decoder reads."""

    def compress(dataset: Any, n: int) -> None:
        dataset.compress(RLELossless)

    folder = phantom(compress)
    path = sorted(folder.iterdir())[1]
    dataset = pydicom.dcmread(path)
    at = dataset.PixelData.index(b"\x02\0\0\0\x40\0\0\0")
    dataset.PixelData = dataset.PixelData[:at] + b"\xff" * 64 + dataset.PixelData[at + 64 :]
    dataset.save_as(path)
    return folder


def test_the_other_slices_are_written_and_the_lost_one_is_told(
    damaged: Path, tmp_path: Path
) -> None:
    made = mv.convert(damaged, tmp_path / "out", form="nii")
    (one,) = made.written
    assert [lost.k for lost in one.lost] == [1]
    damage, problem = made.problems
    assert damage.error == "Damage"
    assert (problem.error, Path(problem.path).parent) == ("PixelError", damaged)
    assert "slice 1 was lost" in problem.text
    own = json.loads(Path(one.sidecar).read_text())[OURS]
    assert [(lost["volume"], lost["k"]) for lost in own["lost"]] == [(0, 1)]
    assert own["missing"]["holes_k"] == [1]
    values = np.asarray(nibabel.load(one.path).dataobj)
    assert (values[:, :, 1] == own["missing"]["value"]).all()
    whole = mv.open(damaged).series[0].volume(lost="mark").values
    np.testing.assert_array_equal(values.transpose(2, 1, 0)[[0, 2, 3, 4]], whole[[0, 2, 3, 4]])


def test_what_lacks_a_slice_is_tried_again(damaged: Path, tmp_path: Path) -> None:
    for _ in range(2):
        (one,) = mv.convert(damaged, tmp_path / "out").written
        assert one.state == "written"


def test_the_command_says_it_and_ends_with_5(damaged: Path, tmp_path: Path) -> None:
    ran = CliRunner().invoke(main, ["convert", str(damaged), str(tmp_path / "out"), "--json"])
    assert ran.exit_code == 5
    told = json.loads(ran.stdout)
    assert told["written"][0]["lost_k"] == [1]
    assert "slice 1 was lost" in told["problems"][-1]["text"]


def test_a_plane_through_it_is_drawn_and_says_so(damaged: Path) -> None:
    drawn = mv.show(damaged, plane="coronal")
    assert any("slice 1 was lost" in line for line in drawn.scene.warnings)
