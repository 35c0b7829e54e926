"""Finds services in people's own words: an index in memory over what is published, and nothing but reading."""
