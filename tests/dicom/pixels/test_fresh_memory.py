"""No pixel depends on what fresh memory held before."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pydicom.data import get_testdata_file

SCRIPT = """
import sys
from pathlib import Path
from millivox.dicom.pixels.digest import pixel_digest
for path in sys.argv[1:]:
    found = pixel_digest(Path(path), path)
    print(found.sha256, found.error)
"""
#: Whole ones, and ones cut in the middle of their codestream.
NAMES = ("MR_small_jpeg_ls_lossless.dcm", "JPEG2000.dcm", "MR_small_RLE.dcm", "JPGExtended.dcm",
         "SC_rgb_jpeg_gdcm.dcm", "SC_rgb_dcmtk_+eb+cy+s2.dcm")  # fmt: skip


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="MALLOC_PERTURB_ is glibc's")
def test_pixels_are_the_same_whatever_fresh_memory_holds(tmp_path: Path) -> None:
    paths = []
    for name in NAMES:
        whole = Path(str(get_testdata_file(name)))
        cut = tmp_path / name
        cut.write_bytes(whole.read_bytes()[: -whole.stat().st_size // 3])
        paths += [str(whole), str(cut)]
    said = [
        subprocess.run(
            [sys.executable, "-c", SCRIPT, *paths],
            env=os.environ | {"MALLOC_PERTURB_": fill},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for fill in ("85", "170")
    ]
    assert said[0] == said[1]
    assert said[0].count("None\n") >= len(NAMES)  # whole ones decode
