"""portal (portaal): what somebody who asks sees: ask, follow, answer, withdraw, confirm, rate."""
