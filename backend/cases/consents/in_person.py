"""Consent in person on the helper's phone: what the principal reads there, bound to the same submission. Her face is compared elsewhere.

The phone is her helper's, and so is the session: what helpers don't read stays masked, since its owner recognises it.
"""

from datetime import datetime
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from backend.cases.answers import Answer
from backend.cases.consents import binding
from backend.cases.consents.answer import AnswerProof
from backend.cases.consents.binding import ShownLine
from backend.cases.consents.gather import Display, Prepared, account_words, follows, shown
from backend.cases.consents.hearing import need_on_record
from backend.cases.consents.messages import ACCOUNT, HIDDEN_IN_PERSON
from backend.cases.consents.problems import ConsentGone
from backend.cases.consents.standing import Looked, current
from backend.cases.drafts.display import display_answer, masked_answer
from backend.cases.drafts.save_page import known_from_document
from backend.cases.services import CaseServices
from backend.cases.sight import Sight, sight_of
from backend.catalogue.effects import redirect_target
from backend.catalogue.types import FormField
from backend.delegation.wording import Said, said
from backend.kit import masking
from backend.kit.sql import Db
from backend.residents.types import Acting, Identity


class InPerson(Struct, frozen=True, kw_only=True):
    """A request as the principal reads it on her helper's phone; `digest`: to which her yes is bound."""

    looked: Looked
    answers: tuple[ShownLine, ...]
    words: Said
    digest: str


async def handed_over(db: Db, services: CaseServices, acting: Acting, case: UUID, now: datetime) -> InPerson:
    """What the principal reads when her helper hands her the phone. Raises ConsentGone and NotOnRecord."""
    looked = await current(db, services, case, acting.principal, now)
    if looked is None or not looked.waits or looked.request.helper != acting.person:
        raise ConsentGone
    found = looked.now
    need_on_record(services, found, now)
    masked = replace(found.who, name=masking.name(found.who.name))
    display = on_the_helpers_phone(await sight_of(db, acting, case), masked)
    words = words_of(found)
    return InPerson(
        looked=looked, answers=shown(found.service, found.answers, masked, display), words=words,
        digest=binding.digest_of(binding.worded(found.bound, words)),
    )  # fmt: skip


def on_the_helpers_phone(sight: Sight, who: Identity) -> Display:
    """How an answer is written where a helper may look on."""

    def display(field: FormField, value: Answer) -> str:
        if redirect_target(field) != "nothing":
            return HIDDEN_IN_PERSON("own")
        if sight.reads(field.key) or known_from_document(field, who):
            return display_answer(field, value)
        return masked_answer(field, value) or HIDDEN_IN_PERSON("hidden")

    return display


def words_of(found: Prepared) -> Said:
    """What she agrees to, without the digits of an account."""
    where = ACCOUNT["on_record"]().text if found.account else account_words(found.service, "", registered=False)
    return said(
        "submission", service=found.service.name, helper=found.helper, account=where, follows=follows(found.version)
    )


def by_face(found: Prepared, digest: str, check: UUID) -> AnswerProof:
    """Her yes, by a face check that has passed."""
    return AnswerProof(digest=digest, how="face", heard=words_of(found), witness=f"face:{check}")
