"""Owner mark and key under which a browser keeps unsent files, typed text and seen pages of a person."""

from typing import Any
from uuid import UUID

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
    """Derive owner mark and key for the signed-in person; a device that several people use keeps nothing."""
    visitor = visitor_of(request)
    if visitor.person is None or visitor.shared:
        return NOTHING_KEPT
    return keeping_of(request.app.state.vault, visitor.person)


def keeping_of(vault: Vault, person: UUID) -> Keeping:
    """Derive owner mark and key for a person.

    The key is held here and given only to pages of this person: whoever holds the device without signing in reads nothing.
    """
    return Keeping(vault.lasting("outbox", str(person)).hex()[:16], vault.lasting("outbox-key", str(person)).hex())
