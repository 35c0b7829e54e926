"""Every table and column is classed, and what the classes say is true of the database."""

import re

import asyncpg
import pytest

from backend.privacy.inventory import retention, tables
from backend.privacy.keys import sealed_columns

NOT_OURS = {"alembic_version"}
HELP = "say in backend/privacy/inventory.toml what it holds, of which class and kind"


@pytest.fixture
async def columns(admin_url: str) -> dict[str, dict[str, str]]:
    """Every column of the migrated database, with its type."""
    db = await asyncpg.connect(admin_url)
    rows = await db.fetch(
        "select table_name, column_name, data_type from information_schema.columns join information_schema.tables"
        " using (table_schema, table_name) where table_schema = 'public' and table_type = 'BASE TABLE'"
    )
    await db.close()
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        if row["table_name"] not in NOT_OURS:
            found.setdefault(row["table_name"], {})[row["column_name"]] = row["data_type"]
    return found


def test_every_table_and_column_is_classed(columns: dict[str, dict[str, str]]) -> None:
    for table, names in columns.items():
        assert table in tables(), f"{table}: {HELP}"
        classed = tables()[table].columns
        assert sorted(classed) == sorted(names), f"{table}: {HELP}"
    assert set(tables()) <= set(columns), "a table that is gone"


def test_bytes_are_sealed_or_say_what_else_they_are(columns: dict[str, dict[str, str]]) -> None:
    for table, names in columns.items():
        one = tables()[table]
        for column, kind in names.items():
            if kind == "bytea":
                assert column in {*one.sealed, *one.hashed, *one.ids, *one.personal}, f"{table}.{column}: {HELP}"


def test_whose_it_is_and_what_closing_does(columns: dict[str, dict[str, str]]) -> None:
    for one in tables().values():
        assert one.kept in retention(), one.name
        assert bool(one.closing) == one.is_somebodys, f"{one.name}: closing says erase or keep for what is somebody's"
        assert bool(one.personal) == bool(one.because), f"{one.name}: personal columns have a reason"
        for column in (one.person, one.via, one.ends):
            assert not column or column in columns[one.name], f"{one.name}: no column {column}"
        if "principal" in columns[one.name] or "person" in columns[one.name]:
            assert one.is_somebodys, f"{one.name} is somebody's"
        if one.ends:
            assert retention()[one.kept].days, f"{one.name}: its class has no days"


def test_each_seal_is_bound_to_its_row(columns: dict[str, dict[str, str]]) -> None:
    for one in sealed_columns():
        assert re.fullmatch(r"\w+:\{\w+\}", one.bound), one
        assert one.key in columns[one.table], one


def test_every_period_has_a_reason() -> None:
    for one in retention().values():
        assert one.says
        assert one.why
        assert one.until
        assert one.proposal or not one.days or "第" in one.why, f"{one.key}: a law, or marked as a proposal"
