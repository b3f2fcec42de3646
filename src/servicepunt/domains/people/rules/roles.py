"""Which role may do what."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is to the service point."""

    EMPLOYEE = "employee"
    AGENT = "agent"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """The Dutch word."""
        return _LABELS[self]

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Return value and Dutch word of every role."""
        return [(role.value, role.label) for role in cls]


class Permission(StrEnum):
    """A thing one may or may not do; pages and queries ask for these, never for roles."""

    WORK = "work"
    RELEASE_MAIL = "release_mail"
    MANAGE_NORMS = "manage_norms"
    MANAGE_PEOPLE = "manage_people"
    MANAGE_MAIL = "manage_mail"
    SEE_JOBS = "see_jobs"
    HIRE = "hire"


_LABELS = {
    Role.EMPLOYEE: "Medewerker",
    Role.AGENT: "Behandelaar",
    Role.COORDINATOR: "Coördinator",
    Role.ADMINISTRATOR: "Functioneel beheerder",
}

_AGENT = frozenset({Permission.WORK, Permission.RELEASE_MAIL})
_COORDINATOR = _AGENT | {Permission.SEE_JOBS, Permission.HIRE}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.EMPLOYEE: frozenset(),
    Role.AGENT: _AGENT,
    Role.COORDINATOR: _COORDINATOR,
    Role.ADMINISTRATOR: frozenset(Permission),
}

WORKS = frozenset(role for role, permissions in PERMISSIONS.items() if Permission.WORK in permissions)


def may(role: str, permission: Permission) -> bool:
    """Tell whether somebody with this role has this permission."""
    return permission in PERMISSIONS[Role(role)]
