"""Consent by telephone: the house calls the principal, reads the whole submission, and her digit with the other side's code submits it."""

from datetime import datetime
from typing import cast
from uuid import UUID, uuid4

import msgspec

from backend.audit.actor import Actor
from backend.audit.log import note
from backend.cases.consents import account_choice, binding, own_answers, store
from backend.cases.consents.account_choice import OfferedAccount
from backend.cases.consents.answer import AnswerProof, agree, refuse
from backend.cases.consents.ask import asked_now
from backend.cases.consents.jobs import FOLLOW_CONSENT_CALL, ToFollowConsentCall
from backend.cases.consents.problems import ConsentGone
from backend.cases.consents.request_status import Looked, end_if_over, look
from backend.cases.consents.spoken_content import choice_of, chosen_account_words, need_on_record, to_hear, until_choice
from backend.cases.consents.types import ConsentCallRow, ConsentCallState, ConsentRequest
from backend.cases.lock import lock_case
from backend.cases.services import CaseServices
from backend.cases.submission import store as submission_store
from backend.delegation.phone_calls import (
    ASKING,
    LOOK_AGAIN,
    CallOutcome,
    CallProgress,
    KeyChoice,
    Script,
    how_it_went,
    keys,
    leave_in_peace,
    number_of,
    runs,
)
from backend.delegation.problems import CallRunning
from backend.delegation.wording import Key, Said, wordings
from backend.kit.db import Transaction
from backend.kit.jobs import enqueue
from backend.kit.log import worry
from backend.kit.messages.formats import clauses
from backend.kit.messages.language import SOURCE, speaking
from backend.kit.problems import Refusal, Unavailable
from backend.kit.sql import Db
from backend.registers.gateway import SignedTransport
from backend.residents import service as residents
from backend.residents import store as people
from backend.residents.types import Acting, FreshProof


async def call_by_helper(
    moment: Transaction, services: CaseServices, acting: Acting, case: UUID, now: datetime
) -> None:
    """The helper who asked has the principal called; the code is for the helper's screen. Raises ConsentGone and what `call` raises."""
    async with moment() as db:
        await lock_case(db, acting, case, "consent_asked", now)
        request = await asked_now(db, case, acting.principal)
        if request.helper != acting.person:
            raise ConsentGone
    await call(moment, services, request, acting.actor, ASKING("by_helper"), now)


async def call(
    moment: Transaction, services: CaseServices, request: ConsentRequest, by: Actor, asker: str, now: datetime
) -> None:
    """Have the principal of a request called; the worker places the call. A request that no longer stands is written down as over.

    Raises NotOnRecord, TooLongToHear, NoNumberToCall, CallTooSoon and CallRunning. Asks registers between transactions.
    """
    async with moment() as db:
        who = await residents.identity_of(db, services.vault, request.principal)
        helper = await residents.identity_of(db, services.vault, request.helper)
        looked = await look(db, services, await asked_now(db, request.case_id, request.principal), now)
    number = await number_of(services, who, helper, now)
    accounts = await account_choice.bank_accounts(services, looked)
    async with moment() as db:
        await submission_store.hold_for_submission(db, id=request.case_id, principal=request.principal)
        looked = await look(db, services, await asked_now(db, request.case_id, request.principal), now)
        if await end_if_over(db, looked, now):
            return
        offers = await account_choice.offered(db, services, looked, accounts, now)
        if not offers:
            need_on_record(services, looked.now, now)
        await people.lock_person(db, person=request.principal)
        await _none_runs(db, request.id, now)
        await leave_in_peace(db, request.principal, now)
        await _placed(db, services, looked, offers, number, by, asker, now)


async def _none_runs(db: Db, request: UUID, now: datetime) -> None:
    """Raise CallRunning while a call is under way; one that nobody reports on is over."""
    newest = await store.newest_call(db, request=request)
    if newest is not None and runs(newest.state, newest.placed_at, now):
        raise CallRunning
    if newest is not None:
        await store.settle_call(db, id=newest.id, state="unanswered", at=now)


async def _placed(
    db: Db, services: CaseServices, looked: Looked, offers: tuple[OfferedAccount, ...], number: str, by: Actor, asker: str, now: datetime
) -> None:  # fmt: skip
    id, request = uuid4(), looked.request
    script, digest = scripted(looked, offers, number, asker)
    await store.add_call(
        db, id=id, request=request.id, case_id=request.case_id, principal=request.principal, asked_by=str(by), at=now, digest=digest,
        sealed=services.vault.seal(msgspec.json.encode(script), f"consent_call:{id}"),
    )  # fmt: skip
    await note(db, by, "case.consent_called", request.case_id, now, call=str(id))
    await enqueue(db, FOLLOW_CONSENT_CALL, ToFollowConsentCall(id), once=f"{FOLLOW_CONSENT_CALL}:{id}:0")


@speaking(SOURCE)  # a call speaks one language, whatever language the page is read in from which it was asked for
def scripted(looked: Looked, offers: tuple[OfferedAccount, ...], number: str, asker: str) -> tuple[Script, str]:
    """What is said and pressed, and the digest of the submission with those words; each account has a digest of its own."""
    by_key = {str(place): one for place, one in enumerate(offers, 1)}
    digit, code = keys(frozenset(by_key))
    accounts = clauses([choice_of(key, one.number) for key, one in by_key.items()]) if by_key else ""
    words = to_hear(looked.now, digit, accounts)
    choices = tuple(
        KeyChoice(
            key,
            chosen_account_words(one.number),
            one.number,
            binding.digest_of(binding.worded(one.prepared.bound, words)),
        )
        for key, one in by_key.items()
    )
    script = Script(number, digit, code, words.words, asker, until_choice(words, accounts), choices)
    return script, binding.digest_of(binding.worded(looked.now.bound, words))


def opened(services: CaseServices, row: ConsentCallRow) -> Script:
    """The script of a call."""
    return msgspec.json.decode(services.vault.open(row.sealed, f"consent_call:{row.id}"), type=Script)


async def follow(
    moment: Transaction, services: CaseServices, gateway: SignedTransport, id: UUID, now: datetime
) -> bool:
    """The job of a call: place it, or ask how it goes, and write down how it went. Returns False while it goes on."""
    async with moment() as db:
        row = await store.call(db, id=id)
    if row is None or row.state != "placed":
        return True
    script = opened(services, row)
    went = await how_it_went(gateway, id, row.placed_at, script, wordings()[wording_of(script)], now)
    if went is None:
        async with moment() as db:
            once = f"{FOLLOW_CONSENT_CALL}:{id}:{(now - row.placed_at).total_seconds()}"
            await enqueue(db, FOLLOW_CONSENT_CALL, ToFollowConsentCall(id), after_seconds=LOOK_AGAIN, once=once)
        return False
    if went.state == "agreed":
        if went.chosen is not None:
            async with moment() as db:
                await own_answers.keep_account(db, services, row.case_id, row.principal, went.chosen.value, now)
        await own_answers.ask_registers(moment, services, on_the_telephone(row, now), row.case_id, now)
    async with moment() as db:
        await settle(db, services, row, went, now)
    return True


def wording_of(script: Script) -> Key:
    """The template of a call's words."""
    return "account_spoken" if script.choices else "submission_spoken"


def on_the_telephone(row: ConsentCallRow, now: datetime) -> Acting:
    """The principal, who is there by having answered on her own number."""
    return Acting(person=row.principal, principal=row.principal, proofs=(FreshProof(now, "call"),))


async def settle(db: Db, services: CaseServices, row: ConsentCallRow, how: CallOutcome, now: datetime) -> None:
    """Write down how a call went, once: a yes submits exactly what was read and chosen, a no goes back to the helper."""
    await submission_store.hold_for_submission(db, id=row.case_id, principal=row.principal)
    call = await store.call(db, id=row.id)
    if call is None or call.state != "placed":
        return
    script, went = opened(services, row), cast(ConsentCallState, how.state)
    said = Said(wordings()[wording_of(script)], script.words)
    digest = how.chosen.digest if how.chosen else row.digest
    given = AnswerProof(digest=digest, how="phone", heard=said, witness=f"call:{row.id}")
    if went in ("agreed", "refused") and not await _answered(db, services, row, given, went, now):
        went = "void"
    await store.settle_call(db, id=row.id, state=went, at=now)


async def _answered(
    db: Db, services: CaseServices, row: ConsentCallRow, given: AnswerProof, went: ConsentCallState, now: datetime
) -> bool:
    """Take her answer; False where the content is no longer what she heard, so that nothing is submitted."""
    her = on_the_telephone(row, now)
    try:
        async with db.transaction():
            if went == "refused":
                await refuse(db, services, her, row.case_id, "", now, given)
                return True
            return (await agree(db, services, her, row.case_id, given, now)).state == "submitted"
    except Unavailable:
        raise
    except Refusal as refusal:
        worry("consent.call_void", call=str(row.id), why=refusal.key)
        return False


async def progress(db: Db, services: CaseServices, request: UUID) -> CallProgress | None:
    """Newest call about a request, for the screen of the helper or officer who placed it; None if there was none."""
    row = await store.newest_call(db, request=request)
    if row is None:
        return None
    return CallProgress(row.state, opened(services, row).code if row.state == "placed" else "", row.placed_at)
