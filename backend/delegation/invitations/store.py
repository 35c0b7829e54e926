"""Queries over invitations; SQL in `queries.sql`."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from msgspec import Struct

from backend.delegation.types import Granted, Relation
from backend.kit.sql import Queries


class Bothered(Struct, frozen=True):
    """How often a number has refused a sender, and how many invitations reached it in a day."""

    refusals: int
    today: int


class InvitationRow(Struct, frozen=True, kw_only=True):
    """An invitation or request that waits for an answer."""

    id: UUID
    person: UUID
    side: Literal["principal", "helper"]
    principal: UUID | None
    services: tuple[Granted, ...]
    days: int
    relation: Relation | None
    rests_on: UUID | None
    phone_hash: bytes | None  # None: whoever scanned the QR code
    sealed: bytes
    said_digest: str | None
    made_at: datetime
    expires_at: datetime


sql = Queries.beside(__file__)
invited_since = sql.value("invited_since", int)
invite = sql.run("invite")
invitations = sql.many("invitations", InvitationRow)
invited = sql.many("invited", InvitationRow)
told_of_invitations = sql.one("told_of_invitations", Bothered)
invitation = sql.maybe("invitation", InvitationRow)
invitation_by_code = sql.maybe("invitation_by_code", InvitationRow)
close_invitation = sql.run("close_invitation")
refuse_invitation = sql.run("refuse_invitation")
