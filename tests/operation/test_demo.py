"""Starting the demo a second time while the first one runs."""

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
    assert f"Poort {port} is bezet. Kies een andere met --port." in done.stderr
    assert list((tmp_path / "d").iterdir()) == []
