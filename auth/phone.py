"""Phone numbers as people write them: mainland, Hong Kong, Macao, Taiwan and abroad."""

import re
from http import HTTPStatus
from typing import Literal

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

from backend.kit.phone_number import LABEL
from backend.kit.problems import Refusal
from backend.kit.text import plain

Region = Literal["CN", "HK", "MO", "TW", "other"]
REGIONS: tuple[dict[str, str], ...] = (
    {"value": "CN", "label": "中国大陆 +86"},
    {"value": "HK", "label": "中国香港 +852"},
    {"value": "MO", "label": "中国澳门 +853"},
    {"value": "TW", "label": "中国台湾 +886"},
    {"value": "other", "label": "其他国家和地区"},
)
MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


FEW_DIGITS = 7
"""From so many digits on, a letter among them is a slip; below, the whole is no number."""


class NoPhoneNumber(Refusal):
    """What was typed isn't the number of a mobile phone; `says` tells what to look at."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    says = "{hint}"


def e164(typed: str, region: Region = "CN") -> str:
    """The number in its one international form (E.164), or NoPhoneNumber."""
    text = LABEL.sub("", plain(typed)).rstrip("。.,;、")
    if not text:
        raise NoPhoneNumber(hint="请填写手机号码。")
    # letters are refused here: the library would dial them, as on old American telephones
    number = None if re.search("[A-Za-z]", text) else parsed(text, region)
    if number is None:
        raise NoPhoneNumber(hint=hint(text, region))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def parsed(text: str, region: Region) -> PhoneNumber | None:
    """The mobile number in this text, if it is one."""
    try:
        number = phonenumbers.parse(text, default_region(text, region))
    except phonenumbers.NumberParseException:
        return None
    right = phonenumbers.is_valid_number(number) and phonenumbers.number_type(number) in MOBILE
    return number if right else None


def default_region(text: str, region: Region) -> str | None:
    """The region that a number without + belongs to; a number from abroad starts with + or 00."""
    if region == "other":
        return "CN" if text.startswith("00") else None
    return region


def hint(text: str, region: Region) -> str:
    """What to look at, in the order in which people go wrong."""
    digits = "".join(c for c in text if c.isdigit())
    if len(digits) >= FEW_DIGITS and re.search("[A-Za-z]", text):
        return "手机号里只能有数字，请核对一遍（字母O和数字0容易弄混）。"
    if region == "other":
        return "请连同国家代码一起填写，例如 +1 415 555 2671。"
    if region == "CN" and len(digits) == 8:
        return "这像是香港或澳门的号码。请先选择号码所在的地区，再填一次。"
    if region == "CN" and len(digits) != 11:
        return f"手机号码应为 11 位数字，您填了 {len(digits)} 位，请核对。"
    return "这个号码收不到短信验证码，请核对是不是手机号码，以及所选的地区。"
