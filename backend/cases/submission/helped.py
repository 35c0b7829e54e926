"""What a helper prepared or handed in: signs of abuse around its account and its helper, so that a person looks before anything is decided."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from msgspec import Struct

from backend.cases.services import CaseServices
from backend.cases.submission import payee
from backend.cases.submission.store import ForSubmission
from backend.cases.types import Case
from backend.delegation.problems import SignsNotSettled
from backend.delegation.signals import detect, watching
from backend.delegation.signals.detect import Signal, SignalFacts
from backend.delegation.types import Mandate
from backend.kit.clock import local_date
from backend.kit.sql import Db
from backend.payees.service import account_holders
from backend.residents import service as residents
from backend.residents.types import Identity


class SignsOfMandate(Struct, frozen=True):
    """A mandate that a submission has to do with, and what was seen."""

    mandate: Mandate
    signals: tuple[Signal, ...]


async def look(
    db: Db, services: CaseServices, read: ForSubmission, choice: payee.PayeeChoice | None, who: Identity, now: datetime
) -> list[SignsOfMandate]:
    """What is seen in the mandates behind a submission; one that began only now counts for the account alone."""
    found = []
    for mandate in await watching.involved(db, read.principal, read.id, read.opened_by, now):
        act = await _facts(db, services, read, mandate, choice, who, now)
        seen = await watching.look(db, mandate, now, act, read.id)
        if not await watching.acted(db, mandate, read.id, read.opened_by):
            seen = tuple(one for one in seen if one.kind in detect.OF_AN_ACT)
        if seen:
            found.append(SignsOfMandate(mandate, seen))
    return found


async def hold(db: Db, found: Sequence[SignsOfMandate], case: UUID, now: datetime) -> None:
    """Keep what was seen; the mandates stand still."""
    for one in found:
        await watching.hold(db, one.mandate, one.signals, now, case)


async def need_nothing_open(db: Db, case: Case) -> None:
    """Raise SignsNotSettled while a sign that was seen in this case waits for an officer."""
    if await watching.mandates_to_look_at(db, case.principal, case.id):
        raise SignsNotSettled


async def _facts(
    db: Db, services: CaseServices, read: ForSubmission, mandate: Mandate, choice: payee.PayeeChoice | None, who: Identity,
    now: datetime,
) -> SignalFacts:  # fmt: skip
    """What is counted of the account of a submission."""
    if choice is None or not choice.account:
        return SignalFacts()
    helper = await residents.identity_of(db, services.vault, mandate.helper)
    holders = await account_holders(db, services.vault, choice.account, but=read.principal)
    known = payee.known_account(services.vault, read.payees, who, local_date(now))
    early = mandate.active_at is not None and detect.is_after_begin(mandate.active_at, now)
    return SignalFacts(
        account_of_helper=int(mandate.helper in holders or choice.account == helper.payable_account),
        account_of_others=len(holders - {mandate.helper}),
        account_after_begin=int(early and known not in ("", choice.account)),
    )
