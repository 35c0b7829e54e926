"""Deadlines of a case and the working-day calendar they are counted by."""
