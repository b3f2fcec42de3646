"""Keys of tests are cheap to make: what scrypt costs is tested where the keys are."""

import pytest

from servicepunt.domains.tenders.tests.standing import _every_file_stands, out_of_order  # noqa: F401  # fixtures
from servicepunt.foundation.sealing import persons


@pytest.fixture(autouse=True)
def _cheap_keys(monkeypatch):
    monkeypatch.setattr(persons, "COST", 4)
    monkeypatch.setitem(persons.person_key.__kwdefaults__, "cost", 4)
