"""awards (gunningen): what is opened, asked and decided after the closing, up to the end of the contract."""
