"""Keys of tests are cheap to make, and the clock of pages stands where a test puts it."""

import pytest
from django.core.cache import cache
from django.test import Client

from servicepunt.config import clock
from servicepunt.domains.tenders.tests import cast
from servicepunt.domains.tenders.tests.conftest import _cheap_keys  # noqa: F401  # a fixture
from servicepunt.domains.tenders.tests.standing import _every_file_stands, out_of_order  # noqa: F401  # fixtures


class Hands:
    """The clock of the pages; `at` is what it says."""

    def __init__(self):
        self.at = cast.CLOSING - cast.timedelta(days=2)


@pytest.fixture
def hands(monkeypatch):
    made = Hands()
    monkeypatch.setattr(clock, "now", lambda: made.at)
    cache.clear()
    return made


@pytest.fixture
def visit():
    def signed_in(person, **more):
        client = Client(**more)
        client.force_login(person)
        return client

    return signed_in
