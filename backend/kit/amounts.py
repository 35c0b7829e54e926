"""Parse numbers as people write them (1,200.50 · ￥100 · 5万 · 1万5千 · 三百二十 · 壹仟元整) to exact decimals, without rounding."""

import re
import unicodedata
from decimal import Decimal

from backend.kit.numerals import (
    CHINESE,
    DIGITS,
    FORMAL,
    HIGH,
    HUNDRED_MILLION,
    MIXED,
    NEGATIVE,
    POINT,
    SCALES,
    TEN,
    TEN_THOUSAND,
    TENS,
    UNITS,
    WESTERN,
    ZEROS,
)
from backend.kit.text import to_half_width

MOST_DIGITS = 15
"""More digits than any area, count or sum here has; a longer one is a number of another kind (a card, an account)."""


class NoNumber(ValueError):
    """Raised for text that isn't exactly one number."""


def number(text: str) -> Decimal:
    """Parse a number; raises NoNumber for anything ambiguous or technical (nan, 1e3, 1_000, 1,5)."""
    if any(unicodedata.category(c) == "No" for c in text):
        raise NoNumber  # 10², ½ and ① would become other numbers in half width
    bare = UNITS.fullmatch(to_half_width(text).replace("\u2212", "-"))
    written = (bare[1] if bare else "").strip()
    if (found := WESTERN.fullmatch(written)) and re.search(r"\d", written):
        return _in_figures(*found.groups())
    words = written.translate(FORMAL)
    if MIXED.fullmatch(words):
        return _mixed(words)
    if CHINESE.fullmatch(words):
        return _in_words(words)
    raise NoNumber


def as_text(value: Decimal) -> str:
    """Format a decimal in its shortest form without exponent: 1200.5, 1234567, 0."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def places(value: Decimal) -> int:
    """Count the decimal places, trailing zeros excluded."""
    return len(as_text(value).partition(".")[2])


def _in_figures(sign: str, whole: str, part: str | None, scale: str) -> Decimal:
    digits, fraction = re.sub("[, ]", "", whole), (part or "").removeprefix(".")
    if len(digits.lstrip("0")) + len(fraction) > MOST_DIGITS:
        raise NoNumber
    return Decimal(f"{sign}{digits or 0}.{fraction or 0}") * SCALES[scale] + 0  # + 0: no negative zero


def _mixed(words: str) -> Decimal:
    high, scale, low = HIGH.split(words, maxsplit=1)
    return Decimal(int(high) * SCALES[scale] + int(low[0]) * SCALES[scale] // 10)


def _in_words(written: str) -> Decimal:
    whole, _, part = written.removeprefix(NEGATIVE).partition(POINT)
    fraction = "".join(str(DIGITS[c]) for c in part)
    value = Decimal(f"{_whole(whole)}.{fraction or 0}")
    return -value if written.startswith(NEGATIVE) and value else value


def _whole(written: str) -> int:
    """Parse a whole number in Chinese numerals; raises NoNumber for impossible sequences (二三, 百千)."""
    for sign in (HUNDRED_MILLION, TEN_THOUSAND):
        if sign in written:
            high, _, low = written.partition(sign)
            return _whole(high) * SCALES[sign] + _rest(low, SCALES[sign])
    if not written:
        raise NoNumber
    return _below_ten_thousand(written)


def _rest(low: str, scale: int) -> int:
    """Parse the part after 万 or 亿; a single digit counts for the next lower place (三万五: 35,000)."""
    return DIGITS[low] * scale // 10 if low in DIGITS and low not in ZEROS else _whole(low) if low else 0


def _below_ten_thousand(written: str) -> int:
    total, digit, last = 0, None, 0
    for sign in written:
        if sign in TENS:
            if digit is None and (total or sign != TEN):
                raise NoNumber
            total += (1 if digit is None else digit) * TENS[sign]
            digit, last = None, TENS[sign]
        elif digit:
            raise NoNumber
        else:
            digit, last = DIGITS[sign], 0 if sign in ZEROS else last
    spoken_short = digit and last > 10  # 一百五 is 150, 一百零五 is 105
    return total + (digit or 0) * (last // 10 if spoken_short else 1)
