"""adapters: the ways out."""
