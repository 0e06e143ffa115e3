"""Text in the character set the file names (PS3.5 6.1, ISO 2022), readable or as it is."""

import warnings

#: Defined terms of Specific Character Set (PS3.3 C.12.1.1.2); any other name is not
#: handed to a codec registry, for it may be a codec of another kind.
TERMS = frozenset(
    ["", "ISO_IR 6", "ISO 2022 IR 6", "ISO_IR 192", "GB18030", "GBK", "ISO 2022 IR 58"]
    + ["ISO 2022 IR 87", "ISO 2022 IR 149", "ISO 2022 IR 159"]
    + [
        f"{word} {number}"
        for word in ("ISO_IR", "ISO 2022 IR")
        for number in (13, 100, 101, 109, 110, 126, 127, 138, 144, 148, 166, 203)
    ]
)
MOST_TERMS = 16


def terms_of(charset: bytes) -> list[str]:
    """The defined terms of a raw Specific Character Set, unknown ones left out."""
    names = charset.decode("latin-1").strip("\0 ").split("\\")[:MOST_TERMS]
    return [name.strip() for name in names if name.strip() in TERMS]


def decoded(data: bytes, charset: bytes) -> tuple[str, ...]:
    """The values of a text element; undecodable bytes show as U+FFFD, nothing is raised."""
    from pydicom.charset import convert_encodings, decode_bytes
    from pydicom.valuerep import TEXT_VR_DELIMS

    encodings = convert_encodings(terms_of(charset) or ["ISO_IR 6"])
    if encodings == ["iso8859"] and b"\x1b" not in data:
        encodings = ["utf-8"] if _is_utf8(data) else encodings
    try:
        with warnings.catch_warnings():  # the U+FFFD in the text says it
            warnings.simplefilter("ignore")
            text = decode_bytes(data, encodings, TEXT_VR_DELIMS)
    except (LookupError, UnicodeError, ValueError):
        text = data.decode("latin-1")
    return tuple(part.strip("\0 ") for part in text.split("\\"))


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
