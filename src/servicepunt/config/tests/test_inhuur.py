"""`servicepunt inhuur pakket`: the package of a request, from the command line."""

import pytest
from django.core.management import CommandError, call_command

from servicepunt.domains.tenders.tests import cast
from servicepunt.domains.tenders.tests.conftest import _cheap_keys
from servicepunt.entrypoints.awarding.verifier.main import main

__all__ = ["_cheap_keys"]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("more", [[], ["--openbaar"]])
def test_the_package_of_a_request_can_be_replayed(tmp_path, capsys, more):
    made, path = cast.listed(2, 2), tmp_path / "dossier.zip"
    call_command("inhuur", "pakket", made.tender.number, str(path), *more)
    assert "python3 -I verify.py" in capsys.readouterr().out
    assert main([str(path)]) == 0


def test_what_cannot_be_packed_is_said_in_dutch(tmp_path):
    made, path = cast.published(), str(tmp_path / "dossier.zip")
    with pytest.raises(CommandError, match="nog niet vastgesteld"):
        call_command("inhuur", "pakket", made.tender.number, path)
    with pytest.raises(CommandError, match="is er niet"):
        call_command("inhuur", "pakket", "99999", path)
