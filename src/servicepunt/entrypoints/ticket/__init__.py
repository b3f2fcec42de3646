"""ticket (melding): the page of one ticket at the desk, with its conversation, clocks, letters and people."""
