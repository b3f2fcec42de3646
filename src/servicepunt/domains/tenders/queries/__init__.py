"""Looking things up in the files of requests."""

from servicepunt.domains.tenders.queries.files import (
    Look,
    dossier_of,
    draft_at,
    fact_of,
    get_tender,
    has_seat_inside,
    lines_of,
    look_at,
    may_start,
    tenders_offered_to,
    tenders_seen_by,
)
from servicepunt.domains.tenders.queries.frame import Frame, frame_of
from servicepunt.domains.tenders.queries.lists import WHICH, Listed, invitations_of, list_tenders
from servicepunt.domains.tenders.queries.people import (
    KeyHolder,
    contacts_of,
    find_person_to_seat,
    holders_of,
    people_by_number,
    people_to_seat,
)
from servicepunt.domains.tenders.queries.vault import Vault

__all__ = [
    "WHICH",
    "Frame",
    "KeyHolder",
    "contacts_of",
    "Listed",
    "Look",
    "Vault",
    "dossier_of",
    "draft_at",
    "fact_of",
    "find_person_to_seat",
    "frame_of",
    "get_tender",
    "has_seat_inside",
    "holders_of",
    "invitations_of",
    "lines_of",
    "list_tenders",
    "look_at",
    "may_start",
    "people_by_number",
    "people_to_seat",
    "tenders_offered_to",
    "tenders_seen_by",
]
