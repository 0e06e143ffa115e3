"""The .bval and .bvec of a diffusion scan: written beside it, kept with it, nobody else's."""

import json
from pathlib import Path
from typing import Any

import pytest
from tests.diffusion import WEIGHTS, scan

import millivox as mv
from millivox.phantoms.series import write

NAME = "005_MR_axial-3mm"
ZEROS = (0.0, 0.0, 0.0)


def converted(folder: Path, datasets: list[Any], **how: Any) -> Any:
    source = folder / "in"
    if not source.exists():
        write(datasets, source)
    return mv.convert(source, folder / "out", **how)


def told(one: Any) -> dict[str, Any]:
    return json.loads(Path(one.sidecar).read_text())["millivox"].get("gradients")


def test_both_stand_beside_the_file_and_are_named(tmp_path: Path) -> None:
    (one,) = converted(tmp_path, scan("Siemens")).written
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == [f"{NAME}.{suffix}" for suffix in ("bval", "bvec", "json", "nii.gz")]
    assert told(one) == {"bval": f"{NAME}.bval", "bvec": f"{NAME}.bvec", "why_not": None}
    entry = one.to_dict()
    assert [Path(entry[key]).name for key in ("bval", "bvec")] == names[:2]
    assert Path(one.bval).read_text() == "0 1000 1000 1000 2000\n"
    assert [len(line.split()) for line in Path(one.bvec).read_text().splitlines()] == [5, 5, 5]


@pytest.mark.parametrize("lacking", ["bval", "bvec"])
def test_a_missing_one_makes_the_file_anew(lacking: str, tmp_path: Path) -> None:
    (one,) = converted(tmp_path, scan("Siemens")).written
    texts = Path(one.bval).read_text(), Path(one.bvec).read_text()
    (again,) = converted(tmp_path, []).written
    assert (again.state, again.bval, again.bvec) == ("kept", one.bval, one.bvec)
    Path(getattr(one, lacking)).unlink()
    (again,) = converted(tmp_path, []).written
    assert again.state == "written"
    assert (Path(again.bval).read_text(), Path(again.bvec).read_text()) == texts


def test_directions_nobody_is_sure_of_are_not_written_and_it_is_said(tmp_path: Path) -> None:
    (one,) = converted(tmp_path, scan("GE", "coronal")).written
    assert Path(one.bval).exists()
    assert one.bvec is None
    assert "only for axial slices" in told(one)["why_not"]


def test_what_the_scanner_averaged_is_a_file_of_its_own(tmp_path: Path) -> None:
    datasets = scan("Philips", weights=(*WEIGHTS, (1000, ZEROS)))
    scanned, averaged = converted(tmp_path, datasets).written
    assert (scanned.shape[3], averaged.shape) == (5, (10, 12, 6))
    assert averaged.label == "average of directions"
    assert Path(scanned.bvec).exists()
    assert averaged.bvec is None
    assert told(averaged)["why_not"] == "Volume 1 of 1: it is an average over directions."


def test_volumes_of_no_weighting_have_neither(tmp_path: Path) -> None:
    weights = [(0, ZEROS)] * 2
    for one in converted(tmp_path, scan("Philips", weights=weights)).written:
        assert (one.bval, one.bvec, told(one)) == (None, None, None)


def test_other_forms_have_neither(tmp_path: Path) -> None:
    made = converted(tmp_path, scan("Siemens"), form="npy").written
    assert {(one.bval, one.bvec) for one in made} == {(None, None)}


def test_a_file_of_somebody_else_is_not_replaced(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    other = tmp_path / "out" / f"{NAME}.bvec"
    other.write_text("mine")
    (refused,) = converted(tmp_path, scan("Siemens")).refused
    assert "was not made with this image" in refused.text
    assert [path.name for path in (tmp_path / "out").iterdir()] == [other.name]
    assert other.read_text() == "mine"
