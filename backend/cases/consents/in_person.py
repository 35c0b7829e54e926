"""Consent in person on the helper's phone: what the principal reads there, bound to the same submission. Her face is compared elsewhere.

The phone is her helper's, and so is the session: what helpers don't read stays masked, since its owner recognises it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from backend.cases.answers import Answer
from backend.cases.consents import account_choice, binding, own_answers
from backend.cases.consents.account_choice import OfferedAccount
from backend.cases.consents.answer import AnswerProof
from backend.cases.consents.binding import ShownLine
from backend.cases.consents.gather import Display, Prepared, account_words, answer_lines, follows
from backend.cases.consents.messages import ACCOUNT, HIDDEN_IN_PERSON
from backend.cases.consents.problems import ConsentGone
from backend.cases.consents.request_status import Looked, current
from backend.cases.consents.spoken_content import need_on_record
from backend.cases.drafts.display import display_answer, masked_answer
from backend.cases.drafts.save_page import known_from_document
from backend.cases.services import CaseServices
from backend.cases.sight import Sight, sight_of
from backend.catalogue.effects import redirect_target
from backend.catalogue.types import FormField
from backend.delegation.wording import Said, fill_wording
from backend.kit import masking
from backend.kit.db import Transaction
from backend.kit.messages.language import SOURCE, speaking
from backend.kit.sql import Db
from backend.residents.types import Acting, Identity


class OfferedInPerson(Struct, frozen=True):
    """An account of hers as the page offers it: no more of its last digits than it takes to tell it from the others."""

    key: str
    ending: str


class InPerson(Struct, frozen=True, kw_only=True):
    """A request as the principal reads it on her helper's phone; `digest`: to which her yes is bound, "" while she has to choose an account."""

    looked: Looked
    answers: tuple[ShownLine, ...]
    words: Said
    digest: str
    accounts: tuple[OfferedInPerson, ...] = ()
    picked: str = ""


async def accounts_of(
    moment: Transaction, services: CaseServices, acting: Acting, case: UUID, now: datetime
) -> tuple[str, ...]:
    """The accounts that the bank register holds for her, where she may choose one. Asks outside any transaction. Raises ConsentGone."""
    async with moment() as db:
        looked = await current(db, services, case, acting.principal, now)
    if looked is None or not looked.waits or looked.request.helper != acting.person:
        raise ConsentGone
    return await account_choice.bank_accounts(services, looked)


async def handed_over(
    db: Db, services: CaseServices, acting: Acting, case: UUID, accounts: tuple[str, ...], pick: str, now: datetime
) -> InPerson:
    """What the principal reads when her helper hands her the phone; `pick`: the place of the account that she chose.

    Raises ConsentGone and NotOnRecord.
    """
    looked = await current(db, services, case, acting.principal, now)
    if looked is None or not looked.waits or looked.request.helper != acting.person:
        raise ConsentGone
    offers = by_key(await account_choice.offered(db, services, looked, accounts, now))
    if not offers:
        need_on_record(services, looked.now, now)
    picked = picked_of(services, looked.now, offers, pick, now)
    found = picked.prepared if picked else looked.now
    masked = replace(found.who, name=masking.name(found.who.name))
    display = on_the_helpers_phone(await sight_of(db, acting, case), masked)
    words, digits = words_of(services, found, now), enough_digits([one.number for one in offers.values()])
    return InPerson(
        looked=looked, answers=answer_lines(found.service, found.answers, masked, display), words=words,
        digest=binding.digest_of(binding.worded(found.bound, words)) if picked or not offers else "",
        accounts=tuple(OfferedInPerson(key, ACCOUNT["ending"](ending=one.number[-digits:]).text) for key, one in offers.items()),
        picked=next((key for key, one in offers.items() if one is picked), ""),
    )  # fmt: skip


def by_key(offers: tuple[OfferedAccount, ...]) -> dict[str, OfferedAccount]:
    """The accounts by their places, from 1."""
    return {str(place): one for place, one in enumerate(offers, 1)}


def enough_digits(numbers: Sequence[str]) -> int:
    """How many last digits tell these accounts apart, two at the least: the phone is her helper's. Pure."""
    return next((n for n in range(2, 6) if len({one[-n:] for one in numbers}) == len(numbers)), 6)


def picked_of(
    services: CaseServices, found: Prepared, offers: Mapping[str, OfferedAccount], pick: str, now: datetime
) -> OfferedAccount | None:
    """The account that she picked, else the one on record; None where she still has to choose. Pure but for the seals."""
    known = account_choice.on_record(services, found, now)
    return offers.get(pick) or next((one for one in offers.values() if one.number == known), None)


async def keep_choice(
    moment: Transaction, services: CaseServices, case: UUID, principal: UUID, digest: str, now: datetime
) -> None:
    """Keep the account with which the submission has this digest, so that her yes submits it. Asks the bank register between transactions."""
    async with moment() as db:
        looked = await current(db, services, case, principal, now)
    accounts = await account_choice.bank_accounts(services, looked) if looked and looked.waits else ()
    async with moment() as db:
        looked = await current(db, services, case, principal, now)
        for one in await account_choice.offered(db, services, looked, accounts, now) if looked else ():
            if binding.digest_of(binding.worded(one.prepared.bound, words_of(services, one.prepared, now))) == digest:
                await own_answers.keep_account(db, services, case, principal, one.number, now)


def on_the_helpers_phone(sight: Sight, who: Identity) -> Display:
    """How an answer is written where a helper may look on."""

    def display(field: FormField, value: Answer) -> str:
        if redirect_target(field) != "nothing":
            return HIDDEN_IN_PERSON("own")
        if sight.reads(field.key) or known_from_document(field, who):
            return display_answer(field, value)
        return masked_answer(field, value) or HIDDEN_IN_PERSON("hidden")

    return display


@speaking(SOURCE)
def words_of(services: CaseServices, found: Prepared, now: datetime) -> Said:
    """What she agrees to: without the digits of the account on record, with the last two of one that she chose here."""
    known = bool(found.account) and found.account == account_choice.on_record(services, found, now)
    where = (
        ACCOUNT["on_record"]().text
        if known
        else ACCOUNT["ending"](ending=found.account[-2:]).text
        if found.account
        else account_words(found.service, "", registered=False)
    )
    return fill_wording(
        "submission", service=found.service.name, helper=found.helper, account=where, follows=follows(found.version)
    )


def by_face(services: CaseServices, found: Prepared, digest: str, check: UUID, now: datetime) -> AnswerProof:
    """Her yes, by a face check that has passed."""
    return AnswerProof(digest=digest, how="face", heard=words_of(services, found, now), witness=f"face:{check}")
