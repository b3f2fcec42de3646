"""What we do with people and teams."""

from servicepunt.domains.people.actions.access import set_password
from servicepunt.domains.people.actions.imports import (
    ImportBlocked,
    apply_import,
    forget_imports,
    keep_import,
    plan_import,
)
from servicepunt.domains.people.actions.people import (
    AddressTaken,
    KeyTaken,
    LastAdministrator,
    Newcomer,
    StalePerson,
    add_person,
    change_person,
    end_sessions,
    let_leavers_go,
    save_profile,
    say_goodbye,
    welcome_back,
    welcome_caller,
    welcome_person,
    welcome_stranger,
)
from servicepunt.domains.people.actions.suppliers import KvkTaken, change_supplier, welcome_supplier
from servicepunt.domains.people.actions.teams import (
    ServicePointStays,
    StaleTeam,
    TeamNameTaken,
    found_service_point,
    save_team,
)

__all__ = [
    "AddressTaken",
    "ImportBlocked",
    "KeyTaken",
    "KvkTaken",
    "LastAdministrator",
    "Newcomer",
    "ServicePointStays",
    "StalePerson",
    "StaleTeam",
    "TeamNameTaken",
    "add_person",
    "apply_import",
    "change_person",
    "change_supplier",
    "end_sessions",
    "forget_imports",
    "found_service_point",
    "keep_import",
    "let_leavers_go",
    "plan_import",
    "save_profile",
    "save_team",
    "say_goodbye",
    "set_password",
    "welcome_back",
    "welcome_caller",
    "welcome_person",
    "welcome_stranger",
    "welcome_supplier",
]
