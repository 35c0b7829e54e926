"""Checks of a document's dates: validity and age."""

import re
from datetime import date

from backend.materials.reading.corroboration import is_certain
from backend.materials.reading.identity_documents import identifies_holder
from backend.materials.reading.types import Check, ExpectedDocument, Finding, Reading

_DATES = ("issued_on", "dated", "registered_on", "graduated_on", "valid_from")
_PERSON_LATER = "工作人员会对一下，您不用重拍。"
_RENEW = "请换成还在有效期内的证件；正在换证的，可以用临时身份证。"


def not_expired(check: Check, reading: Reading, expected: ExpectedDocument, today: date) -> Finding:
    """Check: the document is valid today."""
    field = reading.fields.get("valid_until")
    if field is None and reading.kind != "permanent_residence_card" and identifies_holder(reading.kind, reading.fields):
        return Finding(check.name, "could_not_tell", "有效期印在另一面，这一面看不到。", _PERSON_LATER)
    if field is None:
        return Finding(check.name, "could_not_tell", "没有读到有效期。", _PERSON_LATER)
    if field.value == "长期":
        return Finding(check.name, "passed", "长期有效。", seen=field.value, region=field.region)
    until = last_day(field.value)
    if until is None:
        return Finding(check.name, "could_not_tell", "有效期没有看清。", _PERSON_LATER, field.value, field.region)
    if until >= today:
        return Finding(check.name, "passed", f"有效期到{_said(until)}。", seen=field.value, region=field.region)
    if field.confirmed:
        reason = f"这份证件{_said(until)}已经过期了。"
        return Finding(check.name, "failed", reason, _RENEW, field.value, field.region)
    reason = f"有效期好像是{_said(until)}，机器没看准。"
    return Finding(check.name, "could_not_tell", reason, _PERSON_LATER, field.value, field.region)


def issued_within(check: Check, reading: Reading, expected: ExpectedDocument, today: date) -> Finding:
    """Check: the document is at most so many months old."""
    field = next((reading.fields[name] for name in _DATES if name in reading.fields), None)
    issued = last_day(field.value) if field else None
    if field is None or issued is None:
        return Finding(check.name, "could_not_tell", "没有读到开具日期。", _PERSON_LATER)
    months, when = check.months(), _said(issued)
    if months is None:
        return Finding(check.name, "could_not_tell", f"{when}开具，由工作人员来看。", "", field.value, field.region)
    if issued >= months_before(today, months):
        return Finding(check.name, "passed", f"{when}开具，在{months}个月之内。", seen=field.value, region=field.region)
    if is_certain(field, reading):
        reason = f"这份材料是{when}开具的，已经超过{months}个月。"
        return Finding(check.name, "failed", reason, "请重新开一份新的再上传。", field.value, field.region)
    reason = f"开具日期好像是{when}，机器没看准。"
    return Finding(check.name, "could_not_tell", reason, _PERSON_LATER, field.value, field.region)


def last_day(value: str) -> date | None:
    """Parse a date; a month means its last day (cards expire with their month)."""
    try:
        if re.fullmatch(r"\d{4}-\d{2}", value):
            year, month = int(value[:4]), int(value[5:])
            return date.fromordinal(date(year + month // 12, month % 12 + 1, 1).toordinal() - 1)
        return date.fromisoformat(value)
    except ValueError:
        return None


def months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for length in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, length)
        except ValueError:
            continue
    raise ValueError(day)


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
