"""Looking things up in the files of requests."""

from servicepunt.domains.tenders.queries.files import (
    Look,
    dossier_of,
    get_tender,
    has_seat,
    lines_of,
    look_at,
    may_start,
    tenders_offered_to,
    tenders_seen_by,
)
from servicepunt.domains.tenders.queries.frame import Frame, frame_of
from servicepunt.domains.tenders.queries.papers import (
    Candidate,
    Paper,
    candidates,
    get_paper,
    manifest_of,
    names_of,
    papers_of,
)
from servicepunt.domains.tenders.queries.vault import Vault

__all__ = [
    "Candidate",
    "Frame",
    "Look",
    "Paper",
    "Vault",
    "candidates",
    "dossier_of",
    "frame_of",
    "get_paper",
    "get_tender",
    "has_seat",
    "lines_of",
    "look_at",
    "manifest_of",
    "may_start",
    "names_of",
    "papers_of",
    "tenders_offered_to",
    "tenders_seen_by",
]
