"""The agents' pages about tickets."""
