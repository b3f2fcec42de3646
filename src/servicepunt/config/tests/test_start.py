"""What a process has in memory before anybody asked anything."""

import os
import subprocess
import sys

STARTED = """
import sys
from servicepunt.config.wsgi import application
from django.urls import reverse
assert reverse("worklist:worklist")
assert "holidays" not in sys.modules, "every process pays for the holidays of every country"
heavy = {"fpdf", "PIL", "fontTools", "pypdf"} & set(sys.modules)
assert not heavy, f"every process pays for drawing papers: {heavy}"
"""


def test_a_web_process_starts_without_what_few_pages_need():
    environment = os.environ | {
        "SERVICEPUNT_SECRET_KEY": "x" * 50,
        "DJANGO_SETTINGS_MODULE": "servicepunt.config.settings",
    }
    subprocess.run([sys.executable, "-c", STARTED], env=environment, check=True)
