"""tickets (meldingen): what people report and how we answer."""
