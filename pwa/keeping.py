"""Owner mark and key under which a browser keeps unsent files and typed text of a person."""

from typing import Any

from litestar import Request
from msgspec import Struct

from backend.kit.crypto import Vault
from backend.residents.guards import visitor_of


class Keeping(Struct, frozen=True):
    """Owner mark and encryption key for what a browser keeps; both "" where nothing may be kept."""

    owner: str = ""
    key: str = ""


NOTHING_KEPT = Keeping()


def keeping(request: Request[Any, Any, Any]) -> Keeping:
    """Derive owner mark and key for the signed-in person; a device that several people use keeps nothing.

    The key is held here and given only to pages of this person: whoever holds the device without signing in reads nothing.
    """
    visitor = visitor_of(request)
    if visitor.person is None or visitor.shared:
        return NOTHING_KEPT
    vault: Vault = request.app.state.vault
    person = str(visitor.person)
    return Keeping(vault.lasting("outbox", person).hex()[:16], vault.lasting("outbox-key", person).hex())
