"""What we do with people and teams."""

from servicepunt.domains.people.actions.imports import (
    ImportBlocked,
    Plan,
    apply_import,
    keep_import,
    plan_import,
)
from servicepunt.domains.people.actions.people import (
    AddressTaken,
    StalePerson,
    add_person,
    change_person,
    end_sessions,
    save_profile,
    save_team,
    say_goodbye,
    welcome_person,
)

__all__ = [
    "AddressTaken",
    "ImportBlocked",
    "Plan",
    "StalePerson",
    "add_person",
    "apply_import",
    "change_person",
    "end_sessions",
    "keep_import",
    "plan_import",
    "save_profile",
    "save_team",
    "say_goodbye",
    "welcome_person",
]
