"""Telling people at the right moment: which devices may ring, for what, and how every telling ended."""
