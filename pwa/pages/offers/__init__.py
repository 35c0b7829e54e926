"""Offers to the signed-in person: what was asked, the day, the yes by one tap, and the stop."""
