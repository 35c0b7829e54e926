"""Browsers in which an account has signed in before; another one is asked for a second proof, since a number may have a new owner."""
