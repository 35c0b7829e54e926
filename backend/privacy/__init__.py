"""Personal data as a whole: inventory of tables and columns, retention, export, account closure, objections, key rotation."""
