"""What a hiring procedure decides, as pure functions: no database, no clock, no names of people in a sum."""

from servicepunt.domains.hiring.rules.faults import Faulty
from servicepunt.domains.hiring.rules.files import read_procedure, schema
from servicepunt.domains.hiring.rules.gate import Remark, remarks_on
from servicepunt.domains.hiring.rules.playing import Play, play
from servicepunt.domains.hiring.rules.reading import Draft, read_request
from servicepunt.domains.hiring.rules.telling import told

__all__ = [
    "Draft",
    "Faulty",
    "Play",
    "Remark",
    "play",
    "read_procedure",
    "read_request",
    "remarks_on",
    "schema",
    "told",
]
