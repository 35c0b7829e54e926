"""Clients of other authorities' registers, the attribute dictionary, and sample registers for trials."""
