"""Every page against every kind of person."""
