"""What we decide about agreements: which norm applies, which priority follows from impact and urgency."""
