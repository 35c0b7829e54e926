"""Campaigns of editors."""
