"""Real servers that tests start for themselves: own folder, free loopback port, gone at the end."""
