"""Stored decisions: sealed inputs, replay, and what another rule would have decided."""
