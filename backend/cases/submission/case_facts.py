"""The facts of one case as a decision sees them, the machine's and an officer's alike; asks nobody."""

from datetime import datetime

from backend.cases.answers import Answers
from backend.cases.facts.gather import gather_facts, own_facts
from backend.cases.grants.own import with_own
from backend.cases.services import CaseServices
from backend.cases.submission import payee, store
from backend.catalogue.published import Version
from backend.kit.clock import local_date
from backend.residents.types import Identity
from backend.rules.types import Facts


def facts_of(
    services: CaseServices, read: store.ForSubmission, version: Version, who: Identity, answers: Answers, now: datetime
) -> tuple[Facts, payee.PayeeChoice | None]:
    """What registers told, what was verified here, what was granted here and what is declared; and the account to pay to."""
    choice = payee.choose_payee(services, read, version.service, answers, who, now)
    here = own_facts(read.assurance, who.phone, read.proved_at, complete=True) | payee.payee_facts(choice)
    return with_own(gather_facts(version.rules, read.facts, answers, now, here), read.own, local_date(now)), choice
