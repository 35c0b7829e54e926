"""Pre-review measured: what is read right, and what it costs beside the bare models."""
