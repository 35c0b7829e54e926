"""Personalised messages: what a resident chooses about them, and what they ask to be told."""
