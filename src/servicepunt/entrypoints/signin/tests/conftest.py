"""The broker of suppliers, and a request to hire that a supplier with a KvK number is invited to."""

import pytest
from django.core.cache import cache

from servicepunt.config import clock
from servicepunt.domains.people.models import Supplier
from servicepunt.domains.tenders.tests import cast
from servicepunt.domains.tenders.tests.conftest import _cheap_keys  # noqa: F401  # a fixture
from tests.servers.fixtures import oidc  # noqa: F401  # a fixture
from tests.servers.oidc import CLIENT, SECRET

KVK = "12345678"


@pytest.fixture
def broker(oidc, settings, monkeypatch):  # noqa: F811  # the fixture
    """An honest broker, set as an administrator would; the clock of the pages stands before the closing."""
    oidc.forget()
    settings.BASE_URL = "http://testserver"
    settings.SUPPLIER_SIGNIN_ISSUER, settings.SUPPLIER_SIGNIN_CLIENT = oidc.issuer, CLIENT
    settings.SUPPLIER_SIGNIN_SECRET = SECRET
    monkeypatch.setattr(clock, "now", lambda: cast.CLOSING - cast.timedelta(days=2))
    cache.clear()
    return oidc


@pytest.fixture
def procedure():
    """A published request; its only supplier has a KvK number, its contact is Sanne 1."""
    made = cast.published(suppliers=1)
    Supplier.objects.update(kvk=KVK)
    return made
