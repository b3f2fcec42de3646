"""The agents' pages of the worklist."""
