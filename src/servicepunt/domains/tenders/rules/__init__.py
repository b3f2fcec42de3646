"""What we decide about a file of a request to hire: pure, from its facts."""
