"""What we decide about tickets, without asking the database or the clock."""
