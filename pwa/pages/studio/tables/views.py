"""What the pages of reference tables show. Pure."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct

from backend.catalogue.drafting.types import JsonTable
from backend.catalogue.tables.reading import Dependent, RowListed, TableSummary
from backend.catalogue.tables.service import OpenedRow
from backend.catalogue.tables.types import RowState, RowVersion, TableName
from backend.kit.messages.render import Messages
from backend.residents.separation import display_name
from backend.residents.types import Staff
from pwa.pages.studio.finding.views import FoundPage
from pwa.pages.studio.input_labels import CHANGE_KINDS, SAYS
from pwa.pages.studio.inputs import Control, Errors
from pwa.pages.studio.publishing import ChangedField
from pwa.pages.studio.tables.row_inputs import changed_texts, row_controls
from pwa.views.parts import FormError, field_error

_words = Messages.beside(__file__).words
TABLE_NAMES, TABLE_LEADS = _words("TABLE", TableName), _words("TABLE_LEAD", TableName)
ROW_STATES = _words("ROW_STATE")


class TableLine(Struct, frozen=True):
    """A table in the list."""

    key: TableName
    name: str
    lead: str
    says: str


class TablesPage(Struct, frozen=True):
    """Every table."""

    tables: list[TableLine]


class RowLine(Struct, frozen=True, kw_only=True):
    """A row in the list of its table."""

    key: str
    title: str
    more: str
    state: str
    author: str


class TablePage(Struct, frozen=True, kw_only=True):
    """The rows of a table that hold some words."""

    table: TableName
    name: str
    lead: str
    q: str
    rows: list[RowLine]
    grows: bool


class RowHistory(Struct, frozen=True):
    """A published version of a row."""

    since: date
    who: str
    reason: str


class RowPage(Struct, frozen=True, kw_only=True):
    """A row: its inputs, what changes, what rests on it, who may do what now."""

    table: TableName
    table_name: str
    key: str
    title: str
    new: bool
    controls: list[Control]
    state: RowState | None
    id: UUID | None
    seen: int
    note: str
    writers: list[str]
    own: bool
    may_publish: bool
    ready: bool
    changes: list[ChangedField]
    resting: list[Dependent]
    history: list[RowHistory]
    moved_on: bool = False
    behind: list[str] = []  # services that still say what a shared paper said before
    found: FoundPage | None = None  # what a search finds with the words of the row
    errors: list[FormError] = []


def tables_page(found: list[TableSummary]) -> TablesPage:
    """List the tables."""
    return TablesPage([TableLine(one.name, TABLE_NAMES[one.name], TABLE_LEADS[one.name], counts(one)) for one in found])


def counts(one: TableSummary) -> str:
    """Say how many rows a table has, and how many are being changed."""
    return SAYS("table_counts", rows=one.rows, drafts=one.drafts or None, waiting=one.waiting or None)


def table_page(name: TableName, q: str, rows: list[RowListed], *, grows: bool) -> TablePage:
    """List the rows of a table."""
    lines = [
        RowLine(key=one.key, title=one.title, more=one.more[:120], state=ROW_STATES[one.state] if one.state else "", author=one.author)
        for one in rows
    ]  # fmt: skip
    return TablePage(table=name, name=TABLE_NAMES[name], lead=TABLE_LEADS[name], q=q, rows=lines, grows=grows)


def row_page(
    opened: OpenedRow, resting: list[Dependent], staff: Staff, *, typed: JsonTable | None = None, errors: Errors | None = None,
    moved_on: bool = False, found: FoundPage | None = None, behind: Sequence[str] = (),
) -> RowPage:  # fmt: skip
    """Show a row with the values that are being written, or with what was typed where it could not be saved."""
    name, writing = opened.table.name, opened.writing
    shown = opened.shown if typed is None else typed
    return RowPage(
        table=name, table_name=TABLE_NAMES[name], key=opened.key,
        title=str(opened.live.get("name") or opened.live.get("title") or opened.key), new=not opened.live,
        controls=row_controls(opened.table, shown, opened.faults, errors), state=writing.state if writing else None,
        id=writing.id if writing else None, seen=writing.version if writing else 0, note=writing.reason if writing else "",
        writers=[display_name(one) for one in writing.writers] if writing else [],
        own=writing is not None and staff.signature in writing.writers, may_publish="publisher" in staff.roles, ready=not opened.faults,
        changes=changes_of(opened), resting=resting, history=[history_line(one) for one in opened.versions], moved_on=moved_on,
        found=found, behind=list(behind),
        errors=[field_error(field, one.says) for field, one in (errors or {}).items()],
    )  # fmt: skip


def changes_of(opened: OpenedRow) -> list[ChangedField]:
    """Say what a change of a row changes."""
    if opened.writing is None:
        return []
    found = changed_texts(opened.table, opened.live, opened.writing.content)
    return [ChangedField(CHANGE_KINDS["changed"], label, before, after) for label, before, after in found]


def history_line(version: RowVersion) -> RowHistory:
    """Describe a published version."""
    who = [version.author_name or display_name(version.author), display_name(version.approver or "")]
    return RowHistory(version.valid_from, SAYS("written_signed", writer=who[0], signer=who[1]), version.reason)
