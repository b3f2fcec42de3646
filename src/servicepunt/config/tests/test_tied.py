"""The parts of the demo: they end with it, and who holds a port is told."""

import os
import socket
import subprocess
import sys

from servicepunt.config.ports import holder

PARENT = """
import os, subprocess, sys
words = [sys.executable, "-m", "servicepunt.config.tied", str(os.getpid()), "shell", "-c", sys.argv[1]]
subprocess.Popen(words, start_new_session=True).wait()
"""
CHILD = "import signal; print('here', flush=True); signal.pause()"


def test_a_part_ends_when_what_started_it_is_killed(tmp_path):
    place = os.environ | {"SERVICEPUNT_SECRET_KEY": "x" * 50, "SERVICEPUNT_DATA": str(tmp_path)}
    command = [sys.executable, "-c", PARENT, CHILD]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=place) as parent:
        while (line := parent.stdout.readline()) and "here" not in line:
            pass
        parent.kill()
        # The pipe is closed when both are gone.
        assert parent.communicate(timeout=60) == ("", None)


def test_the_process_that_holds_a_port_is_named():
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        assert holder(port).startswith(f" door proces {os.getpid()} (")
    assert holder(port) == ""
