"""entrypoints: the ways in."""
