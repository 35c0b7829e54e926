"""Consents of the signed-in person."""
