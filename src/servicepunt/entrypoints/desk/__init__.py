"""desk (balie): the pages that belong to no single domain."""
