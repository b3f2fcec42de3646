"""Looking up the list of work."""

from servicepunt.domains.worklist.queries.effect import Effect, effect_of
from servicepunt.domains.worklist.queries.listing import (
    SORT_WORDS,
    SORTS,
    VIEWS,
    Filters,
    Page,
    all_rows,
    by_numbers,
    news_since,
    view_counts,
    views_of,
    worklist,
)

__all__ = [
    "SORTS",
    "SORT_WORDS",
    "VIEWS",
    "Effect",
    "Filters",
    "Page",
    "all_rows",
    "by_numbers",
    "effect_of",
    "news_since",
    "view_counts",
    "views_of",
    "worklist",
]
