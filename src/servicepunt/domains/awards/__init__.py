"""awards (gunningen): from the list to the end of the contract, written in the file of a request."""
