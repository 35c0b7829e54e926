"""Sample papers: documents drawn by us for hand trials, tests and benchmarks; they belong to nobody."""
