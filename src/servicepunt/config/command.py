"""The one command of the product: `servicepunt web`, `worker`, `demo`, `check`, …"""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run the command that is named; without one, list what there is."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicepunt.config.settings")
    execute_from_command_line(["servicepunt", *sys.argv[1:]])
