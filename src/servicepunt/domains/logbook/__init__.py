"""logbook (logboek): what happened, who did it, and who must hear it."""
