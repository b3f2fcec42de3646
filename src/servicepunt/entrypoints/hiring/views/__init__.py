"""Pages of a request: overview, beginning, drafting, people, approval, questions, corrections."""
