"""The policy language: conditions over attributes, read for one person or for a whole population; pure, no I/O."""
