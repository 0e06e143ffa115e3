"""Names of elements and UIDs, as pydicom's own dictionary has them."""

import pytest
from pydicom.datadict import dictionary_keyword, dictionary_VR, private_dictionary_description

from millivox.dicom.listing.dictionary import entry, private_entry, tag_for, uid_name


@pytest.mark.parametrize("tag", [0x00280030, 0x60000010, 0x60023000, 0x00020010, 0x7FE00010])
def test_entry_agrees_with_pydicom(tag):
    found = entry(tag)
    assert (found.keyword, found.vr) == (dictionary_keyword(tag), dictionary_VR(tag))


def test_private_entry_agrees_with_pydicom():
    name = private_dictionary_description(0x0019100A, "SIEMENS MR HEADER")
    assert private_entry(0x0019100A, "SIEMENS MR HEADER").name == name


def test_unknown_tag_has_no_entry():
    assert entry(0x00189999) is None
    assert private_entry(0x00191000, "nobody") is None


def test_group_length_and_private_creator_are_named():
    assert entry(0x00100000).keyword == "GroupLength"
    assert entry(0x00190010).keyword == "PrivateCreator"


@pytest.mark.parametrize(
    "text", ["PixelSpacing", "pixelspacing", "0028,0030", "(0028,0030)", "00280030"]
)
def test_a_tag_may_be_said_in_several_ways(text):
    assert tag_for(text) == 0x00280030


def test_uid_name_of_a_private_uid_is_unknown():
    assert uid_name("1.2.3") is None
