"""Telling people at the right moment."""

ROUTES: list[object] = []
