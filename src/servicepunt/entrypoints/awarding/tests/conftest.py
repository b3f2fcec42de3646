"""Keys of tests are cheap to make, as in the tests of the domain."""

from servicepunt.domains.tenders.tests.conftest import _cheap_keys

__all__ = ["_cheap_keys"]
