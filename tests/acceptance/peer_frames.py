"""Frames as GDCM, pylibjpeg and pyjpegls decode them; runs in the peers' own environment.

A path a line comes in; out come a line of JSON and, where it says so, the frames as .npy.
"""

import json
import sys
import warnings
from io import BytesIO

import numpy as np
from pydicom import dcmread
from pydicom.pixels import get_decoder

PLUGINS = ("gdcm", "pylibjpeg", "pyjpegls")


def frames_of(path: str) -> tuple[np.ndarray, str]:
    """Every frame, with what a decoder calls their colour."""
    dataset = dcmread(path, force=True)
    decoder = get_decoder(dataset.file_meta.TransferSyntaxUID)
    reasons = []
    for plugin in PLUGINS:
        if plugin in decoder.available_plugins:
            try:
                pixels, said = decoder.as_array(dataset, decoding_plugin=plugin)
            except Exception as error:  # the next may know better
                reasons.append(f"{plugin}: {error}"[:300])
            else:
                frames = pixels if said["number_of_frames"] > 1 else pixels[None]
                return frames, said["photometric_interpretation"]
    raise ValueError("; ".join(reasons) or "no decoder")


def main() -> None:
    """Answer every path."""
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        held = BytesIO()
        try:
            frames, colour = frames_of(json.loads(line))
        except Exception as error:
            answer = {"error": str(error), "length": 0}
        else:
            np.save(held, frames, allow_pickle=False)
            answer = {"colour": colour, "length": held.tell()}
        sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n" + held.getvalue())
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
