"""Normalisation of recognised text: width, middle dot, simplified characters; values to compare; dates in all common forms."""

import re
import unicodedata
from datetime import date
from functools import cache

from opencc import OpenCC

from backend.kit.amounts import NoNumber, as_text, number
from backend.kit.identity_number import canonical
from backend.kit.phone_number import NoPhoneNumber, telephone
from backend.materials.reading.printed import PRINTED
from backend.materials.reading.words import ETHNIC, FEMALE, MALE, NAMES_ONLY, NUMERALS, TEN, ZERO

WORDS = PRINTED.words["normalize_text"]
_DOTS = str.maketrans({dot: "·" for dot in "・•‧∙⋅●・"})
_IN_NAMES = frozenset(NAMES_ONLY)
"""Full characters that the 2013 list of standard characters keeps for names."""
_CHINESE_DIGITS = {
    **{digit: value for value, digit in enumerate(NUMERALS)},
    ZERO: 0,
    "○": 0,
    "O": 0,
    "0": 0,
    "o": 0,
    TEN: 10,
}
_WESTERN = re.compile(WORDS["western_date"])
_SOLID = re.compile(r"(?<!\d)((?:19|20)\d{2})(\d{2})(\d{2})(?!\d)")
_WRITTEN = re.compile(WORDS["chinese_date"])
SEX = {"male": MALE, "female": FEMALE, MALE: MALE, FEMALE: FEMALE, "M": MALE, "F": FEMALE}
_NUMBERS = ("number", "mother_number", "father_number")
_AMOUNTS = ("amount", "monthly_rent", "capital")
_SPACE = re.compile(r"\s+")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af\u3007]")


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


@cache
def _full_to_simple(character: str) -> str:
    """Return the simplified form; common characters and those kept for names stay."""
    if not _HAN.match(character) or character in _IN_NAMES or _is_common(character):
        return character
    return str(_converter().convert(character))


@cache
def _simplified(character: str) -> str:
    """Simplify a common character; one whose simplified form is itself rare stands in names only (龑 鏐 頔) and is printed so."""
    simple = _full_to_simple(character)
    return simple if _is_common(simple) else character


def _is_common(character: str) -> bool:
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def _half_width(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_DOTS)


def normalise_text(text: str) -> str:
    """Convert to half-width, one middle dot, simplified characters: the model returns 別 漢 強 黃 on mainland papers too."""
    return "".join(_simplified(character) for character in _half_width(text))


def same_value(name: str, one: str, other: str) -> bool:
    """Check whether two spellings mean the same value."""
    return bool(one) and plain(name, one) == plain(name, other)


def plain(name: str, value: str) -> str:
    """Normalise a value for comparison."""
    if name.endswith("phone") or name in _AMOUNTS:
        try:
            return telephone(value) if name.endswith("phone") else as_text(number(value))
        except (NoPhoneNumber, NoNumber):
            return value
    text = re.sub(r"[\s,.，。、;；:：\-—_()（）]", "", "".join(map(_full_to_simple, _half_width(value)))).upper()
    if name == "sex":
        return SEX.get(value, SEX.get(text, text))
    if name in _NUMBERS:
        return canonical(text)
    return text.removesuffix(ETHNIC) if name == "ethnicity" and len(text) > 1 else text


def without_blanks(text: str) -> str:
    """Remove all blanks."""
    return _SPACE.sub("", text)


def is_han(text: str) -> bool:
    """Check that all characters are Chinese."""
    return bool(text) and all(_HAN.match(character) for character in text)


def dates(text: str) -> list[date]:
    """Return all dates in text order, Western or Chinese numerals; a month without day means its last day."""
    found = [(match.start(), _day(*(int(part) for part in match.groups()))) for match in _WESTERN.finditer(text)]
    found += [(match.start(), _day(*(int(part) for part in match.groups()))) for match in _SOLID.finditer(text)]
    found += [(match.start(), _written(match)) for match in _WRITTEN.finditer(without_blanks(text))]
    return [day for _, day in sorted((place, day) for place, day in found if day)]


def first_date(text: str) -> str:
    """Return the first date in ISO 8601; empty if there is none."""
    found = dates(text)
    return found[0].isoformat() if found else ""


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _written(match: re.Match[str]) -> date | None:
    year = int(_whole_year("".join(str(_CHINESE_DIGITS[digit]) for digit in match[1])))
    month = _number(match[2])
    return _day(year, month, _number(match[3])) if match[3] else _last_day(year, month)


def _whole_year(digits: str) -> str:
    """Parse a four-digit year; a lost 〇 in 一九六〇 is completed, 二〇一 is ambiguous and refused."""
    lost_its_end = len(digits) == 3 and digits.startswith("19") and digits[2] != "0"
    return digits + "0" if lost_its_end else digits if len(digits) == 4 else "0"


def _last_day(year: int, month: int) -> date | None:
    following = _day(year + month // 12, month % 12 + 1, 1) if 1 <= month <= 12 else None
    return date.fromordinal(following.toordinal() - 1) if following else None


def _number(written: str) -> int:
    """Parse a number from 1 to 99 in Chinese numerals (二十一); 0 for what is none, as print half covered can read (二十十)."""
    tens, ten, ones = written.rpartition(TEN)
    if not ten:
        return _CHINESE_DIGITS.get(written, 0)
    if not {tens, ones} <= {"", *NUMERALS}:
        return 0
    return (_CHINESE_DIGITS[tens] if tens else 1) * 10 + (_CHINESE_DIGITS[ones] if ones else 0)
