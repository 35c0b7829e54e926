"""Rows of filled-in tables: columns by heading, formulas refused, problems with their cell."""

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from backend.catalogue.check import Problem
from backend.catalogue.exchange.cells import ROUNDED, Formula, unescape_formula
from backend.catalogue.exchange.tables import SAYS, ExchangeTable, Rows

NAME_IN_HEADING = re.compile(r"（([\w.]+)）\s*$")


class FilledRow(Struct, frozen=True):
    """Filled-in row: table, number, texts by column name."""

    table: ExchangeTable
    number: int
    texts: Mapping[str, str]

    def problem(self, says: str, column: str = "", advice: bool = False) -> Problem:
        """Return a problem in this row."""
        found = next((c for c in self.table.all_columns if c.name == column), None)
        return Problem(
            self.table.label, self.number, self.table.heading(found) if found else SAYS("whole_row"), says, advice
        )


def rows_in(given: Rows | None, table: ExchangeTable, problems: list[Problem]) -> Iterator[FilledRow]:
    """Return the non-empty rows of a sheet, unescaped; reports wrong headings and formulas."""
    if given is None or not given:
        problems.append(Problem(table.label, 1, SAYS("whole_table"), SAYS("table_missing")))
        return
    names = [heading_name(heading) for heading in given[0]]
    problems += wrong_headings(names, table)
    for number, cells in enumerate(given[1:], 2):
        if any(cell.strip() for cell in cells):
            yield unescape_row(read_row(table, number, names, cells, problems), problems)


def read_row(
    table: ExchangeTable, number: int, names: list[str], cells: list[str], problems: list[Problem]
) -> FilledRow:
    """Read one row by column name; cells without a heading are reported, not dropped."""
    known = {c.name for c in table.all_columns}
    row = FilledRow(table, number, {n: c for n, c in zip(names, cells, strict=False) if n in known})
    homeless = [c for i, c in enumerate(cells) if c.strip() and (i >= len(names) or not names[i])]
    if homeless:
        problems.append(row.problem(SAYS("no_column", text=homeless[0][:20])))
    return row


def heading_name(heading: str) -> str:
    """Return a column's technical name: in full-width brackets at the end of the heading, or the whole heading."""
    found = NAME_IN_HEADING.search(heading)
    return found[1] if found else heading.strip()


def wrong_headings(names: list[str], table: ExchangeTable) -> Iterator[Problem]:
    """Report missing, unknown and repeated columns."""
    known = {c.name: table.heading(c) for c in table.all_columns}
    for name, heading in known.items():
        if names.count(name) != 1:
            yield Problem(table.label, 1, heading, SAYS("column_missing" if name not in names else "column_twice"))
    for name in names:
        if name and name not in known:
            yield Problem(table.label, 1, name, SAYS("column_unknown"))


def unescape_row(row: FilledRow, problems: list[Problem]) -> FilledRow:
    """Unescape the cells of a row; formulas are reported and read as empty."""
    texts: dict[str, str] = {}
    for name, cell in row.texts.items():
        try:
            texts[name] = unescape_formula(cell)
        except Formula:
            texts[name] = ""
            problems.append(row.problem(SAYS("formula"), name))
        if ROUNDED.fullmatch(cell.strip()):
            problems.append(row.problem(SAYS("rounded"), name))
    return FilledRow(row.table, row.number, texts)
