"""Sentences for people as data: message files beside each room, rendered by key and audience."""
