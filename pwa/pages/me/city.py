"""“我的城市”: what a person receives, may get, has to do and holds, where their affairs stand, and what was told to them."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from backend.cases.grants import overview
from backend.cases.grants.likely import LikelyGrant, likely_grants
from backend.cases.obligations import store as obligations
from backend.cases.obligations.yearly_check import CHECKS
from backend.cases.papers import shared_file
from backend.cases.receipts import store as receipts
from backend.cases.services import CaseServices
from backend.kit import masking
from backend.kit.clock import local_date
from backend.kit.messages.render import Messages
from backend.kit.sql import Db
from backend.notices import service as notices
from backend.residents import service as residents
from backend.residents.disclosure import may_read
from backend.residents.types import Acting
from pwa.views.case_cards import CaseCard, progress
from pwa.views.decisions import amount, reason_lines
from pwa.views.grants import GrantCard, grant_card

_messages = Messages.beside(__file__)
DUTY, FROM, UNREAD = _messages.texts("duty"), _messages.take("from"), _messages.take("unread")
RENEWS = {kind: service for service, kind in CHECKS.items()}
"""The service by which an obligation is fulfilled, by its kind."""
RECEIPTS, CASES = 6, 4
"""How many are shown before a link leads to all."""


class MayGet(Struct, frozen=True, kw_only=True):
    """A benefit that the rules grant on what is known; `since`: from when, "" = now; `why`: the conditions that registers confirm."""

    name: str
    href: str
    amount: str
    unit: str
    since: str
    why: list[str]


class DutyLine(Struct, frozen=True):
    """The next thing to do for a grant; `open`: may it be done today?"""

    text: str
    when: str
    href: str
    open: bool


class ReceiptLine(Struct, frozen=True):
    """A receipt in the wallet."""

    name: str
    number: str
    href: str
    qr: str


class City(Struct, frozen=True, kw_only=True):
    """Everything of one person in one place; `readable`: are they proven, so that amounts and reasons may be shown?"""

    name: str
    readable: bool
    grants: list[GrantCard]
    may_get: list[MayGet]
    duties: list[DutyLine]
    receipts: list[ReceiptLine]
    cases: list[CaseCard]
    more_cases: bool
    messages: str
    unplaced: int


async def city(db: Db, services: CaseServices, acting: Acting, now: datetime) -> City:
    """Collect the page; below the level VERIFIED without what registers or decisions tell."""
    who, readable = await residents.identity_of(db, services.vault, acting.person), may_read(acting.assurance)
    open_cases = await progress(db, services, acting, now)
    waiting = [*open_cases.yours, *open_cases.others]
    return City(
        name=who.name or masking.phone(who.phone), readable=readable,
        grants=[grant_card(view) for view in await overview.of_person(db, services, acting.person, now) if view.state != "ended"] if readable else [],
        may_get=[may_get(one) for one in await likely_grants(db, services, acting.person, now)] if readable else [],
        duties=await duties(db, services, acting, now) if readable else [],
        receipts=await wallet(db, services, acting), cases=waiting[:CASES], more_cases=len(waiting) > CASES or bool(open_cases.ended),
        messages=unread(await notices.unread(db, acting.person)), unplaced=len(await shared_file.list_waiting(db, acting, now)),
    )  # fmt: skip


def may_get(one: LikelyGrant) -> MayGet:
    """Put a benefit that somebody may get into words, with the conditions that registers confirm."""
    decision = one.decision
    paid, unit = amount(decision.grant) if decision.outcome == "approve" else ("", "")
    return MayGet(
        name=one.service.grants.name if one.service.grants else one.service.name, href=f"/services/{one.service.code}", amount=paid, unit=unit,
        since="" if decision.outcome == "approve" or decision.holds_from is None else FROM(on=decision.holds_from).text,
        why=[line.says for line in reason_lines(decision) if line.answer == "yes" and line.source],
    )  # fmt: skip


async def duties(db: Db, services: CaseServices, acting: Acting, now: datetime) -> list[DutyLine]:
    """List the next dated obligation of each grant, with the page on which it is done in one tap."""
    today, found = local_date(now), await obligations.open_of_person(db, principal=acting.person, today=local_date(now))
    lines = []
    for one in sorted(found, key=lambda duty: duty.due_on):
        service = (await services.catalogue.version(db, one.service_version)).service
        code, begun = RENEWS.get(one.kind, ""), one.opens_on <= today
        name = service.grants.name if service.grants else service.name
        lines.append(
            DutyLine(
                DUTY("check" if code else "other", name=name), DUTY("span", opens=one.opens_on, closes=one.due_on),
                f"/services/{code}/start" if code and begun else f"/cases/{one.case_id}", bool(code) and begun,
            )
        )  # fmt: skip
    return lines


async def wallet(db: Db, services: CaseServices, acting: Acting) -> list[ReceiptLine]:
    """List the receipts that stand."""
    valid: Sequence[receipts.ValidReceipt] = await receipts.valid_of_person(db, principal=acting.person, most=RECEIPTS)
    names = [(await services.catalogue.version(db, one.service_version)).service.name for one in valid]
    return [
        ReceiptLine(name, one.number, f"/cases/{one.case_id}/receipt", f"/qr/{one.number}")
        for name, one in zip(names, valid, strict=True)
    ]


def unread(count: int) -> str:
    """How many messages wait to be read; "" without one."""
    return UNREAD(count=count).text if count else ""
