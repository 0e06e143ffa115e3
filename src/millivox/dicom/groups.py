"""What a pydicom data set says about one frame, functional groups resolved (PS3.3 C.7.6.16)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydicom import Dataset


def value_at(dataset: "Dataset", frame: int, keyword: str) -> Any:
    """A value for one frame: per-frame groups first, then shared ones, then the data set itself.

    Absent, empty and unreadable values are ``None``.

    Examples
    --------
    >>> from pydicom import Dataset
    >>> dataset = Dataset()
    >>> dataset.RescaleSlope = 2
    >>> float(value_at(dataset, 0, "RescaleSlope"))
    2.0
    """
    for place in (*_groups(dataset, frame), dataset):
        value = _value(place, keyword)
        if value is not None and not (hasattr(value, "__len__") and len(value) == 0):
            return value
    return None


def numbers_at(dataset: "Dataset", frame: int, keyword: str) -> tuple[float, ...]:
    """All values of an attribute that are finite numbers; empty when one is not."""
    value = value_at(dataset, frame, keyword)
    several = value if _is_several(value) else (() if value is None else (value,))
    try:
        numbers = tuple(float(item) for item in several)
    except (TypeError, ValueError):
        return ()
    return numbers if all(abs(number) < float("inf") for number in numbers) else ()


def number_at(dataset: "Dataset", frame: int, keyword: str) -> float | None:
    """The first value of an attribute as a finite number."""
    return (numbers_at(dataset, frame, keyword) or (None,))[0]


def integer_at(dataset: "Dataset", frame: int, keyword: str) -> int | None:
    """The first value of an attribute as an integer; ``None`` where it is not one."""
    number = number_at(dataset, frame, keyword)
    return int(number) if number is not None and number == int(number) else None


def texts_at(dataset: "Dataset", frame: int, keyword: str) -> tuple[str, ...]:
    """All values of an attribute as text."""
    value = value_at(dataset, frame, keyword)
    several = value if _is_several(value) else (() if value is None else (value,))
    return tuple(str(item).strip() for item in several)


def text_at(dataset: "Dataset", frame: int, keyword: str) -> str:
    """The first value of an attribute as text, empty where absent."""
    return (texts_at(dataset, frame, keyword) or ("",))[0]


def _is_several(value: Any) -> bool:
    return isinstance(value, (list, tuple)) or type(value).__name__ == "MultiValue"


def _groups(dataset: "Dataset", frame: int) -> Iterator["Dataset"]:
    own = _value(dataset, "PerFrameFunctionalGroupsSequence") or []
    shared = _value(dataset, "SharedFunctionalGroupsSequence") or []
    for item in (*own[frame : frame + 1], *shared[:1]):
        for element in item:
            if element.VR == "SQ" and element.value:
                yield element.value[0]
        yield item


def _value(place: "Dataset", keyword: str) -> Any:
    """pydicom reads lazily, so that a broken value shows only now."""
    try:
        return place.get(keyword)
    except Exception:  # pydicom raises many kinds for a value that does not parse
        return None
