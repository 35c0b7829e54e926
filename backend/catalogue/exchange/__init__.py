"""Import and export of the catalogue: TOML folders, workbooks, CSV tables."""
