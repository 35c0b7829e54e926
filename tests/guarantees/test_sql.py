"""Every named statement is true of the migrated database, is used, and asks only for what is one's own."""

import importlib
import re
import tomllib
from pathlib import Path

import asyncpg
import msgspec

from backend.kit import sql
from backend.kit.migrate import ROOT
from backend.privacy.inventory import tables
from tests.support.each import each

FILES = sorted(p for room in ("backend", "auth", "push", "pwa") for p in (ROOT / room).rglob("queries.sql"))
STORES = [".".join(p.relative_to(ROOT).with_name("store").parts) for p in FILES]

IMPERSONAL = frozenset({"public", "log", "queue", "draft_history"})
"""Classes of the inventory (retention.toml) whose rows are about no person's affairs; any other table is personal, and so is a person's row in these."""
PERSONAL = frozenset(one.name for one in tables().values() if one.is_somebodys or one.kept not in IMPERSONAL)
BEYOND_ONE_PERSON: dict[str, dict[str, str]] = tomllib.loads(
    Path(__file__).with_name("beyond_one_person.toml").read_text("utf-8")
)
REFERENCE = re.compile(r"\b(?:from|join|into|update|using)\s+(?:only\s+)?(\w+)", re.IGNORECASE)


def stores() -> list[sql.Statement]:
    for name in STORES:
        importlib.import_module(name)
    return sql.USED


def ids(statement: sql.Statement) -> str:
    return f"{Path(statement.file).parent.name}.{statement.name}"


@each("statement", stores(), ids=ids)
async def test_it_prepares_and_its_columns_are_the_struct(statement: sql.Statement, admin_url: str) -> None:
    db = await asyncpg.connect(admin_url)
    try:
        prepared = await db.prepare(statement.text)
        columns = {a.name for a in prepared.get_attributes()}
    finally:
        await db.close()
    if statement.row is not None:
        assert columns == {f.encode_name for f in msgspec.structs.fields(statement.row)}


@each("path", FILES, ids=lambda p: p.parent.name)
def test_every_statement_is_used(path: Path) -> None:
    written = set(sql.parse(path.read_text("utf-8"), str(path)))
    used = {s.name for s in stores() if s.file == str(path)}
    assert written == used


@each("path", FILES, ids=lambda p: p.parent.name)
def test_a_list_of_columns_is_shared(path: Path) -> None:
    text = path.read_text("utf-8")
    lists = re.findall(r"^-- columns: (\w+)$", text, re.MULTILINE)
    assert len(lists) == len(set(lists))
    assert {name for name in lists if text.count(f"{{{name}}}") < 2} == set()


@each("path", FILES, ids=lambda p: p.parent.name)
def test_the_store_is_only_a_table_of_contents(path: Path) -> None:
    text = path.with_name("store.py").read_text("utf-8")
    assert "select " not in text.lower().replace("# select", "")


def asks_beyond_one_person(statement: sql.Statement) -> bool:
    """Does it touch a personal table without saying whose rows?"""
    touched = set(REFERENCE.findall(re.sub(r"--[^\n]*", "", statement.text)))
    return bool(touched & PERSONAL) and not {"principal", "person"} & set(statement.parameters)


def folder(statement: sql.Statement) -> str:
    """The folder of its queries.sql, as beyond_one_person.toml names it."""
    return str(Path(statement.file).relative_to(ROOT).parent)


@each("statement", stores(), ids=ids)
def test_it_asks_only_for_one_persons_data(statement: sql.Statement) -> None:
    if statement.name not in BEYOND_ONE_PERSON.get(folder(statement), {}):
        assert not asks_beyond_one_person(statement), f"{statement.name} reads personal data of anybody"


def test_every_reason_is_needed() -> None:
    """Neither for a statement that is gone, nor for one that says whose rows it asks for."""
    needed: dict[str, set[str]] = {}
    for statement in stores():
        if asks_beyond_one_person(statement):
            needed.setdefault(folder(statement), set()).add(statement.name)
    assert {place: set(reasons) for place, reasons in BEYOND_ONE_PERSON.items()} == needed


def test_the_inventory_says_which_tables_are_personal() -> None:
    assert {"identity_proof", "passkey", "recovery", "objection", "person", "payee_account", "revocation"} <= PERSONAL
    assert not {"service_version", "working_day", "audit", "pgqueuer"} & PERSONAL


LASTING = re.compile(
    r"\b(set\s+(?!local)\w+\s*(=|to)|set_config|listen\s|declare\s|pg_(try_)?advisory_lock|create\s+temp|prepare\s)",
    re.IGNORECASE,
)


@each("statement", stores(), ids=ids)
def test_it_leaves_nothing_behind_on_its_connection(statement: sql.Statement) -> None:
    # the pool gives a connection on without asking the server to reset it (kit.db.nothing_left)
    text = re.sub(r"--[^\n]*", "", statement.text)
    updates = re.match(r"\s*(with|update|insert)\b", text, re.IGNORECASE) is not None
    assert not LASTING.search(re.sub(r"(?i)\bset\s+\w+\s*=", "", text) if updates else text)
