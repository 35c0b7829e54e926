"""Collaborators a case needs: catalogue, vault, receipt signer, registers; built once per process and passed."""

from collections.abc import Mapping
from typing import Any, Protocol

from msgspec import Struct

from backend.cases.receipts.signing import Signer
from backend.catalogue.published import PublishedCatalogue
from backend.kit.crypto import Vault


class RegisterGateway(Protocol):
    """Whoever can ask the registers; silence is an answer, never an error."""

    key: str

    async def ask(
        self, purpose: str, id_number: str, name: str, attributes: tuple[str, ...]
    ) -> Mapping[str, list[dict[str, Any]]]:
        """What the registers say, attribute by attribute, one entry per source; silent ones are left out."""
        ...

    async def post(self, path: str, body: bytes) -> tuple[bytes, Mapping[str, str]]:
        """Send a signed question; the body and the headers of the answer."""
        ...


class CaseServices(Struct, frozen=True):
    """One process's tools; made once, passed."""

    catalogue: PublishedCatalogue
    vault: Vault
    signer: Signer
    registers: RegisterGateway
    origin: str
    samples: bool = False
    after_check_percent: int = 5  # of machine approvals, for an officer's eyes afterwards
