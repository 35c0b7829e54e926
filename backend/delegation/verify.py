"""Replaying the consents to mandates: the words that were sealed against their digest and their template."""

from uuid import UUID

from msgspec import Struct

from backend.delegation import store
from backend.delegation.wording import sha256, wordings
from backend.kit.crypto import BrokenSeal, Vault
from backend.kit.sql import Db

FIRST = UUID(int=0)


class Wrong(Struct, frozen=True):
    """One row that doesn't fit: its table, its id, and what is wrong with it."""

    table: str
    id: UUID
    fault: str


async def replay(db: Db, vault: Vault) -> tuple[int, list[Wrong]]:
    """Replay every consent to a mandate; answers how many, and what doesn't fit."""
    checked, wrong, after = 0, list[Wrong](), FIRST
    while rows := await store.all_consents(db, after=after):
        checked += len(rows)
        wrong += [Wrong("mandate_consent", row.id, fault) for row in rows for fault in faults(vault, row)]
        after = rows[-1].id
    return checked, wrong + [Wrong("mandate", one.id, "consent") for one in await store.unproved(db)]


def faults(vault: Vault, row: store.ConsentRow) -> list[str]:
    """What of one consent doesn't fit."""
    try:
        words, known = vault.open(row.said, f"mandate_consent:{row.id}").decode(), wordings().get(row.wording)
    except BrokenSeal:
        return ["words"]
    found = [] if sha256(words) == row.said_digest else ["words"]
    fits = known is not None and known.knows(row.wording_version, row.wording_digest)
    return found if fits else [*found, "wording"]
