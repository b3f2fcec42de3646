"""PostgreSQL without a question of its own before each request: Django's backend, that looks whether it was left."""
