"""Invents a crowd: synthetic residents with correlated lives, drawn column by column from one seed."""
