"""What the rule would say of a draft as it stands: told before it is handed in, decides nothing and asks no register."""

from datetime import datetime
from uuid import UUID

from backend.cases.answers import answers_of
from backend.cases.services import CaseServices
from backend.cases.submission import store
from backend.cases.submission.case_facts import facts_of
from backend.kit.clock import local_date
from backend.kit.sql import Db
from backend.residents.disclosure import may_read
from backend.residents.service import open_identity
from backend.residents.types import Acting
from backend.rules.decide import decide
from backend.rules.decision import Decision


async def forecast(db: Db, services: CaseServices, acting: Acting, case: UUID, now: datetime) -> Decision | None:
    """Decide on what is known now; None without a rule, for a helper, and below the level that reads registers."""
    if acting.mandate is not None or not may_read(acting.assurance):
        return None
    read = await store.for_submission(db, id=case, principal=acting.principal, event=None)
    version = await services.catalogue.version(db, read.service_version)
    if not version.rules:
        return None
    who = open_identity(services.vault, read.principal, read.identity)
    facts, _ = facts_of(services, read, version, who, answers_of(services, read), {}, now)
    return decide(version.rules, facts, local_date(now))
