"""Looking up the list of work."""

from servicepunt.domains.worklist.queries.around import Around, around
from servicepunt.domains.worklist.queries.effect import Effect, effect_of
from servicepunt.domains.worklist.queries.fixed import SORTS, VIEWS
from servicepunt.domains.worklist.queries.listing import (
    SORT_WORDS,
    Choices,
    Filters,
    Page,
    all_rows,
    by_numbers,
    choices,
    news_since,
    quoted,
    worklist,
)

__all__ = [
    "SORTS",
    "SORT_WORDS",
    "VIEWS",
    "Around",
    "Choices",
    "Effect",
    "Filters",
    "Page",
    "all_rows",
    "around",
    "by_numbers",
    "choices",
    "effect_of",
    "news_since",
    "quoted",
    "worklist",
]
