"""Where one can go: a list first, then a schematic map of the ten streets."""
