"""Bare ASGI applications: the limits that pages are measured beside."""
