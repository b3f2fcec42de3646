"""tenders (inhuurdossiers): requests to hire, the offers on them, and the file that proves how they were judged."""
