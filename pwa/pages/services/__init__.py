"""The catalogue: search, browse, one service, eligibility check."""
