"""Images of known values in every transfer syntax, made by coders that share no code with ours."""

import subprocess
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import imagecodecs
import numpy as np
import pytest
from pydicom import Dataset, dcmwrite
from pydicom.datadict import tag_for_keyword
from pydicom.dataset import FileMetaDataset
from pydicom.encaps import encapsulate

Array = np.ndarray[Any, Any]
BASE = "1.2.840.10008.1.2"
ROWS, COLUMNS, FRAMES = 24, 32, 2
NATIVE = {"": "+ti", ".1": "+te", ".2": "+tb", ".1.99": "+td"}
#: What DCMTK writes: the program and its options.
DCMTK = {
    ".5": ("dcmcrle",),
    ".4.50": ("dcmcjpeg", "+eb", "+q", "98"),
    ".4.51": ("dcmcjpeg", "+ee", "+q", "98"),
    ".4.53": ("dcmcjpeg", "+es", "+q", "98"),
    ".4.55": ("dcmcjpeg", "+ep", "+q", "98"),
    ".4.57": ("dcmcjpeg", "+el", "+sv", "4"),
    ".4.70": ("dcmcjpeg", "+e1"),
    ".4.80": ("dcmcjpls", "+el"),
    ".4.81": ("dcmcjpls", "+en"),
}


@dataclass(frozen=True)
class Phantom:
    """Stored values of shape (frames, rows, columns[, samples]) and how they are to be stored."""

    values: Array
    photometric: str
    allocated: int
    stored: int
    signed: bool

    @property
    def unsigned(self) -> Array:
        """The same bits as unsigned numbers of the smallest type."""
        kind = self.values.dtype.str.replace("i", "u")
        return self.values.view(kind) & np.array((1 << self.stored) - 1, kind)


def phantom(
    photometric: str, allocated: int, stored: int, *, signed: bool, smooth: bool
) -> Phantom:
    """A ramp (with noise unless it is to be smooth) over the whole range of the stored bits."""
    colour = photometric not in ("MONOCHROME1", "MONOCHROME2", "PALETTE COLOR")
    k, row, column = np.mgrid[0:FRAMES, 0:ROWS, 0:COLUMNS]
    ramp = (3 * column + 2 * row + 9 * k) / (3 * COLUMNS + 2 * ROWS + 9)
    if colour:
        ramp = np.stack([ramp, 0.3 + 0.4 * ramp[..., ::-1], 0.6 - 0.3 * ramp], -1)
    if not smooth and photometric != "YBR_FULL_422":
        ramp = np.random.default_rng(stored).permutation(ramp.ravel()).reshape(ramp.shape)
    if photometric == "YBR_FULL_422":
        ramp[..., 1::2, 1:] = ramp[..., ::2, 1:]  # pairs share their chrominance
    whole = np.rint(ramp / ramp.max() * ((1 << stored) - 1)).astype(np.int64)
    whole -= (1 << stored - 1) if signed else 0
    kind = f"{'ui'[signed]}{max(allocated // 8, 1)}"
    return Phantom(whole.astype(kind), photometric, allocated, stored, signed)


def packed(values: Array, allocated: int) -> bytes:
    """Values as a native data set holds them, least byte first."""
    if allocated == 1:
        return np.packbits(values.ravel(), bitorder="little").tobytes()
    return values.astype(values.dtype.newbyteorder("<")).tobytes()


def native(made: Phantom, values: Array) -> bytes:
    """Values of a phantom, in half the chrominance where its colour space has no more."""
    if made.photometric == "YBR_FULL_422":
        return halved(values)
    return packed(values, made.allocated)


def halved(values: Array) -> bytes:
    """Luminance twice, then the chrominance of the first pixel (PS3.3 C.7.6.3.1.2)."""
    y, cb, cr = np.moveaxis(values, -1, 0)
    return np.stack([y[..., ::2], y[..., 1::2], cb[..., ::2], cr[..., ::2]], -1).tobytes()


def dataset_of(made: Phantom, syntax: str, data: bytes) -> Dataset:
    """The data set around pixel data; ``syntax`` is the tail of its UID."""
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = BASE + syntax
    dataset.SOPClassUID = dataset.file_meta.MediaStorageSOPClassUID = "1.2.840.10008.5.1.4.1.1.7"
    dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = "1.2.3"
    dataset.Rows, dataset.Columns = made.values.shape[1:3]
    dataset.NumberOfFrames = len(made.values)
    dataset.SamplesPerPixel = 3 if made.values.ndim == 4 else 1
    dataset.PhotometricInterpretation = made.photometric
    if made.values.ndim == 4:
        dataset.PlanarConfiguration = 0
    dataset.BitsAllocated, dataset.BitsStored = made.allocated, made.stored
    dataset.HighBit, dataset.PixelRepresentation = made.stored - 1, int(made.signed)
    if made.photometric == "PALETTE COLOR":
        for colour in ("Red", "Green", "Blue"):
            table = f"{colour}PaletteColorLookupTable"
            dataset.add_new(tag_for_keyword(f"{table}Descriptor"), "US", [256, 0, 16])
            dataset.add_new(tag_for_keyword(f"{table}Data"), "OW", bytes(range(256)) * 2)
    dataset.PixelData = data
    dataset["PixelData"].VR = "OB" if made.allocated <= 8 or syntax not in NATIVE else "OW"
    return dataset


def save(dataset: Dataset, path: Path) -> None:
    """Write a data set, whatever its transfer syntax."""
    dataset.preamble = bytes(128)
    little = not dataset.file_meta.TransferSyntaxUID.endswith("1.2.2")
    dcmwrite(path, dataset, implicit_vr=False, little_endian=little, force_encoding=True)


def _jpeg(made: Phantom, **how: Any) -> list[bytes] | None:
    if made.stored > 16:
        return None
    if how.get("lossless"):
        how["bitspersample"] = max(made.stored, 2)
    elif made.stored not in (8, 12) or made.signed:
        return None
    else:
        how |= {"level": 98, "bitspersample": made.stored}
    colour = made.values.ndim == 4
    if colour:
        # the components as they are, whatever they mean: the photometric interpretation says it
        how |= {"colorspace": "ycbcr", "outcolorspace": "ycbcr"}
        how |= {"subsampling": "422" if made.photometric == "YBR_FULL_422" else "444"}
    if colour and made.photometric == "RGB":
        how |= {"colorspace": "rgb", "outcolorspace": "rgb"}
    return [bytes(imagecodecs.jpeg8_encode(frame, **how)) for frame in made.unsigned]


def _jpeg_2000(made: Phantom, **how: Any) -> list[bytes] | None:
    how |= {"bitspersample": made.stored, "codecformat": "j2k"}
    how |= {"mct": made.photometric in ("YBR_RCT", "YBR_ICT")}
    if made.allocated == 1:
        return None
    return [bytes(imagecodecs.jpeg2k_encode(frame, **how)) for frame in made.values]


def _high_throughput(made: Phantom, **how: Any) -> list[bytes] | None:
    if made.stored == 24 or made.allocated == 1:  # it codes all that is allocated
        return None
    return [bytes(imagecodecs.htj2k_encode(frame, **how)) for frame in made.values]


def _jpeg_xl(made: Phantom, **how: Any) -> list[bytes] | None:
    if made.signed or made.stored not in (8, 10, 12, 16):
        return None
    how |= {"bitspersample": made.stored}
    return [bytes(imagecodecs.jpegxl_encode(frame, **how)) for frame in made.values]


def _jpeg_in_jpeg_xl(made: Phantom) -> list[bytes] | None:
    jpegs = _jpeg(made) if made.stored == 8 else None
    return jpegs and [bytes(imagecodecs.jpegxl_encode_jpeg(jpeg)) for jpeg in jpegs]


def _jpeg_ls(made: Phantom, near: int) -> list[bytes] | None:
    if made.stored < 2 or made.stored > 16:
        return None
    whole = made.values.view(made.values.dtype.str.replace("i", "u"))
    return [bytes(imagecodecs.jpegls_encode(frame, near)) for frame in whole]


def _run_lengths(made: Phantom) -> list[bytes]:
    """Segments of literal runs, most significant byte first (PS3.5 G)."""
    frames = []
    for frame in made.values:
        planes = frame.reshape(-1, frame.shape[2] if frame.ndim == 3 else 1).T
        if made.allocated == 1:
            rows = [packed(frame, 1)]
        else:
            big = planes.astype(planes.dtype.newbyteorder(">"))
            size = big.dtype.itemsize
            rows = [plane.tobytes()[at::size] for plane in big for at in range(size)]
        frames.append(_segments([_literal(row) for row in rows]))
    return frames


def _literal(data: bytes) -> bytes:
    runs = (data[at : at + 128] for at in range(0, len(data), 128))
    coded = b"".join(bytes([len(run) - 1]) + run for run in runs)
    return coded + bytes(len(coded) % 2)


def _segments(segments: list[bytes]) -> bytes:
    starts = np.cumsum([64, *map(len, segments)])[:-1]
    head = np.zeros(16, "<u4")
    head[0], head[1 : len(segments) + 1] = len(segments), starts
    return head.tobytes() + b"".join(segments)


def _deflated(made: Phantom) -> list[bytes]:
    frames = []
    for frame in made.values:
        engine = zlib.compressobj(wbits=-15)
        frames.append(engine.compress(native(made, frame)) + engine.flush())
    return frames


#: Tail of the transfer syntax -> frames of a phantom, or ``None`` where it cannot hold them.
CODERS: dict[str, Callable[[Phantom], list[bytes] | None]] = {
    ".1.98": lambda made: [native(made, frame) for frame in made.values],
    ".5": _run_lengths,
    ".8.1": _deflated,
    ".4.50": _jpeg,
    ".4.51": _jpeg,
    ".4.57": lambda made: _jpeg(made, lossless=True, predictor=7),
    ".4.70": lambda made: _jpeg(made, lossless=True, predictor=1),
    ".4.80": lambda made: _jpeg_ls(made, 0),
    ".4.81": lambda made: _jpeg_ls(made, 2),
    ".4.90": lambda made: _jpeg_2000(made, reversible=True, level=0),
    ".4.91": lambda made: _jpeg_2000(made, reversible=False, level=70),
    ".4.92": lambda made: _jpeg_2000(made, reversible=True, level=0),
    ".4.93": lambda made: _jpeg_2000(made, reversible=False, level=70),
    ".4.201": _high_throughput,
    ".4.202": lambda made: _high_throughput(made, tlm=True),
    ".4.203": lambda made: _high_throughput(made, reversible=False, level=0.0001),
    ".4.110": lambda made: _jpeg_xl(made, lossless=True),
    ".4.111": _jpeg_in_jpeg_xl,
    ".4.112": lambda made: _jpeg_xl(made, distance=0.1),
}


def dcmtk_keeps(made: Phantom, syntax: str) -> bool:
    """Whether DCMTK writes the values as they are: it scales, and swaps words, at times."""
    if syntax in (".4.50", ".4.51", ".4.53", ".4.55"):
        deep = made.stored == 12 and syntax != ".4.50"
        return (
            (made.stored == 8 or deep) and not made.signed and made.photometric != "PALETTE COLOR"
        )
    return syntax != ".2" or made.allocated < 32  # which it swaps by 16-bit words


def written(made: Phantom, syntax: str, folder: Path) -> Iterator[tuple[str, Path]]:
    """Files of a phantom in a transfer syntax, each with the name of what coded it."""
    plain = folder / "plain.dcm"
    save(dataset_of(made, ".1", native(made, made.values)), plain)
    if syntax == ".1":
        yield "bytes", plain
    if syntax == ".2" and made.photometric != "YBR_FULL_422":
        path = folder / "big.dcm"
        save(dataset_of(made, syntax, packed(made.values.byteswap(), made.allocated)), path)
        yield "bytes", path
    coder = CODERS.get(syntax)
    frames = coder(made) if coder else None
    if frames:
        path = folder / "coded.dcm"
        save(dataset_of(made, syntax, encapsulate(frames)), path)
        yield "imagecodecs", path
    program = ("dcmconv", NATIVE[syntax]) if syntax in NATIVE else DCMTK.get(syntax)
    if program and dcmtk_keeps(made, syntax):
        path = folder / "dcmtk.dcm"
        path.unlink(missing_ok=True)
        done = subprocess.run([*program, plain, path], capture_output=True, check=False)
        if done.returncode == 0:
            yield "DCMTK", path


@pytest.fixture(scope="session", name="phantom")
def _phantom() -> Callable[..., Phantom]:
    return phantom


@pytest.fixture(scope="session", name="written")
def _written() -> Callable[..., Iterator[tuple[str, Path]]]:
    return written


@pytest.fixture(scope="session", name="dataset_of")
def _dataset_of() -> Callable[..., Dataset]:
    return dataset_of


@pytest.fixture(scope="session", name="save")
def _save() -> Callable[..., None]:
    return save


@pytest.fixture(scope="session", name="packed")
def _packed() -> Callable[..., bytes]:
    return packed
