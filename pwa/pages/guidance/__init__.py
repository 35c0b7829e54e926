"""Guided from afar, as the resident has it: ask, wait, let in, being guided, what was shown; and a helper's side of it."""
