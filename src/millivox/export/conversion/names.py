"""Names of files: readable, the same every time, and without patient data."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

import numpy as np

from millivox.decimals import plain
from millivox.export.conversion.image_jobs import AnyJob
from millivox.geometry.points import Vector

#: A name longer than this is hard to read, and some file systems end at 255 bytes.
_LONGEST = 40
_PLANES = ("sagittal", "coronal", "axial")
#: Words of Image Type that tell an MR image's pixels from its magnitude, as dcm2niix names them.
_COMPONENTS = {
    "P": "ph", "PHASE": "ph", "PHASE MAP": "ph", "R": "real", "REAL": "real",
    "I": "imaginary", "IMAGINARY": "imaginary",
}  # fmt: skip


def names_of(jobs: Sequence[AnyJob], *, described: bool = False) -> list[str]:
    """A name for each file, without its suffix; none twice.

    A name is the series' number, its modality, the plane its slices lie in and how far apart,
    and what tells it from others of the series: ``003_CT_axial-5mm``, ``007_MR_coronal-3mm_echo-
    time-30ms``; of a single image its number, ``002_DX_image-1``.  Names that would be alike get
    a part of the series UID's hash, and of one series a number.

    Parameters
    ----------
    described
        Put the Series Description into the name.  It is a free text: in archives that were not
        cleaned it can hold a patient's name, so it is left out unless it is asked for.
    """
    names = [_name(job, described) for job in jobs]
    alike = Counter(names)
    uids: dict[str, set[str | None]] = {}
    for name, job in zip(names, jobs, strict=True):
        uids.setdefault(name, set()).add(job.series.uid)
    hashed = [
        f"{name}_{short_hash(job.series.uid)}" if len(uids[name]) > 1 else name
        for name, job in zip(names, jobs, strict=True)
    ]
    if max(alike.values(), default=1) == 1:
        return hashed
    return _numbered(hashed)


def _numbered(names: Sequence[str]) -> list[str]:
    alike, seen = Counter(names), Counter[str]()
    made = []
    for name in names:
        seen[name] += 1
        made.append(f"{name}_v{seen[name]}" if alike[name] > 1 else name)
    return made


def short_hash(uid: str | None) -> str:
    """Six characters that stand for a UID and do not give it away.

    Examples
    --------
    >>> short_hash("1.2.3")
    'c47f5b'
    """
    return hashlib.sha256((uid or "").encode()).hexdigest()[:6]


def _name(job: AnyJob, described: bool) -> str:
    header = job.series.headers[0]
    number = header.integer("SeriesNumber")
    parts = [
        f"{number:03d}" if number is not None and number >= 0 else "series",
        slug(header.modality or "").upper() or "OT",
        slug(header.text("SeriesDescription") or "") if described else "",
        _geometry(job),
        next((_COMPONENTS[word] for word in job.header.image_type if word in _COMPONENTS), ""),
        _label(job),
    ]
    return "_".join(part for part in parts if part)


def _geometry(job: AnyJob) -> str:
    """The plane, and the distance of slices where there is one."""
    orientation, interval = job.orientation, job.interval_mm
    if orientation is None:
        return ""
    plane = _plane(np.cross(orientation[:3], orientation[3:]))
    return f"{plane}-{plain(interval, 3)}mm" if interval else plane


def _plane(normal: Vector) -> str:
    return _PLANES[int(np.argmax(np.abs(normal)))]


def _label(job: AnyJob) -> str:
    """What tells it apart, with numbers as wide as the greatest so that they sort."""
    text = slug(job.label or "")
    wide = len(str(job.highest))
    return re.sub(r"(?<![\d.])(\d+)$", lambda found: found[1].zfill(wide), text)


def slug(text: str) -> str:
    """Letters, digits, points and hyphens of a text, in small letters.

    Examples
    --------
    >>> slug("echo time 4.6 ms"), slug("T1 *3D/Σ°"), slug("../../etc")
    ('echo-time-4.6ms', 't1-3d-deg', 'etc')
    """
    words = text.replace("°", " deg")
    words = re.sub(r"(?<=\d) (?=(ms|kV|deg)\b)", "", words)
    bare = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9.]+", "-", bare)[:_LONGEST].strip("-.")
