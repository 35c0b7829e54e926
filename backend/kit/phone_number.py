"""Phone numbers as people write them, parsed to E.164: `telephone` any number that can be called, `mobile` one that receives a code.

Mainland mobiles, landlines with area code and service lines; Hong Kong, Macao, Taiwan and abroad with + or a chosen region.
"""

import re
from http import HTTPStatus
from typing import Literal

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

from backend.kit.messages.render import Messages
from backend.kit.phone_words import EXTENSION_WORDS, PHONE_LABELS
from backend.kit.problems import Refusal
from backend.kit.text import to_half_width

Region = Literal["CN", "HK", "MO", "TW", "other"]
REGIONS = Messages.beside(__file__).words("Region", Region)
RECEIVES_SMS = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
FEW_DIGITS = 7
"""From so many digits on, a letter among them is a slip; below, the whole is no number."""

SERVICE_LINE = re.compile(r"400\d{7}|800\d{7}|95\d{3,6}|96\d{3,4}|12\d{3}")
"""Lines that are called without an area code: free and shared-cost lines, companies, public services such as 12345."""
HOTLINE = re.compile(r"1[12]\d|1[01]\d{3}")
"""Emergency and enquiry numbers and carriers' own lines (110, 114, 119, 120, 10086, 11185): called, and never somebody's."""
MOBILE = re.compile(r"1[3-9]\d{9}")
MOBILES = re.compile(r"1[3-9]\d{9}|0\d{9,11}")
EXTENSION = re.compile(rf"(?:{EXTENSION_WORDS})\s*[:：]?\s*\d{{1,6}}$", re.IGNORECASE)
HYPHENED = re.compile(r"(0\d{2,3}[- ]\d{7,8})-\d{1,6}")
"""A landline whose extension stands behind a second hyphen: 0755-82918333-801."""
LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})\d{7,8}")
"""A landline of the mainland with its area code."""
LABEL = re.compile(rf"^(?:{PHONE_LABELS})\s*[:：]?\s*", re.IGNORECASE)
"""What is copied along with a number from a card or a chat."""
BETWEEN = re.compile(r"[\s\-‐‑–—()（）/.]")
LETTER = re.compile("[A-Za-z]")
OTHER_REGIONS = ("852", "853", "886")


class NoPhoneNumber(Refusal):
    """Not a number of the wanted kind; its variant is what is missing."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


def region_choices() -> list[dict[str, str]]:
    """Return the regions as options of a list."""
    return [{"value": region, "label": label} for region, label in REGIONS.items()]


def mobile(typed: str, region: Region = "CN") -> str:
    """The number of a mobile phone in E.164; a number without + belongs to `region`. Raises NoPhoneNumber."""
    text = _stripped(typed)
    if not text:
        raise NoPhoneNumber("empty")
    # letters are refused here: the library would dial them, as on old American telephones
    number = None if LETTER.search(text) else _parsed(text, _default_region(text, region))
    if number is None or phonenumbers.number_type(number) not in RECEIVES_SMS:
        raise _no_mobile(text, region)
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def telephone(text: str) -> str:
    """The number in its one international form (E.164; a service line is kept behind +86); raises NoPhoneNumber."""
    number = BETWEEN.sub("", _without_extension(_stripped(text)))
    if number.startswith("86") and MOBILE.fullmatch(number[2:]):
        number = number[2:]
    if LETTER.search(number):
        raise NoPhoneNumber("letters")
    if number.startswith(("+", "00")):
        return _abroad("+" + number.removeprefix("00").lstrip("+"))
    if SERVICE_LINE.fullmatch(number):
        return f"+86{number}"
    if MOBILE.fullmatch(number) or number.startswith("0"):
        return _valid(number, "CN") or _refuse(number)
    return _refuse(number)


def _without_extension(text: str) -> str:
    found = HYPHENED.fullmatch(text)
    return found[1] if found else EXTENSION.sub("", text)


def _abroad(number: str) -> str:
    if number.startswith("+86"):
        rest = number.removeprefix("+86")
        return telephone(
            rest if MOBILE.fullmatch(rest) or SERVICE_LINE.fullmatch(rest) or rest.startswith("0") else f"0{rest}"
        )
    if found := _valid(number, None):
        return found
    raise NoPhoneNumber("abroad")


def _valid(number: str, region: str | None) -> str:
    parsed = _parsed(number, region)
    return "" if parsed is None else phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _parsed(text: str, region: str | None) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _stripped(text: str) -> str:
    """The number without the label in front and the mark behind it that were copied along."""
    return LABEL.sub("", to_half_width(text)).rstrip("。.,;、")


def _default_region(text: str, region: Region) -> str | None:
    """The region of a number without +; a number from abroad starts with + or 00."""
    if region == "other":
        return "CN" if text.startswith("00") else None
    return region


def _refuse(number: str) -> str:
    """Say what is missing, in the order in which people go wrong."""
    if len(MOBILES.findall(number)) > 1:
        raise NoPhoneNumber("several")
    if not number.isdecimal():
        raise NoPhoneNumber("no_number")
    if HOTLINE.fullmatch(number):
        raise NoPhoneNumber("hotline", number=number)
    if number.startswith("1") and len(number) != 11:
        raise NoPhoneNumber("mobile_length", digits=len(number))
    if number.startswith(OTHER_REGIONS) and len(number) in (11, 12):
        raise NoPhoneNumber("plus")
    if len(number) in (7, 8):
        raise NoPhoneNumber("area_code")
    raise NoPhoneNumber("unassigned")


def _no_mobile(text: str, region: Region) -> NoPhoneNumber:
    """What to look at, in the order in which people go wrong."""
    digits = "".join(c for c in text if c.isdigit())
    if len(digits) >= FEW_DIGITS and LETTER.search(text):
        return NoPhoneNumber("letters")
    if region == "other":
        return NoPhoneNumber("country_code")
    if region == "CN" and (SERVICE_LINE.fullmatch(digits) or HOTLINE.fullmatch(digits)):
        return NoPhoneNumber("hotline_without_sms", number=digits)
    if region == "CN" and LANDLINE.fullmatch(digits):
        return NoPhoneNumber("landline")
    if region == "CN" and len(digits) == 8:
        return NoPhoneNumber("hong_kong_or_macao")
    if region == "CN" and len(digits) != 11:
        return NoPhoneNumber("mobile_length", digits=len(digits))
    return NoPhoneNumber("without_sms")
