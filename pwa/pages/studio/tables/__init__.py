"""Reference tables in the studio: list, rows, one row with its change and who publishes it."""
