"""A person's answer to an offer: yes, stop, or words that nobody understands. Pure but for the words, which are in messages.toml."""

from typing import Literal

from backend.kit.text import letters_and_digits
from backend.offers.messages import ANSWERS

Understood = Literal["yes", "stop", "other"]


def understood(text: str) -> Understood:
    """Read an answer: exactly one of the words, whatever blanks and punctuation stand around it; anything else isn't guessed at."""
    said = letters_and_digits(text)
    for meaning in ("yes", "stop"):
        if said == ANSWERS[meaning]:
            return meaning
    return "other"
