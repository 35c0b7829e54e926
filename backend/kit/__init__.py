"""Plumbing that knows nothing about residents."""
