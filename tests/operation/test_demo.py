"""Starting the demo a second time while the first one runs, and what it says when a part of it stops."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.operation.installation import Installation
from tests.servers.process import HOST, free_port

PARTS = """
import sys, django; django.setup()
from django.core.management import CommandError
from servicepunt.config.management.commands.demo import Command
try:
    Command()._run(int(sys.argv[1]), int(sys.argv[2]))
except CommandError as error:
    sys.exit(str(error))
"""


def test_a_port_in_use_is_told_before_anything_is_changed(tmp_path):
    with socket.create_server((HOST, 0)) as taken:
        port = str(taken.getsockname()[1])
        made = Installation()
        done = subprocess.run(
            [sys.executable, "-m", "servicepunt.config", "demo", "--fresh", "--port", port, "--data", tmp_path / "d"],
            env=made.environment, capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        made.folder.remove()
    assert done.returncode == 1
    assert f"Poort {port} is bezet door proces {os.getpid()} (" in done.stderr
    assert "Kies een andere met --port." in done.stderr
    assert list((tmp_path / "d").iterdir()) == []


def refused(data):
    with socket.create_server((HOST, 0)) as free:
        port = str(free.getsockname()[1])
    made = Installation()
    done = subprocess.run(
        [sys.executable, "-m", "servicepunt.config", "demo", "--port", port, "--data", data],
        env=made.environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    made.folder.remove()
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr


def test_a_folder_that_cannot_be_made_is_told_in_words(tmp_path):
    (tmp_path / "file").write_text("")
    assert f"De map {tmp_path}/file/d kan niet worden gemaakt" in refused(tmp_path / "file" / "d")


def test_a_second_demo_on_the_same_data_stops_and_says_why(tmp_path):
    with (tmp_path / "demo.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert f"Er draait al een proefopstelling op {tmp_path}." in refused(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["demo.lock"]


@contextmanager
def parts(port):
    """Start the parts of the demo on a database without its examples, which take longest."""
    with Installation(DEMO="ja", BASE_URL=f"http://{HOST}:{port}") as made:
        words = [sys.executable, "-c", PARTS, str(port), str(free_port())]
        environment = made.environment | {"DJANGO_SETTINGS_MODULE": "servicepunt.config.settings"}
        demo = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        try:
            yield demo
        finally:
            demo.terminate()
            demo.communicate(timeout=60)


def child(demo, part):
    """Return the process of a part that the demo started."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            words = (process / "cmdline").read_bytes().decode().split("\0")
        except OSError:
            continue
        if words[1:5] == ["-m", "servicepunt.config.tied", str(demo.pid), part]:
            return int(process.name)
    raise AssertionError(part)


@pytest.mark.slow
@pytest.mark.server
@pytest.mark.parametrize(("part", "name"), [("worker", "De werker"), ("web", "De webserver")])
def test_a_part_that_stops_is_named_and_the_port_is_left_out_of_it(part, name):
    with parts(free_port()) as demo:
        said = iter(demo.stdout.readline, "")
        assert any("--fresh begint opnieuw" in line for line in said), demo.stderr.read()
        os.kill(child(demo, part), signal.SIGKILL)
        _, wrong = demo.communicate(timeout=60)
    assert demo.returncode == 1
    assert f"{name} stopte, en daarmee de proefopstelling." in wrong
    assert "--port" not in wrong


@pytest.mark.slow
@pytest.mark.server
def test_a_web_server_that_cannot_begin_asks_about_the_port_and_nobody_is_welcomed():
    # Bound and not listening: nobody answers there, and nobody else can have it.
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        port = taken.getsockname()[1]
        with parts(port) as demo:
            told, wrong = demo.communicate(timeout=60)
    assert demo.returncode == 1
    assert f"Is poort {port} vrij? Kies een andere met --port." in wrong
    assert "draait op" not in told
