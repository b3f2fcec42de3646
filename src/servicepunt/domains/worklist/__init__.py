"""worklist (werkvoorraad): the list of work, its views, and changing many tickets at once."""
