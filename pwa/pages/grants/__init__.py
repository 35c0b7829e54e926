"""Grants and payments of the signed-in person."""
