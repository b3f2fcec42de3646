"""signin (aanmelden): how people come in."""
