"""Channel two, the call-back: the house calls a number that the registers have held for the principal alone, never the helper's.

She hears who wants to do what, presses a random digit, and then the code that is shown on the other side's screen. Nobody asks
her for a code that was sent to her. The mandate sleeps for a day, and she is told on every contact.
"""

import secrets
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec
from msgspec import Struct

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.delegation import asking, store
from backend.delegation.acting import as_oneself
from backend.delegation.context import Context
from backend.delegation.jobs import FOLLOW_CALL, ToFollowCall
from backend.delegation.lifecycle import standing
from backend.delegation.principals import PURPOSE, Named
from backend.delegation.problems import CallRunning, CallTooSoon, NoNumberToCall
from backend.delegation.scope import Wish
from backend.delegation.service import Party, agree, as_person, end
from backend.delegation.types import Granted, Mandate
from backend.delegation.wording import Said, said, spoken_services, spoken_term, wordings
from backend.kit.clock import local_date
from backend.kit.db import Transaction
from backend.kit.jobs import enqueue
from backend.kit.messages.render import Messages
from backend.kit.problems import NotThere
from backend.kit.sql import Db
from backend.registers import telephone
from backend.registers.gateway import SignedTransport
from backend.registers.phone_numbers import held_numbers, proves
from backend.registers.telephone import Gather, Part, Say
from backend.registers.types import Subject
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Acting, Identity

DAY = timedelta(days=1)
A_DAY = 3  # calls to one principal
LASTS = timedelta(minutes=10)  # after which a call that nobody reports on is over
LOOK_AGAIN = 3.0  # seconds
ASKING = Messages.beside(__file__).texts("asking")
"""Who reads the code to the principal, as the call names them."""


class Script(Struct, frozen=True):
    """What a call needs to be placed and understood; kept sealed."""

    number: str
    digit: str
    code: str
    words: str
    asker: str


class CallProgress(Struct, frozen=True):
    """A call as the other side's screen shows it; `code` only while it is under way."""

    state: store.CallState
    code: str
    placed_at: datetime


async def ask(
    moment: Transaction, context: Context, acting: Acting, named: Named, wish: Wish, now: datetime
) -> Mandate:
    """A helper asks for a mandate and has the principal called. Asks registers between transactions."""
    mandate = await asking.ask(moment, context, acting, named, wish, "call_back", now)
    await call(moment, context, mandate, as_person("helper", acting.person), ASKING("by_helper"), now)
    return mandate


async def call_again(moment: Transaction, context: Context, acting: Acting, id: UUID, now: datetime) -> None:
    """The helper of a proposal has the principal called once more."""
    as_oneself(acting)
    async with moment() as db:
        mandate = await store.held(db, id=id, person=acting.person)
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
        if running is not None and running.state == "placed" and now - running.placed_at < LASTS:
            raise CallRunning
        if running is not None and running.state == "placed":
            await store.settle_call(db, id=running.id, state="unanswered", at=now)
        if (await store.calls_since(db, principal=mandate.principal, since=now - DAY) or 0) >= A_DAY:
            raise CallTooSoon
        return await _placed(db, context, mandate, helper.name, number, by, asker, now)


async def number_of(context: Context, who: Identity, helper: Identity, now: datetime) -> str:
    """A number on which the principal's yes counts; raises NoNumberToCall."""
    not_of = frozenset({helper.phone, *(one.phone for one in helper.second_phones)})
    found = await held_numbers(context.registers, PURPOSE, Subject(who.id_number, who.name)) if who.id_number else ()
    for one in found:
        if proves(one, local_date(now), not_of):
            return one.number
    raise NoNumberToCall


async def _placed(
    db: Db, context: Context, mandate: Mandate, helper: str, number: str, by: Party, asker: str, now: datetime
) -> UUID:
    id, digit, code = uuid4(), str(1 + secrets.randbelow(9)), f"{secrets.randbelow(10**6):06}"
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
    return said(
        "mandate_spoken",
        helper=helper,
        services=spoken_services(context.catalogue, services),
        term=spoken_term(mandate.days),
        digit=digit,
    )


def script_of(script: Script) -> tuple[Part, ...]:
    """The parts of the call."""
    wording = wordings()["mandate_spoken"]
    return (
        Say(script.words), Gather(digits=1, expect=script.digit, otherwise=wording.refused),
        Say(wording.second.format(asker=script.asker)), Gather(digits=len(script.code)), Say(wording.agreed),
    )  # fmt: skip


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
    told = await telephone.report(gateway, id)
    if told is not None and told.state == "unknown":
        told = await telephone.place(gateway, id, script.number, script_of(script))
    late = now - row.placed_at >= LASTS
    if (told is None or told.state not in telephone.OVER) and not late:
        async with moment() as db:
            seconds = (now - row.placed_at).total_seconds()
            await enqueue(
                db, FOLLOW_CALL, ToFollowCall(id), after_seconds=LOOK_AGAIN, once=f"{FOLLOW_CALL}:{id}:{seconds}"
            )
        return False
    async with moment() as db:
        await settle(db, context, id, outcome(script, told), now)
    return True


def outcome(script: Script, told: telephone.CallReport | None) -> store.CallState:
    """What the keys mean. Pure."""
    if told is None or told.state not in ("completed", "refused"):
        return "unanswered"
    if not told.keys or told.keys[0] != script.digit:
        return "refused" if told.keys else "unanswered"
    if told.state != "completed" or len(told.keys) < 2:
        return "unanswered"
    return "agreed" if secrets.compare_digest(told.keys[1], script.code) else "mistaken"


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
    """The newest call of a mandate, for the screen of whoever had it placed; None if there was none."""
    row = await store.newest_call(db, mandate=mandate)
    if row is None:
        return None
    return CallProgress(row.state, opened(context, row).code if row.state == "placed" else "", row.placed_at)
