"""people (personen): who works here, in which team, and what they may do."""
