"""Which rule decides, what stays the same on every way in, and what is remembered."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from millivox.dicom.dataset import tree_of
from millivox.dicom.fields import BY_TAG
from millivox.dicom.header import Header
from millivox.provenance import Grade
from millivox.spacing.axis import Spacing
from millivox.spacing.rules import CASES, decide
from millivox.spacing.sop_classes import CLASSES, MODALITIES, family_of

Decide = Callable[..., Spacing]


def test_every_family_has_a_rule() -> None:
    with_rule = frozenset().union(*(case.families for case in CASES))
    assert set(CLASSES.values()) | set(MODALITIES.values()) <= with_rule


@pytest.mark.parametrize("family", sorted({*CLASSES.values()}))
def test_last_rule_of_a_family_applies_to_all_of_it(family: str) -> None:
    last = [case for case in CASES if family in case.families][-1]
    assert last.applies(Header({}))


@pytest.mark.parametrize(
    ("modality", "rule", "grade"),
    [("CT", "T1", "B"), ("CR", "X.A4.alone", "D"), ("ZZ", "S2.unverified", "D")],
)
def test_unknown_class_goes_by_its_modality_and_says_so(
    spacing_of: Decide, modality: str, rule: str, grade: str
) -> None:
    spacing = spacing_of(
        "CT", SOPClassUID="1.3.12.2.1107.5.9.1", Modality=modality, PixelSpacing="0.5\\0.5"
    )
    assert (spacing.x.origin.rule, str(spacing.x.grade)) == (rule, grade)
    assert "no rule of its own" in (spacing.x.origin.note or "")


def test_guessed_family_is_never_grade_a(spacing_of: Decide) -> None:
    spacing = spacing_of(
        "CT",
        SOPClassUID=None,
        PixelSpacing="0.5\\0.5",
        Rows=512,
        Columns=512,
        ReconstructionDiameter="256",
    )
    assert spacing.x.grade is Grade.B


def test_class_of_the_file_meta_counts_where_the_data_set_has_none() -> None:
    meta = {0x00020002: b"1.2.840.10008.5.1.4.1.1.1.1"}
    assert family_of(Header(meta)).id == "X2"


def test_report_has_no_pixels_to_miss(spacing_of: Decide) -> None:
    spacing = spacing_of("SC", SOPClassUID="1.2.840.10008.5.1.4.1.1.88.11", Modality="SR")
    assert spacing.x.origin.note == "This object holds no pixels."


def test_one_frame_knows_no_neighbour(spacing_of: Decide) -> None:
    spacing = spacing_of("CT", PixelSpacing="0.5\\0.5", SpacingBetweenSlices="5")
    assert spacing.z is None


def test_decision_goes_into_json(spacing_of: Decide) -> None:
    import json

    spacing = spacing_of("DX", ImagerPixelSpacing="0.143\\0.143")
    axis = json.loads(json.dumps(spacing.x.to_dict(), allow_nan=False))
    assert (axis["mm"], axis["label"], axis["source"]) == (
        0.143,
        "mm (detector)",
        "(0018,1164)[1]",
    )


def test_data_set_in_memory_and_from_a_file_say_the_same() -> None:
    from io import BytesIO

    from pydicom import Dataset, dcmread

    made = Dataset()
    made.SOPClassUID = "1.2.840.10008.5.1.4.1.1.12.1"
    made.SOPInstanceUID = "1.2.3"
    made.Modality, made.Rows, made.Columns = "XA", 512, 512
    made.ImagerPixelSpacing = [0.2, 0.25]
    made.DistanceSourceToDetector, made.DistanceSourceToPatient = 1200, 800
    file = BytesIO()
    made.save_as(file, little_endian=True, implicit_vr=False, enforce_file_format=False)
    read = dcmread(BytesIO(file.getvalue()), force=True)
    assert decide(Header(tree_of(made))) == decide(Header(tree_of(read)))


def test_rules_load_neither_numpy_nor_pydicom() -> None:
    import subprocess
    import sys

    code = (
        "import sys, millivox.spacing.rules, millivox.spacing.words.explain;"
        "print(sorted({'numpy', 'pydicom'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


_TAGS = sorted(BY_TAG)
_VALUES = st.one_of(
    st.binary(max_size=24),
    st.tuples(st.sampled_from([b"DS", b"UT", b"FD", b"SQ"]), st.binary(max_size=16)),
    st.text("0123456789.\\-,", max_size=12).map(str.encode),
)


@given(
    st.dictionaries(st.sampled_from(_TAGS), _VALUES, max_size=12),
    st.sampled_from([*sorted(CLASSES), ""]),
)
def test_no_header_stops_the_rules(tree: dict[int, bytes], uid: str) -> None:
    spacing = decide(Header({**tree, 0x00080016: uid.encode()}))
    for axis in (spacing.x, spacing.y):
        assert axis.mm is None or 0 < axis.mm < float("inf")


@given(st.binary(max_size=24))
def test_damaged_spacing_gives_the_same_answer_twice(data: bytes) -> None:
    tree = {0x00080016: b"1.2.840.10008.5.1.4.1.1.1.1", 0x00181164: data}
    assert decide(Header(dict(tree))) == decide(Header(dict(tree)))
