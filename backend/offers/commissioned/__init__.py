"""Offers to people without an account, whom only the owner of a register may have us ask: a telephone number, a service, nothing else."""
