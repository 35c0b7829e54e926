"""Officers' pages about mandates: the counter, guardians, calls, letters, what a register changed."""
