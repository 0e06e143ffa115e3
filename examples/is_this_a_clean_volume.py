"""Is this series a clean volume, and if not, what is odd about it?

Prints:
MR: 11 slices, 10.000 mm apart; 5.0 mm thick, so 5.000 mm of tissue between neighbours is not imaged.
  V14 GAP (info)
CT: 7 slices, 2.371 mm apart along their normal (table step 2.500 mm, tilted 18.50°); 2.5 mm thick, so neighbours overlap by 0.129 mm; Spacing Between Slices says 2.5 mm: it is the table step, interval / cos(tilt).
  V07 SHEARED (warning)
  V10 SBS_MISMATCH (warning)
  V12 SLICE_LOCATION_MISMATCH (warning)
  V13 OVERLAP (info)
"""  # noqa: E501

from pathlib import Path

import millivox as mv

DATA = Path(__file__).parent / "data"

for series in mv.check(DATA).series:
    print(f"{series.modality}: {series.verdict}")
    for finding in series.findings:
        print(f"  {finding.code} {finding.name} ({finding.severity})")
