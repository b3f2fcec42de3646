"""Measuring, from an empty folder to the verdict."""

import json
import os
import subprocess
import sys

import pytest


@pytest.mark.slow
@pytest.mark.server
def test_a_small_measurement_from_an_empty_folder_to_the_verdict(tmp_path):
    words = ["bench", "--only", "sqlite", "--tickets", "60", "--requests", "2", "--data", str(tmp_path)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SERVICEPUNT_")}
    done = subprocess.run(
        [sys.executable, "-m", "servicepunt.config", *words],
        env=environment,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "budgetten gehaald" in done.stdout
    kept = json.loads((tmp_path / "sqlite.json").read_text())
    assert kept["tickets"] == 60
    assert {"melding maken", "oppakken", "niets nieuws"} < {page["name"] for page in kept["pages"]}
    assert all(page["cpu"] > 0 and page["p50"] > 0 and page["statements"] > 0 for page in kept["pages"])
    assert min(kept["others"].values()) > 0
