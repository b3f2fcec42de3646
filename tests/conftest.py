"""What the tests outside the domains share."""
