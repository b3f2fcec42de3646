"""What people may do, and how a list of people is read."""

from servicepunt.domains.people.rules.roles import PERMISSIONS, WORKS, Permission, Role, may

__all__ = ["PERMISSIONS", "WORKS", "Permission", "Role", "may"]
