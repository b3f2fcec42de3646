"""demo (proeftuin): a municipality to try the desk with."""
