"""What stands around every page of the desk, in one fixed statement."""

from dataclasses import dataclass
from datetime import datetime

from servicepunt.domains.mail.queries import MailSignals, signals_asked, signals_in
from servicepunt.domains.people.models import Person
from servicepunt.domains.people.queries.asking import ask
from servicepunt.domains.tickets.queries.asking import hidden_from
from servicepunt.domains.worklist.queries import fixed
from servicepunt.domains.worklist.queries.listing import SOON

# The first column of a row that is a count; those of the mail are smaller.
_COUNT = 9


@dataclass(frozen=True, slots=True)
class Around:
    """How many tickets stand in each view of unfinished work, counted to 100 at most, and what the mail tells."""

    counts: dict[str, int]
    mail: MailSignals


def around(*, viewer: Person, at: datetime) -> Around:
    """Return what every page of the desk tells this viewer."""
    question = fixed.Question.of("open", viewer=viewer, soon=at + SOON)
    mail, values = signals_asked(at, viewer=viewer, hidden=hidden_from(viewer))
    counts = (f"SELECT {_COUNT}, {part}, '{view}', ''" for view, part in fixed.counts(question).items())
    found = ask(f"{mail} UNION ALL {' UNION ALL '.join(counts)} ORDER BY 1, 2", question.values | values)
    return Around(
        counts={view: number for what, number, view, _ in found if what == _COUNT},
        mail=signals_in(row for row in found if row[0] != _COUNT),
    )
