"""Dates and months in answers: three boxes or one, as ISO 8601."""

import re
from datetime import date

from backend.cases.answers import InvalidAnswer
from backend.catalogue.types import FormField

PARTS = ("year", "month", "day")
EARLIEST_YEAR, LATEST_YEAR = 1850, 2200
"""No person, deed or permit here is older; a year outside was mistyped."""
BOXES = re.compile(r"([^-]*)-([^-]*)(?:-([^-]*))?")


def normalize_date(_: FormField, text: str) -> str:
    """Date as ISO 8601; three boxes arrive joined as year-month-day, some possibly empty."""
    require_all_boxes(text, 3)
    match = re.fullmatch(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*|(\d{4})(\d{2})(\d{2})", text, re.ASCII)
    try:
        parts = [int(p) for p in match.groups() if p] if match else []
        if parts and not EARLIEST_YEAR <= parts[0] <= LATEST_YEAR:
            raise InvalidAnswer("year", year=parts[0])
        return date(*parts).isoformat()
    except (TypeError, ValueError):
        raise InvalidAnswer("date") from None


def normalize_month(_: FormField, text: str) -> str:
    """A month as YYYY-MM."""
    require_all_boxes(text, 2)
    match = re.fullmatch(r"(\d{4})\D+(\d{1,2})\D*|(\d{4})(\d{2})", text, re.ASCII)
    year, month = [int(p) for p in match.groups() if p] if match else (0, 0)
    if not 1 <= month <= 12 or not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise InvalidAnswer("month")
    return f"{year:04d}-{month:02d}"


def require_all_boxes(text: str, count: int) -> None:
    """Raise InvalidAnswer naming the empty boxes of a date, if some but not all are empty."""
    boxes = BOXES.fullmatch(text)
    parts = [(part or "").strip() for part in boxes.groups()[:count]] if boxes else []
    missing = [box for box, part in zip(PARTS, parts, strict=False) if not part]
    if missing and len(missing) < count:
        raise InvalidAnswer("parts_missing", parts=missing)
