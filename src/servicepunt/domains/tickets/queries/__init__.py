"""What one may look up about tickets; every query knows its viewer."""
