"""Unified social credit codes of organisations (GB 32100-2015): 18 signs, the last one a check digit."""

import re

_SIGNS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_SHAPE = re.compile(rf"[0-9]{{8}}[{_SIGNS}]{{10}}")


def check_digit(body: str) -> str:
    """The last sign for the first 17."""
    return _SIGNS[-sum(_SIGNS.index(sign) * weight for sign, weight in zip(body, _WEIGHTS, strict=True)) % 31]


def is_valid(code: str) -> bool:
    """Is this a code in capitals without blanks, with its check digit right?"""
    return bool(_SHAPE.fullmatch(code)) and code[-1] == check_digit(code[:-1])
