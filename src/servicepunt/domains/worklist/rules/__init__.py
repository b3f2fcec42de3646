"""What the lists decide."""
