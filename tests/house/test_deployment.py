"""The settings of a real installation pass Django's own checks for deployment."""

import os
import subprocess
import sys
from pathlib import Path

from tests.house.reading import ROOT

CHECK = """
import django
django.setup()
from django.core.checks import WARNING, run_checks
for found in run_checks(include_deployment_checks=True):
    if found.level >= WARNING and found.id not in {silenced}:
        print(found.id, found.msg)
"""
# W008: the proxy redirects to HTTPS (deploy/nginx.conf); W005, W021: whether other names of the domain use HTTPS
# is not ours to say.
SILENCED = {"security.W008", "security.W005", "security.W021"}


def test_a_real_installation_has_no_warnings(tmp_path: Path) -> None:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "servicepunt.config.settings",
        "SERVICEPUNT_SECRET_KEY": "q7Xw1uZr9LmD4sVtB8nHc5KyPe2GaJf6RoTiWxQz3bNvMdCl0E",
        "SERVICEPUNT_BASE_URL": "https://servicepunt.voorbeeld.example",
        "SERVICEPUNT_ALLOWED_HOSTS": "servicepunt.voorbeeld.example",
        "SERVICEPUNT_PROXY_COUNT": "1",
        "SERVICEPUNT_DATA": str(tmp_path),
    }
    done = subprocess.run(
        [sys.executable, "-c", CHECK.replace("{silenced}", repr(SILENCED))],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
