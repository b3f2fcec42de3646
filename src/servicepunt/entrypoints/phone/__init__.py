"""phone (telefoon): quick registration of a call or a visit, on one page."""
