"""Carries out the rules of the flow table: what a step ends, replaces or keeps of what rests on the ruling."""

from datetime import datetime

from backend.cases import store
from backend.cases.flow import RULES, RuleName
from backend.cases.types import Case
from backend.kit.sql import Db


async def carry_out(db: Db, case: Case, rule: RuleName, now: datetime) -> None:
    """End what the rule ends, before a new decision and its receipt are written."""
    match RULES[rule].receipt:
        case "replace":
            await store.supersede_receipts(db, case_id=case.id, at=now)
        case "revoke":
            await store.revoke_receipts(db, case_id=case.id, at=now)
        case "keep" | "none":
            pass
