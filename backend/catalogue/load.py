"""Reads the catalogue files and refuses to go on with a mistake in one of them."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

from backend.catalogue.types import Category, Department, Service
from backend.registers.attributes import attributes
from backend.rules.read import read_rule_file
from backend.rules.rule import RuleFile

HERE = Path(__file__).parent
SERVICES = HERE / "services"
RULES = HERE / "rules"


class CatalogueMistake(Exception):
    """A catalogue file says something that a service can't be."""


def service_files(root: Path = SERVICES) -> Iterator[Path]:
    """The files of all services, by category folder and code."""
    return iter(sorted(root.glob("*/*.toml")))


def read_service(path: Path) -> Service:
    """One service from its file; the error names the file and the place in it."""
    try:
        return msgspec.toml.decode(path.read_bytes(), type=Service)
    except (msgspec.ValidationError, msgspec.DecodeError) as error:
        raise CatalogueMistake(f"{path}: {error}") from error


@cache
def read_categories() -> tuple[Category, ...]:
    """The 15 categories in display order."""
    data = msgspec.toml.decode((HERE / "categories.toml").read_bytes(), type=dict[str, tuple[Category, ...]])
    return data["category"]


@cache
def read_departments() -> dict[str, Department]:
    """The 34 departments by key; `street` stands for the street of the resident's address."""
    data = msgspec.toml.decode((HERE / "departments.toml").read_bytes(), type=dict[str, tuple[Department, ...]])
    return {d.key: d for d in data["department"]}


def department_name(key: str) -> str:
    """What the department is called on a page."""
    return "您所在的街道办事处" if key == "street" else read_departments()[key].name


def read_all_rules() -> dict[str, RuleFile]:
    """The rule files of all services that have one, by code."""
    return {path.stem: read_rule_file(path, attributes()) for path in sorted(RULES.glob("*.toml"))}
