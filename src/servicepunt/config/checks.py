"""What `servicepunt check` asks beside Django's own checks; each answer says what to do."""

import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from servicepunt.adapters.queue.models import Worker
from servicepunt.config.environment import not_asked
from servicepunt.domains.agreements.models import Norm
from servicepunt.domains.agreements.queries import calendars_without_closed_days
from servicepunt.domains.mail.models import Mailbox
from servicepunt.entrypoints.signin.claims import rank_of
from servicepunt.foundation.clock import now

OLDEST_POSTGRESQL = 150_000
OLDEST_SQLITE = (3, 37)
MOST_SKEW = timedelta(seconds=5)
SHORTEST_KEY, LEAST_SIGNS = 50, 5
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_FAR = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "fuse.sshfs", "ceph", "glusterfs", "fuse.glusterfs", "9p"})
Found = list[CheckMessage]


def connect() -> None:
    """Make the checks known to Django; called once at start-up."""
    for check in (secret_key, data_folder, far_folder, room, supplier_signin):
        register(check, "servicepunt")
    # Before `migrate` too: by a database that is named wrong it would make another one.
    register(names, "servicepunt", Tags.database)
    for check in (https, hosts, debug):
        register(check, Tags.security, deploy=True)
    register(_when_asked(database), Tags.database)
    # Not among the checks of databases: those run before `migrate`, which they would stop.
    for asked in (migrations, clock, setup, closed_days):
        register(_when_asked(asked), "state")
    register(_when_asked(worker), "state", deploy=True)


def _when_asked(check: Callable[[], Found]) -> Callable[..., Found]:
    """Return the check, silent unless the database may be asked and, but for the first, is there."""

    def asked(app_configs: Any = None, databases: Iterable[str] | None = None, **_: Any) -> Found:
        if not databases or (check is not database and database()):
            return []
        return check()

    return asked


def secret_key(app_configs: Any = None, **_: Any) -> Found:
    """Ask for a secret key that cannot be guessed."""
    key = settings.SECRET_KEY
    is_strong = len(key) >= SHORTEST_KEY and len(set(key)) >= LEAST_SIGNS
    if is_strong or settings.DEBUG or "only-for-tests" in key:
        return []
    words = f"SERVICEPUNT_SECRET_KEY is korter dan {SHORTEST_KEY} tekens, of heeft er geen {LEAST_SIGNS} verschillende."
    hint = 'Maak er een: python3 -c "import secrets; print(secrets.token_urlsafe(50))"'
    return [Warning(words, hint=hint, id="servicepunt.W001")]


def names(app_configs: Any = None, **_: Any) -> Found:
    """Ask whether every variable with our prefix is a setting: one that was mistyped does nothing."""
    return [
        Warning(
            f"{name} is geen instelling van Servicepunt: er wordt niets mee gedaan.",
            hint=f"Bedoel je {meant}?" if meant else "De instellingen staan in docs/settings.md.",
            id="servicepunt.W016",
        )
        for name, meant in not_asked().items()
    ]


def data_folder(app_configs: Any = None, **_: Any) -> Found:
    """Ask whether data and files can be written."""
    found: Found = []
    for name, folder in (("SERVICEPUNT_DATA", settings.DATA), ("SERVICEPUNT_FILES", settings.FILES_ROOT)):
        try:
            with tempfile.TemporaryFile(dir=_existing(Path(folder))):
                continue
        except OSError:
            words = f"De map {folder} ({name}) kan niet worden beschreven."
            hint = "Maak de map, en maak de gebruiker van Servicepunt de eigenaar."
            found.append(Error(words, hint=hint, id="servicepunt.E002"))
    return found


def _existing(folder: Path) -> Path:
    return next(each for each in (folder, *folder.parents) if each.exists())


def far_folder(app_configs: Any = None, **_: Any) -> Found:
    """Ask whether SQLite lies on a disk of this machine: on a network disk it loses data."""
    if connection.vendor != "sqlite":
        return []
    kind = _kind_of_disk(Path(str(settings.DATABASES["default"]["NAME"])).resolve())
    if kind not in _FAR:
        return []
    words = f"De database ligt op een netwerkschijf ({kind}). Daar kan SQLite gegevens verliezen."
    return [Error(words, hint="Kies een lokale map in SERVICEPUNT_DATA, of PostgreSQL.", id="servicepunt.E003")]


def _kind_of_disk(path: Path) -> str:
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return ""
    kinds = {words[1]: words[2] for line in mounts.read_text().splitlines() if len(words := line.split()) > 2}
    return next((kinds[str(each)] for each in (path, *path.parents) if str(each) in kinds), "")


def room(app_configs: Any = None, **_: Any) -> Found:
    """Ask whether there is room left: below the limit no mail and no files are taken in."""
    found: Found = []
    for folder in {_existing(Path(settings.DATA)), _existing(Path(settings.FILES_ROOT))}:
        disk = shutil.disk_usage(folder)
        few = disk.free < settings.LOW_SPACE_MB * 1_000_000
        if few or disk.free < disk.total * settings.LOW_SPACE_PERCENT / 100:
            words = f"De schijf van {folder} is bijna vol: nog {disk.free // 1_000_000} MB vrij."
            hint = "Maak ruimte. Tot die tijd blijft mail op de mailserver staan en nemen we geen bestanden aan."
            found.append(Warning(words, hint=hint, id="servicepunt.W004"))
    return found


def https(app_configs: Any = None, **_: Any) -> Found:
    """Ask whether people reach us over HTTPS."""
    if settings.BASE_URL.startswith("https://") and settings.SECURE:
        return []
    words = "Servicepunt is niet over HTTPS bereikbaar: wachtwoorden gaan dan leesbaar over het netwerk."
    return [Error(words, hint="Zet SERVICEPUNT_BASE_URL op https://… achter een proxy.", id="servicepunt.E005")]


def debug(app_configs: Any = None, **_: Any) -> Found:
    """Ask whether pages keep the details of errors to themselves."""
    if not settings.DEBUG:
        return []
    words = "SERVICEPUNT_DEBUG staat aan: bij een fout ziet iedereen instellingen en gegevens."
    return [Warning(words, hint="Haal SERVICEPUNT_DEBUG weg.", id="servicepunt.W018")]


def hosts(app_configs: Any = None, **_: Any) -> Found:
    """Ask whether the address people use is one we answer to."""
    host = urlsplit(settings.BASE_URL).hostname or ""
    if any(host == allowed or (allowed[:1] == "." and host.endswith(allowed)) for allowed in settings.ALLOWED_HOSTS):
        return []
    words = f"{host!r} uit SERVICEPUNT_BASE_URL staat niet in SERVICEPUNT_ALLOWED_HOSTS."
    return [Error(words, hint=f"Voeg {host} toe.", id="servicepunt.E006")]


def supplier_signin(app_configs: Any = None, **_: Any) -> Found:
    """Ask whether suppliers can sign in by the broker as it was set."""
    issuer = urlsplit(settings.SUPPLIER_SIGNIN_ISSUER)
    if not issuer.geturl() and not settings.SUPPLIER_SIGNIN_CLIENT:
        return []
    has_proof = settings.SUPPLIER_SIGNIN_SECRET or settings.SUPPLIER_SIGNIN_KEY
    faults = {
        "ISSUER moet met https:// beginnen": issuer.scheme == "https" or issuer.hostname in _LOOPBACK,
        "CLIENT ontbreekt": settings.SUPPLIER_SIGNIN_CLIENT,
        "SECRET of KEY ontbreekt": has_proof,
        "LEAST_LEVEL kennen we niet; kies EH2, EH2+, EH3 of EH4": rank_of(settings.SUPPLIER_SIGNIN_LEAST_LEVEL),
    }
    hint = "Zie docs/settings.md, of laat ISSUER en CLIENT allebei leeg."
    return [
        Error(f"SERVICEPUNT_SUPPLIER_SIGNIN_{words}.", hint=hint, id="servicepunt.E015")
        for words, is_right in faults.items()
        if not is_right
    ]


def database() -> Found:
    """Ask whether the database answers, and is new enough."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        words = f"De database is niet bereikbaar ({type(error).__name__})."
        return [Error(words, hint="Controleer SERVICEPUNT_DATABASE_URL.", id="servicepunt.E007")]
    if connection.vendor == "sqlite":
        return _sqlite()
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        version = int(cursor.fetchone()[0])
    if version >= OLDEST_POSTGRESQL:
        return []
    words = f"PostgreSQL is te oud ({version // 10_000}); nodig is 15 of nieuwer."
    return [Error(words, id="servicepunt.E008")]


def _sqlite() -> Found:
    if sqlite3.sqlite_version_info[:2] < OLDEST_SQLITE:
        words = f"SQLite is te oud ({sqlite3.sqlite_version}); nodig is 3.37 of nieuwer."
        return [Error(words, id="servicepunt.E008")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT sqlite_compileoption_used('ENABLE_FTS5')")
        has_search = bool(cursor.fetchone()[0])
    return [] if has_search else [Error("Deze SQLite kan niet zoeken (FTS5 ontbreekt).", id="servicepunt.E009")]


def migrations() -> Found:
    """Ask whether the tables are those of this version."""
    executor = MigrationExecutor(connection)
    todo = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not todo:
        return []
    words = f"De database hoort bij een andere versie: {len(todo)} migraties ontbreken."
    return [Error(words, hint="Voer uit: servicepunt migrate", id="servicepunt.E010")]


def clock() -> Found:
    """Ask whether this machine and the database server have the same time."""
    if connection.vendor == "sqlite":
        return []
    before = now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    skew = max(before - theirs, theirs - now(), timedelta())
    if skew <= MOST_SKEW:
        return []
    words = f"De klok loopt {skew.total_seconds():.0f} seconden uit de pas met die van de databaseserver."
    return [Error(words, hint="Zet tijdsynchronisatie (NTP) aan op beide.", id="servicepunt.E011")]


def setup() -> Found:
    """Ask whether an administrator has set what makes it a desk: a mailbox, and norms for the clocks."""
    if migrations():
        return []
    found: Found = []
    if not Mailbox.objects.filter(is_active=True).exists():
        words = "Er is nog geen postbus: mail komt niet binnen, en een link voor een nieuw wachtwoord gaat niet weg."
        found.append(
            Warning(words, hint="Log in als beheerder en maak er een onder Postbussen.", id="servicepunt.W013")
        )
    if not Norm.objects.exists():
        words = "Er is nog geen servicenorm: de klokken hebben geen streeftijd."
        found.append(Warning(words, hint="Log in als beheerder en maak ze onder Servicenormen.", id="servicepunt.W014"))
    return found


def closed_days() -> Found:
    """Ask whether each calendar knows the closed days of a year from now: without them the clocks run on those."""
    if migrations():
        return []
    year = (now() + timedelta(days=365)).year
    names = ", ".join(calendar.name for calendar in calendars_without_closed_days(year))
    if not names:
        return []
    words = f"Voor {year} staan er geen sluitingsdagen in de openingstijden {names}: de klok loopt op feestdagen door."
    return [Warning(words, hint="Log in als beheerder en vul ze aan onder Servicenormen.", id="servicepunt.W017")]


def worker() -> Found:
    """Ask whether a worker lives: without one no mail comes in or goes out."""
    if migrations() or Worker.objects.filter(seen_at__gte=now() - timedelta(minutes=2)).exists():
        return []
    words = "Er draait geen werker: mail komt niet binnen en gaat niet weg."
    return [Warning(words, hint="Start: servicepunt worker", id="servicepunt.W012")]
