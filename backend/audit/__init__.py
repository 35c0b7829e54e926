"""The audit log: what was done, linked in a chain that shows every later change, its head signed and kept elsewhere."""
