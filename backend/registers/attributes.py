"""Attribute dictionary shared by rules, profiles, forms and registers."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from backend.rules.types import Attribute, Dictionary

DICTIONARY = Path(__file__).with_name("attributes.toml")
NAME = re.compile(r"[a-z][a-z0-9_]*")
NEEDS_OPTIONS = {"code", "codes", "records"}


class AttributeFileError(Exception):
    """Raised for an invalid declaration in the dictionary."""


@cache
def attributes() -> Dictionary:
    """Return the shipped dictionary by name, in file order."""
    return read_attributes(DICTIONARY)


def read_attributes(path: Path) -> Dictionary:
    """Read a dictionary file; errors name file and attribute."""
    tables = tomllib.loads(path.read_text("utf-8"))
    found = {name: _attribute(path, name, table) for name, table in tables.items()}
    return {name: _derived(path, attribute, found) for name, attribute in found.items()}


def _attribute(path: Path, name: str, table: dict[str, Any]) -> Attribute:
    if not NAME.fullmatch(name):
        raise AttributeFileError(f"{path}: [{name}] must be lower-case words joined by underscores")
    options = [{"value": value, "label": label} for value, label in table.get("options", {}).items()]
    try:
        attribute = msgspec.convert({**table, "name": name, "options": options}, Attribute)
    except msgspec.ValidationError as error:
        raise AttributeFileError(f"{path}: [{name}] {error}") from error
    if attribute.kind in NEEDS_OPTIONS and not attribute.options:
        raise AttributeFileError(f"{path}: [{name}] is of kind {attribute.kind} and must list its options")
    return attribute


def _derived(path: Path, attribute: Attribute, found: Dictionary) -> Attribute:
    """Return the attribute with the label of its base attribute, for which residents are asked."""
    derived = attribute.derived
    if derived is None or derived.by == "today":
        return attribute
    of = found.get(derived.of)
    if of is None or of.kind != "date" or attribute.kind != "number":
        raise AttributeFileError(f"{path}: [{attribute.name}] must be a number derived from an attribute of kind date")
    named = msgspec.structs.replace(derived, label=of.label)
    return msgspec.structs.replace(attribute, derived=named, question=of.question)
