"""Files that go, or become something else, after they were read."""

import json
import os
import shutil
import sys

import pytest

from millivox import api
from millivox.dicom import deflated, reading
from millivox.dicom.pixels.source import pixel_source
from millivox.errors import SourceError

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs FIFOs")


@pytest.fixture
def folder(tmp_path, ct):
    """A folder of three copies of an image."""
    for name in ("a.dcm", "b.dcm", "c.dcm"):
        shutil.copy(ct, tmp_path / name)
    return tmp_path


def replaced(path):
    """The path as a FIFO that nobody writes to."""
    path.unlink()
    os.mkfifo(path)


@pytest.mark.parametrize("change", [lambda path: path.unlink(), replaced])
def test_header_of_a_folder_says_which_file_has_gone_and_compares_the_rest(
    invoke, folder, monkeypatch, change
):
    found = api.reading

    def and_then_it_goes(*words, **named):
        read = found(*words, **named)
        change(folder / "b.dcm")
        return read

    monkeypatch.setattr(api, "reading", and_then_it_goes)
    done = invoke("header", folder, "--json")
    answer = json.loads(done.stdout)
    assert (done.exit_code, answer["n_instances"], answer["elements"]) == (5, 2, [])
    (problem,) = answer["problems"]
    assert (problem["path"], problem["error"]) == (str(folder / "b.dcm"), "SourceError")


def test_a_difference_from_a_file_that_has_gone_is_an_error(folder):
    (one,) = reading.read(folder / "a.dcm").instances
    (folder / "a.dcm").unlink()
    with pytest.raises(SourceError, match="No such file"):
        list(api.elements_of(one))


def test_what_became_a_fifo_is_not_waited_for(folder):
    replaced(folder / "a.dcm")
    with pytest.raises(SourceError, match="no regular file"), pixel_source(folder / "a.dcm"):
        pass
    with pytest.raises(OSError, match="no regular file"):
        deflated.inflate(str(folder / "a.dcm"), 0, 100, 100)
