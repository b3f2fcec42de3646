"""Looking up the list of work."""

from servicepunt.domains.worklist.queries.effect import Effect, effect_of
from servicepunt.domains.worklist.queries.listing import (
    SORTS,
    VIEWS,
    Filters,
    Page,
    all_rows,
    by_numbers,
    newer_than,
    view_counts,
    views_of,
    worklist,
)

__all__ = [
    "SORTS",
    "VIEWS",
    "Effect",
    "Filters",
    "Page",
    "all_rows",
    "by_numbers",
    "effect_of",
    "newer_than",
    "view_counts",
    "views_of",
    "worklist",
]
