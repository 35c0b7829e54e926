"""待遇: what was granted to a person, from its first month to its end, and the payment orders it leads to."""
