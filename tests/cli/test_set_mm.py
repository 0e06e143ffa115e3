"""A pixel size that the caller sets: used, and always visible as such (F.1)."""

import json

import pytest

WHO = ("--by", "physics", "--because", "ruler in the image")


def test_size_that_is_set_is_used_and_says_who_set_it(invoke, capture):
    done = invoke("spacing", capture, "--set-mm", "0.2,0.3", *WHO, "--json")
    answer = json.loads(done.stdout)
    x, y = answer["spacing"]["x"], answer["spacing"]["y"]
    assert (done.exit_code, x["mm"], y["mm"], x["label"]) == (0, 0.2, 0.3, "mm (user)")
    assert (x["override"]["who"], x["override"]["reason"]) == ("physics", "ruler in the image")
    assert answer["alternatives"][0]["why"] == "as the header gives it"


def test_one_size_is_for_both_directions(invoke, capture):
    printed = invoke("spacing", capture, "--set-mm", "0.2", *WHO).stdout
    assert "0.2 mm between columns and rows" in printed
    assert "ruler in the image" in printed


@pytest.mark.parametrize(
    "words",
    [("--set-mm", "0.2"), ("--by", "physics"), ("--set-mm", "0.2", "--by", "physics")],
)
def test_size_without_a_name_or_a_reason_is_refused(invoke, capture, words):
    done = invoke("spacing", capture, *words)
    assert (done.exit_code, "go together" in done.stderr) == (2, True)


@pytest.mark.parametrize("size", ["0", "-1", "nan", "inf", "1,2,3", "wide", ""])
def test_size_must_be_one_or_two_lengths(invoke, capture, size):
    done = invoke("spacing", capture, "--set-mm", size, *WHO)
    assert (done.exit_code, "lengths in mm" in done.stderr) == (2, True)


def test_python_takes_the_same_override(capture):
    import millivox as mv
    from millivox.provenance import Override

    by_hand = Override(0.3, 0.2, "physics", "ruler in the image", "2025-01-31")
    report = mv.spacing(capture, override=by_hand)
    assert (report.spacing.x.mm, report.has_mm) == (0.2, True)
