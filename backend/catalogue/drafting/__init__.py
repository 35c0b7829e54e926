"""Drafts of services as editors write them: parts, merge, saving, proposing, publication by a second person."""
