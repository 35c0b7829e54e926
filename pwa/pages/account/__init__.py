"""Payee accounts of the signed-in person."""
