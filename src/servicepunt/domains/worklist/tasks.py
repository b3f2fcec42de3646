"""What runs by the clock about the work on tickets."""

from django_tasks import task

from servicepunt.domains.worklist.actions.drafts import forget_typing
from servicepunt.foundation.clock import now


@task()
def forget_abandoned_drafts() -> None:
    """Forget what was typed and never sent, after its term, and who looked along."""
    forget_typing(at=now())
