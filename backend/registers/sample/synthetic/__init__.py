"""Synthetic population with correlated attributes, drawn column by column from one seed."""
