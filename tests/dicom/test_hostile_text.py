"""Text and counts that no honest device writes."""

import pytest

from millivox.dicom.charset import decoded
from millivox.dicom.header import Header


@pytest.mark.parametrize("charset", [b"ISO_IR 192", b"\\ISO 2022 IR 87", b""])
def test_undecodable_text_is_replaced_without_a_warning(charset: bytes) -> None:
    assert decoded(b"a\x1b[2J\xff\xe2", charset)


@pytest.mark.parametrize("count", [b"1e300", b"99999999999999999999", b"-5", b"0", b"nan"])
def test_a_number_of_frames_that_no_integer_string_can_say_counts_as_one(count: bytes) -> None:
    assert Header({0x00280008: count}, 0).number_of_frames == 1
