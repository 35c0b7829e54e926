"""Proving identity: consent, identity card, face, and the other ways in; steps are data, captures are gone in minutes."""
