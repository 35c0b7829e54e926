"""Load the catalogue files; any error in them stops the start."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import rtoml

from backend.catalogue.shared_papers import fill_in
from backend.catalogue.tables.overlay import forgets, overlaid
from backend.catalogue.types import Category, Department, Service
from backend.kit.messages.render import Messages
from backend.registers.attributes import attributes
from backend.rules.parse_rules import read_rule_file
from backend.rules.rule import RuleFile

HERE = Path(__file__).parent
STREET_OFFICE = Messages.beside(__file__).take("street_office")
SERVICES = HERE / "services"
RULES = HERE / "rules"
AT_LINE = re.compile(r"at line (\d+)")


class CatalogueFileError(Exception):
    """Raised for an invalid catalogue file."""


class NotToml(Exception):
    """Raised for text that isn't TOML; `line` is where parsing stopped."""

    def __init__(self, says: str, line: int) -> None:
        super().__init__(says)
        self.line = line


def service_files(root: Path = SERVICES) -> Iterator[Path]:
    """Return the service files, by category folder and code."""
    return iter(sorted(root.glob("*/*.toml")))


def tables_of(text: str) -> dict[str, Any]:
    """Parse TOML with the fast parser; on failure the precise one finds the error. Raises NotToml."""
    try:
        return rtoml.loads(text)
    except rtoml.TomlParsingError as error:
        said = str(error)
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said = str(error)
    found = AT_LINE.search(said)
    raise NotToml(said, int(found[1]) if found else max(1, text.count("\n") + 1))


def read_service(path: Path) -> Service:
    """Read one service; errors name the file and the path in it."""
    try:
        return msgspec.convert(fill_in(tables_of(path.read_text("utf-8"))), Service)
    except (msgspec.ValidationError, NotToml, UnicodeDecodeError) as error:
        raise CatalogueFileError(f"{path}: {error}") from error


@cache
def read_categories() -> tuple[Category, ...]:
    """Return the 15 categories in display order."""
    return msgspec.convert(tables_of((HERE / "categories.toml").read_text("utf-8"))["category"], tuple[Category, ...])


@forgets
@cache
def read_departments() -> dict[str, Department]:
    """Return the 34 departments by key; `street` stands for the office of the resident's street."""
    tables = tables_of((HERE / "departments.toml").read_text("utf-8"))
    shipped = msgspec.convert(tables["department"], tuple[Department, ...])
    return {d.key: d for d in overlaid("departments", shipped, Department, "key")}


def department_name(key: str) -> str:
    """Return the display name of a department."""
    return STREET_OFFICE().text if key == "street" else read_departments()[key].name


def read_all_rules() -> dict[str, RuleFile]:
    """Read all rule files, by service code."""
    return {path.stem: read_rule_file(path, attributes()) for path in sorted(RULES.glob("*.toml"))}
