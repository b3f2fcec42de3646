"""What runs by the clock about people."""

from django_tasks import task

from servicepunt.domains.people.actions import forget_imports, let_leavers_go
from servicepunt.foundation.clock import now


@task()
def say_goodbye_to_leavers() -> int:
    """Take the rights of everybody whose last moment has come; return how many left."""
    return let_leavers_go(at=now())


@task()
def forget_uploads() -> int:
    """Throw away the files that nobody read in; return how many."""
    return forget_imports(at=now())
