"""health (gezondheid): is it alive, is it ready."""
