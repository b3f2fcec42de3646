"""Where a backup goes: a folder that is made, a file, or nowhere, in words."""

import io
import re

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
