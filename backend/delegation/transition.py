"""One step of a mandate: moved by the table, written down among its events and in the audit log, and owed to both sides."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from msgspec import Struct

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.delegation import lifecycle, messages, store
from backend.delegation.lifecycle import kept_from
from backend.delegation.messages import HELPER, PRINCIPAL, TOPIC
from backend.delegation.types import EndReason, EventKind, Mandate, Role, SuspendReason
from backend.kit.messages.render import Message
from backend.kit.messages.types import Audience, Rendered
from backend.kit.sql import Db
from backend.notices.service import notify


class Party(Struct, frozen=True):
    """Who takes a step: their part in the mandate, and the author of its event."""

    role: Role
    actor: Actor
    person: UUID | None = None


def as_person(role: Role, person: UUID) -> Party:
    """A resident in this part."""
    return Party(role, Actor.person(person), person)


SYSTEM = Party("system", Actor.system("mandates"))


async def step(
    db: Db, mandate: Mandate, kind: EventKind, by: Party, now: datetime, reason: EndReason | SuspendReason | None = None, *,
    detail: Mapping[str, str | list[str]] | None = None,
) -> Mandate:  # fmt: skip
    """Take one step of the table and write it down; raises MandateMovedOn. The caller has locked the mandate."""
    mandate = lifecycle.moved(kind, mandate, by.role, now, reason)
    await store.move(
        db, id=mandate.id, state=mandate.state, reason=mandate.reason, principal_agreed_at=mandate.principal_agreed_at,
        helper_agreed_at=mandate.helper_agreed_at, active_at=mandate.active_at, wakes_at=mandate.wakes_at, expires_at=mandate.expires_at,
        ended_at=mandate.ended_at, kept_from=kept_from(mandate),
    )  # fmt: skip
    told = {**(detail or {}), **({"reason": reason} if reason else {})}
    await happened(db, mandate.id, mandate.principal, kind, by, now, told)
    return mandate


async def happened(
    db: Db,
    mandate: UUID,
    principal: UUID,
    kind: EventKind,
    by: Party,
    now: datetime,
    detail: Mapping[str, str | list[str]],
) -> None:
    """Write down that something happened to a mandate, among its events and in the audit log."""
    await store.add_event(
        db,
        id=uuid4(),
        mandate=mandate,
        principal=principal,
        kind=kind,
        author=str(by.actor),
        role=by.role,
        at=now,
        detail=detail,
    )
    await note(
        db,
        by.actor,
        f"mandate.{kind}",
        f"mandate:{mandate}",
        now,
        **{key: value for key, value in detail.items() if isinstance(value, str)},
    )


async def tell_both(
    db: Db, mandate: Mandate, message: Message, now: datetime, *, but: UUID | None = None, **facts: object
) -> None:
    """Owe both sides a message; `but`: not to who did it."""
    for audience in (PRINCIPAL, HELPER):
        if but != whom(mandate, audience):
            await tell(db, mandate, message, audience, now, **facts)


async def tell(db: Db, mandate: Mandate, message: Message, audience: Audience, now: datetime, **facts: object) -> None:
    """Owe one side a message that leads to the page of the mandate."""
    await _owe(db, mandate, message(audience, **facts), audience, now)


async def tell_quietly(db: Db, mandate: Mandate, message: Message, audience: Audience, now: datetime) -> None:
    """Notify in the inbox only, without push."""
    await _owe(db, mandate, message(audience), audience, now, quiet=True)


async def _owe(
    db: Db, mandate: Mandate, said: Rendered, audience: Audience, now: datetime, *, quiet: bool = False
) -> None:  # fmt: skip
    await notify(db, whom(mandate, audience), TOPIC, said, f"{messages.LINK}/{mandate.id}", now, quiet=quiet)


def whom(mandate: Mandate, audience: Audience) -> UUID:
    """The person of this side."""
    return mandate.principal if audience is PRINCIPAL else mandate.helper
