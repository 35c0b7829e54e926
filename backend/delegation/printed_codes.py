"""Codes printed on a mandate at the counter or on a letter; anybody who holds the sheet can look them up."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from msgspec import Struct

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.delegation import lifecycle, store
from backend.delegation.codes import grouped, new_code, parse_printed_code
from backend.delegation.context import Context
from backend.delegation.messages import LOOKED_UP, VIEWER
from backend.delegation.problems import CodeSpent, InvitationGone
from backend.delegation.types import Granted, Mandate, Standing
from backend.kit import masking
from backend.kit.sql import Db
from backend.residents import service as residents
from backend.residents import store as people

TRIES = 5
LETTER = timedelta(days=28)  # that a printed letter counts


class Proof(Struct, frozen=True, kw_only=True):
    """What somebody who holds the printed sheet may know: masked names, services, term, and whether it holds now."""

    principal: str
    helper: str
    services: tuple[Granted, ...]
    expires_at: datetime | None
    standing: Standing


async def print_code(
    db: Db, context: Context, mandate: Mandate, kind: store.CodeKind, until: datetime, now: datetime
) -> str:
    """A new code for a sheet, as it is printed; earlier ones of the mandate stop counting."""
    await store.void_codes(db, mandate=mandate.id, kinds=[kind], at=now)
    code = new_code()
    await store.add_code(
        db,
        id=uuid4(),
        mandate=mandate.id,
        kind=kind,
        code_hash=context.vault.fingerprint("mandate-code", code),
        at=now,
        expires_at=until,
    )
    return grouped(code)


async def find(db: Db, context: Context, text: str, kinds: tuple[store.CodeKind, ...], now: datetime) -> store.CodeRow:
    """The code that somebody typed; raises InvitationGone for one that is unknown, used or too old, CodeSpent after five wrong facts."""
    code = parse_printed_code(text)
    hashes = context.vault.fingerprints("mandate-code", code) if code else []
    row = await store.code(db, hashes=hashes, kinds=list(kinds)) if code else None
    if row is None or row.used_at is not None or row.expires_at <= now:
        raise InvitationGone
    if row.tries >= TRIES:
        raise CodeSpent
    return row


async def look_up(db: Db, context: Context, text: str, viewer: Actor, now: datetime) -> Proof:
    """What a printed mandate says of itself; each look-up is written down, and the principal reads it. Raises InvitationGone."""
    row = await find(db, context, text, ("counter",), now)
    mandate = await store.by_id(db, id=row.mandate)
    services = [one for one in await store.services(db, mandates=[mandate.id]) if one.revoked_at is None]
    await note(db, viewer, "mandate.looked_up", f"mandate:{mandate.id}", now)
    who, said = VIEWER().text, LOOKED_UP().text
    await people.add_access(
        db, person=mandate.principal, reader=str(viewer), reader_name=who, role="viewer", case_id=None, reason=said, at=now
    )  # fmt: skip
    return Proof(
        principal=await _masked(db, context, mandate.principal), helper=await _masked(db, context, mandate.helper),
        services=tuple(Granted(one.service, one.power, one.via) for one in services), expires_at=mandate.expires_at,
        standing=lifecycle.standing(mandate, now),
    )  # fmt: skip


async def _masked(db: Db, context: Context, person: UUID) -> str:
    return masking.name((await residents.identity_of(db, context.vault, person)).name)
