"""storage: where the bytes of files and letters lie, and who scans them."""
