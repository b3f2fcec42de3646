"""A real installation: its settings pass Django's own checks, and its files are accepted by who reads them."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands
from django.urls import reverse

from tests.house.reading import ROOT

DEPLOY = ROOT / "deploy"
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
def test_every_place_that_the_proxy_treats_apart_is_one_of_ours(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    places = set(re.findall(r"location (/\S*) \{", text))
    assert places == {"/", reverse("account_login"), settings.STATIC_URL}


def test_both_proxies_are_the_same_but_for_the_name_of_the_service() -> None:
    alone, composed = ((DEPLOY / name).read_text(encoding="utf-8") for name in ("nginx.conf", "nginx-compose.conf"))
    assert alone.partition("upstream")[2].replace("127.0.0.1:8000", "web:8000") == composed.partition("upstream")[2]


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
