"""Starting the demo a second time while the first one runs."""

import fcntl
import os
import socket
import subprocess
import sys

from tests.operation.installation import Installation
from tests.servers.process import HOST


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
