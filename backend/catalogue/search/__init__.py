"""Search for services in residents' own words: an in-memory index over the published catalogue."""
