"""MP4 of pictures: AV1 from the encoder that Pillow brings, or H.264 from an ffmpeg of one's own.

An animated AVIF is an MP4 file of AV1 whose track says that it is pictures and whose brand says
AVIF (AV1 Image File Format 1.1, section 7).  Three boxes of equal length are renamed, and it is a
film: no pixel is touched, and no library with another licence is needed.
"""

import shutil
import struct
import subprocess
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from PIL import Image, features

from millivox.errors import ExportError, MissingExtraError

CODECS = ("av1", "h264")
#: Of 100; loss that is not seen at life size.
QUALITY = 85
#: Of libaom, 0 slow and small to 10: faster ones save little time from here on.
SPEED = 8
#: Brands of a film: ISO base media version 6 with AV1 in it; the rest are repeated.
_BRANDS = (b"iso6", b"av01", b"mp41")
_INSIDE = (b"moov", b"trak", b"mdia")
_FFMPEG = "Install ffmpeg, or make AV1 (--form mp4), .webp or .gif."


def write(
    images: Sequence[Image.Image],
    durations_ms: Sequence[int],
    target: Path,
    *,
    codec: str = "av1",
) -> None:
    """RGB pictures of one even size as MP4.

    Parameters
    ----------
    codec
        ``"av1"`` (browsers, VLC, newer systems), or ``"h264"``, which plays everywhere and needs
        a program ``ffmpeg`` on the path.

    Raises
    ------
    ExportError
        The encoder failed, or there is no such codec.
    MissingExtraError
        This Pillow has no AV1 encoder, or there is no ffmpeg.
    """
    if codec not in CODECS:
        raise ExportError(f"{codec} is no codec.", help=f"Use {' or '.join(CODECS)}.")
    if codec == "h264":
        _with_ffmpeg(images, durations_ms, target)
        return
    if not features.check("avif"):
        raise MissingExtraError("This Pillow was built without AV1.", help=_FFMPEG)
    held = BytesIO()
    images[0].save(
        held,
        "AVIF",
        save_all=True,
        append_images=images[1:],
        duration=list(durations_ms),
        quality=QUALITY,
        speed=SPEED,
        range="limited",
    )
    target.write_bytes(as_film(held.getvalue()))


def as_film(avif: bytes) -> bytes:
    """An animated AVIF as an MP4 that holds the same AV1.

    Raises
    ------
    ExportError
        It is no animated AVIF.
    """
    data = bytearray(avif)
    named = {kind: (start, end) for kind, start, end in _boxes(data, 0, len(data))}
    if not {b"ftyp", b"moov", b"hdlr"} <= named.keys():
        raise ExportError("The encoder made no animation.", help=_FFMPEG)
    start, end = named[b"ftyp"]
    brands = [*_BRANDS, *(_BRANDS[0],) * ((end - start - 8) // 4 - len(_BRANDS))]
    data[start:end] = _BRANDS[0] + bytes(4) + b"".join(brands)
    if b"meta" in named:  # the still picture's own description; a film has none
        place = named[b"meta"][0] - 4
        data[place : place + 4] = b"free"
    place = named[b"hdlr"][0] + 8
    data[place : place + 4] = b"vide"
    return bytes(data)


def _boxes(data: bytearray, start: int, end: int) -> list[tuple[bytes, int, int]]:
    """Kind, first and last byte of the content of the boxes that lead to the track's handler."""
    found = []
    while start + 8 <= end:
        size, kind = struct.unpack_from(">I4s", data, start)
        if size < 8:
            break
        found.append((kind, start + 8, start + size))
        if kind in _INSIDE:
            found += _boxes(data, start + 8, start + size)
        start += size
    return found


def _with_ffmpeg(images: Sequence[Image.Image], durations_ms: Sequence[int], target: Path) -> None:
    """H.264 of 4:2:0, which every player knows, at one rate for all frames."""
    program = shutil.which("ffmpeg")
    if program is None:
        raise MissingExtraError("H.264 needs the program ffmpeg, and there is none.", help=_FFMPEG)
    rate = f"{1000 * len(durations_ms)}/{sum(durations_ms)}"
    width, height = images[0].size
    command = [
        program, "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24",
        "-s", f"{width}x{height}", "-r", rate, "-i", "-", "-an",
        "-c:v", "libx264", "-crf", "18", "-pix_fmt", "yuv420p", "-movflags", "+faststart",
        "-f", "mp4", str(target),
    ]  # fmt: skip
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        raw = b"".join(image.tobytes() for image in images)
        said = process.communicate(raw)[1].decode("utf-8", "replace").strip()
    if process.returncode != 0:
        raise ExportError(f"ffmpeg failed ({said.splitlines()[-1:] or process.returncode}).")
