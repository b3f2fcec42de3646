"""Looking things up in the files of requests."""

from servicepunt.domains.tenders.queries.files import (
    Look,
    dossier_of,
    get_tender,
    lines_of,
    look_at,
    may_start,
    tenders_seen_by,
)
from servicepunt.domains.tenders.queries.frame import Frame, frame_of
from servicepunt.domains.tenders.queries.vault import Vault

__all__ = [
    "Frame",
    "Look",
    "Vault",
    "dossier_of",
    "frame_of",
    "get_tender",
    "lines_of",
    "look_at",
    "may_start",
    "tenders_seen_by",
]
