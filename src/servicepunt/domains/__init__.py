"""domains: what we do."""
