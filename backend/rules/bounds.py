"""Bounds of what a rule may say, so that no typing mistake becomes a rule and no list grows without end. Proposals of this house."""

from datetime import date

FIRST_DAY, FINAL_DAY = date(1900, 1, 1), date(2199, 12, 31)
OLDEST = 150
"""Years of an age or of a span."""
LONGEST_LIST = 99
"""Entries of a list that a rule counts."""
MOST_AMOUNT = 10_000_000
"""Yuan of one payment."""
MOST_MONTHS = OLDEST * 12
