"""Reads the two files that say what we hold and for how long."""

import tomllib
from functools import cache
from pathlib import Path

import msgspec

from backend.privacy.types import InventoryTable, RetentionClass

HERE = Path(__file__).parent


@cache
def tables() -> dict[str, InventoryTable]:
    """Every table by its name."""
    found = tomllib.loads((HERE / "inventory.toml").read_text("utf-8"))
    return {name: _table(name, fields) for name, fields in found.items()}


@cache
def retention() -> dict[str, RetentionClass]:
    """Every class by its key."""
    found = tomllib.loads((HERE / "retention.toml").read_text("utf-8"))
    return {key: msgspec.convert({**fields, "key": key}, RetentionClass) for key, fields in found.items()}


def _table(name: str, fields: dict[str, object]) -> InventoryTable:
    told = {("kept" if key == "class" else key): value for key, value in fields.items()}
    return msgspec.convert({**told, "name": name}, InventoryTable)
