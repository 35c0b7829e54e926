"""Numbers on identity documents: is it well formed, what kind is it, and what does it say of birth and sex.

GB 11643 and ISO 7064 MOD 11-2. Counties are never judged: the code is that of the first registration, and codes are
abolished and renamed. Province-level codes are judged, because a number of no province belongs to nobody.
"""

import re
import unicodedata
from datetime import date
from typing import Literal

from msgspec import Struct

from backend.kit.clock import local_date, utc_now

Kind = Literal["mainland", "mainland_old", "hk_mo_tw", "foreign_permanent", "foreign_permanent_old", "sample"]
Sex = Literal["male", "female"]
Fault = Literal["empty", "shape", "check_digit", "birth_date", "area", "sample_not_allowed"]

SAMPLE_AREA = "880000"
"""No province, no city and no permit has this code, so numbers made with it can't belong to anybody."""

_PROVINCE = re.compile(r"1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71")
_PERMITS = frozenset({"81", "82", "83"})
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
_NEW = re.compile(r"[0-9]{17}[0-9X]")
_OLD = re.compile(r"[0-9]{15}")
_FOREIGN_OLD = re.compile(r"[A-Z]{3}[0-9]{12}")
_IGNORED = re.compile(r"[\s\-‐‑–—·.]")

SAYS: dict[Fault, str] = {
    "empty": "请填写身份证件号码。",
    "shape": "证件号码应为18位（旧证为15位），请对照证件再看一遍。",
    "check_digit": "这个号码里可能有一位写错了，请对照证件逐位核对。",
    "birth_date": "号码第7到14位应是出生日期，现在看不是一个有效的日期，请再核对。",
    "area": "号码的前两位不是任何省份的代码，请对照证件再核对。",
    "sample_not_allowed": "这是演示用的样本号码，正式办事时不能使用。",
}


class IdentityNumber(Struct, frozen=True):
    """A well-formed number in its normal writing; birth and sex where the kind of number tells them."""

    value: str
    kind: Kind
    birth: date | None
    sex: Sex | None


class InvalidIdentityNumber(ValueError):
    """The text isn't a number of any identity document; `fault` names why and `says` tells the resident."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault
        self.says = SAYS[fault]


def normal(text: str) -> str:
    """The one writing that we compare and store: half-width, upper case, without spaces and hyphens."""
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text)).upper()


def identity_number(text: str, *, samples: bool = False, today: date | None = None) -> IdentityNumber:
    """The number that the text holds; raises `InvalidIdentityNumber`. Sample numbers count only with `samples`."""
    value = normal(text)
    today = today or local_date(utc_now())
    if not value:
        raise InvalidIdentityNumber("empty")
    if _NEW.fullmatch(value):
        return _new(value, samples, today)
    if _OLD.fullmatch(value):
        return _old(value, today)
    if _FOREIGN_OLD.fullmatch(value):
        return IdentityNumber(value, "foreign_permanent_old", None, None)
    raise InvalidIdentityNumber("shape")


def is_identity_number(text: str, *, samples: bool = False, today: date | None = None) -> bool:
    """Whether the text is a number of an identity document."""
    try:
        identity_number(text, samples=samples, today=today)
    except InvalidIdentityNumber:
        return False
    return True


def check_digit(seventeen: str) -> str:
    """The eighteenth character for the first seventeen (ISO 7064 MOD 11-2)."""
    total = sum(int(digit) * weight for digit, weight in zip(seventeen, _WEIGHTS, strict=True))
    return _CHECK_DIGITS[total % 11]


def sample_number(birth: date, sequence: int) -> str:
    """A number for samples that can't belong to anybody; an odd sequence is male, an even one female (1 to 999)."""
    if not 1 <= sequence <= 999:
        raise ValueError("the sequence has three digits")
    seventeen = f"{SAMPLE_AREA}{birth:%Y%m%d}{sequence:03d}"
    return seventeen + check_digit(seventeen)


def modern(number: IdentityNumber) -> str:
    """The 18-digit writing of a 15-digit number; other numbers stay as they are."""
    if number.kind != "mainland_old":
        return number.value
    seventeen = f"{number.value[:6]}19{number.value[6:]}"
    return seventeen + check_digit(seventeen)


def masked(value: str) -> str:
    """For lists and screens that others may see: the first three and the last four characters."""
    return value if len(value) < 9 else f"{value[:3]}{'*' * (len(value) - 7)}{value[-4:]}"


def _new(value: str, samples: bool, today: date) -> IdentityNumber:
    if check_digit(value[:17]) != value[17]:
        raise InvalidIdentityNumber("check_digit")
    birth = _birth(value[6:14], today)
    kind = _kind(value, samples)
    return IdentityNumber(value, kind, birth, None if kind == "foreign_permanent" else _sex(value[16]))


def _kind(value: str, samples: bool) -> Kind:
    if _PROVINCE.match(value):
        return "mainland"
    if value[:2] in _PERMITS:
        return "hk_mo_tw"
    if value[0] == "9":
        return "foreign_permanent"
    if not value.startswith(SAMPLE_AREA[:2]):
        raise InvalidIdentityNumber("area")
    if not samples:
        raise InvalidIdentityNumber("sample_not_allowed")
    return "sample"


def _old(value: str, today: date) -> IdentityNumber:
    birth = _birth(f"19{value[6:12]}", today)
    if not _PROVINCE.match(value):
        raise InvalidIdentityNumber("area")
    return IdentityNumber(value, "mainland_old", birth, _sex(value[14]))


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
