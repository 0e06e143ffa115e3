"""What a geometry attribute means *in this object*, in plain words.

The same Pixel Spacing is a distance in the patient on a CT, a distance at the
detector on an uncorrected radiograph, and nobody's distance on a screen capture.
So each sentence looks at the object it stands in before it says anything.
"""

from collections.abc import Callable, Mapping

from millivox.dicom.header import Header
from millivox.spacing.axis import Spacing
from millivox.spacing.words import pixel as words_pixel
from millivox.spacing.words import place as words_place
from millivox.spacing.words import slices as words_slices
from millivox.spacing.words.told import Told

Teller = Callable[[Told], str | None]

#: Attributes that bear on millimetres, in the order a reader wants them.
TELLERS: Mapping[str, Teller] = {
    **words_pixel.TELLERS,
    **words_slices.TELLERS,
    **words_place.TELLERS,
}

ORDER: Mapping[str, int] = {keyword: number for number, keyword in enumerate(TELLERS)}


def words(
    keyword: str, values: tuple[str, ...], header: Header, spacing: Spacing | None = None
) -> str | None:
    """What an attribute means in this object; ``None`` where it does not bear on millimetres.

    Parameters
    ----------
    keyword
        The attribute's keyword in the standard (PS3.6).
    values
        Its values as text.
    header
        The frame it stands in.
    spacing
        What was decided about this frame's pixels, if it was.

    Examples
    --------
    >>> ct = Header({0x00080060: b"CT"})
    >>> words("SliceThickness", ("5.0",), ct)
    'How thick one slice is (nominal). It is not the distance between slices.'
    """
    teller = TELLERS.get(keyword)
    if teller is None or not any(values):
        return None
    return teller(Told(values, header, spacing))
