"""Reads the catalogue files and refuses to go on with a mistake in one of them."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import rtoml

from backend.catalogue.types import Category, Department, Service
from backend.registers.attributes import attributes
from backend.rules.parse_rules import read_rule_file
from backend.rules.rule import RuleFile

HERE = Path(__file__).parent
SERVICES = HERE / "services"
RULES = HERE / "rules"
AT_LINE = re.compile(r"at line (\d+)")


class CatalogueMistake(Exception):
    """A catalogue file says something that a service can't be."""


class NotToml(Exception):
    """A text that can't be read at all; `line` is where reading stopped."""

    def __init__(self, says: str, line: int) -> None:
        super().__init__(says)
        self.line = line


def service_files(root: Path = SERVICES) -> Iterator[Path]:
    """The files of all services, by category folder and code."""
    return iter(sorted(root.glob("*/*.toml")))


def tables_of(text: str) -> dict[str, Any]:
    """The tables of a TOML text, read by the quick parser; the careful one says what is wrong. Raises NotToml."""
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
    """One service from its file; the error names the file and the place in it."""
    try:
        return msgspec.convert(tables_of(path.read_text("utf-8")), Service)
    except (msgspec.ValidationError, NotToml, UnicodeDecodeError) as error:
        raise CatalogueMistake(f"{path}: {error}") from error


@cache
def read_categories() -> tuple[Category, ...]:
    """The 15 categories in display order."""
    return msgspec.convert(tables_of((HERE / "categories.toml").read_text("utf-8"))["category"], tuple[Category, ...])


@cache
def read_departments() -> dict[str, Department]:
    """The 34 departments by key; `street` stands for the street of the resident's address."""
    tables = tables_of((HERE / "departments.toml").read_text("utf-8"))
    return {d.key: d for d in msgspec.convert(tables["department"], tuple[Department, ...])}


def department_name(key: str) -> str:
    """What the department is called on a page."""
    return "您所在的街道办事处" if key == "street" else read_departments()[key].name


def read_all_rules() -> dict[str, RuleFile]:
    """The rule files of all services that have one, by code."""
    return {path.stem: read_rule_file(path, attributes()) for path in sorted(RULES.glob("*.toml"))}
