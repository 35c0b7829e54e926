"""How sure we must be of a person before the machine decides a service at once."""

import tomllib
from functools import cache
from pathlib import Path

from backend.residents.types import Assurance

FILE = Path(__file__).with_name("assurance.toml")


@cache
def consequential() -> dict[str, str]:
    """The services with consequences by code, and why."""
    told: dict[str, str] = tomllib.loads(FILE.read_text("utf-8"))["verified"]
    return told


def demanded(service: str) -> Assurance:
    """The level at which the machine may decide this service at once."""
    return Assurance.VERIFIED if service in consequential() else Assurance.DOCUMENT
