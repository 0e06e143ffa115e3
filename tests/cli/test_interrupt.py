"""Ctrl-C ends a verb with 130."""

import signal
import subprocess
import sys
import time

CODE = """
import sys
from millivox import api
import millivox.cli.spacing as verb
def slow(*words, **named):
    print("waiting", file=sys.stderr, flush=True)
    import time
    time.sleep(60)
api.reading = slow
from millivox.cli.app import main
main(["spacing", "x"])
"""


def test_ctrl_c_is_130():
    process = subprocess.Popen(
        [sys.executable, "-c", CODE], stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    assert process.stderr.readline() == "waiting\n"
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    _, rest = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "Traceback" not in rest
