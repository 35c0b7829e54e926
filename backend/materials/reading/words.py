"""Words that are read on documents and kept as values of fields."""

FOREVER = "长期"
"""A validity without end."""
