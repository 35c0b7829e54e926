"""The sealed parts of an offer: what was offered, and what the yes is bound to."""

from hashlib import sha256
from uuid import UUID

import msgspec

from backend.kit.crypto import Vault
from backend.offers.types import BoundYes, OfferContent, ServiceOffer


def canonical(content: OfferContent) -> bytes:
    """Return the bytes that the digest is of."""
    return msgspec.json.encode(content, order="deterministic")


def digest_of(content: bytes) -> str:
    """Return the SHA-256 of what was offered."""
    return sha256(content).hexdigest()


def seal_content(vault: Vault, id: UUID, content: bytes) -> bytes:
    """Seal what was offered."""
    return vault.seal(content, f"offer:{id}")


def content_of(vault: Vault, offer: ServiceOffer) -> OfferContent:
    """Open what was offered; raises ValueError where it isn't what the digest is of."""
    content = vault.open(offer.content, f"offer:{offer.id}")
    if digest_of(content) != offer.digest:
        raise ValueError("an offer differs from its digest")
    return msgspec.json.decode(content, type=OfferContent)


def seal_yes(vault: Vault, id: UUID, bound: BoundYes) -> bytes:
    """Seal what a yes is bound to."""
    return vault.seal(msgspec.json.encode(bound), f"offer_yes:{id}")


def yes_of(vault: Vault, offer: ServiceOffer) -> BoundYes | None:
    """Open what the yes is bound to; None before there is one."""
    if offer.accepted is None:
        return None
    return msgspec.json.decode(vault.open(offer.accepted, f"offer_yes:{offer.id}"), type=BoundYes)
