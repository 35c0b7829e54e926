"""People in columns: whom a condition holds for, whom not, and four with records."""

from datetime import date

from backend.registers.attributes import attributes
from backend.rules import bitmaps
from backend.rules.diagnostics import SourceLocation
from backend.rules.mask import mask
from backend.rules.parse_condition import read_condition
from backend.rules.types import Record

D = attributes()
ON = date(2026, 11, 10)


def condition(**table):
    return read_condition(table, SourceLocation("x"), D)


def sides(columns, **table):
    yes, no = mask(condition(**table), columns, ON)
    return bitmaps.rows(yes).tolist(), bitmaps.rows(no).tolist()


def people_with_records():
    allowance = Record(kind="senior_allowance", since=date(2015, 1, 1))
    ended = Record(kind="senior_allowance", until=date(2026, 11, 9))
    return [(allowance,), (ended,), (), (allowance, Record(kind="minimum_living"))]
