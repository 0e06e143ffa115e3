"""Standard streams that are full, closed, or no longer read."""

import io
import json
import subprocess
import sys
from threading import Event

import pytest

from millivox.cli import progress
from millivox.cli.output import Output

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")

VERBS = ["check", "spacing", "info", "header", "show"]
FULL = "millivox: cannot write the output: no space left on device.\n"


@pytest.fixture
def redirected():
    """Run ``millivox WORDS`` in a shell, with redirections behind."""

    def call(words: str, redirections: str) -> "subprocess.CompletedProcess[str]":
        line = f"'{sys.executable}' -m millivox {words} {redirections}"
        return subprocess.run(
            ["/bin/bash", "-o", "pipefail", "-c", line],
            capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip

    return call


@pytest.mark.parametrize("form", ["", "--json"])
@pytest.mark.parametrize("verb", VERBS)
def test_a_full_disk_is_74_and_one_sentence(redirected, ct, verb, form):
    done = redirected(f"{verb} {ct} {form}", ">/dev/full")
    assert (done.returncode, done.stderr) == (74, FULL)


@pytest.mark.parametrize("words", ["--version", "--help", "check --help", "completion bash"])
def test_so_it_is_for_what_needs_no_file(redirected, words):
    done = redirected(words, ">/dev/full")
    assert (done.returncode, done.stderr) == (74, FULL)


@pytest.mark.parametrize("words", ["--version", "--help", "check --help", "doctor"])
def test_a_reader_that_left_before_ends_it_quietly(redirected, words):
    done = redirected(words, "| (exec <&-; sleep 1)")
    assert (done.returncode, done.stderr) == (141, "")


def test_a_reader_that_leaves_midway_ends_it_quietly(redirected, ct):
    done = redirected(f"header {ct} --json", "| head -c 10")
    assert (len(done.stdout), done.stderr) == (10, "")


@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_disk_that_takes_a_part_only_is_noticed(ct, unbuffered, tmp_path):
    import resource

    full = 1024
    with open(tmp_path / "out.txt", "wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "millivox", "header", str(ct)],
            stdout=out, stderr=subprocess.PIPE, check=False,
            env={"PYTHONUNBUFFERED": unbuffered, "PYTHONDONTWRITEBYTECODE": "1"},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (full, full)),
        )  # fmt: skip
    assert (tmp_path / "out.txt").stat().st_size == full
    assert done.returncode == 74


@pytest.mark.parametrize(
    "redirection", ["2>/dev/full", "2>&-", "2>&1 >/dev/null | (exec <&-; sleep 1)"]
)
def test_lost_talk_changes_no_exit_code(redirected, tmp_path, redirection):
    assert redirected(f"check {tmp_path}/absent", redirection).returncode == 3
    assert redirected("nonsense", redirection).returncode == 2


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_streams_that_were_closed_before_harm_nothing(redirected, ct, verb, closed):
    done = redirected(f"{verb} {ct}", closed)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_picture_of_a_compressed_frame_needs_no_stream(redirected, pydicom_file, tmp_path):
    out = tmp_path / "out.png"
    done = redirected(f"show {pydicom_file('JPEG2000.dcm')} -o {out}", ">&- 2>&- <&-")
    assert (done.returncode, out.read_bytes()[:4]) == (0, b"\x89PNG")


def test_closed_standard_input_is_said_to_be_closed(redirected):
    done = redirected("check - --json", "<&-")
    assert done.returncode == 3
    (problem,) = json.loads(done.stdout)["problems"]
    assert problem["text"] == "Standard input is closed."


def test_a_bar_ends_with_its_terminal(monkeypatch):
    tried = Event()

    class Gone(io.StringIO):
        def isatty(self) -> bool:
            return True

        def write(self, text: str) -> int:
            tried.set()
            raise OSError(5, "Input/output error")

    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(progress, "PATIENCE_S", 0.0)
    monkeypatch.setattr(progress, "EVERY_S", 0.01)
    monkeypatch.setattr(sys, "stderr", Gone())
    with progress.progress("reading", Output()):
        assert tried.wait(30)
