"""Dates and times of DICOM as moments (PS3.5 6.2: DA, TM, DT)."""

import re
from datetime import datetime, timedelta

from millivox.dicom.header import Header

_DATETIME = re.compile(r"(\d{8})(\d{2})(\d{2})?(\d{2})?(\.\d{1,6})?([+-]\d{4})?")
_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})")


def moment(text: str | None, offset: str | None = None) -> datetime | None:
    """A DT to the hour at least; in UTC where ``offset`` tells how local time differs from it.

    Where nothing tells that, all times of a data set are taken for local ones.

    Examples
    --------
    >>> moment("20240229101500.5+0100", "+0200"), moment("2024022910+0100")
    (datetime.datetime(2024, 2, 29, 9, 15, 0, 500000), datetime.datetime(2024, 2, 29, 10, 0))
    """
    found = _DATETIME.fullmatch(text or "")
    if found is None:
        return None
    day, hour, minute, second, part, own = found.groups()
    digits = f"{day}{hour}{minute or '00'}{second or '00'}"
    try:
        at = datetime.strptime(digits, "%Y%m%d%H%M%S")
    except ValueError:
        return None
    at += timedelta(seconds=float(part or 0))
    return at - _difference(own or offset) if offset else at


def moment_of(header: Header, what: str) -> datetime | None:
    """The moment that ``what`` + Date and ``what`` + Time write, e.g. ``"Acquisition"``."""
    day, hour = header.text(f"{what}Date"), header.text(f"{what}Time")
    if day is None or hour is None:
        return None
    return moment(day.replace(".", "") + hour.replace(":", ""), offset_of(header))


def offset_of(header: Header) -> str | None:
    """What local time differs from UTC, as written."""
    return header.text("TimezoneOffsetFromUTC")


def _difference(offset: str | None) -> timedelta:
    found = _OFFSET.fullmatch(offset or "")
    if found is None:
        return timedelta(0)
    sign, hours, minutes = found.groups()
    ahead = timedelta(hours=int(hours), minutes=int(minutes))
    return ahead if sign == "+" else -ahead
