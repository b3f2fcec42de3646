"""When a procedure was over, and nobody who lost can object any more."""

from collections import Counter
from datetime import date

from servicepunt.domains.hiring.rules.course import Kind
from servicepunt.domains.hiring.rules.deciding import State
from servicepunt.domains.hiring.rules.moments import DAY, local_day
from servicepunt.domains.hiring.rules.playing import Play
from servicepunt.domains.tenders.rules.dossier import Dossier

_ENDS = {Kind.COMPLAINT: Kind.COMPLAINT_SETTLED, Kind.SUMMONS: Kind.RULING}


def is_disputed(dossier: Dossier) -> bool:
    """Say whether a complaint or court case still runs, also one that came too late to hold the signature (H-105)."""
    counts = Counter(each.kind for each in dossier.happenings)
    return any(counts[begun] > counts[ended] for begun, ended in _ENDS.items())


def over_on(dossier: Dossier, play: Play) -> date | None:
    """
    Return the day on which the procedure was over for who lost: nobody can object any more; None before it.

    While a complaint or case runs it is not over, whatever came meanwhile: what it is about is evidence.
    """
    over = _ended_on(dossier, play)
    if over is None or is_disputed(dossier):
        return None
    settled = [local_day(each.at) for each in dossier.happenings if each.kind in _ENDS.values()]
    return max([over, *settled])


def _ended_on(dossier: Dossier, play: Play) -> date | None:
    cancelled = [local_day(each.at) for each in dossier.happenings if each.kind == Kind.CANCELLED]
    if cancelled:
        return min(cancelled)
    awards = play.course.awards
    if awards and not awards[-1].voided and not awards[-1].open_disputes:
        return awards[-1].sign_from if awards[-1].signed_at else None
    failed = [each.invited_at for each in dossier.rounds if each.invited_at]
    if play.course.state == State.FAILED:
        held = [talk.planned.starts_at for each in dossier.rounds for talks in each.talks.values()
                for talk in talks if talk.planned]  # fmt: skip
        return local_day(max([*failed, *held, dossier.fixed_at or play.closes_at])) + DAY
    return None
