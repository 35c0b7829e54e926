"""The page before the first answer: what for, with the first questions where nothing stands in the way."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, get_args

from msgspec import Struct
from msgspec.structs import replace

from backend.cases.drafts import begin, form
from backend.cases.drafts import store as drafts_store
from backend.cases.drafts.prefill import known_value
from backend.cases.drafts.save_page import known_from_document
from backend.cases.grants import overview
from backend.cases.services import CaseServices
from backend.cases.types import Case
from backend.catalogue.types import FormField, Service
from backend.catalogue.vocabulary import SharedAnswer
from backend.kit.sql import Db
from backend.residents import service as residents
from backend.residents.disclosure import may_read, readable, readable_facts
from backend.residents.types import Acting, Identity
from pwa.pages.cases.case_page import next_page
from pwa.pages.cases.proof_needed import ProofOffer, proof_offer
from pwa.pages.cases.questions import SentPage, answer_page, asked_here
from pwa.views.form_values import Control, control_value
from pwa.views.grants import ExistingGrantNotice, existing_grant_notice

ASKED_EARLIER = frozenset(get_args(SharedAnswer))
"""What is prefilled from an earlier answer only: asking a register wouldn't fill it in."""
NUMBER = "_page"
"""The hidden field with the number of the page whose questions the start asks."""


class FirstQuestions(Struct, frozen=True, kw_only=True):
    """The first page of questions that no register could answer: its number, and what its controls show."""

    number: int
    heading: str
    fields: list[FormField]
    depends: frozenset[str]
    values: Mapping[str, Control]


class StartPage(Struct, frozen=True, kw_only=True):
    """What is known before a case is begun; `begun`: the draft that is already there."""

    service: Service
    begun: Case | None
    existing_grant: ExistingGrantNotice | None
    proof: ProofOffer | None
    first: FirstQuestions | None
    back: str
    step: str = ""
    leave: str = ""


async def start_page(db: Db, services: CaseServices, acting: Acting, code: str, now: datetime) -> StartPage:
    """Show what applying for a service will mean; raises ServiceNotOffered."""
    version = begin.offered_version(services, code)
    may = may_read(acting.assurance)
    found = await overview.existing_grant(db, services, acting.principal, version.service, now) if may else None
    begun = await drafts_store.running_draft(db, principal=acting.principal, service=code)
    proof = proof_offer(services, version, acting)
    simple = begun is None and found is None and acting.mandate is None
    who = readable(await residents.identity_of(db, services.vault, acting.principal), acting.assurance)
    facts = readable_facts(await residents.profile_facts_of(db, acting.principal), acting.assurance)
    return StartPage(
        service=version.service, begun=begun, existing_grant=existing_grant_notice(found), proof=proof,
        first=first_questions(version.service, who, facts) if simple else None, back=f"/services/{version.service.code}",
    )  # fmt: skip


def first_questions(service: Service, who: Identity, facts: dict[str, object]) -> FirstQuestions | None:
    """Find the first page with something to ask that no register may answer once it is asked."""
    known = {f.key: known_value(f.prefill, who, facts)[0] for f in service.field}
    for number, (heading, fields) in enumerate(form.sections(service), 1):
        here = {f.key for f in fields}
        asked = [f for f in fields if not known_from_document(f, who) and asked_here(f, here, {}, service.field)]
        unknown = [f for f in asked if not known[f.key]]
        if unknown and not any(f.prefill and f.prefill not in ASKED_EARLIER for f in unknown):
            return FirstQuestions(
                number=number, heading=heading, fields=asked, depends=frozenset(f.key for f in asked if f.when and f.when.field in here),
                values={f.key: control_value(f, known[f.key]) for f in asked},
            )  # fmt: skip
    return None


def page_number(sent: str) -> int:
    """Read the number of the page whose questions the start asked; 0 where it asked none."""
    return int(sent) if sent.isdecimal() and len(sent) < 3 else 0


async def first_answers(
    db: Db, services: CaseServices, acting: Acting, case: Case, number: int, sent: Mapping[str, Any], now: datetime
) -> SentPage:
    """Keep the answers that came with the start, to the questions of this page (0: none were asked); wrong ones come back on their own page."""
    if not number:
        return SentPage(onward=await next_page(db, services, acting, case.id))
    if not await says_anything(db, services, acting, case, sent):
        return SentPage(onward=f"/cases/{case.id}/form/{number}")
    answered = await answer_page(db, services, acting, case.id, number, sent, now)
    return replace(answered, again=answered.again and replace(answered.again, action=f"/cases/{case.id}/form/{number}"))


async def says_anything(db: Db, services: CaseServices, acting: Acting, case: Case, sent: Mapping[str, Any]) -> bool:
    """Tell whether somebody answered more than what the page had filled in; who only presses the button has begun, and is asked next."""
    service = (await services.catalogue.version(db, case.service_version)).service
    who = await residents.identity_of(db, services.vault, acting.principal)
    shown = {f.key: control_value(f, known_value(f.prefill, who, {})[0]) for f in service.field}
    return any(value and value != shown.get(key) for key, value in sent.items() if not key.startswith("_"))
