"""What we do with requests to hire: every change is facts added to the file of one request."""
