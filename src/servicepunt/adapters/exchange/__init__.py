"""exchange: what we tell other systems and read from them, in their standards; plain values in, plain values out."""
