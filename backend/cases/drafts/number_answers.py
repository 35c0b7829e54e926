"""Numbers and amounts of money in answers, with or without their unit."""

import re
from decimal import Decimal

from backend.cases.answers import InvalidAnswer
from backend.catalogue.types import FormField
from backend.kit.amounts import NoNumber, as_text, number, places

MONEY_PLACES, NUMBER_PLACES = 2, 6


def normalize_number(field: FormField, text: str) -> str:
    """An exact decimal within the bounds; nothing is rounded, and nothing is negative unless the bounds allow it."""
    most = MONEY_PLACES if field.kind == "money" else NUMBER_PLACES
    try:
        value = number(text if field.kind == "money" else without_unit(text, field.label + field.hint))
    except NoNumber:
        example = "1200 或 5万" if field.kind == "money" else "3 或 3.5"
        raise InvalidAnswer(f"请填数字，例如 {example}。") from None
    if places(value) > most:
        raise InvalidAnswer(
            "金额最多写到分，也就是小数点后两位。" if most == MONEY_PLACES else f"小数点后最多{most}位。"
        )
    least = 0 if field.min is None else field.min
    if value < Decimal(str(least)):
        raise InvalidAnswer(f"不能小于{as_text(Decimal(str(least)))}。")
    if field.max is not None and value > Decimal(str(field.max)):
        raise InvalidAnswer(f"不能大于{as_text(Decimal(str(field.max)))}。")
    return as_text(value)


COUNTED = re.compile(r"(?<=[\d一二两三四五六七八九十百千万])\s*[个人位名份件台辆间张棵株口楼层套户次条只家所颗]$")


MEASURED = (
    ("平方", re.compile(r"(?:平方米|平方|平米|平|㎡|m[2²])$", re.IGNORECASE)), ("方", re.compile(r"(?:立方米|立方|方|㎥|m[3³])$", re.IGNORECASE)),
    ("米", re.compile(r"(?:米|m)$", re.IGNORECASE)), ("吨", re.compile(r"吨$")), ("天", re.compile("[天日]$")), ("月", re.compile("个?月$")),
    ("年", re.compile("年$")), ("岁", re.compile("岁$")), ("公里", re.compile(r"(?:公里|km)$", re.IGNORECASE)),
)  # fmt: skip


def without_unit(text: str, question: str) -> str:
    """The number without the word behind it (3辆); a unit of measure only where the question names it, so that 2公里 is no 2 metres."""
    asked_in = next((written for unit, written in MEASURED if unit in question), None)
    bare = asked_in.sub("", text) if asked_in else text
    return (COUNTED.sub("", text) if bare == text else bare).strip()
