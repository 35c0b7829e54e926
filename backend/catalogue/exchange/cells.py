"""Convert values to spreadsheet cells and back, with protection against formula injection.

Rule: a text that starts like a formula, or with an apostrophe, gets an apostrophe in front; reading takes exactly one away
and refuses a text that starts like a formula without it (CWE-1236).
"""

import re
from datetime import date, datetime
from typing import Any

from msgspec import inspect as mi

from backend.catalogue.exchange.column_labels import NO, YEAR_FIRST, YES

DANGEROUS = re.compile(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠]|[\t\r]")
DAY = re.compile(YEAR_FIRST)
NUMBER = re.compile(r"-?\d+(\.\d+)?")
GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")  # how a spreadsheet writes a number out in a table for the eye
WHOLE = re.compile(r"(-?\d+)(?:\.0+)?")
ROUNDED = re.compile(
    r"\d(?:\.\d+)?[eE]\+\d{2,}"
)  # how a spreadsheet shows a number of more than 11 digits; the last ones are lost
FAULTY = re.compile(r"#(REF|N/A|VALUE|NAME|DIV/0|NUM|NULL|CALC|SPILL)[!?]?")


class Formula(ValueError):
    """Raised for a cell that a spreadsheet would calculate, or that shows a calculation error."""


def escape_formula(text: str) -> str:
    """Escape text that a spreadsheet would read as a formula."""
    return f"'{text}" if text.startswith("'") or DANGEROUS.match(text) else text


def unescape_formula(text: str) -> str:
    """Undo the escaping; raises Formula for unescaped formulas."""
    if text.startswith("'"):
        return text[1:]
    if (DANGEROUS.match(text) and not NUMBER.fullmatch(text)) or FAULTY.fullmatch(text):
        raise Formula(text)
    return text


def value_to_text(value: Any) -> str:
    """Format a value as text, before escaping."""
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
    """Format one entry of a list; entries are separated by line breaks, so those inside are spelled out."""
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r") if text else "\\-"


def list_items(text: str) -> list[str]:
    """Split a list cell into its entries."""
    return [re.sub(r"\\(.)", _escape, line, flags=re.DOTALL) for line in text.split("\n")] if text else []


def _escape(match: re.Match[str]) -> str:
    return {"n": "\n", "r": "\r", "-": "", "\\": "\\"}.get(match[1], match[0])


MOST_EXACT = 1e15  # a spreadsheet keeps 15 digits of a number


def workbook_cell_text(cell: Any) -> str:
    """Return the text of a workbook cell; numbers and dates typed in a text column are converted."""
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
    """Parse text by the type of its column; text that can't be parsed stays text and is reported later."""
    match kind:
        case mi.UnionType():
            return parse_cell(text, next(t for t in kind.types if not isinstance(t, mi.NoneType)))
        case mi.VarTupleType():
            return list_items(text)
        case mi.BoolType():
            return {YES: True, NO: False, "true": True, "false": False}.get(text.lower(), text)
        case mi.DateType():
            return parse_date(text)
        case mi.IntType() if found := WHOLE.fullmatch(ungrouped(text)):
            return int(found[1])
        case mi.FloatType() if NUMBER.fullmatch(ungrouped(text)):
            return float(ungrouped(text))
    return text


def ungrouped(text: str) -> str:
    """A number without the commas between its thousands; any other text as it is."""
    return text.replace(",", "") if GROUPED.fullmatch(text) else text


def parse_date(text: str) -> date | str:
    """Parse a date that a spreadsheet rewrote (2027/5/31, 2027年5月31日); day-first dates are ambiguous and stay text."""
    found = DAY.fullmatch(text.strip())
    try:
        return date(*(int(part) for part in found.groups())) if found else text
    except ValueError:
        return text


def is_optional(kind: mi.Type) -> bool:
    """Check whether an empty cell of this type means that the field is absent."""
    return not isinstance(kind, mi.StrType | mi.VarTupleType)
