"""How sure a calibration is by its own description (F.3)."""

from collections.abc import Callable

import pytest

from millivox.spacing.axis import Spacing

Decide = Callable[..., Spacing]


@pytest.mark.parametrize(
    ("description", "relative"),
    [
        ("25.4 mm ball", 0.02),
        ("25.4 mm ball, ±0.5 %", 0.005),
        ("ball +/- 1%", 0.01),
        ("ruler +-1,5 %", 0.015),
        ("printed at 100 %", 0.02),
        ("± 80 %", 0.02),
    ],
)
@pytest.mark.parametrize("kind", ["DX", "SC"])
def test_spread_that_a_fiducial_states_is_its_uncertainty(
    spacing_of: Decide, kind: str, description: str, relative: float
) -> None:
    spacing = spacing_of(
        kind,
        PixelSpacing="0.1300000\\0.1300000",
        PixelSpacingCalibrationType="FIDUCIAL",
        PixelSpacingCalibrationDescription=description,
    )
    assert spacing.x.u_mm == pytest.approx(0.13 * relative, rel=1e-3)
