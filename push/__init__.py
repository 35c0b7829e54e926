"""Telling people at the right moment: which devices may ring, for what, and how every telling ended."""

from push.routes import ROUTES

__all__ = ["ROUTES"]
