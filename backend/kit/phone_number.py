"""Telephone numbers that can be called: mobiles, landlines with area code, service lines, and numbers from elsewhere with +."""

import re

import phonenumbers

from backend.kit.text import plain

SERVICE_LINE = re.compile(r"400\d{7}|800\d{7}|95\d{3,6}|96\d{3,4}|12\d{3}")
"""Lines that are called without an area code: free and shared-cost lines, companies, public services such as 12345."""
MOBILE = re.compile(r"1[3-9]\d{9}")
MOBILES = re.compile(r"1[3-9]\d{9}|0\d{9,11}")
EXTENSION = re.compile(r"(?:转|分机号?|ext\.?|x|#)\s*[:：]?\s*\d{1,6}$", re.IGNORECASE)
HYPHENED = re.compile(r"(0\d{2,3}[- ]\d{7,8})-\d{1,6}")
"""A landline whose extension stands behind a second hyphen: 0755-82918333-801."""
LABEL = re.compile(r"^(?:(?:联系)?电话|手机|座机|tel|mobile|phone)(?:号码?)?\s*[:：]?\s*", re.IGNORECASE)
"""What is copied along with a number from a card or a chat."""
BETWEEN = re.compile(r"[\s\-‐‑–—()（）/.]")
OTHER_REGIONS = ("852", "853", "886")


class NoTelephone(ValueError):
    """Not a number that can be called; `says` tells the resident what is missing."""

    def __init__(self, says: str) -> None:
        super().__init__(says)
        self.says = says


def telephone(text: str) -> str:
    """The number in its one international form (E.164; a service line is kept behind +86); raises NoTelephone."""
    number = BETWEEN.sub("", _without_extension(LABEL.sub("", plain(text)).rstrip("。.,;、")))
    if number.startswith("86") and MOBILE.fullmatch(number[2:]):
        number = number[2:]
    if re.search("[A-Za-z]", number):
        raise NoTelephone("电话里只能有数字，请核对一遍（字母O和数字0容易弄混）。")
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
    raise NoTelephone("这个境外号码不完整，请连同国家或地区代码再核对一遍，例如 +852 9123 4567。")


def _valid(number: str, region: str | None) -> str:
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return ""
    return (
        phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
        if phonenumbers.is_valid_number(parsed)
        else ""
    )


def _refuse(number: str) -> str:
    """Say what is missing, in the order in which people go wrong."""
    if len(MOBILES.findall(number)) > 1:
        raise NoTelephone("这里只填一个号码，请留下最好找到您的那个。")
    if not number.isdecimal():
        raise NoTelephone("这个号码不像电话号码。手机号填11位；座机请带区号；境外号码以 + 开头。")
    if number.startswith("1") and len(number) != 11:
        raise NoTelephone(f"手机号是11位，您填了{len(number)}位，请再核对一遍。")
    if number.startswith(OTHER_REGIONS) and len(number) in (11, 12):
        raise NoTelephone("港澳台和境外的号码请以 + 开头，例如 +852 9123 4567。")
    if len(number) in (7, 8):
        raise NoTelephone("座机请带区号，例如 0755-82918333；香港、澳门的号码请以 +852、+853 开头。")
    raise NoTelephone("这个号码打不通：位数或号段不对，请再核对一遍。")
