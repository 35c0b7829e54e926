"""Everybody at once: what the profiles say of all residents, held in memory so that a rule can be asked of a district."""
