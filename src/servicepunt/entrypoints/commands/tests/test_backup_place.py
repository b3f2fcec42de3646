"""Where a backup goes: a folder that is made, a file, or nowhere, in words."""

import io
import os
import re
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command


@pytest.mark.django_db(transaction=True)
def test_a_folder_that_is_not_there_is_made_and_gets_the_copy(tmp_path, settings):
    settings.FILES_ROOT = tmp_path / "files"
    call_command("backup", str(tmp_path / "new" / "copies"), "--keep", "35", stdout=io.StringIO())
    [made] = (tmp_path / "new" / "copies").iterdir()
    assert re.fullmatch(r"servicepunt-\d{8}-\d{6}\.tar", made.name)


def test_a_place_that_cannot_be_written_is_told_in_words(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match="De kopie kan niet in .*file/copies komen"):
        call_command("backup", str(tmp_path / "file" / "copies"), stdout=io.StringIO())


def restored(*words, **more):
    code = (
        "import os, sys; from servicepunt.config.command import main; from servicepunt.adapters.backup import archive; "
    )
    done = subprocess.run(
        [sys.executable, "-c", code + more.pop("first", "") + "main()", "restore", *words],
        env=os.environ | {"SERVICEPUNT_SECRET_KEY": "k" * 50}, capture_output=True, text=True, check=False, **more,
    )  # fmt: skip
    assert done.returncode == 1
    return done.stderr


def test_what_cannot_be_restored_is_told_plainly(tmp_path):
    file = tmp_path / "dicht.tar"
    file.write_bytes(b"")
    assert restored(tmp_path / "weg.tar") == f"CommandError: {tmp_path}/weg.tar bestaat niet.\n"
    assert restored("--check", file / "weg.tar") == f"CommandError: {file}/weg.tar bestaat niet.\n"
    assert restored(tmp_path).startswith(f"CommandError: {tmp_path} is een map. Noem het bestand daarin: ")
    assert restored(file).startswith(f"CommandError: {file} is geen hele reservekopie: ")


def test_a_copy_that_one_may_not_read_is_told_so(tmp_path):
    file = tmp_path / "dicht.tar"
    file.write_bytes(b"")
    file.chmod(0)
    tmp_path.chmod(0o755)
    # Root may read everything, so it goes on as somebody else; everything is loaded before.
    first = "import django; os.environ['DJANGO_SETTINGS_MODULE'] = 'servicepunt.config.settings'; django.setup(); "
    first += "import servicepunt.entrypoints.commands.management.commands.restore; os.getuid() or os.setuid(65534); "
    words = restored("dicht.tar", cwd=tmp_path, first=first)
    assert words == "CommandError: dicht.tar mag deze gebruiker niet lezen.\n"
