"""Shared infrastructure without domain knowledge: database, Redis, crypto, HTTP, parsing, logging."""
