"""Facts of a case for a decision by rule or officer; no register is asked."""

from collections.abc import Mapping
from datetime import datetime

from backend.cases.answers import Answers
from backend.cases.facts.gather import gather_facts, own_facts
from backend.cases.grants.own import with_own
from backend.cases.services import CaseServices
from backend.cases.submission import payee, store, things
from backend.catalogue.published import Version
from backend.kit.clock import local_date
from backend.residents.types import Identity
from backend.rules.types import Facts


def facts_of(
    services: CaseServices, read: store.ForSubmission, version: Version, who: Identity, answers: Answers,
    mandates: Mapping[str, str], now: datetime,
) -> tuple[Facts, payee.PayeeChoice | None]:  # fmt: skip
    """Facts from registers, own verifications, own grants and declarations; of the thing applied for; and the payee account."""
    answers = things.asked_answers(version.service, answers)
    choice = payee.choose_payee(services, read, version.service, answers, who, now)
    here = own_facts(read.assurance, who.phone, read.proved_at, complete=True) | payee.payee_facts(choice)
    about = things.thing_facts(services, read, version, who, answers, mandates, now)
    known = gather_facts(version.rules, read.facts, answers, now, here, about)
    return with_own(known, read.own, local_date(now)), choice
