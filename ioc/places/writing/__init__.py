"""Writing a city pack: the same way for a real extract and for a generated town."""
