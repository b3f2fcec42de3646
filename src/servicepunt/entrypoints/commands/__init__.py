"""commands (opdrachten): what an operator types."""
