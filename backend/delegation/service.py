"""Mandates: proposed, agreed to by both, narrowed, paused, ended. Every channel ends in these functions."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from msgspec import Struct

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.delegation import lifecycle, messages, store
from backend.delegation.acting import is_proven
from backend.delegation.context import Context
from backend.delegation.jobs import TELL_PRINCIPAL, ToTellPrincipal
from backend.delegation.lifecycle import PROPOSAL, kept_from
from backend.delegation.messages import HELPER, PRINCIPAL, TOPIC
from backend.delegation.principals import kind_of
from backend.delegation.problems import HelperNotProven, NotOneself
from backend.delegation.scope import Wish, granted
from backend.delegation.types import (
    OFFICES,
    Basis,
    Channel,
    EndReason,
    EventKind,
    Granted,
    Mandate,
    Relation,
    Role,
    SuspendReason,
)
from backend.delegation.wording import Said
from backend.kit.jobs import enqueue
from backend.kit.messages.render import Message
from backend.kit.messages.types import Audience
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.notices.service import notify
from backend.residents.types import Assurance


class Party(Struct, frozen=True):
    """Who takes a step: their part in the mandate, and the author of its event."""

    role: Role
    actor: Actor
    person: UUID | None = None


def as_person(role: Role, person: UUID) -> Party:
    """A resident in this part."""
    return Party(role, Actor.person(person), person)


SYSTEM = Party("system", Actor.system("mandates"))


class Proposal(Struct, frozen=True, kw_only=True):
    """A mandate to be: for whom, by whom, why, and by which channel. `lapses_at`: None for 14 days from now."""

    principal: UUID
    helper: UUID
    channel: Channel
    basis: Basis = "consent"
    relation: Relation | None = None
    days: int | None = None
    rests_on: UUID | None = None
    lapses_at: datetime | None = None
    expires_at: datetime | None = None  # by law: where the authority ends by itself
    checked_at: datetime | None = None


async def propose(db: Db, made: Proposal, services: tuple[Granted, ...], by: Party, now: datetime) -> Mandate:
    """Write down a proposal; nothing is allowed by it until both have agreed. Raises NotOneself."""
    if made.principal == made.helper:
        raise NotOneself
    id, lapses_at = uuid4(), made.lapses_at or now + PROPOSAL
    await store.add(
        db, id=id, principal=made.principal, helper=made.helper, basis=made.basis, channel=made.channel, relation=made.relation,
        proposed_by=by.role, days=made.days, at=now, lapses_at=lapses_at, rests_on=made.rests_on,
        expires_at=made.expires_at, checked_at=made.checked_at,
    )  # fmt: skip
    await store.add_services(
        db, mandate=id, services=[one.service for one in services], powers=[int(one.power) for one in services],
        vias=[one.via for one in services],
    )  # fmt: skip
    detail = {"channel": made.channel, "basis": made.basis, "services": [one.service for one in services]}
    await happened(db, id, made.principal, "proposed", by, now, detail)
    return await store.by_id(db, id=id)


async def chosen(db: Db, context: Context, principal: UUID, wish: Wish) -> tuple[Granted, ...]:
    """The services of a wish for this principal; raises what `scope.granted` raises."""
    return granted(context.catalogue, wish, await kind_of(db, principal))


async def agree(
    db: Db, context: Context, mandate: Mandate, by: Party, now: datetime, *, said: Said | None = None, witness: str = "",
    said_at: datetime | None = None,
) -> Mandate:  # fmt: skip
    """One side agrees; active when both have. The principal's yes carries the exact words, by whichever channel it came.

    `said_at`: when the principal agreed, if that was earlier than now.
    """
    document = {"document": witness} if witness and mandate.basis != "consent" else None
    held = await step(db, mandate, "agreed", by, now, detail=document)
    if by.role != "helper" and mandate.basis == "consent":
        if said is None:
            raise ValueError("a principal agrees to exact words")
        await keep_consent(db, context, held, said, witness, said_at or now)
    if held.state == "active":
        await began(db, held, now)
    return held


async def keep_consent(db: Db, context: Context, mandate: Mandate, said: Said, witness: str, now: datetime) -> None:
    """Keep the words, sealed, with the digests of words and template."""
    id = uuid4()
    await store.add_consent(
        db, id=id, mandate=mandate.id, principal=mandate.principal, wording=said.wording.key, wording_version=said.wording.version,
        wording_digest=said.wording.digest, said_digest=said.digest, channel=mandate.channel, witness=witness, at=now,
        said=context.vault.seal(said.words.encode(), f"mandate_consent:{id}"),
    )  # fmt: skip


async def began(db: Db, mandate: Mandate, now: datetime) -> None:
    """Tell both that it began, or sleeps for a day."""
    if mandate.basis != "consent":
        await tell(db, mandate, messages.BY_LAW, PRINCIPAL, now)
        await tell(db, mandate, messages.ACTIVE, HELPER, now)
    else:
        await tell_both(db, mandate, messages.SLEEPING if mandate.wakes_at else messages.ACTIVE, now)
        await enqueue(db, TELL_PRINCIPAL, ToTellPrincipal(mandate.id), once=f"{TELL_PRINCIPAL}:{mandate.id}")


async def end(db: Db, mandate: Mandate, by: Party, reason: EndReason, now: datetime) -> Mandate:
    """The mandate is over, and everything that rests on it too; both hear it."""
    held = await step(db, mandate, "ended", by, now, reason)
    if held.basis in OFFICES:
        for one in await store.resting_on(db, mandate=held.id, principal=held.principal):
            await end(db, one, SYSTEM, "register", now)
    await store.void_codes(db, mandate=held.id, kinds=["counter", "letter"], at=now)
    if reason == "declined":
        await tell_both(db, held, messages.DECLINED, now, but=by.person)
    else:
        await tell_both(db, held, messages.ENDED, now, reason=reason)
    return held


async def pause(db: Db, mandate: Mandate, by: Party, reason: SuspendReason, now: datetime) -> Mandate:
    """Nothing is allowed by the mandate until it is resumed."""
    held = await step(db, mandate, "suspended", by, now, reason)
    told = {"pause": messages.PAUSED, "signal": messages.HELD, "register": messages.REGISTER}[reason]
    await tell_both(db, held, told, now)
    return held


async def resume(db: Db, mandate: Mandate, by: Party, now: datetime) -> Mandate:
    """It holds again, for what is left of its term."""
    held = await step(db, mandate, "resumed", by, now)
    await tell_both(db, held, messages.RESUMED, now)
    return held


async def narrow(db: Db, mandate: Mandate, by: Party, service: str, now: datetime) -> None:
    """The principal takes one service back; the last one ends the mandate."""
    rows = await store.services(db, mandates=[mandate.id])
    left = {one.service for one in rows if one.revoked_at is None}
    if service not in left:
        raise NotThere
    if left == {service}:
        await end(db, mandate, by, "by_principal", now)
        return
    await step(db, mandate, "narrowed", by, now, detail={"service": service})
    await store.revoke_service(db, mandate=mandate.id, service=service, at=now)
    await tell_both(db, mandate, messages.NARROWED, now)


async def step(
    db: Db, mandate: Mandate, kind: EventKind, by: Party, now: datetime, reason: EndReason | SuspendReason | None = None, *,
    detail: Mapping[str, str | list[str]] | None = None,
) -> Mandate:  # fmt: skip
    """Take one step of the table and write it down; raises MandateMovedOn. The caller has locked the mandate."""
    held = lifecycle.moved(kind, mandate, by.role, now, reason)
    await store.move(
        db, id=held.id, state=held.state, reason=held.reason, principal_agreed_at=held.principal_agreed_at,
        helper_agreed_at=held.helper_agreed_at, active_at=held.active_at, wakes_at=held.wakes_at, expires_at=held.expires_at,
        ended_at=held.ended_at, kept_from=kept_from(held),
    )  # fmt: skip
    told = {**(detail or {}), **({"reason": reason} if reason else {})}
    await happened(db, held.id, held.principal, kind, by, now, told)
    return held


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
    said = message(audience, **facts)
    await notify(db, whom(mandate, audience), TOPIC, said, f"{messages.LINK}/{mandate.id}", now)


def whom(mandate: Mandate, audience: Audience) -> UUID:
    """The person of this side."""
    return mandate.principal if audience is PRINCIPAL else mandate.helper


def need_proven(assurance: Assurance) -> None:
    """Raise HelperNotProven unless it is proven who wants to help: this is what acting for another rests on."""
    if not is_proven(assurance):
        raise HelperNotProven
