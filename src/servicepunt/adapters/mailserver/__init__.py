"""mailserver: reading mailboxes (IMAP) and handing over letters (SMTP)."""
