"""design: how it looks (layouts, components, styles)."""
