"""What awarding decides: values in, a decision out."""
