"""Headers beside each other: what differs between two, what varies among many."""

from millivox.dicom.found import Walked
from millivox.dicom.listing.compare import MOST_VALUES, Variation, differences
from millivox.dicom.listing.dump import CHARSET, ITEM, PIXEL_REPRESENTATION, elements

NUMBER, MODALITY, POSITION, NAME = 0x00200013, 0x00080060, 0x00200032, 0x00100010


def met(tag: int, vr: str, value: bytes = b"", *, depth: int = 0) -> Walked:
    return Walked(0, depth, tag, vr, len(value), value, False)


def listed(*walked: Walked):
    return list(elements(walked))


def gathered(*headers: list[Walked]) -> Variation:
    group = Variation()
    for header in headers:
        group.add(header)
    return group


def test_differences_compare_numbers_as_numbers():
    one = listed(met(0x00180050, "DS", b"5.0 "))
    assert differences(one, listed(met(0x00180050, "DS", b"5.00"))) == []
    assert differences(one, listed(met(0x00180050, "DS", b"5 "))) == []
    assert len(differences(one, listed(met(0x00180050, "DS", b"2.5 ")))) == 1


def test_differences_see_bytes_beyond_the_preview():
    one = listed(met(0x7FE10010, "OB", bytes(100)))
    other = listed(met(0x7FE10010, "OB", bytes(99) + b"\x01"))
    assert len(differences(one, other)) == 1


def test_variation_counts_values_and_absences():
    group = gathered(
        [met(NUMBER, "IS", b"1 "), met(MODALITY, "CS", b"CT")],
        [met(NUMBER, "IS", b"2 "), met(MODALITY, "CS", b"CT")],
        [met(MODALITY, "CS", b"CT")],
    )
    (row,) = group.varying()
    assert (row.element.keyword, row.n_present, row.n_distinct) == ("InstanceNumber", 2, 2)
    assert group.n_constant == 1


def test_least_and_greatest_are_those_of_all_values_not_of_the_remembered():
    count = MOST_VALUES + 10
    group = gathered(
        *(
            [met(NUMBER, "IS", b"%d" % n), met(POSITION, "DS", b"0\\%d\\7" % -n)]
            for n in range(count)
        )
    )
    number, position = group.varying()
    assert (number.n_distinct, number.more, number.range()) == (MOST_VALUES, True, (0, count - 1))
    assert (position.spans, position.range()) == ([(0, 0), (1 - count, 0), (7, 7)], None)


def test_values_that_are_not_all_numbers_have_no_range():
    for values in (
        [b"1", b"a", b"2"],
        [b"a", b"1", b"2"],
        [b"1", b"", b"2"],
        [b"1", b"1\\2", b"3"],
    ):
        (row,) = gathered(*([met(NUMBER, "IS", value)] for value in values)).varying()
        assert row.spans is None


def test_the_same_bytes_in_another_character_set_are_another_value():
    name = "é".encode("latin-1")
    group = gathered(
        [met(CHARSET, "CS", b"ISO_IR 100"), met(NAME, "PN", name)],
        [met(CHARSET, "CS", b"ISO_IR 101"), met(NAME, "PN", name)],
        [met(CHARSET, "CS", b"ISO_IR 144"), met(NAME, "PN", name)],
    )
    assert [row.samples for row in group.varying() if row.element.tag == NAME] == [["é", "щ"]]


def test_the_same_bytes_are_another_number_where_pixels_are_signed():
    least = 0x00280106
    group = gathered(
        *([met(PIXEL_REPRESENTATION, "US", sign), met(least, "", b"\xff\xff")]
          for sign in (b"\0\0", b"\1\0"))
    )  # fmt: skip
    assert [row.samples for row in group.varying() if row.element.tag == least] == [[65535, -1]]


def test_a_private_element_is_known_by_who_reserved_its_block():
    rows = gathered(
        *([met(0x00190010, "LO", creator), met(0x0019100A, "US", b"\x09\0")]
          for creator in (b"SIEMENS MR HEADER ", b"SOMEBODY ELSE "))
    ).varying()  # fmt: skip
    assert [row.element.written for row in rows] == ["(0019,0010)"]


def test_items_of_one_sequence_are_kept_apart():
    def header(*numbers: bytes) -> list[Walked]:
        items = ([met(ITEM, "", depth=1), met(NUMBER, "IS", n, depth=1)] for n in numbers)
        return [met(0x00081140, "SQ"), *(one for item in items for one in item)]

    (row,) = gathered(header(b"1", b"2"), header(b"1", b"3")).varying()
    assert (row.element.path, row.samples) == ("(0008,1140)[1].(0020,0013)", [2, 3])
