"""mail (post): letters in and letters out."""
