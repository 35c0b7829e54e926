"""Draft of a case: opening it, its form, saving and displaying answers."""
