"""Any service whatever is the same after each format: invented ones hold what no editor would write."""

import string
from datetime import date
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import inspect as mi

from backend.catalogue.exchange.csv_files import csv_texts, pack, read_csv_zip
from backend.catalogue.exchange.import_tables import attach, services_in
from backend.catalogue.exchange.service_toml import service_text
from backend.catalogue.exchange.table_rows import rows_in
from backend.catalogue.exchange.tables import TABLES, ServiceEntry, to_tables
from backend.catalogue.exchange.workbook import read_workbook, workbook
from backend.catalogue.load import tables_of
from backend.catalogue.types import ExternalSystem, FormField, Service, When

LETTERS = st.characters(min_codepoint=32, max_codepoint=0x2FFFF, exclude_categories=("Cs", "Cc", "Cn"))
TEXT = st.text(st.one_of(LETTERS, st.sampled_from("=+-@＝＋－＠'\"\\\n,;%|。_x0041")), max_size=6)
WORDS = TEXT.filter(bool)


SCALARS: dict[type[mi.Type], st.SearchStrategy[Any]] = {
    mi.StrType: TEXT, mi.BoolType: st.booleans(), mi.IntType: st.integers(-999, 9999),
    mi.FloatType: st.floats(-1e6, 1e6, allow_nan=False).map(lambda x: round(x, 3) + 0.0),
    mi.DateType: st.dates(date(2000, 1, 1), date(2099, 12, 31)),
}  # fmt: skip


def strategy(kind: mi.Type) -> st.SearchStrategy[Any]:
    """Any value of this kind."""
    match kind:
        case mi.LiteralType():
            return st.sampled_from(kind.values)
        case mi.VarTupleType():
            return st.lists(strategy(kind.item_type), max_size=2).map(tuple)
        case mi.DictType():
            return st.dictionaries(
                st.text(string.ascii_lowercase + "._", min_size=1), strategy(kind.value_type), max_size=3
            )
        case mi.UnionType():
            return st.none() | strategy(next(k for k in kind.types if not isinstance(k, mi.NoneType)))
        case mi.StructType():
            return structs(kind)
    return SCALARS[type(kind)]


def structs(kind: mi.StructType) -> st.SearchStrategy[Any]:
    """A part that may be absent says something when it is there; that is what a row can tell apart."""
    says_something = kind.cls in (ExternalSystem, When)
    parts = {
        f.name: WORDS if says_something and isinstance(f.type, mi.StrType) else strategy(f.type) for f in kind.fields
    }
    return st.builds(kind.cls, **parts)


def distinct(service: Service) -> Service:
    """Keys of questions are distinct: options are told by them."""
    fields = tuple(msgspec.structs.replace(f, key=f"f{i}") for i, f in enumerate(service.field))
    return msgspec.structs.replace(service, code="FT0205001", field=fields)


SHAPE = mi.type_info(Service)
assert isinstance(SHAPE, mi.StructType)
SERVICES = structs(SHAPE).map(distinct)
MANY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


@MANY
@given(SERVICES)
def test_any_service_is_the_same_after_toml(service: Service) -> None:
    again = msgspec.convert(tables_of(service_text(service)), Service)
    assert again == service
    assert service_text(again) == service_text(service)


def brought(tables: Any) -> Service:
    """The service behind tables; what the check would say of invented words is not the question here."""
    problems: list[Any] = []
    rows = {t.key: list(rows_in(tables[t.key], t, problems)) for t in TABLES}
    drafts = services_in(rows["services"], problems)
    for key, found in rows.items():
        if key != "services":
            problems += attach(found, drafts)
    assert not problems, problems
    (draft,) = drafts.values()
    return msgspec.convert(draft.raw, Service)


@MANY
@given(SERVICES)
def test_any_service_is_the_same_after_csv(service: Service) -> None:
    assert brought(read_csv_zip(pack(csv_texts(to_tables([ServiceEntry(service)]))))) == service


@MANY
@given(SERVICES)
def test_any_service_is_the_same_after_a_workbook(service: Service) -> None:
    assert brought(read_workbook(workbook(to_tables([ServiceEntry(service)])))) == service


def test_a_field_that_is_nothing_but_defaults_survives() -> None:
    field = FormField(key="f", kind="text", label="")
    assert msgspec.convert(tables_of('key = "f"\nkind = "text"\nlabel = ""'), FormField) == field
