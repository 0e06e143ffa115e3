"""A codec that misbehaves ends its own process and nothing else."""

from pathlib import Path

import pytest

from millivox.dicom.pixels import isolation
from millivox.errors import PixelError

#: What a codec does instead of decoding.
MISDEEDS = {
    "crashes": "import os, signal; os.kill(os.getpid(), signal.SIGSEGV)",
    "aborts": "import os; os.abort()",
    "loops": "while True: pass",
    "swallows memory": "x = bytearray(10 << 30)",
    "leaves": "raise SystemExit(3)",
    "writes a file": "open('/tmp/millivox-must-not-be', 'wb').write(b'x' * 4096)",
    "opens many files": "x = [open('/dev/null') for n in range(100)]",
}
DECODER = """
import json, sys
from millivox.dicom.pixels import decoding
job = json.loads(sys.stdin.buffer.readline())
decoding.limit(64 << 20, job["seconds"])
{misdeed}
"""


@pytest.mark.parametrize("what", MISDEEDS)
def test_a_decoder_that(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bad_decoder.py").write_text(DECODER.format(misdeed=MISDEEDS[what]))
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(isolation, "MODULE", "bad_decoder")
    monkeypatch.setattr(isolation, "SECONDS_AT_LEAST", 1)
    with pytest.raises(PixelError, match=r"died|stopped"):
        isolation.decode_isolated(b"frame", "1.2.840.10008.1.2.5", {}, 100)


def test_the_decoder_sees_nothing_of_our_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = (
        "import os, json, sys\n"
        "sys.stdout.write(json.dumps({'error': str('SECRET' in os.environ)}) + chr(10))"
    )
    (tmp_path / "spy_decoder.py").write_text(script)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(isolation, "MODULE", "spy_decoder")
    monkeypatch.setenv("SECRET", "token")
    with pytest.raises(PixelError, match="False"):
        isolation.decode_isolated(b"frame", "1.2.840.10008.1.2.5", {}, 100)
