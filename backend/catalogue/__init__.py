"""Services that residents can apply for (事项): types, versions, publication, search, lint, exchange, open data."""
