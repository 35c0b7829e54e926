"""The editors' page of pre-review checks."""
