"""Looking up whom and what we need after opening."""
