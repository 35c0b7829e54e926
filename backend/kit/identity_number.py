"""Numbers of identity documents: validation, kind, and the birth date and sex encoded in them.

GB 11643 and ISO 7064 MOD 11-2. Counties are never judged: the code is that of the first registration, and codes are
abolished and renamed. Province-level codes are judged, because a number of no province belongs to nobody.
"""

import re
from datetime import date
from typing import Literal

from msgspec import Struct

from backend.kit.clock import local_date, utc_now
from backend.kit.messages.render import Messages
from backend.kit.text import to_half_width

Kind = Literal[
    "mainland", "mainland_old", "hk_mo_tw", "foreign_permanent", "foreign_permanent_old", "sample", "sample_old"
]
Sex = Literal["male", "female"]
Fault = Literal["empty", "shape", "check_digit", "birth_date", "area", "sample_not_allowed"]

SAMPLE_AREA = "880000"
"""No province, no city and no permit has this code, so numbers made with it can't belong to anybody."""
SAMPLE_PERMITS = frozenset({"818888", "828888", "838888"})
"""The permits' own areas end in 0000, so these belong to nobody either; samples of Hong Kong, Macao and Taiwan."""
SAMPLE_FOREIGN = "988"
"""Behind the 9 of foreigners stands a province; none has 88."""
SAMPLE_LETTERS = "UTO"
"""The country that ICAO Doc 9303 invents for specimens."""

_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71")
_PERMITS = frozenset({"81", "82", "83"})
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_NEW = re.compile(r"[0-9]{17}[0-9X]")
_OLD = re.compile(r"[0-9]{15}")
_FOREIGN_OLD = re.compile(r"[A-Z]{3}[0-9]{12}")
_IGNORED = re.compile(r"^['’‘]|[\s\-‐‑–—·.]")
"""Blanks and strokes between groups; and the apostrophe by which a spreadsheet keeps a number a text."""
_LOOKS_LIKE_X = str.maketrans("×✕ХΧ", "XXXX")
"""The sign of multiplication, the Cyrillic and the Greek letter, typed for the X at the end."""

SAYS = Messages.beside(__file__).texts("identity_number", members=Fault)


class IdentityNumber(Struct, frozen=True):
    """Valid number in normal form, with birth date and sex where its kind encodes them."""

    value: str
    kind: Kind
    birth: date | None
    sex: Sex | None


class InvalidIdentityNumber(ValueError):
    """Raised for text that is no identity number; `fault` is the reason."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault

    @property
    def sentence(self) -> str:
        """What the resident reads."""
        return SAYS(self.fault)


def normal(text: str) -> str:
    """Normalise to the form that is compared and stored: half-width, upper case, no spaces or hyphens."""
    return _IGNORED.sub("", to_half_width(text)).upper().translate(_LOOKS_LIKE_X)


def identity_number(text: str, *, samples: bool = False, today: date | None = None) -> IdentityNumber:
    """Parse an identity number; raises `InvalidIdentityNumber`. Sample numbers are accepted only with `samples`."""
    value = normal(text)
    today = today or local_date(utc_now())
    if not value:
        raise InvalidIdentityNumber("empty")
    if _NEW.fullmatch(value):
        return _new(value, samples, today)
    if _OLD.fullmatch(value):
        return _old(value, samples, today)
    if _FOREIGN_OLD.fullmatch(value):
        _allowed(value.startswith(SAMPLE_LETTERS), samples)
        return IdentityNumber(value, "foreign_permanent_old", None, None)
    raise InvalidIdentityNumber("shape")


def is_identity_number(text: str, *, samples: bool = False, today: date | None = None) -> bool:
    """Check whether text is a number of an identity document."""
    try:
        identity_number(text, samples=samples, today=today)
    except InvalidIdentityNumber:
        return False
    return True


def check_digit(seventeen: str) -> str:
    """Compute the 18th character from the first 17 (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(seventeen, _WEIGHTS, strict=True))
    return _CHECK_DIGITS[total % 11]


def sample_number(birth: date, sequence: int, area: str = SAMPLE_AREA) -> str:
    """Build a sample number that can't belong to a person; odd `sequence` (1 to 999): male, even: female."""
    if not 1 <= sequence <= 999:
        raise ValueError("the sequence has three digits")
    seventeen = f"{area}{birth:%Y%m%d}{sequence:03d}"
    return seventeen + check_digit(seventeen)


def modern(number: IdentityNumber) -> str:
    """Convert a 15-digit number to 18 digits (GB 11643-1999); other numbers are returned unchanged."""
    if number.kind not in ("mainland_old", "sample_old"):
        return number.value
    seventeen = f"{number.value[:6]}19{number.value[6:]}"
    return seventeen + check_digit(seventeen)


def canonical(text: str) -> str:
    """Return the form used for look-up and comparison: 18 digits where both exist; other text unchanged."""
    try:
        return modern(identity_number(text, samples=True))
    except InvalidIdentityNumber:
        return normal(text)


def writings(text: str) -> tuple[str, ...]:
    """Return all forms under which a number may have been stored: today's, and the 15-digit one where it exists."""
    number = canonical(text)
    had_old = number[6:8] == "19" and len(number) == 18 and _kind_of(number) in ("mainland", "sample")
    return (number, number[:6] + number[8:17]) if had_old else (number,)


def same(one: str, other: str) -> bool:
    """Check whether two numbers are equal in any of their forms."""
    return bool(one) and canonical(one) == canonical(other)


def _new(value: str, samples: bool, today: date) -> IdentityNumber:
    if check_digit(value[:17]) != value[17]:
        raise InvalidIdentityNumber("check_digit")
    birth = _birth(value[6:14], today)
    kind = _kind(value, samples)
    return IdentityNumber(value, kind, birth, None if kind == "foreign_permanent" else _sex(value[16]))


def _kind(value: str, samples: bool) -> Kind:
    kind = _kind_of(value)
    if kind is None:
        raise InvalidIdentityNumber("area")
    _allowed(kind == "sample" or value[:6] in SAMPLE_PERMITS or value.startswith(SAMPLE_FOREIGN), samples)
    return kind


def _kind_of(value: str) -> Kind | None:
    if _PROVINCE.match(value):
        return "mainland"
    if value[:2] in _PERMITS:
        return "hk_mo_tw"
    if value[:1] == "9":
        return "foreign_permanent"
    return "sample" if value.startswith(SAMPLE_AREA[:2]) else None


def _allowed(is_sample: bool, samples: bool) -> None:
    if is_sample and not samples:
        raise InvalidIdentityNumber("sample_not_allowed")


def _old(value: str, samples: bool, today: date) -> IdentityNumber:
    birth = _birth(f"19{value[6:12]}", today)
    is_sample = value.startswith(SAMPLE_AREA)
    _allowed(is_sample, samples)
    if not is_sample and not _PROVINCE.match(value):
        raise InvalidIdentityNumber("area")
    return IdentityNumber(value, "sample_old" if is_sample else "mainland_old", birth, _sex(value[14]))


def _birth(eight: str, today: date) -> date:
    try:
        birth = date(int(eight[:4]), int(eight[4:6]), int(eight[6:]))
    except ValueError:
        raise InvalidIdentityNumber("birth_date") from None
    if not date(1900, 1, 1) <= birth <= today:
        raise InvalidIdentityNumber("birth_date")
    return birth


def _sex(sequence_end: str) -> Sex:
    return "male" if int(sequence_end) % 2 else "female"
