"""Every file of the real data is accounted for, and no verb ever shows a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from millivox.cli.app import main


def _dicom_files(folder: Path) -> list[Path]:
    return sorted(Path(root, name) for root, _, names in os.walk(folder) for name in names)


def test_check_of_everything_accounts_for_every_instance(shared_data: Path) -> None:
    command = [sys.executable, "-m", "millivox", "check", str(shared_data), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 5), done.stderr
    assert "Traceback" not in done.stderr
    answer = json.loads(done.stdout)
    for series in answer["series"]:
        named = {s["sop_instance_uid"] for v in series["volumes"] for s in v["slices"]}
        named |= {image["sop_instance_uid"] for image in series["images"]}
        assert len(named) <= series["n_instances"]
        assert series["verdict"]


def test_header_of_every_file_ends_cleanly(shared_data: Path) -> None:
    runner = CliRunner()
    for path in _dicom_files(shared_data):
        done = runner.invoke(main, ["header", str(path), "--json"])
        assert done.exit_code in (0, 3, 5), (path, done.output[-500:])
        assert done.exception is None or isinstance(done.exception, SystemExit), path
        json.loads(done.stdout)


@pytest.mark.parametrize("verb", ["spacing", "info"])
def test_every_verb_ends_cleanly_on_every_file(verb: str, shared_data: Path) -> None:
    runner = CliRunner()
    for path in _dicom_files(shared_data):
        done = runner.invoke(main, [verb, str(path), "--json"])
        assert done.exit_code in (0, 3, 4, 5), (path, done.output[-500:])
        assert done.exception is None or isinstance(done.exception, SystemExit), path
        json.loads(done.stdout)
