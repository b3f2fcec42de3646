"""SQLite for several processes: Django's backend, with writers that take turns."""
