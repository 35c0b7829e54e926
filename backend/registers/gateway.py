"""What a room needs of the registers, without their client."""

from collections.abc import Mapping
from typing import Any, Protocol


class SignedTransport(Protocol):
    """Carries signed questions to registers and gateways."""

    key: str

    async def post(self, path: str, body: bytes) -> tuple[bytes, Mapping[str, str]]:
        """Send a signed question; the body and the headers of the answer."""
        ...


class RegisterGateway(SignedTransport, Protocol):
    """Asks the registers; a silent register is left out of the answer, never an error."""

    async def ask(
        self, purpose: str, id_number: str, name: str, attributes: tuple[str, ...]
    ) -> Mapping[str, list[dict[str, Any]]]:
        """What the registers say, attribute by attribute, one entry per source; silent ones are left out."""
        ...
