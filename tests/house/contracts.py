"""Holds the import contracts against what ships: the product without its tests."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.house.reading import ROOT, SOURCE


def copy_to(folder: Path) -> Path:
    """Copy the product without its tests; tests may look wherever they like."""
    there = folder / "servicepunt"
    shutil.copytree(SOURCE, there, ignore=shutil.ignore_patterns("tests", "__pycache__", "static"))
    return there


def held_against(folder: Path) -> subprocess.CompletedProcess[str]:
    """Hold the contracts against the copy in a folder."""
    program = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [program, "--no-cache", "--config", ROOT / "pyproject.toml"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def main() -> int:
    """Print what import-linter says."""
    with tempfile.TemporaryDirectory() as folder:
        copy_to(Path(folder))
        done = held_against(Path(folder))
    sys.stdout.write(done.stdout[done.stdout.find("Contracts\n") :] + done.stderr)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
