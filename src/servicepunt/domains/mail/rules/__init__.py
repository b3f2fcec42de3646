"""What we decide about letters: bytes to text, automatic or not, which conversation."""
