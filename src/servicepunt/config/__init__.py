"""config: the frame (settings, addresses, who listens to whom, what runs by the clock)."""
