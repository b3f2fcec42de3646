"""queue (wachtrij): jobs that survive the worker that takes them."""
