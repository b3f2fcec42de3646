"""The pages, from the client's choice to the file."""
