"""Keys of tests are cheap to make, as in the tests of the domain, and every file that a test makes stands."""

from servicepunt.domains.tenders.tests.conftest import _cheap_keys
from servicepunt.domains.tenders.tests.standing import _every_file_stands, out_of_order

__all__ = ["_cheap_keys", "_every_file_stands", "out_of_order"]
