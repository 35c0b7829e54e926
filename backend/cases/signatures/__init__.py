"""Signing a text on the page itself, by finger or by name and code, where a service asks for a signature."""
