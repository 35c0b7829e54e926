"""The readable schema is what the migrations make, and every migration can be taken back."""

import asyncio
from pathlib import Path

from backend.kit import embedded_servers, migrate
from tests.schema import SCHEMA, dump


def test_schema_sql_is_what_the_migrations_make(model_url: str, grounds: Path) -> None:
    assert dump(model_url, embedded_servers.binaries()) == SCHEMA.read_text("utf-8"), "run `make db`"


def test_every_migration_can_be_taken_back(model_url: str, grounds: Path) -> None:
    url = asyncio.run(migrate.make_database(model_url, "there_and_back"))
    migrate.upgrade(url)
    there = dump(url, embedded_servers.binaries())
    migrate.downgrade(url, "base")
    assert "CREATE TABLE" not in dump(url, embedded_servers.binaries()).replace("public.alembic_version", "")
    migrate.upgrade(url)
    assert dump(url, embedded_servers.binaries()) == there
