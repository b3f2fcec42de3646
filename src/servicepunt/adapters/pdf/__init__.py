"""pdf: facts about the PDFs of strangers, read in a child process, and documents of our own written as PDF."""
