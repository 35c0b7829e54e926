"""What the room needs at hand: the catalogue, the vault, the registers, and the address of this installation."""

from collections.abc import Mapping
from typing import Any, Protocol

from backend.catalogue.published import PublishedCatalogue
from backend.kit.crypto import Vault


class MandateGateways(Protocol):
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


class Context(Protocol):
    """One process's tools; the collaborators of a case are some."""

    @property
    def catalogue(self) -> PublishedCatalogue:
        """The services in force."""
        ...

    @property
    def vault(self) -> Vault:
        """Seals and hashes."""
        ...

    @property
    def registers(self) -> MandateGateways:
        """What other authorities know, and the telephone gateway."""
        ...

    @property
    def origin(self) -> str:
        """The address of this installation."""
        ...

    @property
    def samples(self) -> bool:
        """Are sample identity numbers allowed here?"""
        ...
