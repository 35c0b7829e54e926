"""Values, sources and troubles in plain Chinese."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

from backend.rules.types import Attribute, Fact, Record, Trouble, Value

SOURCES = {
    "population": "公安户籍和人口登记",
    "civil_affairs": "民政登记",
    "education": "学历登记",
    "social_insurance": "社保登记",
    "housing_fund": "公积金登记",
    "disability": "残联登记",
    "police_record": "公安登记",
    "credit": "信用登记",
    "property": "不动产登记",
    "marriage": "婚姻登记",
    "health": "卫生健康登记",
    "market": "商事登记",
    "tax": "税务登记",
    "veterans": "退役军人登记",
    "volunteer": "志愿服务登记",
    "licences": "电子证照库",
    "bank": "银行户名核对",
    "self": "您自己填写的",
    "identity": "本平台核验",
    "district": "本区办事系统",
    "calendar": "日历",
    "sample": "示例资料",
}
TROUBLES: dict[Trouble, str] = {
    "contradiction": "几处登记说法不一致",
    "silent": "登记系统暂时没有答复",
    "expired": "登记信息已过期，要重新查询",
    "coarse": "登记的地区不够细",
    "malformed": "登记的内容读不懂",
    "absent": "登记里没有查到记录",
}
YES_NO = {True: "是", False: "否"}


def day(value: date) -> str:
    """Format a date: 2027年3月1日."""
    return f"{value.year}年{value.month}月{value.day}日"


def month(value: date) -> str:
    """Format a month: 2027年3月."""
    return f"{value.year}年{value.month}月"


def source(key: str) -> str:
    """Return the resident's name of a source."""
    return SOURCES.get(key, key)


def value_text(attribute: Attribute, value: Value, on: date) -> str:
    """Format a known value for a resident; a list names the records active on the date."""
    match attribute.kind:
        case "yes_no":
            return YES_NO[bool(value)]
        case "date":
            return day(cast(date, value))
        case "number":
            return _number(attribute, cast(int, value))
        case "division":
            return place(cast(str, value))
        case "codes" | "records":
            return _listed(attribute, cast(tuple[str | Record, ...], value), on)
    return attribute.label_of(cast(str, value))


def place(code: str) -> str:
    """Return the name of a division, or of the smallest parent that has one."""
    names = _places()
    return next((names[code[:size]] for size in (9, 6, 4, 2) if code[:size] in names), f"区划代码{code}")


def provinces() -> tuple[str, ...]:
    """Return the codes of all provinces (GB/T 2260) in order."""
    return tuple(sorted(code for code in _places() if len(code) == 2))


def trouble_text(trouble: Trouble | None, fact: Fact | None) -> str:
    """Explain why a value is unknown, with the sources asked."""
    if trouble is None:
        return "还没有查到"
    if trouble == "contradiction" and fact is not None and fact.also:
        return f"{'、'.join(source(key) for key in fact.also)}说法不一致"
    return TROUBLES[trouble]


def _number(attribute: Attribute, value: int) -> str:
    return attribute.label_of(str(value)) if attribute.options else f"{value}{attribute.unit}"


def _listed(attribute: Attribute, members: tuple[str | Record, ...], on: date) -> str:
    texts = [_member(attribute, member, on) for member in members]
    return "；".join(texts) if texts else "没有"


def _member(attribute: Attribute, member: str | Record, on: date) -> str:
    if isinstance(member, str):
        return attribute.label_of(member)
    name = attribute.label_of(member.kind)
    if member.until is not None:
        return f"{name}（至{day(member.until)}{'，已结束' if member.until < on else ''}）"
    return f"{name}（{day(member.since)}起）" if member.since is not None else name


@cache
def _places() -> dict[str, str]:
    return tomllib.loads(Path(__file__).with_name("places.toml").read_text("utf-8"))
