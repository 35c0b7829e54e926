"""Random numbers of cases and receipts, safe to read aloud."""

import secrets
from datetime import datetime

from backend.kit.clock import local_date
from backend.kit.text import letters_and_digits

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0/O, 1/I: it may be read aloud over the phone


def new_receipt_number() -> str:
    """A receipt number that can't be guessed: 100 random bits, in groups that can be read aloud."""
    letters = "".join(secrets.choice(ALPHABET) for _ in range(20))
    return "-".join(letters[i : i + 5] for i in range(0, 20, 5))


def receipt_number(typed: str) -> str:
    """Bring a receipt number as typed or read aloud into the form in which it is stored."""
    letters = letters_and_digits(typed)[:20]
    return "-".join(letters[i : i + 5] for i in range(0, len(letters), 5))


def new_case_number(now: datetime) -> str:
    """A case number: the day in Shenzhen and eight random letters."""
    return f"FT{local_date(now):%Y%m%d}" + "".join(secrets.choice(ALPHABET) for _ in range(8))
