"""The keys of a 4-D split in words."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from millivox.images.frames import Frame
from millivox.images.sorting import split_keys
from millivox.images.sorting.split_keys import SplitKey

#: What a dimension index points to, in words: name, one, many (PS3.3 C.7.6.17).
_DIMENSIONS: Mapping[int, tuple[str, str, str]] = {
    0x00209056: ("stack", "stack", "stacks"),
    0x00209128: ("temporal position", "time point", "time points"),
    0x0020930D: ("temporal position", "time point", "time points"),
    0x00209153: ("trigger delay", "phase", "phases"),
    0x00209241: ("cardiac phase", "phase", "phases"),
    0x00189087: ("diffusion weighting", "diffusion weighting", "diffusion weightings"),
    0x00189089: ("diffusion direction", "diffusion direction", "diffusion directions"),
    0x00189075: ("diffusion directionality", "diffusion kind", "diffusion kinds"),
    0x00189082: ("echo time", "echo", "echoes"),
    0x00180081: ("echo time", "echo", "echoes"),
    0x0062000B: ("segment", "segment", "segments"),
    0x00480106: ("optical path", "optical path", "optical paths"),
    0x00089208: ("complex component", "component", "components"),
}
_UNITS = {"echo time": "ms", "inversion time": "ms", "trigger time": "ms", "trigger delay": "ms",
          "flip angle": "°", "tube voltage": "kV", "frame reference time": "ms"}  # fmt: skip
#: Keys whose values mean nothing to a reader: the parts are counted instead.
_COUNTED = ("time point", "volume", "part")


def named(key: SplitKey, frames: list[Frame]) -> SplitKey:
    """The key with its name in words; a dimension index is named by what varies."""
    if key.read is not split_keys.dimension:
        return key
    words = [_DIMENSIONS.get(tag) for tag in varying(frames)]
    known = list(dict.fromkeys(word for word in words if word))
    if not known or None in words:
        return key
    name = " and ".join(word[0] for word in known)
    _, one, many = known[0] if len(known) == 1 else ("", "part", "parts")
    return replace(key, name=name, one=one, many=many)


def varying(frames: list[Frame]) -> list[int]:
    """The dimension index pointers, planes aside, whose values differ between frames."""
    tags = split_keys.dimension_pointers(frames[0].header)
    columns = [set[float | None]() for _ in tags]
    for frame in frames:
        values = frame.header.numbers("DimensionIndexValues")
        for column, value in zip(columns, values, strict=False):
            column.add(value)
    plane = split_keys.PLANE_POINTERS
    return [
        tag
        for tag, column in zip(tags, columns, strict=True)
        if len(column) > 1 and tag not in plane
    ]


def shown(names: list[SplitKey], value: Any, number: int) -> tuple[Any, str]:
    """A part's value for the output, and its label: "echo time 4.6 ms", "time point 3"."""
    values = value if isinstance(value, tuple) else (value,)
    labels = [_label(key, own, number) for key, own in zip(names, values, strict=True)]
    plain = [_plain(own, number) for own in values]
    return plain[0] if len(plain) == 1 else plain, ", ".join(dict.fromkeys(labels))


def _label(key: SplitKey, value: Any, number: int) -> str:
    if key.one in _COUNTED or not isinstance(value, int | float | str):
        return f"{key.one} {number}"
    unit = f" {_UNITS[key.name]}" if key.name in _UNITS else ""
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return f"{key.name} {text}{unit}"


def _plain(value: Any, number: int) -> Any:
    if isinstance(value, float):
        return int(value) if value == int(value) else value
    if isinstance(value, str):
        return value
    if isinstance(value, tuple):
        inner = [_plain(item, number) for item in value]
        return inner[0] if len(inner) == 1 else inner
    return number
