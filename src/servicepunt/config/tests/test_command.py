import os
import re
import subprocess
import sys
from importlib.metadata import version

import pytest

from servicepunt.config import environment as env


def servicepunt(*words, say="", **settings):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SERVICEPUNT_")}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    environment |= {f"SERVICEPUNT_{name}": str(value) for name, value in settings.items()}
    command = [sys.executable, "-m", "servicepunt.config", *words]
    return subprocess.run(command, env=environment, input=say, capture_output=True, text=True, timeout=300)


KEY = "k" * 50


def test_without_a_secret_key_it_says_what_to_do_and_does_nothing(tmp_path):
    answer = servicepunt("migrate", DATA=tmp_path / "new")

    assert answer.returncode == 1
    assert "SERVICEPUNT_SECRET_KEY ontbreekt" in answer.stderr
    assert "The secret key is missing" in answer.stderr
    assert not (tmp_path / "new").exists()


def test_it_tells_its_own_version_and_not_that_of_django():
    for word in ("--version", "version"):
        answer = servicepunt(word)
        assert (answer.returncode, answer.stdout.strip()) == (0, f"Servicepunt {version('servicepunt')}"), answer.stderr


def test_help_needs_no_secret_key():
    assert "usage: servicepunt user" in servicepunt("user", "--help").stdout
    assert "SECRET_KEY ontbreekt" in servicepunt("backup").stderr


@pytest.mark.parametrize("words", [("bakcup",), ("help", "bakcup"), ("bakcup", "--help"), ("bakcup", "file")])
def test_a_mistyped_command_is_told_in_dutch_with_the_nearest_one(words):
    for key in ({}, {"SECRET_KEY": KEY}):
        done = servicepunt(*words, **key)
        assert done.returncode == 1
        assert done.stderr == "servicepunt: de opdracht bakcup bestaat niet. Bedoel je backup?\n"


def test_a_command_that_is_like_no_other_is_told_where_all_of_them_are():
    assert servicepunt("xyzzy").stderr.endswith("xyzzy bestaat niet. Alle opdrachten: servicepunt help\n")


def test_a_mistyped_setting_is_named_with_the_nearest_one_before_anything_is_made(tmp_path):
    place = {"DATA": tmp_path, "SECRET_KEY": KEY, "LOW_SPACE_MB": 1, "LOW_SPACE_PERCENT": 0, "DATABSE_URL": "x"}
    for words in (("migrate", "-v0"), ("check",)):
        done = servicepunt(*words, **place)
        assert done.returncode == 0, done.stderr
        assert "SERVICEPUNT_DATABSE_URL is geen instelling" in done.stderr
        assert "Bedoel je SERVICEPUNT_DATABASE_URL?" in done.stderr
        assert done.stderr.count("is geen instelling") == 1


def test_a_setting_that_cannot_be_read_is_named(tmp_path):
    assert "MAX_UPLOAD_MB moet een getal zijn" in servicepunt("check", MAX_UPLOAD_MB="veel", SECRET_KEY=KEY).stderr
    assert "begint met sqlite" in servicepunt("check", DATABASE_URL="mysql://x", SECRET_KEY=KEY).stderr
    assert "no-such-file" in servicepunt("check", SECRET_KEY_FILE="/no-such-file").stderr


@pytest.mark.parametrize("name", ["UNDO_SEND_SECONDS", "REOPEN_WORKING_DAYS", "MAX_UPLOAD_MB", "PROXY_COUNT"])
def test_a_number_below_zero_is_refused(name, monkeypatch):
    monkeypatch.setenv(f"SERVICEPUNT_{name}", "-1")
    with pytest.raises(env.SettingError, match=f"SERVICEPUNT_{name} moet een getal van 0 of meer zijn, niet '-1'"):
        env.number(name, 5)


@pytest.mark.parametrize("name", ["MAX_UPLOAD_MB", "CLOSE_WORKING_DAYS"])
def test_a_number_that_would_stop_the_work_is_refused(name):
    answer = servicepunt("check", SECRET_KEY=KEY, **{name: "0"})
    assert f"SERVICEPUNT_{name} moet een getal van 1 of meer zijn, niet '0'" in answer.stderr


def test_a_database_that_does_not_answer_is_told_in_one_line():
    answer = servicepunt("check", DATABASE_URL="postgresql://x@127.0.0.1:1/x", SECRET_KEY=KEY)

    assert answer.returncode == 1
    assert "De database is niet bereikbaar" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_from_an_empty_machine_to_an_administrator(tmp_path):
    place = {"DATA": tmp_path / "data", "SECRET_KEY": KEY, "LOW_SPACE_MB": 1, "LOW_SPACE_PERCENT": 0}
    assert "servicepunt migrate" in servicepunt("check", **place).stderr
    assert servicepunt("migrate", "-v0", **place).returncode == 0
    checked = servicepunt("check", **place)
    assert checked.returncode == 0, checked.stderr
    made = servicepunt(
        "user", "create", "els@voorbeeld.example", "--name", "Els Prins", "--role", "administrator",
        say="een-lang-wachtwoord\n", **place,
    )  # fmt: skip

    assert "Els Prins is toegevoegd als functioneel beheerder." in made.stdout
    assert (tmp_path / "data").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("words", [(), ("help",), ("--help",)])
def test_the_help_lists_our_own_commands_with_a_line_each_and_no_others(words):
    answer = servicepunt(*words)
    assert answer.returncode == 0, answer.stderr
    listed = dict(re.findall(r"^  (\w+) +(.+)$", answer.stdout, flags=re.MULTILINE))
    assert list(listed) == [
        "backup", "bench", "check", "demo", "inhuur", "migrate", "restore", "user", "web", "worker",
    ]  # fmt: skip
    assert listed["bench"] == "Vul een groot servicepunt en meet het."
    assert listed["web"] == "Start de webserver."
    assert "shell" not in answer.stdout
    assert "servicepunt help --commands" in answer.stdout
    assert "runserver" not in servicepunt("help", "web").stdout


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("BASE_URL", "foo", "een adres dat met http:// of https:// begint"),
        ("ACCESSIBILITY_URL", "javascript:alert(1)", "of leeg"),
        ("TICKET_PREFIX", "1 x", "een tot acht hoofdletters"),
        ("SCANNER", "bogus", "tcp:HOST:POORT, unix:PAD of leeg"),
        ("FROM_ADDRESS", "nonsense", "een e-mailadres"),
        ("LOG_LEVEL", "foo", "DEBUG, INFO, WARNING of ERROR"),
    ],
)
def test_a_setting_of_another_form_is_refused_in_one_line(name, value, words):
    done = servicepunt("check", SECRET_KEY=KEY, **{name: value})
    assert done.returncode == 1
    assert f"SERVICEPUNT_{name} moet" in done.stderr and words in done.stderr and "Traceback" not in done.stderr
