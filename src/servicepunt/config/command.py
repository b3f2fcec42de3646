"""The one command of the product: `servicepunt web`, `worker`, `demo`, `check`, …"""

import os
import re
import sys
from contextlib import suppress
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

import django
from django.core.management import execute_from_command_line, get_commands, load_command_class

from servicepunt.config import environment as env

_WITHOUT_KEY = {"bench", "demo", "help", "inhuur", "--help", "-h"}
_NO_KEY = """\
SERVICEPUNT_SECRET_KEY ontbreekt: de geheime sleutel waarmee sessies en wachtwoorden van postbussen zijn beschermd.

  Maak er een:   python3 -c "import secrets; print(secrets.token_urlsafe(50))"
  Zet hem in     SERVICEPUNT_SECRET_KEY, of in een bestand dat SERVICEPUNT_SECRET_KEY_FILE noemt.
  Bewaar hem apart van de reservekopie, en gebruik op elke machine dezelfde.
  Controleer:    servicepunt check --deploy
  Alleen kijken: servicepunt demo (maakt een eigen sleutel)

The secret key is missing: set SERVICEPUNT_SECRET_KEY or SERVICEPUNT_SECRET_KEY_FILE, then run `servicepunt check`.
"""


_MORE = """\
servicepunt help <opdracht>    hoe een opdracht werkt
servicepunt help --commands    ook de opdrachten van Django, die elk werken"""


def main() -> None:
    """Run the command that is named; without one, list our own. Any command of Django works as well."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicepunt.config.settings")
    try:
        has_key = bool(env.text("SECRET_KEY"))
        settings = import_module(os.environ["DJANGO_SETTINGS_MODULE"])
    except (env.SettingError, OSError) as error:
        sys.exit(f"servicepunt: {error}")
    if sys.argv[1:] in (["version"], ["--version"]):
        sys.stdout.write(f"Servicepunt {version('servicepunt')}\n")
        return
    if mistyped := _mistyped(sys.argv[1:]):
        sys.exit(mistyped)
    if not has_key and _needs_key(sys.argv[1:]):
        sys.exit(_NO_KEY)
    if sys.argv[1:] in ([], ["help"], ["--help"], ["-h"]):
        sys.stdout.write(_own_commands())
        return
    _make_place(settings.DATABASES["default"])
    execute_from_command_line(["servicepunt", *sys.argv[1:]])


def _needs_key(words: list[str]) -> bool:
    """Tell whether a command does something: asking for help does not."""
    return bool(words) and words[0] not in _WITHOUT_KEY and not {"--help", "-h"} & set(words)


def _mistyped(words: list[str]) -> str:
    """Return what to say of a command that is not there, with the nearest that is; nothing when it is there."""
    name = next(iter(words[1:] if words[:1] == ["help"] else words), "-")
    django.setup()
    if name.startswith("-") or name in get_commands() or name in {"help", "version"}:
        return ""
    meant = env.nearest(name, get_commands())
    ask = f"Bedoel je {meant}?" if meant else "Alle opdrachten: servicepunt help"
    return f"servicepunt: de opdracht {name} bestaat niet. {ask}"


def _own_commands() -> str:
    """Return the commands of the product with what they do, a line each."""
    django.setup()
    ours = sorted((name, app) for name, app in get_commands().items() if str(app).startswith("servicepunt"))
    # The first sentence, or what stands before its colon: one line each.
    told = [(name, re.split(r"[.:]( |$)", load_command_class(app, name).help)[0]) for name, app in ours]
    lines = [f"  {name:10}{words}." for name, words in told]
    return "\n".join(["servicepunt <opdracht>", "", *lines, "", _MORE, ""])


def _make_place(database: dict[str, object]) -> None:
    """Make the folder of an SQLite database, for its owner alone; what stands in the way `check` will say."""
    if str(database["ENGINE"]).endswith("sqlite3"):
        with suppress(OSError):
            Path(str(database["NAME"])).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
