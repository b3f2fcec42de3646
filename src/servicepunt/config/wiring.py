"""Who listens to whom. The only place where one domain's news becomes another domain's work."""


def connect() -> None:
    """Connect every event to its listeners; called once at start-up."""
