"""Codes of 13 signs on printed mandates and letters: V and twelve signs that nobody confuses when reading or typing. Pure."""

import re
import secrets

from backend.kit.text import letters_and_digits

ALPHABET = "36789BDFGHJKMPQRTVWXY"
"""21 signs without vowels and look-alikes: no 0/O, 1/I/L, 2/Z, 4/A, 5/S, and no word can arise."""
LENGTH = 13
_CODE = re.compile(f"V[{ALPHABET}]{{{LENGTH - 1}}}")


def new_code() -> str:
    """A random code: 21 to the power of 12, 52 bits."""
    return "V" + "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))


def grouped(code: str) -> str:
    """As it is printed: V-XXXX-XXXX-XXXX."""
    return "-".join((code[:1], *(code[i : i + 4] for i in range(1, LENGTH, 4))))


def parse_printed_code(text: str) -> str:
    """The code in what was typed, with or without hyphens and blanks, in any case and width; "" if it can't be one."""
    found = letters_and_digits(text)
    return found if _CODE.fullmatch(found) else ""
