"""foundation: pure Python that everybody may use."""
