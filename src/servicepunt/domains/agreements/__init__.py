"""agreements (afspraken): service hours, norms and the targets of the clocks."""
