"""Phone numbers as people write them, parsed to E.164: `telephone` any number that can be called, `mobile` one that receives a code.

Mainland mobiles, landlines with area code and service lines; Hong Kong, Macao, Taiwan and abroad with + or a chosen region.
"""

import re
from http import HTTPStatus
from typing import Literal

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberType

from backend.kit.problems import Refusal
from backend.kit.text import to_half_width

Region = Literal["CN", "HK", "MO", "TW", "other"]
REGIONS: tuple[dict[str, str], ...] = (
    {"value": "CN", "label": "中国大陆 +86"},
    {"value": "HK", "label": "中国香港 +852"},
    {"value": "MO", "label": "中国澳门 +853"},
    {"value": "TW", "label": "中国台湾 +886"},
    {"value": "other", "label": "其他国家和地区"},
)
RECEIVES_SMS = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
FEW_DIGITS = 7
"""From so many digits on, a letter among them is a slip; below, the whole is no number."""

SERVICE_LINE = re.compile(r"400\d{7}|800\d{7}|95\d{3,6}|96\d{3,4}|12\d{3}")
"""Lines that are called without an area code: free and shared-cost lines, companies, public services such as 12345."""
HOTLINE = re.compile(r"1[12]\d|1[01]\d{3}")
"""Emergency and enquiry numbers and carriers' own lines (110, 114, 119, 120, 10086, 11185): called, and never somebody's."""
MOBILE = re.compile(r"1[3-9]\d{9}")
MOBILES = re.compile(r"1[3-9]\d{9}|0\d{9,11}")
EXTENSION = re.compile(r"(?:转|分机号?|ext\.?|x|#)\s*[:：]?\s*\d{1,6}$", re.IGNORECASE)
HYPHENED = re.compile(r"(0\d{2,3}[- ]\d{7,8})-\d{1,6}")
"""A landline whose extension stands behind a second hyphen: 0755-82918333-801."""
LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d{2})\d{7,8}")
"""A landline of the mainland with its area code."""
LABEL = re.compile(r"^(?:(?:联系)?电话|手机|座机|tel|mobile|phone)(?:号码?)?\s*[:：]?\s*", re.IGNORECASE)
"""What is copied along with a number from a card or a chat."""
BETWEEN = re.compile(r"[\s\-‐‑–—()（）/.]")
LETTER = re.compile("[A-Za-z]")
OTHER_REGIONS = ("852", "853", "886")


class NoPhoneNumber(Refusal):
    """Not a number of the wanted kind; `says` tells the resident what is missing."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, says: str) -> None:
        super().__init__()
        self.says = says


def mobile(typed: str, region: Region = "CN") -> str:
    """The number of a mobile phone in E.164; a number without + belongs to `region`. Raises NoPhoneNumber."""
    text = _stripped(typed)
    if not text:
        raise NoPhoneNumber("请填写手机号码。")
    # letters are refused here: the library would dial them, as on old American telephones
    number = None if LETTER.search(text) else _parsed(text, _default_region(text, region))
    if number is None or phonenumbers.number_type(number) not in RECEIVES_SMS:
        raise NoPhoneNumber(_mobile_hint(text, region))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def telephone(text: str) -> str:
    """The number in its one international form (E.164; a service line is kept behind +86); raises NoPhoneNumber."""
    number = BETWEEN.sub("", _without_extension(_stripped(text)))
    if number.startswith("86") and MOBILE.fullmatch(number[2:]):
        number = number[2:]
    if LETTER.search(number):
        raise NoPhoneNumber("电话里只能有数字，请核对一遍（字母O和数字0容易弄混）。")
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
    raise NoPhoneNumber("这个境外号码不完整，请连同国家或地区代码再核对一遍，例如 +852 9123 4567。")


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
        raise NoPhoneNumber("这里只填一个号码，请留下最好找到您的那个。")
    if not number.isdecimal():
        raise NoPhoneNumber("这个号码不像电话号码。手机号填11位；座机请带区号；境外号码以 + 开头。")
    if HOTLINE.fullmatch(number):
        raise NoPhoneNumber(f"{number} 是服务热线，打过去找不到本人。请填手机号，或者带区号的座机号。")
    if number.startswith("1") and len(number) != 11:
        raise NoPhoneNumber(f"手机号是11位，您填了{len(number)}位，请再核对一遍。")
    if number.startswith(OTHER_REGIONS) and len(number) in (11, 12):
        raise NoPhoneNumber("港澳台和境外的号码请以 + 开头，例如 +852 9123 4567。")
    if len(number) in (7, 8):
        raise NoPhoneNumber("座机请带区号，例如 0755-82918333；香港、澳门的号码请以 +852、+853 开头。")
    raise NoPhoneNumber("这个号码打不通：位数或号段不对，请再核对一遍。")


def _mobile_hint(text: str, region: Region) -> str:
    """What to look at, in the order in which people go wrong."""
    digits = "".join(c for c in text if c.isdigit())
    if len(digits) >= FEW_DIGITS and LETTER.search(text):
        return "手机号里只能有数字，请核对一遍（字母O和数字0容易弄混）。"
    if region == "other":
        return "请连同国家代码一起填写，例如 +1 415 555 2671。"
    if region == "CN" and (SERVICE_LINE.fullmatch(digits) or HOTLINE.fullmatch(digits)):
        return f"{digits} 是服务热线，收不到短信验证码。请填您自己的手机号。"
    if region == "CN" and LANDLINE.fullmatch(digits):
        return "这像是座机号码，收不到短信验证码。请填手机号。"
    if region == "CN" and len(digits) == 8:
        return "这像是香港或澳门的号码。请先选择号码所在的地区，再填一次。"
    if region == "CN" and len(digits) != 11:
        return f"手机号码应为 11 位数字，您填了 {len(digits)} 位，请核对。"
    return "这个号码收不到短信验证码，请核对是不是手机号码，以及所选的地区。"
