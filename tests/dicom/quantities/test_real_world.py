"""Real-world values: by a line, by a table, chosen among several, only where they are mapped."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom import Dataset

import millivox as mv
from millivox.dicom.dataset import header_of
from millivox.dicom.header import Header
from millivox.dicom.pixels.format import PixelFormat
from millivox.dicom.pixels.transformation import Transformation
from millivox.dicom.quantities.asked import transformation_for
from millivox.errors import PixelError
from millivox.phantoms.series import series, write

Said = Callable[..., Header]


def mapping(label: str, unit: str, ends: tuple[int, int] = (0, 4095), **more: Any) -> Dataset:
    code = Dataset()
    code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = unit, "UCUM", f"in {unit}"
    made = Dataset()
    made.LUTLabel = label
    made.MeasurementUnitsCodeSequence = [code]
    made.add_new("RealWorldValueFirstValueMapped", "US", ends[0])
    made.add_new("RealWorldValueLastValueMapped", "US", ends[1])
    for keyword, value in (
        {"RealWorldValueSlope": 0.5, "RealWorldValueIntercept": 3.0} | more
    ).items():
        if value is not None:
            setattr(made, keyword, value)
    return made


def changed(said: Said, form: PixelFormat, *items: Dataset, values: str = "real-world") -> Any:
    return transformation_for(said(RealWorldValueMappingSequence=list(items)), form, values)


def test_a_line_maps_every_stored_number_and_names_its_unit(said: Said, form: PixelFormat) -> None:
    change = changed(said, form, mapping("T1", "ms"))
    assert (change.slope, change.intercept, change.unit) == (0.5, 3.0, "ms")
    assert change.is_linear
    assert change.applied(np.array([0, 4095], np.uint16)).tolist() == [3.0, 2050.5]


def test_numbers_outside_the_range_have_no_real_world_value(said: Said, form: PixelFormat) -> None:
    change = changed(said, form, mapping("T1", "ms", (10, 20)))
    assert not change.is_linear
    found = change.applied(np.array([9, 10, 20, 21], np.uint16))
    np.testing.assert_array_equal(found, [np.nan, 8.0, 13.0, np.nan])


def test_a_table_maps_its_range_alone(said: Said, form: PixelFormat) -> None:
    line = {"RealWorldValueSlope": None, "RealWorldValueIntercept": None}
    item = mapping("flow", "cm/s", (5, 7), RealWorldValueLUTData=[-1.5, 0.0, 99.25], **line)
    found = changed(said, form, item).applied(np.array([4, 5, 6, 7, 8], np.uint16))
    np.testing.assert_array_equal(found, [np.nan, -1.5, 0.0, 99.25, np.nan])


def test_a_table_of_another_length_than_its_range_is_refused(said: Said, form: PixelFormat) -> None:
    item = mapping("flow", "cm/s", (5, 7), RealWorldValueLUTData=[1.0, 2.0])
    with pytest.raises(PixelError, match="2 entries for 3 values"):
        changed(said, form, item)


@pytest.mark.parametrize("name", ["t2", "T2", "in us", "us"])
def test_of_several_mappings_one_is_chosen_by_label_or_unit(
    said: Said, form: PixelFormat, name: str
) -> None:
    items = mapping("T1", "ms"), mapping("T2", "us", RealWorldValueSlope=7.0)
    assert changed(said, form, *items, values=f"real-world:{name}").slope == 7.0


def test_several_mappings_are_listed_where_none_is_chosen(said: Said, form: PixelFormat) -> None:
    items = mapping("T1", "ms"), mapping("T2", "ms")
    with pytest.raises(PixelError, match=r"2 real-world value mappings: T1 \(ms\); T2 \(ms\)"):
        changed(said, form, *items)
    with pytest.raises(PixelError, match="2 called 'ms'"):
        changed(said, form, *items, values="real-world:ms")
    with pytest.raises(PixelError, match="0 called 'T3'"):
        changed(said, form, *items, values="real-world:T3")


def test_no_mapping_is_said(said: Said, form: PixelFormat) -> None:
    with pytest.raises(PixelError, match=r"\(0040,9096\)"):
        transformation_for(said(Modality="MR"), form, "real-world")


def test_the_range_is_signed_where_pixels_are(said: Said, form: PixelFormat) -> None:
    signed = replace(form, signed=True)
    item = mapping("ADC", "mm2/s", (0xF800, 0x07FF))  # -2048 to 2047
    change = transformation_for(
        said(RealWorldValueMappingSequence=[item], PixelRepresentation=1), signed, "real-world"
    )
    assert change.is_linear


def test_a_unit_of_one_is_no_unit(said: Said, form: PixelFormat) -> None:
    assert changed(said, form, mapping("FA", "1")).unit == ""


def test_padding_has_no_real_world_value(said: Said, form: PixelFormat) -> None:
    header = said(RealWorldValueMappingSequence=[mapping("T1", "ms", (0, 20))], PixelPaddingValue=7)
    found = transformation_for(header, form, "real-world").applied(np.array([6, 7, 21], "u2"))
    np.testing.assert_array_equal(found, [6.0, np.nan, np.nan])


def test_a_name_of_no_values_is_answered_with_those_there_are(
    said: Said, form: PixelFormat
) -> None:
    for name in ("suv", "suv-lbm", "bw", "Modality"):
        with pytest.raises(PixelError, match=r"modality, stored, real-world, suv-bw"):
            transformation_for(said(), form, name)
    assert transformation_for(said(RescaleSlope="3"), form, "stored").slope == 1.0


def test_each_frame_has_its_own_mapping_in_functional_groups(form: PixelFormat) -> None:
    groups = []
    for slope in (1.0, 2.0):
        group = Dataset()
        group.RealWorldValueMappingSequence = [mapping("T1", "ms", RealWorldValueSlope=slope)]
        groups.append(group)
    dataset = Dataset()
    dataset.PerFrameFunctionalGroupsSequence = groups
    header = header_of(dataset, frame=1, of="pixels")
    assert transformation_for(header, form, "real-world").slope == 2.0


def test_a_volume_has_real_world_or_stored_values_on_request(tmp_path: Path) -> None:
    datasets = series(n=3, rows=6, columns=7)
    for dataset in datasets:
        dataset.RealWorldValueMappingSequence = [mapping("T1", "ms", (0, 65535))]
    write(datasets, tmp_path)
    (found,) = mv.open(tmp_path).series
    held = sorted((pydicom.dcmread(path) for path in tmp_path.iterdir()), key=_z)
    stored = np.stack([dataset.pixel_array for dataset in held])
    volume = found.volume(values="real-world")
    np.testing.assert_allclose(volume.values, stored * 0.5 + 3.0, rtol=1e-6)
    assert (volume.unit, volume.values.dtype) == ("ms", np.float32)
    assert "real-world values: T1 (ms)" in volume.history
    plain = found.volume(values="stored")
    np.testing.assert_array_equal(plain.values, stored)
    assert (plain.unit, plain.values.dtype) == ("", np.uint16)


def _z(dataset: Dataset) -> float:
    return float(dataset.ImagePositionPatient[2])


def test_mappings_of_a_real_enhanced_image_are_its_rescale(shared_data: Path) -> None:
    """Philips writes the same line as modality rescale and as real-world value mapping."""
    (found,) = mv.open(shared_data / "hazen/tests/data/acr/PhilipsAchieva").series
    report = found.volumes[0]
    modality = found.volume(0).values
    assert report.frames
    np.testing.assert_allclose(found.volume(0, values="real-world").values, modality, rtol=1e-5)


def test_a_transformation_covers_floats_too() -> None:
    change = Transformation(2.0, covers=(0.0, 1.0))
    np.testing.assert_array_equal(change.applied(np.array([0.5, 1.5])), [1.0, np.nan])
