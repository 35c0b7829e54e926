"""待遇: grants from the first month to the end, and their payment orders."""
