"""Invitations as they are kept, and as their sender sees them while nobody has answered."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec
from msgspec import Struct

from backend.delegation.context import Context
from backend.delegation.invitations import store
from backend.delegation.types import Granted
from backend.kit import masking
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.residents.types import Acting


class Addressee(Struct, frozen=True, kw_only=True):
    """What is kept sealed of an invitation: whom it is for, and the secret of its QR code for its sender to show again."""

    phone: str = ""
    name: str = ""
    token: str = ""


def sealed(context: Context, id: UUID, to: Addressee) -> bytes:
    """Seal for whom an invitation is."""
    return context.vault.seal(msgspec.json.encode(to), f"mandate_invitation:{id}")


def opened(context: Context, row: store.InvitationRow) -> Addressee:
    """For whom an invitation is."""
    return msgspec.json.decode(context.vault.open(row.sealed, f"mandate_invitation:{row.id}"), type=Addressee)


class SentInvitation(Struct, frozen=True, kw_only=True):
    """One invitation or request; `token` is the secret of its QR code, "" where it went to a number."""

    id: UUID
    side: Literal["principal", "helper"]
    name: str
    phone: str  # masked
    token: str
    services: tuple[Granted, ...]
    days: int
    made_at: datetime
    expires_at: datetime


async def sent(db: Db, context: Context, acting: Acting, now: datetime) -> list[SentInvitation]:
    """List what the person who is signed in has sent and nobody has answered."""
    return [_sent(context, row) for row in await store.invitations(db, person=acting.person, now=now)]


async def sent_one(db: Db, context: Context, acting: Acting, id: UUID, now: datetime) -> SentInvitation:
    """One of them; raises NotThere."""
    found = next((one for one in await sent(db, context, acting, now) if one.id == id), None)
    if found is None:
        raise NotThere
    return found


def _sent(context: Context, row: store.InvitationRow) -> SentInvitation:
    to = opened(context, row)
    return SentInvitation(
        id=row.id, side=row.side, name=to.name, phone=masking.phone(to.phone), token=to.token, services=row.services, days=row.days,
        made_at=row.made_at, expires_at=row.expires_at,
    )  # fmt: skip
