"""The catalogue as files that people and other systems can take away and bring back: TOML folders, workbooks, tables."""
