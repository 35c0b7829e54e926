"""The rule of a service as a table in the studio: rows as sentences with slots, cases, gaps, impact."""
