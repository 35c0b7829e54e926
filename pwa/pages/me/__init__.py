"""The person's own city: what they receive, may get, have to do, hold, and where their affairs stand."""
