"""One value as the text of a cell, and back; a text that a spreadsheet would calculate is made harmless and can be restored.

Rule: a text that starts like a formula, or with an apostrophe, gets an apostrophe in front; reading takes exactly one away
and refuses a text that starts like a formula without it (CWE-1236).
"""

import re
from datetime import date, datetime
from typing import Any

from msgspec import inspect as mi

DANGEROUS = re.compile(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠]|[\t\r]")
YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0?0:00(?::00)?)?")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
ROUNDED = re.compile(
    r"\d(?:\.\d+)?[eE]\+\d{2,}"
)  # how a spreadsheet shows a number of more than 11 digits; the last ones are lost
FAULTY = re.compile(r"#(REF|N/A|VALUE|NAME|DIV/0|NUM|NULL|CALC|SPILL)[!?]?")
YES, NO = "是", "否"


class Formula(ValueError):
    """A cell that a spreadsheet would calculate, or that shows the error of such a calculation."""


def escape_formula(text: str) -> str:
    """The text as it may stand in a cell."""
    return f"'{text}" if text.startswith("'") or DANGEROUS.match(text) else text


def unescape_formula(text: str) -> str:
    """The text that was written into this cell; raises Formula for one that nobody made harmless."""
    if text.startswith("'"):
        return text[1:]
    if (DANGEROUS.match(text) and not NUMBER.fullmatch(text)) or FAULTY.fullmatch(text):
        raise Formula(text)
    return text


def value_to_text(value: Any) -> str:
    """A value as text, before it is made harmless."""
    match value:
        case None:
            return ""
        case bool():
            return YES if value else NO
        case float():
            return str(int(value)) if value.is_integer() else repr(value)
        case date():
            return value.isoformat()
        case tuple():
            return "\n".join(_line(one) for one in value)
    return str(value)


def _line(text: str) -> str:
    """One entry of a list: entries stand on lines of their own, so a line break inside is spelled."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r") if text else "\\-"


def list_items(text: str) -> list[str]:
    """The entries of a list cell."""
    return [re.sub(r"\\(.)", _escape, line, flags=re.DOTALL) for line in text.split("\n")] if text else []


def _escape(match: re.Match[str]) -> str:
    return {"n": "\n", "r": "\r", "-": "", "\\": "\\"}.get(match[1], match[0])


MOST_EXACT = 1e15  # a spreadsheet keeps 15 digits of a number


def workbook_cell_text(cell: Any) -> str:
    """What stands in a cell of a workbook, as text: people type numbers and dates where we wrote text."""
    match cell:
        case None:
            return ""
        case bool():
            return YES if cell else NO
        case datetime():
            return cell.date().isoformat()
        case float() if abs(cell) >= MOST_EXACT:
            return f"{cell:.5E}"
        case float() if cell.is_integer():
            return str(int(cell))
    return str(cell)


def parse_cell(text: str, kind: mi.Type) -> Any:
    """The value a text means for a column of this kind; what can't be understood stays text and is told later."""
    match kind:
        case mi.UnionType():
            return parse_cell(text, next(t for t in kind.types if not isinstance(t, mi.NoneType)))
        case mi.VarTupleType():
            return list_items(text)
        case mi.BoolType():
            return {YES: True, NO: False, "true": True, "false": False}.get(text.lower(), text)
        case mi.DateType():
            return parse_date(text)
        case mi.IntType() if re.fullmatch(r"-?\d+", text):
            return int(text)
        case mi.FloatType() if NUMBER.fullmatch(text):
            return float(text)
    return text


def parse_date(text: str) -> date | str:
    """The day of a date that a spreadsheet rewrote (2027/5/31, 2027年5月31日); a day-first date is ambiguous and stays text."""
    found = YEAR_FIRST.fullmatch(text.strip())
    try:
        return date(*(int(part) for part in found.groups())) if found else text
    except ValueError:
        return text


def is_optional(kind: mi.Type) -> bool:
    """Does an empty cell of this kind mean that nothing is said?"""
    return not isinstance(kind, mi.StrType | mi.VarTupleType)
