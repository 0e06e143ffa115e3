"""Real radiographs, mammograms, angiograms and ultrasound as pictures, beside DCMTK's decoders."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
import tifffile
from PIL import Image
from pydicom.pixels import apply_modality_lut

import millivox as mv

_FO = "fo-dicom/Tests/FO-DICOM.Tests/Test Data"
FILES = {
    "DX": "highdicom/data/test_files/dx_image.dcm",
    "CR, a Modality LUT": f"{_FO}/CR-ModalitySequenceLUT.dcm",
    "MG, JPEG lossless": f"{_FO}/OutOfBoundsOverlay.dcm",
    "XA, 96 frames": f"{_FO}/HasFragmentSequence.dcm",
    "US, JPEG lossless": "pydicom-data/data_store/data/JPGLosslessP14SV1_1s_1f_8b.dcm",
}


@pytest.mark.parametrize("name", FILES)
def test_values_are_those_of_an_independent_decoder(
    name: str, shared_data: Path, by_dcmtk: Callable[[Path, str], Any], tmp_path: Path
) -> None:
    path = shared_data / FILES[name]
    dataset = pydicom.dcmread(path)
    found = by_dcmtk(path, str(dataset.file_meta.TransferSyntaxUID))
    assert found is not None
    stored = np.squeeze(found[0])
    values = apply_modality_lut(stored, dataset)
    (tiff,) = mv.convert(path, tmp_path / "tiff", form="tiff").written
    np.testing.assert_array_equal(tifffile.imread(tiff.path), values)
    (png,) = mv.convert(path, tmp_path / "png", form="png16").written
    files = sorted(Path(png.path).iterdir()) if Path(png.path).is_dir() else [Path(png.path)]
    held = []
    for file in files:
        with Image.open(file) as image:
            line = (float(image.info.get("Slope", 1)), float(image.info.get("Intercept", 0)))
            held.append(np.asarray(image) * line[0] + line[1])
    np.testing.assert_array_equal(np.squeeze(held), values)
