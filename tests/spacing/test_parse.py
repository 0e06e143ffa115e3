"""Reading the numbers: rule book A.1, B.1 and the cases of G.1."""

import math
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from millivox.dicom.header import Header
from millivox.provenance import Grade, Plane
from millivox.spacing.axis import Spacing
from millivox.spacing.parse import Verdict, agreement, number, pair
from millivox.spacing.rounding import Agreement, compare, different, equal, near_equal, quantum

PS = 0x00280030
Decide = Callable[..., Spacing]


@pytest.mark.parametrize(
    ("raw", "xy_mm", "grade", "codes"),
    [
        pytest.param(b"0.7\\0.5", (0.5, 0.7), "B", ["P13"], id="G-01"),
        pytest.param(b"0,5\\0,5", (0.5, 0.5), "B", ["P03"], id="G-02 B-02"),
        pytest.param((b"UT", b"2.5000\\2.5000"), (2.5, 2.5), "B", ["P05"], id="G-04"),
        pytest.param((b"LO", b"2.5\\2.5"), (2.5, 2.5), "B", ["P05"], id="B-07"),
        pytest.param(b"0.5", None, "F", ["P01"], id="G-05 B-01"),
        pytest.param(b"0.5\\", None, "F", ["P01"], id="G-07 B-01"),
        pytest.param(b"0.5 mm\\0.5 mm", (0.5, 0.5), "B", ["P07"], id="G-08"),
        pytest.param(b"NaN\\NaN", None, "F", ["P08"], id="G-10 nan"),
        pytest.param(b"1e400\\1", None, "F", ["P08"], id="G-10 overflow"),
        pytest.param(b"-0.5\\0.5", None, "D", ["P10"], id="G-11 B-12"),
        pytest.param(b"700\\700", (700.0, 700.0), "B", ["P12"], id="G-17"),
        pytest.param(
            b"0.005865432,0.001955034", (0.001955034, 0.005865432), "B", ["P04"], id="B-03"
        ),
        pytest.param(b"0,5,0,5", None, "F", ["P04"], id="B-05"),
        pytest.param(b"0.2\\0\\0.200000", None, "D", ["P02"], id="B-06"),
        pytest.param(b"0.2\\0.2\\0.2", None, "F", ["P02"], id="B-06 three sizes"),
        pytest.param(b"0.5 cm\\0.5 cm", None, "F", ["P08"], id="B-09"),
        pytest.param(b"+0.5 \\ .50\0", (0.5, 0.5), "B", [], id="B-09 padding"),
        pytest.param(b"1e308\\1e308", None, "F", ["P12"], id="B-10"),
        pytest.param(b"0.000\\0.000", None, "F", ["P09", "S06"], id="B-11"),
        pytest.param(b"0\\0.5", None, "F", ["P09"], id="B-11 one axis"),
    ],
)
def test_malformed_pixel_spacing_on_ct(
    spacing_of: Decide,
    raw: object,
    xy_mm: tuple[float, float] | None,
    grade: str,
    codes: list[str],
) -> None:
    spacing = spacing_of("CT", PixelSpacing=raw)
    assert (spacing.x.mm, spacing.y.mm) == (xy_mm or (None, None))
    assert (str(spacing.x.grade), str(spacing.y.grade)) == (grade, grade)
    assert set(codes) <= set(spacing.codes())


def test_g01_plain_pair_is_patient_millimetres(spacing_of: Decide) -> None:
    """G-01."""
    spacing = spacing_of("CT", PixelSpacing="0.7\\0.5")
    assert (spacing.x.label, spacing.x.origin.plane) == ("mm", Plane.PATIENT)


def test_g05_one_value_taken_for_both_axes_is_only_a_suggestion(spacing_of: Decide) -> None:
    """G-05."""
    spacing = spacing_of("CT", assume_isotropic=True, PixelSpacing="0.5")
    assert (spacing.x.number, spacing.y.number, spacing.x.mm) == (0.5, 0.5, None)
    assert (spacing.x.grade, spacing.x.label, spacing.codes()) == (Grade.D, "mm?", ("P01",))


def test_g11_size_of_a_negative_spacing_is_suggested(spacing_of: Decide) -> None:
    """G-11."""
    spacing = spacing_of("CT", PixelSpacing="-0.5\\0.5")
    assert (spacing.x.number, spacing.y.number, spacing.x.label) == (0.5, 0.5, "mm?")


def test_g13_single_row_of_spectroscopy_may_say_zero(spacing_of: Decide) -> None:
    """G-13."""
    spacing = spacing_of("MR spectroscopy", Rows=1, Columns=16, PixelSpacing="0\\5")
    assert (spacing.x.mm, spacing.y.mm) == (5.0, None)
    assert "P09" not in spacing.codes()


def test_g14_overlong_value_is_used_in_full(spacing_of: Decide) -> None:
    """G-14, B-08."""
    spacing = spacing_of("CT", PixelSpacing="0.97656250000000000001\\0.9765625")
    assert (spacing.x.mm, spacing.y.mm) == (0.9765625, 0.9765625)
    assert "P06" in spacing.codes()


def test_b04_comma_that_leaves_the_usual_range_is_not_believed(spacing_of: Decide) -> None:
    spacing = spacing_of("CT", PixelSpacing="512,000\\512,000")
    assert (spacing.x.number, spacing.x.mm, spacing.x.grade) == (512.0, None, Grade.D)


def test_b04_comma_within_the_usual_range_is_read_as_a_point(spacing_of: Decide) -> None:
    assert spacing_of("CT", PixelSpacing="1,000\\1,000").x.mm == 1.0


def test_raw_strings_are_kept_as_stored(spacing_of: Decide) -> None:
    assert spacing_of("CT", PixelSpacing="0,5\\0,5").x.origin.raw == ("0,5", "0,5")


def test_value_number_in_the_source_tells_rows_from_columns(spacing_of: Decide) -> None:
    spacing = spacing_of("CT", PixelSpacing="0.7\\0.5")
    assert (spacing.x.origin.source, spacing.y.origin.source) == (
        "(0028,0030)[1]",
        "(0028,0030)[0]",
    )


def test_repaired_text_never_reaches_grade_a(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "CT", PixelSpacing="0,5\\0,5", Rows=512, Columns=512, ReconstructionDiameter="256"
    )
    assert spacing.x.grade is Grade.B


def test_absent_attribute_has_no_findings() -> None:
    found = pair(Header({}), "PixelSpacing")
    assert (found.verdict, found.findings) == (Verdict.ABSENT, ())


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("0.143", 1e-3),
        ("0.1430", 1e-4),
        ("5", 1.0),
        ("1.43e-1", 1e-3),
        ("2e-016", 1e-16),
        ("x", None),
    ],
)
def test_quantum_is_the_last_written_decimal(text: str, step: float | None) -> None:
    """B-14, and A.1.2."""
    assert quantum(text) == step


@pytest.mark.parametrize(
    ("a", "b", "result"),
    [
        ("0.1435", "0.143", Agreement.EQUAL),
        ("0.1425", "0.1430", Agreement.NEAR),
        ("0.14", "0.143", Agreement.NEAR),
        ("0.13", "0.143", Agreement.DIFFERENT),
        ("0.2", "0.1", Agreement.DIFFERENT),
        ("0.143", "0.143", Agreement.EQUAL),
    ],
)
def test_equality_of_written_numbers(a: str, b: str, result: Agreement) -> None:
    assert compare(float(a), float(b), quantum(a), quantum(b)) is result


@given(
    st.floats(1e-3, 1e3),
    st.floats(1e-3, 1e3),
    st.sampled_from([None, 1e-4, 1e-2]),
    st.sampled_from([None, 1e-4, 1e-2]),
)
def test_exactly_one_of_equal_near_and_different_holds(
    a: float, b: float, qa: float | None, qb: float | None
) -> None:
    assert [equal(a, b, qa, qb), near_equal(a, b, qa, qb), different(a, b, qa, qb)].count(True) == 1


def test_agreement_of_pairs_is_that_of_the_worse_axis() -> None:
    first = pair(Header({PS: b"0.143\\0.143"}), "PixelSpacing")
    second = pair(Header({PS: b"0.143\\0.120"}), "PixelSpacing")
    assert agreement(first, second) is Agreement.DIFFERENT


@given(st.binary(max_size=64), st.sampled_from([None, b"UT", b"FD", b"OB", b"SQ", b"??"]))
def test_any_bytes_give_a_verdict(data: bytes, vr: bytes | None) -> None:
    found = pair(Header({PS: data if vr is None else (vr, data)}), "PixelSpacing")
    assert not found.usable or all(
        size is not None and math.isfinite(size) and size > 0
        for size in (found.row_mm, found.column_mm)
    )


@given(st.text(alphabet="0123456789.,-+eE\\ m\0naif", max_size=40))
def test_any_text_gives_a_verdict(text: str) -> None:
    found = pair(Header({PS: text.encode()}), "PixelSpacing")
    assert (found.verdict is Verdict.USABLE) == (found.row_mm is not None and found.usable)


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_row_and_column_never_change_places(row: int, column: int) -> None:
    data = f"{row / 1000}\\{column / 1000}".encode()
    found = pair(Header({PS: data}), "PixelSpacing")
    assert (found.row_mm, found.column_mm) == (row / 1000, column / 1000)


@pytest.mark.parametrize(
    ("raw", "value"),
    [(b"1.8", 1.8), (b"1,8", 1.8), (b"NaN", None), (b"1\\2", None), (b"abc", None), (b"1_0", None)],
)
def test_single_number_is_read_strictly(raw: bytes, value: float | None) -> None:
    keyword = "EstimatedRadiographicMagnificationFactor"
    assert number(Header({0x00181114: raw}), keyword).value == value


def test_binary_pair_keeps_the_step_of_its_type() -> None:
    import struct

    data = struct.pack("<2f", 0.154, 0.154)
    found = pair(Header({0x00189404: data}), "ObjectPixelSpacingInCenterOfBeam")
    assert found.quantum_row == pytest.approx(0.154 * 2**-23)


def test_binary_nan_is_no_number() -> None:
    import struct

    data = struct.pack("<2f", float("nan"), 0.154)
    found = pair(Header({0x00189404: data}), "ObjectPixelSpacingInCenterOfBeam")
    assert (found.verdict, found.codes()) == (Verdict.INVALID, ("P08",))
