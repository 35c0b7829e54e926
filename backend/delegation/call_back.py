"""Channel two, the call-back (`phone_calls`): she hears who wants to do what, and agrees with a digit and the other side's code.

The mandate sleeps for a day, and she is told on every contact.
"""

from datetime import datetime
from uuid import UUID, uuid4

import msgspec

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.delegation import request_mandate, store
from backend.delegation.acting import as_oneself
from backend.delegation.context import Context
from backend.delegation.jobs import FOLLOW_CALL, ToFollowCall
from backend.delegation.lifecycle import standing
from backend.delegation.phone_calls import (
    ASKING,
    LOOK_AGAIN,
    CallProgress,
    Script,
    how_it_went,
    keys,
    leave_in_peace,
    number_of,
    runs,
)
from backend.delegation.principals import Named
from backend.delegation.problems import CallRunning
from backend.delegation.scope import Wish
from backend.delegation.service import Party, agree, as_person, end
from backend.delegation.types import Granted, Mandate
from backend.delegation.wording import Said, fill_wording, spoken_services, spoken_term, wordings
from backend.kit.db import Transaction
from backend.kit.jobs import enqueue
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.registers.gateway import SignedTransport
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Acting


async def ask(
    moment: Transaction, context: Context, acting: Acting, named: Named, wish: Wish, now: datetime
) -> Mandate:
    """A helper asks for a mandate and has the principal called. Asks registers between transactions."""
    mandate = await request_mandate.ask(moment, context, acting, named, wish, "call_back", now)
    await call(moment, context, mandate, as_person("helper", acting.person), ASKING("by_helper"), now)
    return mandate


async def call_again(moment: Transaction, context: Context, acting: Acting, id: UUID, now: datetime) -> None:
    """The helper of a proposal has the principal called once more."""
    as_oneself(acting)
    async with moment() as db:
        mandate = await store.get(db, id=id, person=acting.person)
    if mandate.helper != acting.person or mandate.channel != "call_back" or standing(mandate, now).state != "proposed":
        raise NotThere
    await call(moment, context, mandate, as_person("helper", acting.person), ASKING("by_helper"), now)


async def call(moment: Transaction, context: Context, mandate: Mandate, by: Party, asker: str, now: datetime) -> UUID:
    """Have the principal of a proposal called, by a helper or an officer; the worker places the call.

    Raises NoNumberToCall, CallTooSoon and CallRunning.
    """
    async with moment() as db:
        who = await residents.identity_of(db, context.vault, mandate.principal)
        helper = await residents.identity_of(db, context.vault, mandate.helper)
    number = await number_of(context, who, helper, now)
    async with moment() as db:
        await people.lock_person(db, person=mandate.principal)
        running = await store.newest_call(db, mandate=mandate.id)
        if running is not None and runs(running.state, running.placed_at, now):
            raise CallRunning
        if running is not None and running.state == "placed":
            await store.settle_call(db, id=running.id, state="unanswered", at=now)
        await leave_in_peace(db, mandate.principal, now)
        return await _placed(db, context, mandate, helper.name, number, by, asker, now)


async def _placed(
    db: Db, context: Context, mandate: Mandate, helper: str, number: str, by: Party, asker: str, now: datetime
) -> UUID:
    id, (digit, code) = uuid4(), keys()
    words = await words_for(db, context, mandate, helper, digit)
    script = Script(number, digit, code, words.words, asker)
    await store.add_call(
        db, id=id, mandate=mandate.id, principal=mandate.principal, asked_by=str(by.actor), said_digest=words.digest, at=now,
        sealed=context.vault.seal(msgspec.json.encode(script), f"mandate_call:{id}"),
    )  # fmt: skip
    await note(db, by.actor, "mandate.called", f"mandate:{mandate.id}", now, call=str(id))
    await enqueue(db, FOLLOW_CALL, ToFollowCall(id), once=f"{FOLLOW_CALL}:{id}:0")
    return id


async def words_for(db: Db, context: Context, mandate: Mandate, helper: str, digit: str) -> Said:
    """What the principal hears before she presses the digit."""
    rows = await store.services(db, mandates=[mandate.id])
    services = tuple(Granted(one.service, one.power, one.via) for one in rows if one.revoked_at is None)
    return fill_wording(
        "mandate_spoken",
        helper=helper,
        services=spoken_services(context.catalogue, services),
        term=spoken_term(mandate.days),
        digit=digit,
    )


def opened(context: Context, row: store.CallRow) -> Script:
    """The script of a call."""
    return msgspec.json.decode(context.vault.open(row.sealed, f"mandate_call:{row.id}"), type=Script)


async def follow(moment: Transaction, context: Context, gateway: SignedTransport, id: UUID, now: datetime) -> bool:
    """The job of a call: place it, or ask how it goes, and write down how it went. Returns False while it goes on."""
    async with moment() as db:
        row = await store.call(db, id=id)
        if row is None or row.state != "placed":
            return True
        script = opened(context, row)
    went = await how_it_went(gateway, id, row.placed_at, script, wordings()["mandate_spoken"], now)
    if went is None:
        async with moment() as db:
            seconds = (now - row.placed_at).total_seconds()
            await enqueue(
                db, FOLLOW_CALL, ToFollowCall(id), after_seconds=LOOK_AGAIN, once=f"{FOLLOW_CALL}:{id}:{seconds}"
            )
        return False
    async with moment() as db:
        await settle(db, context, id, went.state, now)
    return True


async def settle(db: Db, context: Context, id: UUID, went: store.CallState, now: datetime) -> None:
    """Write down how a call went, once: a yes is the principal's, with the exact words; a no ends the proposal."""
    row = await store.call(db, id=id)
    if row is None or row.state != "placed" or not await store.settle_call(db, id=id, state=went, at=now):
        return
    mandate = await store.by_id(db, id=row.mandate)
    if standing(mandate, now).state != "proposed":
        return
    by = Party("principal", Actor.system("telephone"), mandate.principal)
    if went == "agreed":
        words = Said(wordings()["mandate_spoken"], opened(context, row).words)
        await agree(db, context, mandate, by, now, said=words, witness=f"call:{id}")
    elif went == "refused":
        await end(db, mandate, by, "declined", now)


async def progress(db: Db, context: Context, mandate: UUID) -> CallProgress | None:
    """Newest call of a mandate, for the screen of the helper or officer who placed it; None if there was none."""
    row = await store.newest_call(db, mandate=mandate)
    if row is None:
        return None
    return CallProgress(row.state, opened(context, row).code if row.state == "placed" else "", row.placed_at)
