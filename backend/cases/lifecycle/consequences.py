"""Carries out the consequences of a transition (`flow.RULES`) for receipt, grant and payments."""

from datetime import datetime

from backend.audit.actor import Actor
from backend.cases.flow import RULES, RuleName
from backend.cases.grants import store as grants
from backend.cases.grants.record import add_event
from backend.cases.receipts import store as receipt_store
from backend.cases.types import Case
from backend.kit.clock import local_date
from backend.kit.sql import Db
from backend.payees.stop import stop_of_case, stop_pending
from backend.rules.calendar_periods import month_start


async def apply_consequences(db: Db, case: Case, rule: RuleName, now: datetime) -> None:
    """End receipts, grants and accounts as the rule says, before a new decision is written."""
    match RULES[rule].receipt:
        case "replace":
            await receipt_store.supersede_receipts(db, case_id=case.id, at=now)
        case "revoke":
            await receipt_store.revoke_receipts(db, case_id=case.id, at=now)
        case "keep" | "none":
            pass
    if RULES[rule].grant == "end":  # whatever approved an account stands no more, so neither does the account
        await stop_of_case(db, case.principal, case.id, now)
    await apply_to_grant(db, case, rule, now)


async def apply_to_grant(db: Db, case: Case, rule: RuleName, now: datetime) -> None:
    """End, pause or resume what the case granted; a new approval begins it or carries it on (`grants.following`)."""
    grant = await grants.of_case_grant(db, case_id=case.id, person=case.principal)
    if grant is None or grant.state == "ended":
        return
    today, author = local_date(now), Actor.system("flow")
    if RULES[rule].grant == "end":
        await add_event(db, grant, "ended", today, author, now, cause=rule)
    elif RULES[rule].payments == "stop" and grant.state == "running":
        await add_event(db, grant, "paused", month_start(today), author, now, cause=rule)
        await stop_pending(db, case.principal, "suspended", now)
    elif RULES[rule].payments == "resume" and grant.state == "paused":
        await add_event(db, grant, "resumed", month_start(today), author, now, cause=rule)
