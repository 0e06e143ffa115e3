"""Options of ``check`` that judge otherwise than the rule book, on request only."""

import json


def test_tolerance_profile_is_named_in_the_answer(invoke, eleven):
    done = invoke("check", eleven / "A", "--tolerance-profile", "ohif", "--json")
    assert (done.exit_code, json.loads(done.stdout)["tolerance_profile"]) == (0, "ohif")


def test_series_are_merged_on_request(invoke, eleven):
    apart = json.loads(invoke("check", eleven, "--json").stdout)
    merged = json.loads(invoke("check", eleven, "--merge-series", "--json").stdout)
    assert len(apart["series"]) == 11 >= len(merged["series"])
    assert [one["merged_series_uids"] for one in apart["series"]] == [[]] * 11
