"""Checks of a document's dates: validity and age."""

import re
from datetime import date

from backend.materials.reading.corroboration import is_certain
from backend.materials.reading.identity_documents import identifies_holder
from backend.materials.reading.types import Check, ExpectedDocument, Finding, Outcome, ReadField, Reading
from backend.materials.reading.words import FOREVER

_DATES = ("issued_on", "dated", "registered_on", "graduated_on", "valid_from")


def not_expired(check: Check, reading: Reading, expected: ExpectedDocument, today: date) -> Finding:
    """Check: the document is valid today."""
    field = reading.fields.get("valid_until")
    if field is None and reading.kind != "permanent_residence_card" and identifies_holder(reading.kind, reading.fields):
        return Finding(check.name, "could_not_tell", "expiry.other_side")
    if field is None:
        return Finding(check.name, "could_not_tell", "expiry.unread")
    if field.value == FOREVER:
        return Finding(check.name, "passed", "expiry.forever", seen=field.value, region=field.region)
    until = last_day(field.value)
    if until is None:
        return Finding(check.name, "could_not_tell", "expiry.unclear", seen=field.value, region=field.region)
    outcome, key = _expiry(until, field, today)
    return Finding(check.name, outcome, key, {"day": until.isoformat()}, field.value, field.region)


def _expiry(until: date, field: ReadField, today: date) -> tuple[Outcome, str]:
    """Return outcome and message for a document valid until this day."""
    if until >= today:
        return "passed", "expiry.passed"
    return ("failed", "expiry.expired") if field.confirmed else ("could_not_tell", "expiry.maybe_expired")


def issued_within(check: Check, reading: Reading, expected: ExpectedDocument, today: date) -> Finding:
    """Check: the document is at most so many months old."""
    field = next((reading.fields[name] for name in _DATES if name in reading.fields), None)
    issued = last_day(field.value) if field else None
    if field is None or issued is None:
        return Finding(check.name, "could_not_tell", "issue.unread")
    months, day, seen, region = check.months(), issued.isoformat(), field.value, field.region
    if months is None:
        return Finding(check.name, "could_not_tell", "issue.for_person", {"day": day}, seen, region)
    if issued >= months_before(today, months):
        return Finding(check.name, "passed", "issue.passed", {"day": day, "months": months}, seen, region)
    if is_certain(field, reading):
        return Finding(check.name, "failed", "issue.old", {"day": day, "months": months}, seen, region)
    return Finding(check.name, "could_not_tell", "issue.maybe_old", {"day": day}, seen, region)


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
