"""Tables as an Excel workbook for editors: drop-down lists, frozen headings, no formulas."""

import io
from datetime import datetime
from typing import Any

from msgspec import inspect as mi

from backend.catalogue.exchange.cells import escape_formula, workbook_cell_text
from backend.catalogue.exchange.column_labels import NO, NOTE_SHEET, YES
from backend.catalogue.exchange.safe_zip import SAYS, NotSafe, check_workbook
from backend.catalogue.exchange.tables import TABLES, ExchangeTable, Rows, TableColumn, Tables
from backend.kit.messages.render import Messages
from backend.kit.messages.types import Audience

EPOCH = datetime(2026, 1, 1)  # noqa: DTZ001 - workbooks know no time zones; one fixed day keeps the bytes the same
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_messages = Messages.beside(__file__)
TITLE, NOTES = _messages.take("workbook_title"), _messages.group("workbook_notes")
WIDE, NARROW = 40, 14
MOST_ROWS = 1_000_000


def workbook(tables: Tables) -> bytes:
    """Return the .xlsx bytes of tables; deterministic."""
    import xlsxwriter  # type: ignore[import-untyped]  # has no type information; only editors need it

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {**PLAIN, "in_memory": True}) as workbook:
        workbook.set_properties({"title": TITLE(Audience.OFFICER).text, "created": EPOCH})
        heading = workbook.add_format(
            {"bold": True, "bg_color": "#E8F3EE", "border": 1, "text_wrap": True, "valign": "top"}
        )
        body = workbook.add_format({"text_wrap": True, "valign": "top"})
        notes = workbook.add_worksheet(NOTE_SHEET)
        notes.set_column(0, 0, 100, body)
        for index, line in enumerate(notes_for_editors()):
            notes.write_string(index, 0, line)
        for table in TABLES:
            _sheet(workbook.add_worksheet(table.label), table, tables[table.key], heading, body)
    return out.getvalue()


def notes_for_editors() -> list[str]:
    """Return the lines of the first sheet."""
    return [one(Audience.OFFICER).text for one in (TITLE, *NOTES.values())]


def _sheet(sheet: Any, table: ExchangeTable, rows: Rows, heading: Any, body: Any) -> None:
    sheet.freeze_panes(1, 2 if table.key == "services" else 1)
    for index, column in enumerate(table.all_columns):
        sheet.set_column(index, index, WIDE if isinstance(column.kind, mi.StrType | mi.VarTupleType) else NARROW, body)
        sheet.write_string(0, index, rows[0][index], heading)
        if choices := choices_of(column):
            sheet.data_validation(
                1, index, MOST_ROWS, index, {"validate": "list", "source": choices, "ignore_blank": True}
            )
    for number, row in enumerate(rows[1:], 1):
        for index, cell in enumerate(row):
            if cell:
                sheet.write_string(number, index, escape_formula(cell))


def choices_of(column: TableColumn) -> list[str]:
    """Return the values of a column if they fit a drop-down list (255 characters)."""
    kinds = column.kind.types if isinstance(column.kind, mi.UnionType) else (column.kind,)
    for kind in kinds:
        if isinstance(kind, mi.BoolType):
            return [YES, NO]
        if isinstance(kind, mi.LiteralType) and len(",".join(map(str, kind.values))) <= 255:
            return [str(v) for v in kind.values]
    return []


def read_workbook(data: bytes) -> dict[str, Rows]:
    """Read the tables of a workbook; raises NotSafe for macros, formulas, links and other files."""
    import python_calamine

    check_workbook(data)
    try:
        workbook = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = {
            name: workbook.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in workbook.sheet_names
        }
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise NotSafe(SAYS("unreadable")) from error
    return {
        t.key: [[workbook_cell_text(cell) for cell in row] for row in found[t.label]]
        for t in TABLES
        if t.label in found
    }
