"""Who hears by letter that the whole request was withdrawn: every supplier, about each offer that was still in."""

from collections.abc import Sequence

from servicepunt.domains.hiring.rules.course import Happening, Kind
from servicepunt.domains.hiring.rules.order import in_order
from servicepunt.domains.tenders.rules.dossier import Dossier
from servicepunt.domains.tenders.rules.seats import Seat

_LEFT = frozenset({Kind.WINNER_DROPPED, Kind.CHECK_FAILED})
_SEND = "lees en verstuur de brieven over de intrekking op het tabblad Gunning."


def cancelled_by(dossier: Dossier) -> Happening | None:
    """Return the withdrawal of the whole request; None while it runs."""
    return next((each for each in dossier.happenings if each.kind == Kind.CANCELLED), None)


def hears_of_end(dossier: Dossier) -> Sequence[str]:
    """Return the offers about which a letter is due when the request is withdrawn; who left before gets none."""
    if dossier.published_at is None or cancelled_by(dossier) is None:
        return ()
    left = {each.offer for each in dossier.happenings if each.kind in _LEFT} | dossier.destroyed
    return in_order(label for label, each in dossier.offers.items() if not each.is_withdrawn and label not in left)


def farewell_to_do(dossier: Dossier) -> tuple[Seat, str] | None:
    """Return who has to send the letters about the withdrawal; None when they left, or nobody gets one."""
    if dossier.end_letters_sent_at is not None or not hears_of_end(dossier):
        return None
    return Seat.DESK, _SEND
