"""What the room needs at hand: the catalogue, the vault, the registers, and the address of this installation."""

from collections.abc import Mapping
from typing import Any, Protocol

from msgspec import Struct

from backend.catalogue.book import Book
from backend.kit.crypto import Vault


class Registers(Protocol):
    """What asks registers and the telephone gateway."""

    key: str

    async def ask(
        self, purpose: str, id_number: str, name: str, attributes: tuple[str, ...]
    ) -> Mapping[str, list[dict[str, Any]]]:
        """What the registers say, attribute by attribute."""
        ...

    async def post(self, path: str, body: bytes) -> tuple[bytes, Mapping[str, str]]:
        """Send a signed question; the body and the headers of the answer."""
        ...


class Context(Struct, frozen=True):
    """One process's tools; made once, passed."""

    book: Book
    vault: Vault
    registers: Registers
    origin: str
    samples: bool = False
