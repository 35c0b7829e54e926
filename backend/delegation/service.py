"""Mandates: proposed, agreed to by both, narrowed, paused, ended. Every channel ends in these functions."""

from datetime import datetime
from typing import Literal
from uuid import UUID, uuid4

from msgspec import Struct

from backend.delegation import messages, store
from backend.delegation.acting import is_proven
from backend.delegation.context import Context
from backend.delegation.jobs import TELL_PRINCIPAL, ToTellPrincipal
from backend.delegation.lifecycle import PROPOSAL
from backend.delegation.messages import HELPER, PRINCIPAL
from backend.delegation.principals import kind_of
from backend.delegation.problems import HelperNotProven, NotOneself
from backend.delegation.scope import Wish, granted
from backend.delegation.signals import watching
from backend.delegation.transition import SYSTEM as SYSTEM
from backend.delegation.transition import Party as Party
from backend.delegation.transition import as_person as as_person
from backend.delegation.transition import happened, step, tell_both, tell_quietly
from backend.delegation.transition import tell as tell
from backend.delegation.types import OFFICES, Basis, Channel, EndReason, Granted, Mandate, Relation
from backend.delegation.wording import Said
from backend.kit.jobs import enqueue
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.residents.types import Assurance


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


async def granted_services(db: Db, context: Context, principal: UUID, wish: Wish) -> tuple[Granted, ...]:
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
    mandate = await step(db, mandate, "agreed", by, now, detail=document)
    if by.role != "helper" and mandate.basis == "consent":
        if said is None:
            raise ValueError("a principal agrees to exact words")
        await keep_consent(db, context, mandate, said, witness, said_at or now)
    return await began(db, mandate, now) if mandate.state == "active" else mandate


async def keep_consent(db: Db, context: Context, mandate: Mandate, said: Said, witness: str, now: datetime) -> None:
    """Keep the words, sealed, with the digests of words and template."""
    id = uuid4()
    await store.add_consent(
        db, id=id, mandate=mandate.id, principal=mandate.principal, wording=said.wording.key, wording_version=said.wording.version,
        wording_digest=said.wording.digest, said_digest=said.digest, channel=mandate.channel, witness=witness, at=now,
        said=context.vault.seal(said.words.encode(), f"mandate_consent:{id}"),
    )  # fmt: skip


async def began(db: Db, mandate: Mandate, now: datetime) -> Mandate:
    """Tell both that it began, or sleeps for a day; or that a person has to look at it first."""
    if signals := await watching.look(db, mandate, now):
        return await watching.hold(db, mandate, signals, now)
    if mandate.basis != "consent":
        await tell(db, mandate, messages.BY_LAW, PRINCIPAL, now)
        await tell(db, mandate, messages.ACTIVE, HELPER, now)
    else:
        await tell_both(db, mandate, messages.SLEEPING if mandate.wakes_at else messages.ACTIVE, now)
        await enqueue(db, TELL_PRINCIPAL, ToTellPrincipal(mandate.id), once=f"{TELL_PRINCIPAL}:{mandate.id}")
    return mandate


async def end(
    db: Db, mandate: Mandate, by: Party, reason: EndReason, now: datetime, *, but: UUID | None = None
) -> Mandate:
    """The mandate is over, and everything that rests on it too; both hear it, except `but`, whose account is gone."""
    mandate = await step(db, mandate, "ended", by, now, reason)
    if mandate.basis in OFFICES:
        for one in await store.resting_on(db, mandate=mandate.id, principal=mandate.principal):
            await end(db, one, SYSTEM, "register", now)
    await store.void_codes(db, mandate=mandate.id, kinds=["counter", "letter"], at=now)
    if reason == "declined":
        await tell_both(db, mandate, messages.DECLINED, now, but=by.person)
    elif reason == "death":  # nobody is told of a death by a machine; the family reads calmly that it ends here
        await tell_quietly(db, mandate, messages.ENDS_HERE, HELPER, now)
    elif reason in ("by_principal", "by_helper"):
        await tell_both(db, mandate, messages.ENDED[reason], now, but=but)
    else:
        await tell_both(db, mandate, messages.ENDED["otherwise"], now, but=but, reason=reason)
    return mandate


async def pause(db: Db, mandate: Mandate, by: Party, reason: Literal["pause", "register"], now: datetime) -> Mandate:
    """Nothing is allowed by the mandate until it is resumed."""
    mandate = await step(db, mandate, "suspended", by, now, reason)
    await tell_both(db, mandate, messages.REGISTER if reason == "register" else messages.PAUSED, now)
    return mandate


async def resume(db: Db, mandate: Mandate, by: Party, now: datetime) -> Mandate:
    """It holds again, for what is left of its term."""
    mandate = await step(db, mandate, "resumed", by, now)
    await tell_both(db, mandate, messages.RESUMED, now)
    return mandate


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


def need_proven(assurance: Assurance) -> None:
    """Raise HelperNotProven unless it is proven who wants to help: this is what acting for another rests on."""
    if not is_proven(assurance):
        raise HelperNotProven
