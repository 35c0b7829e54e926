"""Acting for somebody else: giving and asking for a mandate, answering, watching and ending it."""
