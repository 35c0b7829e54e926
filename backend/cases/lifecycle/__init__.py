"""Transitions of a case and their consequences for receipt, grant and payments."""
