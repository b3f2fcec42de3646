"""awards (gunningen): what is asked and decided after opening, from a formal defect to the end of the contract."""
