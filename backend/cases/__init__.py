"""Cases (办件): one request for one service. `types`, `flow` and `store` are the core; the sub-rooms are held to one arrow (pyproject.toml)."""
