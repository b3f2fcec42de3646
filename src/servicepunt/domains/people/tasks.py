"""What runs by the clock about people."""

from django_tasks import task

from servicepunt.domains.people.actions import let_leavers_go
from servicepunt.foundation.clock import now


@task()
def say_goodbye_to_leavers() -> int:
    """Take the rights of everybody whose last moment has come; return how many left."""
    return let_leavers_go(at=now())
