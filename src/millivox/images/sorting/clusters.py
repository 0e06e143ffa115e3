"""Frames that look the same way: the orientation clusters of rule book D.1, step 3."""

from itertools import combinations

from millivox.geometry.orientation import Orientation
from millivox.geometry.points import angle_deg
from millivox.images.frames import Frame
from millivox.spacing.findings import Finding, finding
from millivox.tolerance import ORIENTATION_DEG

#: Planes of a localizer stand at right angles to each other, give or take an oblique hand.
_PLANES_APART_DEG = 45.0


def clusters(frames: list[Frame]) -> list[list[Frame]]:
    """Frames whose normal and in-plane rotation agree with the first member's within 0.1 degrees.

    The order of the clusters is that of their first frames.
    """
    known: dict[tuple[float, ...], int] = {}
    references: list[Orientation] = []
    members: list[list[Frame]] = []
    for frame in frames:
        cosines = frame.orientation or ()
        number = known.get(cosines)
        if number is None:
            number = known[cosines] = _cluster_of(Orientation.from_cosines(cosines), references)
            if number == len(members):
                members.append([])
        members[number].append(frame)
    return members


def _cluster_of(own: Orientation, references: list[Orientation]) -> int:
    """The first cluster whose reference agrees; a new one if none does."""
    for number, reference in enumerate(references):
        if own.angle_deg(reference) <= ORIENTATION_DEG:
            return number
    references.append(own)
    return len(references) - 1


def is_radial(found: list[list[Frame]]) -> bool:
    """V22: more orientations than half the frames, so the planes turn rather than step.

    Two or three planes nearly at right angles are a localizer, however few their
    frames; those are split, not refused.
    """
    frames = sum(len(members) for members in found)
    if len(found) < 2 or 2 * len(found) <= frames:
        return False
    return len(found) > 3 or not _stand_apart(found)


def _stand_apart(found: list[list[Frame]]) -> bool:
    normals = [Orientation.from_cosines(members[0].orientation or ()).normal for members in found]
    angles = [angle_deg(one, other) for one, other in combinations(normals, 2)]
    return all(_PLANES_APART_DEG <= angle <= 180.0 - _PLANES_APART_DEG for angle in angles)


def mixed(found: list[list[Frame]]) -> Finding:
    """V03: a group of slices looks in several directions."""
    counts = ", ".join(str(len(members)) for members in found)
    text = f"The slices look in {len(found)} directions ({counts}); each is stacked on its own."
    largest = max(found, key=len)
    others = [frame for members in found if members is not largest for frame in members]
    return finding("V03", text, where=tuple(dict.fromkeys(f.sop_instance_uid for f in others)))


def turning(frames: list[Frame], directions: int) -> Finding:
    """V22: planes that turn about an axis make no stack."""
    text = f"{len(frames)} planes look in {directions} directions: they turn, so they do not stack."
    uids = tuple(dict.fromkeys(frame.sop_instance_uid for frame in frames))
    return finding("V22", text, where=uids)
