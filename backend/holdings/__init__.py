"""What we hold of people: every table and column classed as data, how long it stays, and what follows: export, keys, purge, closing."""
