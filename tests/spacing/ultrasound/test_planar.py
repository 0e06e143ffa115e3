from collections.abc import Callable
from math import isfinite
from pathlib import Path
from struct import pack
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from millivox.dicom.header import Header
from millivox.provenance import Calibration, Grade, Method, Plane
from millivox.spacing.ultrasound import planar as ultrasound

Make = Callable[..., Header]
DELTA_MM = 0.2622878766196998


def region(**changes: Any) -> dict[str, Any]:
    """A 2-D region of 0.2 mm pixels in the upper left corner."""
    return {
        "RegionSpatialFormat": 1,
        "RegionLocationMinX0": 0,
        "RegionLocationMinY0": 0,
        "RegionLocationMaxX1": 99,
        "RegionLocationMaxY1": 99,
        "PhysicalUnitsXDirection": 3,
        "PhysicalUnitsYDirection": 3,
        "PhysicalDeltaX": 0.02,
        "PhysicalDeltaY": 0.02,
    } | changes


@pytest.fixture
def us(header_of: Make) -> Make:
    def make(*regions: dict[str, Any], **more: Any) -> Header:
        held = {"SequenceOfUltrasoundRegions": list(regions)} if regions else {}
        return header_of("6.1", Modality="US", Rows=480, Columns=640, **held, **more)

    return make


def test_centimetres_of_a_region_are_ten_millimetres(us: Make) -> None:
    """B-32."""
    spacing = ultrasound.rule(us(region()))
    assert (spacing.x.mm, spacing.y.mm) == pytest.approx((0.2, 0.2))


def test_a_region_says_where_its_millimetres_come_from(us: Make) -> None:
    origin = ultrasound.rule(us(region())).regions[0].y.origin
    assert (origin.rule, origin.plane, origin.calibration, origin.method) == (
        "U.A5.1",
        Plane.REGION,
        Calibration.REGION,
        Method.REGION_DELTA,
    )
    assert (origin.source, origin.raw) == ("(0018,6011)[0].(0018,602E)", ("0.02",))
    assert (origin.grade, origin.label) == (Grade.B, "mm (US)")


def test_the_image_has_the_one_scale_of_its_regions(us: Make) -> None:
    spacing = ultrasound.rule(
        us(region(), region(RegionLocationMinX0=200, RegionLocationMaxX1=299))
    )
    assert (spacing.x.origin.rule, spacing.x.mm) == ("U.A5.5", pytest.approx(0.2))
    assert len(spacing.regions) == 2


def test_two_scales_leave_the_image_without_one(us: Make) -> None:
    spacing = ultrasound.rule(us(region(), region(PhysicalDeltaX=0.04, PhysicalDeltaY=0.04)))
    assert (spacing.x.mm, spacing.x.label, spacing.codes()) == (None, "px", ("U04",))
    assert [one.x.number for one in spacing.alternatives] == pytest.approx([0.2, 0.4])


def test_no_region_means_pixels(us: Make) -> None:
    spacing = ultrasound.rule(us())
    assert (spacing.x.label, spacing.x.grade, spacing.codes()) == ("px", Grade.F, ("U01",))


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        pytest.param(
            {"RegionSpatialFormat": 3, "PhysicalUnitsXDirection": 4}, "spectral", id="G-89"
        ),
        pytest.param({"PhysicalUnitsXDirection": 0, "PhysicalUnitsYDirection": 0}, "2D", id="G-91"),
        pytest.param(
            {"PhysicalUnitsXDirection": 1, "PhysicalUnitsYDirection": 1}, "2D", id="G-91-percent"
        ),
        pytest.param({"PhysicalUnitsXDirection": 4}, "2D", id="one-axis-in-seconds"),
        pytest.param({"PhysicalDeltaX": 0.0}, "2D", id="zero-delta"),
        pytest.param({"PhysicalDeltaX": float("nan")}, "2D", id="nan-delta"),
        pytest.param({"RegionSpatialFormat": 4}, "waveform", id="waveform-in-cm"),
        pytest.param({"RegionSpatialFormat": 5}, "graphics", id="graphics-in-cm"),
    ],
)
def test_only_two_dimensional_regions_in_cm_are_lengths(
    us: Make, change: dict[str, Any], kind: str
) -> None:
    spacing = ultrasound.rule(us(region(**change)))
    assert (spacing.regions[0].kind, spacing.codes()) == (kind, ("U02",))
    assert (spacing.regions[0].x.mm, spacing.x.label) == (None, "px")


def test_m_mode_has_vertical_millimetres_only(us: Make) -> None:
    """G-88."""
    held = region(RegionSpatialFormat=2, PhysicalUnitsXDirection=4, PhysicalDeltaY=0.05)
    spacing = ultrasound.rule(us(held))
    found = spacing.regions[0]
    assert (found.kind, found.x.mm, found.y.mm, found.y.grade) == (
        "M-mode",
        None,
        pytest.approx(0.5),
        Grade.C,
    )
    assert (spacing.y.label, spacing.codes()) == ("px", ("U02",))


def test_unequal_deltas_stay_unequal(us: Make) -> None:
    """G-92."""
    spacing = ultrasound.rule(us(region(PhysicalDeltaY=0.04)))
    assert (spacing.x.mm, spacing.y.mm) == pytest.approx((0.2, 0.4))
    assert spacing.codes() == ("U05",)


def test_a_negative_delta_is_a_direction(us: Make) -> None:
    spacing = ultrasound.rule(us(region(PhysicalDeltaY=-0.02)))
    assert (spacing.y.mm, spacing.codes()) == (pytest.approx(0.2), ("U09",))


def test_a_box_one_pixel_too_wide_is_clamped(us: Make) -> None:
    spacing = ultrasound.rule(us(region(RegionLocationMaxX1=640)))
    assert (spacing.regions[0].box_px, spacing.codes()) == ((0, 0, 639, 99), ("U08",))
    assert spacing.x.grade is Grade.B


@pytest.mark.parametrize(
    "box",
    [
        {"RegionLocationMaxX1": 641},
        {"RegionLocationMaxY1": 500},
        {"RegionLocationMinX0": 99, "RegionLocationMaxX1": 10},
        {"RegionLocationMinX0": 4_000_000_000, "RegionLocationMaxX1": 4_294_967_295},
    ],
)
def test_a_box_that_does_not_fit_refuses_its_scale(us: Make, box: dict[str, int]) -> None:
    spacing = ultrasound.rule(us(region(**box)))
    assert (spacing.regions[0].x.grade, spacing.x.grade) == (Grade.F, Grade.F)
    assert spacing.codes() == ("U03",)


def test_a_box_that_does_not_fit_casts_doubt_on_the_others(us: Make) -> None:
    spacing = ultrasound.rule(us(region(), region(RegionLocationMaxY1=900)))
    assert (spacing.regions[0].x.grade, spacing.regions[0].x.mm) == (Grade.D, None)


def test_a_region_without_a_box_is_left_out(us: Make) -> None:
    held = region()
    del held["RegionLocationMaxX1"]
    spacing = ultrasound.rule(us(held))
    assert (spacing.regions, spacing.codes()[0]) == ((), "U03")


@pytest.mark.parametrize(
    ("depth_mm", "grade"),
    [(20, Grade.A), (19, Grade.A), (10, Grade.C), (100, Grade.B)],
    ids=["fits", "curved-probe", "too-high", "box-was-cut"],
)
def test_the_depth_of_the_scan_is_a_witness(us: Make, depth_mm: int, grade: Grade) -> None:
    spacing = ultrasound.rule(us(region(), DepthOfScanField=depth_mm))
    assert spacing.y.grade is grade


def test_pixel_spacing_alone_is_a_claim(us: Make) -> None:
    spacing = ultrasound.rule(us(PixelSpacing=[0.3, 0.3]))
    assert (spacing.x.number, spacing.x.mm, spacing.x.label) == (0.3, None, "mm?")
    assert spacing.codes() == ("U01", "U06")


def test_regions_win_over_a_pixel_spacing(us: Make) -> None:
    """B-30."""
    spacing = ultrasound.rule(us(region(), PixelSpacing=[0.3, 0.3]))
    assert (spacing.x.mm, spacing.codes()) == (pytest.approx(0.2), ("U06",))
    assert spacing.findings[0].evidence == {"raw": ["0.3", "0.3"], "region_mm": [0.2, 0.2]}


def test_a_pixel_spacing_that_agrees_is_no_trouble(us: Make) -> None:
    spacing = ultrasound.rule(us(region(), PixelSpacing=[0.2, 0.2]))
    assert [str(item.severity) for item in spacing.findings] == ["info"]


def test_the_uncertainty_is_that_of_the_speed_of_sound(us: Make) -> None:
    spacing = ultrasound.rule(us(region()))
    assert spacing.y.u_mm == pytest.approx(0.2 * 0.05 / 3**0.5, rel=0.01)


def test_regions_of_a_frame_come_from_its_functional_groups(header_of: Make) -> None:
    frames = [
        {"SequenceOfUltrasoundRegions": [region(PhysicalDeltaX=d, PhysicalDeltaY=d)]}
        for d in (0.01, 0.03)
    ]
    for frame, expected in ((0, 0.1), (1, 0.3)):
        header = header_of(
            "3.1", frame, Rows=480, Columns=640, PerFrameFunctionalGroupsSequence=frames
        )
        assert ultrasound.rule(header).x.mm == pytest.approx(expected)


def test_regions_that_overrun_by_one_column_are_clamped_in_a_real_image(
    shared_data: Path, header_at: Make
) -> None:
    """G-80."""
    path = shared_data / "pylibjpeg-data/ljdata/ds/LittleEndianExplicit/OBXXXX1A.dcm"
    spacing = ultrasound.rule(header_at(path))
    assert (spacing.x.mm, spacing.y.mm) == pytest.approx((DELTA_MM, DELTA_MM))
    assert (spacing.x.label, spacing.x.origin.plane) == ("mm (US)", Plane.REGION)
    assert spacing.codes() == ("U08", "U02")
    assert spacing.regions[1].kind == "waveform"


def test_one_region_gives_a_real_image_its_scale(shared_data: Path, header_at: Make) -> None:
    """G-82."""
    path = shared_data / "pydicom-data/data_store/data/JPGLosslessP14SV1_1s_1f_8b.dcm"
    spacing = ultrasound.rule(header_at(path))
    assert (spacing.x.mm, spacing.codes()) == (pytest.approx(0.254766966, rel=1e-6), ())


def test_a_real_image_resampled_after_its_region_was_written_is_refused(
    pydicom_file: Callable[[str], Path], header_at: Make
) -> None:
    """G-83, B-31."""
    spacing = ultrasound.rule(header_at(pydicom_file("examples_ybr_color.dcm")))
    assert (spacing.x.grade, spacing.x.label, spacing.codes()) == (Grade.F, "px", ("U03",))


@given(
    edges=st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 700), min_size=4, max_size=4),
    deltas=st.lists(st.floats(width=64), min_size=2, max_size=2),
    codes=st.lists(st.integers(0, 12) | st.just(3), min_size=3, max_size=3),
)
def test_whatever_a_region_says_its_millimetres_are_sizes_inside_the_image(
    edges: list[int], deltas: list[float], codes: list[int]
) -> None:
    box = {0x00186018 + 2 * n: pack("<I", edge) for n, edge in enumerate(edges)}
    units = {0x00186012 + 0x12 * (n > 0) + 2 * (n > 1): pack("<H", c) for n, c in enumerate(codes)}
    sizes = {0x0018602C + 2 * n: pack("<d", delta) for n, delta in enumerate(deltas)}
    tree = {
        0x00186011: [box | units | sizes],
        0x00280010: pack("<H", 480),
        0x00280011: pack("<H", 640),
    }
    for found in ultrasound.rule(Header(tree)).regions:
        for axis in (found.x, found.y):
            if axis.mm is not None:
                assert isfinite(axis.mm)
                assert axis.mm > 0
                x0, y0, x1, y1 = found.box_px
                assert 0 <= x0 <= x1 < 640
                assert 0 <= y0 <= y1 < 480


def test_b20_region_shows_that_pixel_spacing_is_swapped(us: Make) -> None:
    spacing = ultrasound.rule(us(region(PhysicalDeltaY=0.03), PixelSpacing=[0.2, 0.3]))
    assert (spacing.x.mm, spacing.y.mm) == pytest.approx((0.2, 0.3))
    assert "P14" in spacing.codes()


def test_more_regions_than_an_image_has_are_counted_and_none_is_trusted(us: Make) -> None:
    spacing = ultrasound.rule(us(*[region()] * (ultrasound.MOST_REGIONS + 7)))
    assert len(spacing.regions) == ultrasound.MOST_REGIONS
    assert spacing.x.number is None
    assert {region.x.grade for region in spacing.regions} == {Grade.D}
    (told,) = spacing.findings
    assert (told.code, told.evidence) == ("U04", {"n_regions": ultrasound.MOST_REGIONS + 7})
    assert "7 of them were not looked at" in told.text


def test_as_many_regions_as_are_looked_at_share_a_scale(us: Make) -> None:
    spacing = ultrasound.rule(us(*[region()] * ultrasound.MOST_REGIONS))
    assert spacing.x.mm == pytest.approx(0.2)
