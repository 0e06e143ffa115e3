"""Sizes set by a user, and the rules that a number was decided by (F.1, F.2)."""

from collections.abc import Callable
from math import inf, nan

import pytest

from millivox.errors import HeaderError
from millivox.provenance import Calibration, Grade, Method, Override
from millivox.spacing.axis import Spacing
from millivox.spacing.override import overridden
from millivox.spacing.words.explain import sentence
from millivox.version import RULE_BOOK, __version__

Decide = Callable[..., Spacing]
BY_HAND = Override(0.3, 0.2, "physics", "ruler in the image", "2025-01-31T12:00:00")


def test_user_override_is_graded_c_and_says_who_and_why(spacing_of: Decide) -> None:
    spacing = overridden(spacing_of("CT", PixelSpacing="0.5\\0.5"), BY_HAND)
    assert (spacing.x.mm, spacing.y.mm, spacing.x.label) == (0.2, 0.3, "mm (user)")
    origin = spacing.x.origin
    assert (origin.grade, origin.calibration, origin.method) == (
        Grade.C,
        Calibration.USER,
        Method.USER,
    )
    assert origin.note == "Set by physics on 2025-01-31T12:00:00: ruler in the image"
    assert spacing.x.to_dict()["override"] == {
        "who": "physics",
        "when": "2025-01-31T12:00:00",
        "row_mm": 0.3,
        "column_mm": 0.2,
        "reason": "ruler in the image",
    }
    assert "set by a user" in sentence(spacing)


def test_what_the_header_says_stays_beside_an_override(spacing_of: Decide) -> None:
    spacing = overridden(spacing_of("SC", PixelSpacing="0.5\\0.5"), BY_HAND)
    assert (spacing.alternatives[0].x.number, spacing.alternatives[0].x.grade) == (0.5, Grade.D)
    assert "S01" in spacing.codes()


@pytest.mark.parametrize("size", [0.0, -1.0, inf, nan, 1e-12, 1e7])
def test_override_must_be_a_size(spacing_of: Decide, size: float) -> None:
    with pytest.raises(HeaderError, match=r"from 0\.000000001 to 1000000 mm"):
        overridden(spacing_of("SC"), Override(size, 0.2, "physics", "ruler", "2025-01-31"))


@pytest.mark.parametrize(
    "said",
    [(" ", "ruler", "2025-01-31"), ("physics", "", "2025-01-31"), ("physics", "ruler", " ")],
    ids=["nobody", "no reason", "no day"],
)
def test_somebody_must_answer_for_an_override(
    spacing_of: Decide, said: tuple[str, str, str]
) -> None:
    with pytest.raises(HeaderError, match="the one who sets it, the reason, and the day"):
        overridden(spacing_of("SC"), Override(0.2, 0.2, *said))


def test_every_axis_names_the_rules_it_was_decided_by(spacing_of: Decide) -> None:
    for axis in (spacing_of("CT", PixelSpacing="0.5\\0.5").x, spacing_of("CT").y):
        told = axis.to_dict()
        assert told["edition"] == f"rule book {RULE_BOOK}, millivox {__version__}"
        assert told["override"] is None


def test_magnification_tells_its_method_and_inputs(spacing_of: Decide) -> None:
    told = spacing_of(
        "XA",
        ImagerPixelSpacing="0.2\\0.2",
        DistanceSourceToDetector="1200",
        DistanceSourceToPatient="800",
    ).x.to_dict()
    assert told["magnification"] == pytest.approx(1.5)
    assert told["magnification_method"] == "SID/SDP"
    assert told["magnification_inputs"] == {"SID_mm": 1200.0, "SDP_mm": 800.0}
