"""The names around a request, and what was in an opened envelope."""
