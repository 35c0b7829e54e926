"""Invitations and requests: made, answered, taken back, and whom they leave alone."""
