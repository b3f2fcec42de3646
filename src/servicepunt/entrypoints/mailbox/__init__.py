"""mailbox (postbus): letters come in here and are handed over."""
