"""Numbers as DICOM writes them."""


def ds(number: float) -> str:
    """A number as a Decimal String of 16 characters at most (PS3.5 6.2).

    Examples
    --------
    >>> ds(1 / 3), ds(-123.456789012345678), ds(-0.0)
    ('0.33333333333333', '-123.45678901235', '0.0')
    """
    from pydicom.valuerep import format_number_as_ds

    return format_number_as_ds(float(number) + 0.0)


def as_read(number: float) -> float:
    """A number as it will be read back from a Decimal String.

    Examples
    --------
    >>> as_read(1 / 3)
    0.33333333333333
    """
    return float(ds(number))
