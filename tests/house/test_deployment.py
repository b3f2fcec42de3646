"""A real installation: its settings pass Django's own checks, and its files are accepted by who reads them."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import reverse

from servicepunt.design.uploads import MOST_FILES
from tests.house.reading import ROOT

DEPLOY = ROOT / "deploy"
# Silenced or not: what Django itself finds.
CHECK = """
import django
django.setup()
from django.core.checks import WARNING, run_checks
for found in run_checks(include_deployment_checks=True):
    if found.level >= WARNING and found.id not in {"security.W008", "security.W005", "security.W021"}:
        print(found.id, found.msg)
"""


def settled(folder: Path) -> dict[str, str]:
    """Return the environment of an installation as the handbook makes it."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "servicepunt.config.settings",
        "SERVICEPUNT_SECRET_KEY": "q7Xw1uZr9LmD4sVtB8nHc5KyPe2GaJf6RoTiWxQz3bNvMdCl0E",
        "SERVICEPUNT_BASE_URL": "https://servicepunt.voorbeeld.example",
        "SERVICEPUNT_ALLOWED_HOSTS": "servicepunt.voorbeeld.example",
        "SERVICEPUNT_PROXY_COUNT": "1",
        "SERVICEPUNT_DATA": str(folder),
    }


def checked(folder: Path, **other: str) -> str:
    """Return what `servicepunt check --deploy` says, as a process."""
    done = subprocess.run(
        [sys.executable, "-m", "servicepunt.config", "check", "--deploy"],
        cwd=folder, env=settled(folder) | other, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    return done.stdout + done.stderr


def test_a_real_installation_has_no_warnings(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CHECK], cwd=ROOT, env=settled(tmp_path), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""


def test_a_real_installation_has_no_warnings_about_its_security(tmp_path: Path) -> None:
    said = checked(tmp_path)
    assert "security." not in said
    assert "SECURE_" not in said


def test_an_installation_that_is_not_safe_is_told_so_in_dutch_alone(tmp_path: Path) -> None:
    bare = {"SERVICEPUNT_BASE_URL": "http://a.example", "SERVICEPUNT_ALLOWED_HOSTS": ""}
    for more, told in (
        ({"SERVICEPUNT_SECRET_KEY": "kort"}, {"E005", "E006", "W001"}),
        ({"SERVICEPUNT_SECRET_KEY": "k" * 50}, {"E005", "E006", "W001"}),
        ({"SERVICEPUNT_DEBUG": "ja"}, {"E005", "E006", "W018"}),
    ):
        said = checked(tmp_path, **bare, **more)
        assert told <= set(re.findall(r"\(servicepunt\.(\w+)\)", said))
        assert "security." not in said


@pytest.mark.skipif(not shutil.which("nginx"), reason="needs nginx (Debian: apt install nginx-light)")
@pytest.mark.parametrize("name", ["nginx.conf", "nginx-compose.conf"])
def test_nginx_accepts_the_proxy(name: str, tmp_path: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=test"]
        + ["-keyout", tmp_path / "key.pem", "-out", tmp_path / "certificate.pem"],
        check=True,
        capture_output=True,
    )
    site = (DEPLOY / name).read_text(encoding="utf-8").replace("/etc/ssl/servicepunt", str(tmp_path))
    (tmp_path / "site.conf").write_text(site.replace("web:8000", "127.0.0.1:8000"), encoding="utf-8")
    main = f"pid {tmp_path}/pid; error_log {tmp_path}/log; events {{}} http {{ include {tmp_path}/site.conf; }}"
    (tmp_path / "nginx.conf").write_text(main, encoding="utf-8")
    done = subprocess.run(
        ["nginx", "-t", "-e", tmp_path / "log", "-c", tmp_path / "nginx.conf"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["nginx.conf", "nginx-compose.conf"])
def test_the_proxy_takes_the_largest_form_that_we_take_and_hardly_more(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    whole, signing_in = (int(size) * 1024 * 1024 for size in re.findall(r"client_max_body_size (\d+)m;", text))
    ours = MOST_FILES * settings.MAX_UPLOAD_MB * 1_000_000 + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    assert ours < whole < ours * 1.1
    assert signing_in < settings.DATA_UPLOAD_MAX_MEMORY_SIZE


@pytest.mark.parametrize("name", ["nginx.conf", "nginx-compose.conf"])
def test_every_place_that_the_proxy_treats_apart_is_one_of_ours(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    places = set(re.findall(r"location (/\S*) \{", text))
    assert places == {"/", reverse("account_login"), settings.STATIC_URL}


def test_both_proxies_are_the_same_but_for_the_name_of_the_service() -> None:
    alone, composed = ((DEPLOY / name).read_text(encoding="utf-8") for name in ("nginx.conf", "nginx-compose.conf"))
    assert alone.partition("upstream")[2].replace("127.0.0.1:8000", "web:8000") == composed.partition("upstream")[2]


def values(path: Path) -> dict[str, str]:
    """Return what stands between the single quotes of the settings that we ship: what everybody has to read."""
    return dict(re.findall(r"^(\w+)='([^']*)'$", path.read_text(encoding="utf-8"), re.MULTILINE))


def printed(words: list[str | Path], **environment: str) -> dict[str, str]:
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    lines = (line.partition("=") for line in done.stdout.split("\0" if "\0" in done.stdout else "\n"))
    return {name: value for name, _, value in lines if name.startswith("SERVICEPUNT_")}


def as_sh(path: Path) -> dict[str, str]:
    return printed(["sh", "-euc", 'set -a; . "$1"; exec env -0', "sh", path])


def as_the_documents(path: Path) -> dict[str, str]:
    """Read as `with` of docs/operation.md does, and without sudo."""
    text = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")
    [function] = re.findall(r"^with\(\) \{ .* \}$", text, re.MULTILINE)
    for old, new in (
        ("sudo -u servicepunt ", ""),
        ("/etc/servicepunt/settings.env", f"'{path}'"),
        ("/opt/servicepunt/.venv/bin/servicepunt", "/usr/bin/env"),
        ("/opt/servicepunt/deploy", str(DEPLOY)),
    ):
        assert function.count(old) == 1, old
        function = function.replace(old, new)
    return printed(["sh", "-euc", f"{function}\nwith -0"])


SYSTEMD = Path("/usr/lib/systemd/user-environment-generators/30-systemd-environment-d-generator")


def as_systemd(path: Path) -> dict[str, str]:
    """Read with the reader of systemd itself; this program of it fills in what begins with a $, so that has two."""
    place = path.parent / "home" / "environment.d" / "settings.conf"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(path.read_text(encoding="utf-8").replace("$", "$$"), encoding="utf-8")
    found = printed([SYSTEMD], XDG_CONFIG_HOME=str(path.parent / "home"), HOME=str(path.parent))
    # It prints for a shell: quoted where one needs that.
    return {name: re.sub(r"\\(.)", r"\1", value[1:-1]) if value[:1] == '"' else value for name, value in found.items()}


def as_compose(path: Path) -> dict[str, str]:
    """Read by the rules that compose gives for `env_file`: what stands between single quotes is taken as it is."""
    found = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            name, _, value = line.partition("=")
            quoted = re.fullmatch(r"'([^']*)'|\"([^\"$\\\\]*)\"|([^'\"$\\\\#]*)", value)
            assert quoted, f"compose would change {line}"
            found[name] = quoted[1] or quoted[2] or quoted[3] or ""
    return found


READERS = [as_sh, as_the_documents, as_compose, as_systemd]


@pytest.fixture(params=READERS, ids=lambda reader: reader.__name__)
def reader(request: pytest.FixtureRequest) -> Callable[[Path], dict[str, str]]:
    if request.param is as_systemd and not SYSTEMD.exists():
        pytest.skip("needs systemd")
    return request.param


def test_everybody_reads_the_same_in_the_settings_we_ship(
    reader: Callable[[Path], dict[str, str]], tmp_path: Path
) -> None:
    here = Path(shutil.copy(DEPLOY / "settings.env", tmp_path))
    assert values(here)["SERVICEPUNT_ORGANIZATION"] == "Gemeente Voorbeeld"
    assert reader(here) == values(here)


def test_everybody_reads_the_same_in_settings_that_a_shell_could_trip_over(
    reader: Callable[[Path], dict[str, str]], tmp_path: Path
) -> None:
    here = tmp_path / "settings.env"
    url = "postgresql://desk:a$b@db/desk?sslmode=require&connect_timeout=5#x;y"
    organization = "Gemeente 's-Hertogenbosch"
    here.write_text(f"SERVICEPUNT_DATABASE_URL='{url}'\nSERVICEPUNT_ORGANIZATION=\"{organization}\"")
    assert reader(here) == {
        "SERVICEPUNT_DATABASE_URL": url,
        "SERVICEPUNT_ORGANIZATION": organization,
    }


@pytest.mark.parametrize("reader", [as_the_documents, as_systemd])
def test_a_file_without_quotes_is_read_by_the_documents_as_by_systemd(
    reader: Callable[[Path], dict[str, str]], tmp_path: Path
) -> None:
    if reader is as_systemd and not SYSTEMD.exists():
        pytest.skip("needs systemd")
    here = tmp_path / "settings.env"
    here.write_text(
        "; old\n\n  SERVICEPUNT_DATABASE_URL=postgresql://a@b/c?d=e&sslmode=require \n"
        "SERVICEPUNT_ORGANIZATION=Gemeente 's-Hertogenbosch $HOME `id` * # x\n"
    )
    assert reader(here) == {
        "SERVICEPUNT_DATABASE_URL": "postgresql://a@b/c?d=e&sslmode=require",
        "SERVICEPUNT_ORGANIZATION": "Gemeente 's-Hertogenbosch $HOME `id` * # x",
    }


@pytest.mark.parametrize(
    "line", ["SERVICEPUNT_DATA", "=x", "A B=x", "export A=x", "A='x", "A='x' y", "A='x'y'", 'A="x', "A=a\\"]
)
def test_a_line_that_would_be_lost_or_read_otherwise_stops_the_command(line: str, tmp_path: Path) -> None:
    here = tmp_path / "settings.env"
    here.write_text(f"# settings\nSERVICEPUNT_DEBUG='nee'\n{line}\nB=y\n")
    words = [DEPLOY / "with-settings", here, "echo", "went on"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"{here}, regel 3: ")


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    units = sorted(DEPLOY.glob("*.service")) + sorted(DEPLOY.glob("*.timer"))
    assert len(units) >= 4
    for unit in units:
        # The program is not installed here; everything else is as it will be.
        text = unit.read_text(encoding="utf-8").replace("/opt/servicepunt/.venv/bin/servicepunt", "/bin/true")
        (tmp_path / unit.name.replace("@.", "@1.")).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", *sorted(tmp_path.iterdir())], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_nightly_backup_finds_its_folder() -> None:
    # Without the folder the first night would make a file of that name, and the second night refuse it.
    unit = (DEPLOY / "servicepunt-backup.service").read_text(encoding="utf-8")
    place = re.search(r"servicepunt backup .*?(/var/lib/\S+)$", unit, re.MULTILINE)
    assert place is not None
    assert place[1].removeprefix("/var/lib/") in re.search(r"^StateDirectory=(.*)$", unit, re.MULTILINE)[1].split()


def test_every_command_of_the_units_exists() -> None:
    files = [*DEPLOY.glob("*.service"), DEPLOY / "compose.yml", DEPLOY / "Dockerfile"]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    used = set(re.findall(r"bin/servicepunt (\w+)", text)) | set(re.findall(r"(?:command: |CMD )\[\"?(\w+)", text))
    assert {"web", "worker", "backup", "migrate"} <= used
    assert used <= set(get_commands()) | {"CMD"}


def test_the_database_of_compose_is_as_old_as_the_client_that_takes_its_backups() -> None:
    image = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    compose = (DEPLOY / "compose.yml").read_text(encoding="utf-8")
    releases = set(re.findall(r"^FROM python:[\d.]+-slim-(\w+)", image, re.MULTILINE))
    # Debian's client by release: pg_dump refuses a server that is newer than itself.
    client = {"bookworm": "15", "trixie": "17"}
    [release] = releases
    assert re.findall(r"image: postgres:(\d+)-(\w+)", compose) == [(client[release], release)]
