"""Services as relational tables: one for services, one each for materials, steps, questions; columns follow the structs."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec import inspect as mi

from backend.catalogue.announcements import Announcement
from backend.catalogue.applicant_deadlines import Deadline
from backend.catalogue.exchange.cells import value_to_text
from backend.catalogue.exchange.column_labels import IN_TABLE, LABELS, TABLE_LABELS
from backend.catalogue.lint.lint_finding import Path
from backend.catalogue.types import (
    AnswerOption,
    FormField,
    FrequentQuestion,
    LegalBasis,
    ProcedureStep,
    RequiredMaterial,
    Service,
)
from backend.kit.messages.render import Messages

SAYS = Messages.beside(__file__).mistakes("tables")
"""Problems in filled-in tables."""


class ServiceEntry(Struct, frozen=True):
    """Service with the text of its rule file; empty if there are no rules."""

    service: Service
    rules: str = ""


class TableColumn(Struct, frozen=True):
    """Column: path of its value in the row's struct, and its type."""

    path: tuple[str, ...]
    kind: mi.Type

    @property
    def name(self) -> str:
        """Technical name of the column."""
        return ".".join(self.path)


class ExchangeTable(Struct, frozen=True):
    """One table: file name, sheet name, key columns, own columns."""

    key: str
    label: str
    within: Path
    belongs: tuple[TableColumn, ...]
    columns: tuple[TableColumn, ...]

    @property
    def all_columns(self) -> tuple[TableColumn, ...]:
        """Key columns, then own columns."""
        return (*self.belongs, *self.columns)

    def heading(self, column: TableColumn) -> str:
        """Return the Chinese heading with the technical name."""
        label = IN_TABLE.get(f"{self.key}.{column.name}") or LABELS[column.name]
        return f"{label}（{column.name}）"


Rows = list[list[str]]  # the first row holds the headings
Tables = Mapping[str, Rows]


def columns_of(kind: type[Struct], path: tuple[str, ...] = ()) -> Iterator[TableColumn]:
    """Return the columns of a struct; nested structs are flattened, lists of structs have tables of their own."""
    shape = mi.type_info(kind)
    assert isinstance(shape, mi.StructType)
    for field in shape.fields:
        inner = _struct_in(field.type)
        at = (*path, field.name)
        if inner is not None:
            yield from columns_of(inner, at)
        elif not _has_its_own_table(field.type):
            yield TableColumn(at, field.type)


def _struct_in(kind: mi.Type) -> type[Struct] | None:
    kinds = kind.types if isinstance(kind, mi.UnionType) else (kind,)
    return next((k.cls for k in kinds if isinstance(k, mi.StructType)), None)


def _has_its_own_table(kind: mi.Type) -> bool:
    return isinstance(kind, mi.DictType) or (
        isinstance(kind, mi.VarTupleType) and _struct_in(kind.item_type) is not None
    )


PARTS_WITH_ROWS = ("material", "step", "field", "question", "deadline", "announce", "legal")
CODE = TableColumn(("code",), mi.StrType())
FIELD = TableColumn(("field",), mi.StrType())
TABLES = (
    ExchangeTable("services", TABLE_LABELS["services"], (), (), tuple(columns_of(Service))),
    *(
        ExchangeTable(key, TABLE_LABELS[key], (key,), (CODE,), tuple(columns_of(kind)))
        for key, kind in (
            ("material", RequiredMaterial), ("step", ProcedureStep), ("field", FormField),
            ("question", FrequentQuestion), ("deadline", Deadline), ("announce", Announcement), ("legal", LegalBasis),
        )
    ),
    ExchangeTable("option", TABLE_LABELS["option"], ("field", "options"), (CODE, FIELD), tuple(columns_of(AnswerOption))),
    ExchangeTable(
        "provenance", TABLE_LABELS["provenance"], ("provenance",), (CODE,),
        (TableColumn(("place",), mi.StrType()), TableColumn(("source",), mi.StrType())),
    ),
    ExchangeTable("rule", TABLE_LABELS["rule"], (), (CODE,), (TableColumn(("line",), mi.StrType()),)),
)  # fmt: skip
BY_KEY = {table.key: table for table in TABLES}


def to_tables(entries: Iterable[ServiceEntry]) -> dict[str, Rows]:
    """Return all services as tables of unescaped texts."""
    tables: dict[str, Rows] = {t.key: [[t.heading(c) for c in t.all_columns]] for t in TABLES}
    for entry in entries:
        for key, rows in rows_of(entry):
            tables[key] += rows
    return tables


def rows_of(entry: ServiceEntry) -> Iterator[tuple[str, Rows]]:
    """Return the rows of one service by table."""
    service, code = entry.service, entry.service.code
    yield "services", [_row(service, BY_KEY["services"].columns)]
    for key in PARTS_WITH_ROWS:
        yield key, [[code, *_row(one, BY_KEY[key].columns)] for one in getattr(service, key)]
    yield (
        "option",
        [
            [code, field.key, *_row(option, BY_KEY["option"].columns)]
            for field in service.field
            for option in field.options
        ],
    )
    yield "provenance", [[code, place, source] for place, source in service.provenance.items()]
    yield "rule", [[code, line] for line in entry.rules.split("\n")] if entry.rules else []


def _row(part: Struct, columns: Sequence[TableColumn]) -> list[str]:
    return [value_to_text(_value(part, column.path)) for column in columns]


def _value(part: Any, path: tuple[str, ...]) -> Any:
    for name in path:
        part = getattr(part, name, None)
    return part
