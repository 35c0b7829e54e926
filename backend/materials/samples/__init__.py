"""Synthetic documents for trials, tests and benchmarks; they belong to no real person."""
