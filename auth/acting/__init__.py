"""Switching to another's affairs and back: explicit, held in the session, ended with it."""
