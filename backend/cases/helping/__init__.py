"""One case, two people: who works in it, what its helper may read for this case, and values that are compared instead of read."""
